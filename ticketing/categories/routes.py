"""Categories over HTTP."""

from typing import Any

from ticketing.categories import queries
from ticketing.categories.schemas import Categories
from ticketing.web.etags import not_changed, tag_of, weak
from ticketing.web.openapi import IF_CHANGED, WEAK_ETAG, Blueprint, problems, reads

categories = Blueprint("categories", __name__, url_prefix="/api/categories", description="What tickets are about")


@categories.get("")
@categories.response(200, Categories, headers=WEAK_ETAG)
@categories.alt_response(304, description="Not changed.", headers=WEAK_ETAG)
@problems(401, 503)
@reads(IF_CHANGED)
def list_categories() -> Any:
    """List the categories that a ticket may be given, in their order."""
    offered = queries.offered()
    tag = weak(tag_of([(each.name, each.description) for each in offered]))
    return not_changed(tag) or ({"results": offered}, 200, {"ETag": tag})
