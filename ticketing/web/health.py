"""Is the service able to work: for load balancers and people."""

from marshmallow import Schema, fields, validate

from ticketing.web import readiness
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.public import for_any_host, public

health = Blueprint("health", __name__, url_prefix="/api", description="Is the service able to work")


class HealthSchema(Schema):
    """The answer while all is well."""

    status = fields.String(required=True, validate=validate.Equal("ok"))


class ReadinessSchema(HealthSchema):
    """The answer while every part is ready."""

    parts = fields.Dict(required=True, keys=fields.String(validate=validate.OneOf(readiness.PARTS)), values=fields.String())


@health.get("/health")
@public
@health.response(200, HealthSchema)
@problems(503)
@health.doc(security=[])
def check() -> dict[str, str]:
    """Answer ok when the database answers. What it said is remembered for a second."""
    readiness.remembered("alive").require()
    return {"status": "ok"}


@health.get("/health/live")
@public
@for_any_host
@health.response(200, HealthSchema)
@health.doc(security=[])
def live() -> dict[str, str]:
    """Answer ok without asking anything, for whatever restarts a process that hangs; any host name will do."""
    return {"status": "ok"}


@health.get("/health/ready")
@public
@for_any_host
@health.response(200, ReadinessSchema)
@problems(503)
@health.doc(security=[])
def ready() -> dict[str, object]:
    """Answer ok when the database takes writes, its migrations are those of this version, and the disk has room.

    For whatever decides where to send requests; any host name will do. 503 names in `errors` the parts that are not ready.
    """
    readiness.remembered("ready").require()
    return {"status": "ok", "parts": dict.fromkeys(readiness.PARTS, "ok")}
