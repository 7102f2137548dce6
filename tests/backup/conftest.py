"""Backups of running services are made of sites of their own, as the other processes' are."""

from tests.process.conftest import site, sqlite_site

__all__ = ["site", "sqlite_site"]
