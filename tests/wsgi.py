"""The service for `flask --app tests.wsgi`: as it is, but hashes cost little, and browsers keep the pages' files.

Nor does it remember for a second that it was able to work: tests ask right after they have caused a fault.
"""

from tests.hashing import hash_cheaply
from ticketing.web import readiness, static_pages
from wsgi import app

__all__ = ["app"]

hash_cheaply()
readiness.REMEMBERED_SECONDS = 0
# A page is some sixty files, asked for again at each page otherwise.
static_pages.app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
