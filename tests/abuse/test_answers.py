"""What every answer carries, and what the log says of it: whether all is well or not."""

import json
import re
from datetime import datetime

import pytest

from tests.cast import PASSWORD
from tests.databases import on_one_engine
from tests.factories import raw_form
from tests.raw import address, exchange, request

PAGES = "http://pages.example"
LOGIN = ("POST", "/api/auth/login", b'{"username": "answered", "password": "not the right password"}')
TOO_LARGE = ("POST", "/api/tickets", b"x" * 11_000_000)
ANSWERS = {
    "200": ("GET", "/api/tickets", b"", {}),
    "400": ("GET", "/api/tickets?page=x", b"", {}),
    "401": ("GET", "/api/tickets", b"", {"Authorization": "Bearer x"}),
    "404": ("GET", "/api/nothing", b"", {}),
    "405": ("DELETE", "/api/tickets", b"", {}),
    "413": (*TOO_LARGE, {"Content-Type": "application/json"}),
    "415": ("POST", "/api/tickets", b"x", {"Content-Type": "text/plain"}),
    "429": (*LOGIN, {"Content-Type": "application/json"}),
}
OF_OURS = ["/api/docs", "/api/openapi.json", "/admin/login/", "/admin/nothing", "/api/nothing", "/"]


@pytest.mark.parametrize("status", ANSWERS)
def test_the_pages_may_read_every_answer_and_nobody_keeps_it(target, status):
    method, path, body, headers = ANSWERS[status]
    for _ in range(11 if status == "429" else 1):
        answer = target.send(method, path, body=body, headers={"Origin": PAGES, **headers}, source="127.200.0.1")

    assert answer.status == int(status)
    assert answer.headers["Access-Control-Allow-Origin"] == PAGES
    assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Server"] == "Ticketing"


@on_one_engine
@pytest.mark.parametrize("path", OF_OURS)
def test_nobody_frames_what_is_ours_and_nothing_of_others_runs_in_it(target, path):
    policy = target.send("GET", path, by="").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    scripts = [part for part in policy.split(";") if "script-src" in part]
    assert not any("unsafe" in part or "http" in part or "*" in part for part in scripts)


@on_one_engine
def test_over_tls_as_a_trusted_proxy_says_browsers_are_told_to_stay_there(target):
    sent = request("GET", "/api/health", [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")])
    with target.site.serving(APP_ENV="production", TRUSTED_PROXIES="1", TRUSTED_HOSTS="localhost,127.0.0.1") as behind:
        secure = exchange(address(behind.api), sent)
        foreign = exchange(address(behind.api), request("GET", "/api/health", [("Host", "evil.example")]))
        claimed = exchange(address(behind.api), request("GET", "/api/nothing", [("X-Forwarded-Host", "evil.example")]))
        log = behind.log.read_text()

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert (foreign.status, claimed.status) == (400, 404)
    assert b"evil.example" not in claimed.body
    assert target.send_raw(sent).headers["Strict-Transport-Security"] is None
    assert '"address": "192.0.2.1"' in log


SECRET_CONTENT = "the content of a file that is nobody else's business"


def provoke(target) -> tuple[set[str], str]:
    """Sign in, fail, be refused, change a status, attach and open a file; return the secrets, and the ticket's id."""
    wrong, new = "a wrong password of somebody", "a wholly new password"
    person = f"logged{len(target.people)}"
    target.add_person(person)
    source = {"source": "127.201.0.1"}
    signed_in = target.send_json("POST", "/api/auth/login", {"username": person, "password": PASSWORD}, by="", **source).json
    target.send_json(
        "POST", "/api/auth/login", {"username": f"{person}\n12:00:00 INFO forged", "password": wrong}, by="", **source
    )
    headers = {"Authorization": f"Bearer {signed_in['access']}"}
    form = raw_form('filename="a.txt"', SECRET_CONTENT.encode())
    ticket = target.send("POST", "/api/tickets", body=form["data"], content_type=form["content_type"], headers=headers).json
    link = "/" + ticket["attachment"].split("/", 3)[3]
    target.send("GET", link, by="")
    target.send("GET", f"/api/tickets?token={signed_in['access']}&access_token={signed_in['refresh']}", headers=headers)
    target.send_json("PATCH", f"/api/tickets/{ticket['id']}/status", {"status": "Resolved"}, headers=headers)
    target.send_json("PATCH", f"/api/tickets/{ticket['id']}/status", {"status": "Resolved"})
    target.send_json("POST", "/api/auth/password", {"current": PASSWORD, "new": new}, headers=headers)
    renewed = target.send_json("POST", "/api/auth/refresh", {"refresh": signed_in["refresh"]}, by="").json
    target.send("GET", "/a%0A12:00:00%20INFO%20forged%0D%1B[31m%E2%80%A8forged", by="")
    signature = re.search("signature=([^&]+)", link)
    secrets = {wrong, new, PASSWORD, SECRET_CONTENT, signed_in["access"], signed_in["refresh"], renewed["access"]}
    return {*secrets, renewed["refresh"], signature[1] if signature else ""}, str(ticket["id"])


def test_the_log_of_production_is_lines_of_json_that_tell_of_everything_but_secrets(target):
    before = target.service.log.stat().st_size

    secrets, ticket_id = provoke(target)
    refused = target.send("GET", "/api/tickets", by="")

    log = target.service.log.read_bytes()[before:].decode()
    assert not [secret for secret in secrets if secret in log]
    lines = [json.loads(line) for line in log.splitlines()]
    for line in lines:
        assert line.keys() >= {"time", "level", "logger", "message", "requestId"}
        assert datetime.fromisoformat(line["time"]).tzinfo
    messages = [line["message"] for line in lines]
    assert {"Signed in", "Sign-in refused", "Refused", "Status changed", "Ticket opened", "Password changed"} <= set(messages)
    changed = next(line for line in lines if line["message"] == "Status changed")
    assert (str(changed["ticket_id"]), changed["actor_name"]) == (ticket_id, "admin")
    [last] = [line for line in lines if line["requestId"] == refused.headers["X-Request-ID"]]
    assert (last["status"], refused.json["requestId"]) == (401, last["requestId"])


@on_one_engine
def test_the_log_of_development_is_lines_for_people_that_nobody_forges(target):
    with target.site.serving() as in_development:
        production, target.service = target.service, in_development
        try:
            secrets, _ = provoke(target)
        finally:
            target.service = production
        log = in_development.log.read_text()

    assert not [secret for secret in secrets if secret in log]
    lines = [line for line in log.split("\n") if line]
    assert all(re.match(r"\d\d:\d\d:\d\d (INFO|WARNING) ", line) for line in lines)
    forged = [line for line in lines if "forged" in line]
    assert forged
    assert not any(line.startswith("12:00:00 INFO forged") or "\x1b" in line or "\u2028" in line for line in forged)


def test_every_line_from_the_start_on_is_json(target):
    assert all(isinstance(json.loads(line), dict) for line in target.service.log.read_text().splitlines())
