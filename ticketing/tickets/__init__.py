"""Tickets and the files attached to them."""
