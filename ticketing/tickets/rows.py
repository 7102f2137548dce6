"""Tickets as plain rows, with the names of the models: what a list is made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Requester(NamedTuple):
    """Who opened a ticket."""

    id: int
    username: str


class File(NamedTuple):
    """A file of a ticket."""

    id: int
    store: str
    key: str
    name: str
    size: int
    content_type: str


class TicketRow(NamedTuple):
    """A ticket to be shown."""

    id: int
    title: str
    description: str
    category: str
    status: str
    created_at: datetime
    updated_at: datetime
    version: int
    created_by: Requester
    attachments: Sequence[File]
