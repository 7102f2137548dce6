"""Replies, internal notes and changes of a ticket, as one timeline."""
