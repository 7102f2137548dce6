"""The reader's language and appearance, and people's text in its own direction."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from tests.backoffice.visitors import LOGIN, Visitor
from tests.cast import make_person
from tests.factories import add_ticket, form, ticket_text
from tests.samples import PNG
from ticketing.auth import service
from ticketing.auth.models import Role
from ticketing.backoffice.preferences import LANGUAGES
from ticketing.categories.models import Priority

FRONTEND = Path(__file__).parents[2] / "frontend"
ARABIC = {"Accept-Language": "ar-EG,ar;q=0.9,en;q=0.5"}
# What is written so in every language.
NAMES = {"UTC", "CSV", "API", "GET", "POST", "PATCH", "DELETE", "English", "NUL", "kB", "Bytes"}
PEOPLE = {"admin", "owner", "Printer", "burns", "It", "png", "log", "screen", "example", "com", "chief"}
PEOPLE |= {"Technical", "Financial", "Product", "Machines"}


def lines(text):
    """Return what is read on a page, a piece at a time: its texts, and the attributes that are shown or read out."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", text, flags=re.S)
    attributes = re.findall(r'(?:title|placeholder|aria-label|data-(?:confirm|delete|label))="([^"]*)"', body)
    return [unescape(line) for line in [*re.findall(r">([^<]+)<", body), *attributes] if line.strip()]


def english_in(text):
    words = {word for line in lines(text) for word in re.findall(r"[A-Za-z]{2,}", line)}
    return words - NAMES - PEOPLE


def say(admin, ticket):
    """Reply, add a note, edit and remove, as the pages are to tell of it."""
    path = f"/api/tickets/{ticket}"
    reply, _, gone = (
        admin.post(f"{path}/{kind}", json={"body": "Printer"}).json["id"] for kind in ("replies", "notes", "notes")
    )
    admin.patch(f"{path}/timeline/{reply}", json={"body": "It burns"})
    admin.delete(f"{path}/timeline/{gone}")
    other = admin.post("/api/tickets", json=ticket_text(title="Printer")).json["id"]
    admin.patch(path, json={"description": "It", "category": "Product", "priority": "High", "assignee": "chief"})
    admin.post(f"/api/tickets/{other}/duplicate", json={"of": ticket})


@pytest.fixture
def everything(app, office, owner, admin):
    """Add one of everything that the pages show, and return their addresses."""
    ticket = owner.post("/api/tickets", data=form((PNG, "screen.png"), (b"a log\n", "screen.log"), title="Printer")).json["id"]
    chief = make_person(app, "chief", Role.ADMIN).id
    say(admin, ticket)
    office.post("/admin/category/edit/", id=1, name="Machines", description="It burns", assignee="admin", priority="Urgent")
    office.post("/admin/category/action/", action="down", rowid=1)
    office.post("/admin/category/action/", action="archive", rowid=2)
    office.post("/admin/user/action/", action="deactivate", rowid=chief)
    owner.get("/api/tickets/999")
    pages = ["ticket/", f"ticket/details/?id={ticket}", f"ticket/delete/?id={ticket}", "ticket/?search=xyzzy", "ticket/?page=7",
             "category/", "category/new/", "category/edit/?id=1", "user/", "user/new/", f"user/edit/?id={owner.id}",
             f"user/edit/?id={chief}", f"user/password/?id={owner.id}", f"user/delete/?id={owner.id}", "audit/"]  # fmt: skip
    return [f"/admin/{page}" for page in pages]


