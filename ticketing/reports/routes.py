"""Reports over HTTP."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from ticketing.auth.guard import admin_required
from ticketing.reports import figures, serialize
from ticketing.reports.periods import Period
from ticketing.reports.schemas import ReportQuery, ReportSchema
from ticketing.web.openapi import Blueprint, problems
from ticketing.web.spreadsheets import BYTE_ORDER_MARK, table

reports = Blueprint("reports", __name__, url_prefix="/api", description="How a team does")


@reports.get("/reports")
@reports.arguments(ReportQuery(), location="query")
@reports.response(200, ReportSchema)
@problems(400, 401, 403, 503)
@admin_required
def show_report(period: Period) -> Mapping[str, Any]:
    """Report what was opened, answered and resolved, by day, category, priority and assignee."""
    return figures.report(period)


@reports.get("/reports.csv")
@reports.arguments(ReportQuery(), location="query")
@reports.doc(responses={200: {"description": "The report.", "content": {"text/csv": {"schema": {"type": "string"}}}}})
@problems(400, 401, 403, 503)
@admin_required
def export_report(period: Period) -> Response:
    """Write the report as comma-separated values."""
    lines = BYTE_ORDER_MARK + table(serialize.rows(figures.report(period)))
    headers = {"Content-Disposition": f"attachment; filename=report-{period.first}-{period.last}.csv"}
    return Response(lines, headers=headers, content_type="text/csv; charset=utf-8")
