"""Whether the pages of this container answer, asked under the name that people type."""

import http.client
import os
import sys

host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
connection.request("GET", "/health/", headers={"Host": host})
sys.exit(connection.getresponse().status != 200)