def test_every_page_is_in_the_readers_language_and_direction(office, visitor, admin, everything):
    link = admin.post("/api/auth/backoffice").json["url"]
    office.says()
    for page in everything:
        text = office.get(page, headers=ARABIC).text
        assert '<html lang="ar" dir="rtl"' in text
        assert english_in(text) == set(), page
    assert english_in(visitor.get(LOGIN, headers=ARABIC).text) == set()
    assert english_in(visitor.get("/admin/open/?code=x", headers=ARABIC).text) == set()
    assert english_in(visitor.client.get(link, headers=ARABIC | {"Sec-Fetch-Site": "cross-site"}).text) == set()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("category/action/", {"action": "up"}),
        ("category/action/", {"action": "up", "rowid": "1"}),
        ("category/action/", {"action": "down", "rowid": "1"}),
        ("category/action/", {"action": "down", "rowid": "999"}),
        ("category/action/", {"action": "archive", "rowid": ["1", "2", "3", "999"]}),
        ("category/action/", {"action": "offer", "rowid": ["1", "2", "3"]}),
        ("category/new/", {"name": "Machines"}),
        ("category/new/", {"name": "TECHNICAL"}),
        ("category/edit/?id=1", {"name": "", "description": "x" * 201, "assignee": "owner", "priority": "Emperor"}),
        ("category/edit/?id=1", {"name": "Machines", "assignee": "owner"}),
        ("ticket/delete/?id={ticket}", {}),
        ("user/action/", {"action": "demote", "rowid": "{admin}"}),
        ("user/action/", {"action": "deactivate", "rowid": "{owner}"}),
        ("user/delete/?id={admin}", {}),
        ("user/delete/?id={owner}", {}),
        ("user/new/", {"username": "admin", "email": "x", "role": "Emperor", "password": "short"}),
        ("user/new/", {"username": "аdmin", "role": "User", "password": "password1234"}),
        ("user/edit/?id={owner}", {"username": "admin"}),
        ("user/password/?id={owner}", {"password": "owner owner owner"}),
        ("user/password/?id={owner}", {}),
    ],
)
def test_what_becomes_of_a_form_is_said_in_the_readers_language(app, office, admin, owner, path, sent):
    ticket = add_ticket(app, owner.id, status="Resolved")
    values = {"ticket": ticket, "admin": admin.id, "owner": owner.id}
    sent = {name: value.format_map(values) if isinstance(value, str) else value for name, value in sent.items()}

    office.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    answer = office.post(f"/admin/{path.format_map(values)}", **sent)
    if answer.status_code in (302, 303):
        answer = office.get(answer.location)

    text = re.sub(r"<(output|textarea).*?</\1>", "", answer.text, flags=re.S)
    assert english_in(text) - {"User", "Admin", "Emperor", *Priority} == set()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar", "ar"),
        ("ar-EG", "ar"),
        ("fr,ar;q=0.8,en;q=0.5", "ar"),
        ("en-GB,ar;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_first_of_the_browsers_languages_that_there_is_is_taken(visitor, accepted, language):
    assert f'<html lang="{language}"' in visitor.get(LOGIN, headers={"Accept-Language": accepted}).text


def test_a_choice_is_kept_and_leads_back_to_the_page(office, visitor):
    for person in (office, visitor):
        person.get(LOGIN)
        for choice, shown in (({"language": "ar"}, 'lang="ar" dir="rtl"'), ({"theme": "dark"}, 'data-theme="dark"')):
            answer = person.post("/admin/preferences/", **choice, url="/admin/login/?next=/admin/user/")
            assert (answer.status_code, answer.location) == (303, "/admin/login/?next=/admin/user/")
            assert shown in person.get("/admin/nothing", follow_redirects=True).text


def test_a_page_that_was_open_when_the_session_ended_still_offers_the_choice(clock, office):
    token = office.token
    clock.move(minutes=61)

    office.client.post("/admin/preferences/", data={"language": "ar", "csrf_token": token})

    assert '<html lang="ar"' in office.get(LOGIN).text


@pytest.mark.parametrize("choice", [{"language": "xx"}, {"theme": "pink"}, {"url": "https://example.com/"}])
def test_what_is_no_choice_is_refused_by_name(office, choice):
    answer = office.post("/admin/preferences/", **choice)

    assert answer.status_code == 400
    assert not answer.headers.getlist("Set-Cookie")
    assert "url" in choice or next(iter(choice)) in answer.text


@pytest.mark.parametrize(
    "cookie", ["ticketing_admin_language=xx", "ticketing_admin_theme=%22%3E", "ticketing_admin_theme=pink"]
)
def test_a_cookie_that_is_no_choice_is_none(app, cookie):
    page = Visitor(app).get(LOGIN, headers={"Cookie": cookie}).text
    assert '<html lang="en" dir="ltr" data-theme="system"' in page


def test_there_are_the_pages_languages_in_the_pages_words():
    early = (FRONTEND / "js" / "early.js").read_text("utf-8")
    assert dict(LANGUAGES) == {
        code: (name, direction)
        for code, name, direction in re.findall(r"^  (\w+): \{ name: '([^']+)', direction: '(\w+)'", early, re.MULTILINE)
    }
    pages = (FRONTEND / "js" / "lib" / "messages" / "ar.js").read_text("utf-8")
    words = json.loads((Path(service.__file__).parents[1] / "backoffice" / "messages" / "ar.json").read_text("utf-8"))
    for shared in (
        "New",
        "Under Review",
        "Resolved",
        "Tickets",
        "Requester",
        "Username",
        "Sign in",
        "System",
    ):
        assert f"'{words[shared]}'" in pages, shared


TITLE, NAME, FILE = "طلب عاجل", "دانة", "تقرير.log"


def test_peoples_text_is_isolated_wherever_it_is_shown(app, office):
    person = make_person(app, NAME)
    ticket = person.post("/api/tickets", data=form((b"x\n", FILE), title=TITLE, description=f"{TITLE}\nabc")).json["id"]
    office.post("/admin/user/action/", action="promote", rowid=person.id)
    office.post("/admin/user/edit/", id=person.id, username=NAME, email="")
    office.post("/admin/category/edit/", id=1, name=TITLE, description=TITLE, assignee=NAME)
    pages = ["ticket/", f"ticket/details/?id={ticket}", f"ticket/delete/?id={ticket}", "user/", "category/",
             "category/edit/?id=1", "category/?page=0",
             f"user/edit/?id={person.id}", f"user/password/?id={person.id}", f"user/delete/?id={person.id}", "audit/",
             f"ticket/?search={TITLE}", f"audit/?whom={NAME}"]  # fmt: skip

    seen = 0
    for page in pages:
        text = unescape(office.get(f"/admin/{page}").text)
        for found in re.finditer("|".join((TITLE, NAME, FILE)), text):
            before = text[: found.start()]
            tag = text[before.rindex("<") :].partition(">")[0]
            is_isolated = before.rstrip().endswith("<bdi>") or before.endswith("\u2068") or 'dir="auto"' in tag
            is_address = re.search(
                r'(href|name="(url|id|rowid)" value|<option dir="auto" (selected )?value|action)="[^"]*$', before
            )
            assert is_isolated or is_address, (page, text[found.start() - 120 : found.end() + 20])
            seen += 1
    assert seen > 40


def test_numbers_read_from_left_to_right_in_either_language(app, office, owner):
    ticket = add_ticket(app, owner.id, title=TITLE)
    for headers in ({}, ARABIC):
        for page in ("/admin/ticket/", f"/admin/ticket/details/?id={ticket}"):
            text = office.get(page, headers=headers).text
            assert f'<span class="number" dir="ltr">#{ticket}</span>' in text
            assert not re.search(r"<time(?![^>]*dir=)", text)
