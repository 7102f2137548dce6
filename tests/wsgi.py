"""The service for `flask --app tests.wsgi`: as it is, but for the price of its hashes."""

from tests.hashing import hash_cheaply
from wsgi import app

__all__ = ["app"]

hash_cheaply()
