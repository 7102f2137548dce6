"""The OpenAPI document and its page, served from here: no CDN."""

from importlib.resources import files
from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, current_app, render_template, request, send_from_directory

from ticketing.extensions import api
from ticketing.web.public import public

docs = Blueprint("docs", __name__, url_prefix="/api", template_folder="templates", static_folder=None)

SWAGGER_UI = Path(str(files(flask_swagger_ui) / "dist"))
# Swagger UI styles its elements inline and draws its icons from data: addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@docs.get("/openapi.json")
@public
def document() -> Response:
    """Answer the OpenAPI document."""
    served_at = {"servers": [{"url": request.script_root or "/"}]}
    return Response(current_app.json.dumps(api.spec.to_dict() | served_at), content_type="application/json")


@docs.get("/docs")
@public
def page() -> Response:
    """Answer the page that shows the document."""
    return Response(render_template("docs.html"), headers={"Content-Security-Policy": POLICY})


@docs.get("/docs/<any('swagger-ui.css','swagger-ui-bundle.js','favicon-32x32.png'):name>")
@public
def asset(name: str) -> Response:
    """Answer one of Swagger UI's own files."""
    return send_from_directory(SWAGGER_UI, name)


@docs.get("/docs/start.js")
@public
def start() -> Response:
    """Answer the script that starts Swagger UI."""
    return Response(render_template("docs.js"), content_type="text/javascript")
