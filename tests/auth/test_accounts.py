"""What happens to an account bites on the very next request."""

import pytest
from sqlalchemy import update

from tests.answers import assert_problem
from tests.cast import make_person
from tests.crowd import at_once
from tests.factories import add_ticket, row_of
from ticketing.auth import passwords, queries, service
from ticketing.auth.models import Role, User
from ticketing.database.transaction import transaction
from ticketing.errors import Invalid, NotFound
from ticketing.extensions import db


@pytest.fixture
def do(app):
    """Return a function that does something to the account of a name, as a command would."""

    def do(verb, username, *arguments):
        with app.test_request_context(), transaction():
            verb(queries.find_user(username), *arguments)

    return do


def test_a_deactivated_user_is_out_at_once(do, owner, anyone):
    do(service.deactivate, "owner")

    assert_problem(owner.get("/api/tickets"), 401)
    assert_problem(owner.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}), 401)
    assert_problem(anyone.log_in("owner"), 401)


def test_a_user_whose_row_says_deactivated_is_out_even_while_a_login_is_left(app, owner):
    with app.app_context(), transaction():
        db.session.execute(update(User).values(is_active=False))

    assert_problem(owner.get("/api/auth/me"), 401)


def test_an_activated_user_signs_in_anew(do, owner, anyone):
    do(service.deactivate, "owner")

    do(service.activate, "owner")

    assert not owner.is_signed_in()
    assert anyone.log_in("owner").status_code == 200


def test_a_demoted_administrator_is_a_user_at_once(app, do, admin, owner):
    make_person(app, "other", Role.ADMIN)
    ticket = add_ticket(app, owner.id)

    do(service.change_role, "admin", Role.USER)

    assert_problem(admin.patch(f"/api/tickets/{ticket}/status", json={"status": "Resolved"}), 403)
    assert_problem(admin.get(f"/api/tickets/{ticket}"), 404)
    assert admin.get("/api/tickets").json["count"] == 0
    assert admin.get("/api/auth/me").json["role"] == "User"


def test_a_promoted_user_is_an_administrator_at_once(app, do, owner, stranger):
    ticket = add_ticket(app, stranger.id)

    do(service.change_role, "owner", Role.ADMIN)

    assert owner.patch(f"/api/tickets/{ticket}/status", json={"status": "Resolved"}).status_code == 200
    assert owner.get("/api/tickets").json["count"] == 1


def test_another_password_ends_every_login(do, owner, anyone):
    do(service.change_password, "owner", passwords.hash_password("given by the office"))

    assert_problem(owner.get("/api/auth/me"), 401)
    assert_problem(owner.post("/api/auth/refresh", json={"refresh": owner.tokens["refresh"]}), 401)
    assert anyone.log_in("owner", "given by the office").status_code == 200


@pytest.mark.parametrize(("verb", "arguments"), [(service.deactivate, []), (service.change_role, [Role.USER])])
def test_the_last_active_administrator_is_kept(app, do, admin, verb, arguments):
    make_person(app, "former", Role.ADMIN)
    do(service.deactivate, "former")

    with pytest.raises(Invalid, match="last active administrator"):
        do(verb, "admin", *arguments)

    kept = row_of(app, User, admin.id)
    assert (kept.role, kept.is_active) == (Role.ADMIN, True)
    assert admin.is_signed_in()


def test_another_active_administrator_makes_the_first_dispensable(app, do, admin):
    make_person(app, "other", Role.ADMIN)

    do(service.deactivate, "admin")

    assert not row_of(app, User, admin.id).is_active


def test_of_two_administrators_who_demote_each_other_at_once_one_stays(app, do, admin):
    other = make_person(app, "other", Role.ADMIN)

    def demote(username):
        try:
            do(service.change_role, username, Role.USER)
        except Invalid:
            return "kept"
        return "demoted"

    outcomes = at_once([lambda: demote("admin"), lambda: demote("other")])

    assert sorted(outcomes) == ["demoted", "kept"]
    assert {row_of(app, User, person.id).role for person in (admin, other)} == {Role.ADMIN, Role.USER}


def test_an_account_that_is_not_there_is_not_found(do):
    with pytest.raises(NotFound):
        do(service.deactivate, "nobody")
