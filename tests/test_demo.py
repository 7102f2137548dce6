"""The example accounts and tickets."""

import pytest

from tests.cast import Person
from tests.factories import count
from ticketing.auth.models import User
from ticketing.tickets.models import Ticket


@pytest.fixture
def demo(make_app):
    """Return an app in development, and a function that runs `flask demo` on it."""
    app = make_app(APP_ENV="development")
    return app, lambda: app.test_cli_runner().invoke(args=["demo"])


def signed_in(app, username):
    person = Person(app.test_client(), username)
    answer = person.log_in(username, "password")
    assert answer.status_code == 200, answer.text
    person.tokens = answer.json
    return person


def test_both_accounts_sign_in_with_the_known_password(demo):
    app, load = demo

    result = load()

    assert result.exit_code == 0
    assert "password" in result.output
    roles = {name: signed_in(app, name).get("/api/auth/me").json["role"] for name in ("admin", "user")}
    assert roles == {"admin": "Admin", "user": "User"}


def test_the_examples_show_every_category_and_status_to_either_account(demo):
    app, load = demo
    load()

    everything = signed_in(app, "admin").get("/api/tickets?pageSize=100").json["results"]
    own = signed_in(app, "user").get("/api/tickets?pageSize=100").json["results"]

    assert {ticket["category"] for ticket in everything} == {"Technical", "Financial", "Product"}
    assert {ticket["status"] for ticket in own} == {"New", "Under Review", "Resolved"}
    assert 0 < len(own) < len(everything)
    assert all(ticket["createdAt"] <= ticket["updatedAt"] for ticket in everything)


def test_the_examples_show_a_conversation_in_the_order_of_its_moments(demo):
    app, load = demo
    load()

    admin, user = signed_in(app, "admin"), signed_in(app, "user")
    [ticket] = user.get("/api/tickets?search=VPN").json["results"]
    timelines = [person.get(f"/api/tickets/{ticket['id']}/timeline").json["results"] for person in (user, admin)]

    assert [entry["kind"] for entry in timelines[1]] == ["reply", "change", "reply", "note", "reply", "change"]
    assert [entry["kind"] for entry in timelines[0]] == ["reply", "change", "reply", "reply", "change"]
    moments = [ticket["createdAt"], *(entry["createdAt"] for entry in timelines[1])]
    assert moments == sorted(moments)
    assert ticket["updatedAt"] == moments[-1]
    assert admin.get("/api/reports").json["total"]["hoursToFirstReply"]["median"] < 24


def test_a_database_with_users_is_left_alone(demo, owner):
    app, load = demo

    result = load()

    assert result.exit_code == 1
    assert "users" in result.output
    assert (count(app, User), count(app, Ticket)) == (1, 0)


def test_in_production_there_are_no_examples(app):
    result = app.test_cli_runner().invoke(args=["demo"])

    assert result.exit_code == 1
    assert "development" in result.output
    assert count(app, User) == 0
