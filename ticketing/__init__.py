"""Ticketing: a company's internal tickets."""

from ticketing.app import create_app

__all__ = ["create_app"]
