"""The service for `flask --app tests.wsgi`: as it is, but hashes cost little, and browsers keep the pages' files."""

from tests.hashing import hash_cheaply
from ticketing.web import static_pages
from wsgi import app

__all__ = ["app"]

hash_cheaply()
# A page is some sixty files, asked for again at each page otherwise.
static_pages.app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
