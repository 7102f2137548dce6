"""Is the service able to work: for load balancers and people."""

from marshmallow import Schema, fields, validate

from ticketing.database import transaction
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.public import public

health = Blueprint("health", __name__, url_prefix="/api", description="Is the service able to work")


class HealthSchema(Schema):
    """The answer while all is well."""

    status = fields.String(required=True, validate=validate.Equal("ok"))


@health.get("/health")
@public
@health.response(200, HealthSchema)
@problems(503)
@health.doc(security=[])
def check() -> dict[str, str]:
    """Answer ok when the database can be read and written."""
    transaction.check()
    return {"status": "ok"}
