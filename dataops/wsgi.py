import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dataops.settings")
os.environ.setdefault("STATEMENT_TIMEOUT", "10s")

application = get_wsgi_application()
# What starting has loaded stays until the process ends: no collection in the middle of an answer looks through it again.
gc.collect()
gc.freeze()
