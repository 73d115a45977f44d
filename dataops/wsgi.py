import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dataops.settings")
os.environ.setdefault("STATEMENT_TIMEOUT", "10s")

application = get_wsgi_application()
