"""Users in the back office."""

import re
from html import unescape

import pytest

from tests.backoffice.visitors import admitted
from tests.cast import PASSWORD, make_person
from tests.factories import add_ticket, add_tickets, row_of
from ticketing.auth import queries, service
from ticketing.auth.models import Role, User
from ticketing.backoffice.users import LETTERS
from ticketing.database.transaction import transaction
from ticketing.extensions import db


def names(answer):
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="row-link"[^>]*><bdi>([^<]*)<', answer.text)


def user(app, username):
    with app.app_context():
        return db.session.scalar(db.select(User).where(User.username_key == username.casefold()))


@pytest.fixture
def crowd(app, admin):
    """Add users of every kind."""
    for name in ("Zoë", "bob", "ann_1", "annx1"):
        make_person(app, name)
    make_person(app, "chief", Role.ADMIN)
    with app.app_context(), transaction():
        service.deactivate(queries.find_user("bob"))


LISTS = {
    "": ["admin", "ann_1", "annx1", "bob", "chief", "Zoë"],
    "search=ANN_": ["ann_1"],
    "search=%25": [],
    "search=ZOË": ["Zoë"],
    "search=Bob%40EXAMPLE": ["bob"],
    "role=Admin": ["admin", "chief"],
    "state=deactivated": ["bob"],
    "state=active&role=User&search=ann": ["ann_1", "annx1"],
    "page=1": [],
}


def test_the_list_is_by_name_searched_and_filtered(office, crowd):
    assert {query: names(office.get(f"/admin/user/?{query}")) for query in LISTS} == LISTS


def test_the_list_is_paged(app, office):
    for number in range(21):
        make_person(app, f"user-{number:02}")

    first, second = office.get("/admin/user/"), office.get("/admin/user/?page=1")

    assert (len(names(first)), names(second)) == (20, ["user-19", "user-20"])
    assert "Page 1 of 2" in first.text


def test_an_account_is_made_with_a_password_typed(office, anyone):
    answer = office.post(
        "/admin/user/new/", username="new.user", email="new@example.com", role="Admin", password="typed by an admin"
    )

    assert answer.status_code == 303
    assert office.says() == ["new.user can sign in now."]
    signed_in = anyone.log_in("new.user", "typed by an admin").json["user"]
    assert (signed_in["role"], signed_in["email"]) == ("Admin", "new@example.com")


def test_a_password_that_is_made_up_is_shown_once(office, anyone):
    answer = office.post("/admin/user/new/", username="new.user", email="", role="User", password="")

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    password = re.search('id="one-time-password"[^>]*>([^<]+)<', answer.text)[1]
    assert re.fullmatch(rf"([{LETTERS}]{{5}}-){{3}}[{LETTERS}]{{5}}", password)
    assert anyone.log_in("new.user", password).status_code == 200
    for path in ("/admin/user/", "/admin/audit/"):
        assert password not in office.get(path).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": ""}, "Please fill this in."),
        ({"username": "ADMIN"}, "There is a user named ADMIN already."),
        ({"username": "two words"}, "white space"),
        ({"username": "x" * 151}, "Longer than maximum|between 1 and 150"),
        ({"email": "no address"}, "Not a valid email"),
        ({"role": "Emperor"}, "Must be one of"),
        ({"password": "short"}, "12 to 256 characters"),
        ({"password": "password1234"}, "easy to guess"),
    ],
)
def test_what_an_account_can_not_be_made_of_is_said_at_its_field(app, office, fields, said):
    sent = {"username": "new.user", "email": "", "role": "User", "password": "a fairly long password", **fields}

    answer = office.post("/admin/user/new/", **sent)

    assert answer.status_code == 400
    [field] = fields
    assert re.search(f'id="{field}-error">[^<]*({said})', answer.text), answer.text
    assert "a fairly long password" not in answer.text
    assert user(app, "new.user") is None


def test_name_and_address_are_edited(app, office, owner, anyone):
    answer = office.post("/admin/user/edit/", id=owner.id, username="Landlord", email="")

    assert answer.status_code == 303
    changed = row_of(app, User, owner.id)
    assert (changed.username, changed.username_key, changed.email) == ("Landlord", "landlord", None)
    assert anyone.log_in("landlord").status_code == 200
    assert owner.is_signed_in()


@pytest.mark.parametrize("name", ["stranger", "STRANGER", "", "a b"])
def test_a_name_that_is_taken_or_none_is_refused(app, office, owner, stranger, name):
    answer = office.post("/admin/user/edit/", id=owner.id, username=name, email="owner@example.com")

    assert answer.status_code == 400
    assert 'id="username-error"' in answer.text
    assert row_of(app, User, owner.id).username == "owner"


def test_a_users_own_name_in_other_letters_is_free(app, office, owner):
    assert office.post("/admin/user/edit/", id=owner.id, username="OWNER").status_code == 303
    assert row_of(app, User, owner.id).username == "OWNER"


def test_a_new_password_ends_everything_the_user_was_signed_in_to(office, owner, anyone):
    answer = office.post("/admin/user/password/", id=owner.id, password="set by an administrator")

    assert answer.status_code == 303
    assert not owner.is_signed_in()
    assert anyone.log_in("owner", PASSWORD).status_code == 401
    assert anyone.log_in("owner", "set by an administrator").status_code == 200


@pytest.mark.parametrize("password", ["short", "owner", "x" * 300])
def test_a_new_password_keeps_the_rules(office, owner, password):
    answer = office.post("/admin/user/password/", id=owner.id, password=password)

    assert answer.status_code == 400
    assert owner.is_signed_in()


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("promote", ("User", True), ("Admin", True)),
        ("demote", ("Admin", True), ("User", True)),
        ("deactivate", ("User", True), ("User", False)),
        ("activate", ("User", False), ("User", True)),
    ],
)
def test_role_and_state_are_changed_for_several(app, office, action, before, after):
    people = [make_person(app, name, Role(before[0])) for name in ("one", "two")]
    if not before[1]:
        with app.app_context(), transaction():
            for person in people:
                service.deactivate(queries.get_user(person.id))

    office.post("/admin/user/action/", action=action, rowid=[person.id for person in people])

    assert [(row.role, row.is_active) for row in (user(app, "one"), user(app, "two"))] == [after] * 2
    [said] = office.says()
    assert said.startswith("one, two: ")


@pytest.mark.parametrize("action", ["demote", "deactivate"])
def test_how_many_tickets_become_nobodys_is_said_before_and_after(app, office, owner, action):
    leaving = make_person(app, "leaving", Role.ADMIN)
    rows = [{"created_by_id": owner.id, "assignee_id": leaving.id, "status": each} for each in ("New", "New", "Resolved")]
    add_tickets(app, rows)

    asked = office.get(f"/admin/user/edit/?id={leaving.id}").text
    office.post("/admin/user/action/", action=action, rowid=leaving.id)

    assert unescape(asked).count("Open tickets assigned to them that become nobody's: 2.") == 2
    assert office.says()[1:] == ["Open tickets that were assigned to them and are nobody's now: 2."]
    assert "become nobody's" not in unescape(office.get(f"/admin/user/edit/?id={owner.id}").text)


def test_a_deactivated_user_is_out_at_the_next_request(office, owner):
    office.post("/admin/user/action/", action="deactivate", rowid=owner.id)

    assert owner.get("/api/tickets").status_code == 401


@pytest.mark.parametrize(("action", "said"), [("demote", "change your own role"), ("deactivate", "deactivate yourself")])
def test_nobody_takes_the_own_access_away(app, office, admin, colleague, action, said):
    office.post("/admin/user/action/", action=action, rowid=admin.id)

    assert office.says() == [f"You can't {said}: ask another administrator."]
    changed = row_of(app, User, admin.id)
    assert (changed.role, changed.is_active) == ("Admin", True)
    office.post("/admin/user/delete/", id=admin.id)
    assert office.says() == ["You can't delete yourself: ask another administrator."]


@pytest.mark.parametrize("act", ["demote", "deactivate", "delete"])
def test_the_last_active_administrator_stays(app, office, admin, colleague, act):
    """The session outlives the role here for a moment only: two who act at once are not both too late."""
    with app.app_context(), transaction():
        service.deactivate(queries.find_user("colleague"))
    verbs = {
        "demote": lambda row: service.change_role(row, Role.USER),
        "deactivate": service.deactivate,
        "delete": service.delete_user,
    }

    def act_from_elsewhere():
        with app.app_context(), transaction():
            verbs[act](queries.get_user(admin.id))

    with pytest.raises(service.Invalid, match="last active administrator"):
        act_from_elsewhere()
    assert office.is_in()


def test_a_user_without_tickets_can_be_deleted(app, office, owner):
    page = office.get("/admin/user/delete/", query_string={"id": owner.id})
    assert "Delete owner?" in page.text
    assert user(app, "owner")

    office.post("/admin/user/delete/", id=owner.id)

    assert user(app, "owner") is None
    assert office.says() == ["owner is deleted."]
    assert not owner.is_signed_in()


def test_a_user_with_tickets_can_not(app, office, owner):
    add_ticket(app, owner.id)

    office.post("/admin/user/delete/", id=owner.id)

    assert user(app, "owner")
    assert office.says() == [
        "owner has tickets or has written on some, which would be nobody's: deactivate the account instead."
    ]
    assert owner.is_signed_in()


def test_the_list_says_how_many_tickets_a_user_has_and_leads_to_them_in_the_pages(app, make_app, office, admin):
    other = make_person(app, "a&b c")
    add_tickets(app, [{"created_by_id": other.id}] * 3)
    elsewhere = admitted(make_app(FRONTEND_URL="https://intranet.example/tickets"), admin)
    address = "https://intranet.example/tickets/tickets.html?requester=a%26b+c"

    assert f'<a class="" href="{address}"><bdi>3</bdi></a>' in elsewhere.get("/admin/user/").text
    assert f'<a href="{address}">' in elsewhere.get(f"/admin/user/edit/?id={other.id}").text
    assert '<td class="cell-tickets" data-label="Tickets">3</td>' in office.get("/admin/user/").text
    assert "tickets.html" not in office.get(f"/admin/user/edit/?id={other.id}").text


@pytest.mark.parametrize("row", ["0", "999", "9" * 30, "١"])
@pytest.mark.parametrize("page", ["edit", "password", "delete"])
def test_a_user_that_is_not_there_is_not_found(office, page, row):
    for answer in (office.get(f"/admin/user/{page}/", query_string={"id": row}), office.post(f"/admin/user/{page}/", id=row)):
        assert answer.status_code == 404
        assert "There is no such user." in answer.text


def test_an_action_without_anybody_chosen_says_so(office):
    office.post("/admin/user/action/", action="promote")

    assert office.says() == ["Choose users first."]


def test_a_name_that_somebody_takes_at_the_same_moment_is_refused(app, office, owner, stranger, monkeypatch):
    """As if both had looked before either wrote."""
    monkeypatch.setattr(service, "check_new_name", lambda name, **kwargs: None)

    answer = office.post("/admin/user/edit/", id=owner.id, username="stranger", email="")
    made = office.post("/admin/user/new/", username="stranger", email="", role="User", password="a fairly long password")

    for refused in (answer, made):
        assert refused.status_code == 400
        assert "There is a user named stranger already." in refused.text


@pytest.mark.parametrize("rows", [["0"], ["abc"], ["9" * 30], ["999"]])
def test_one_that_is_gone_does_not_keep_the_others(app, office, owner, rows):
    office.post("/admin/user/action/", action="promote", rowid=[*rows, str(owner.id)])

    assert office.says() == ["There is no such user.", "owner: administrator now."]
    assert row_of(app, User, owner.id).role == "Admin"


def test_what_became_of_many_is_said_in_few_words(app, office):
    people = [make_person(app, f"person-{number}").id for number in range(20)]

    office.post("/admin/user/action/", action="deactivate", rowid=[*people, *range(10_000, 10_080)])

    said = office.says()
    assert len(said) == 7
    assert said[5:] == ["75 more could not be changed.", "20 users: deactivated and signed out."]


def test_nobody_changes_more_than_a_page_at_once(app, office, owner):
    answer = office.post("/admin/user/action/", action="promote", rowid=[owner.id, *range(100_000, 100_101)])

    assert answer.status_code == 400
    assert row_of(app, User, owner.id).role == "User"


def test_an_action_that_there_is_not_does_nothing(app, office, owner):
    assert office.post("/admin/user/action/", action="explode", rowid=owner.id).status_code == 302
    assert row_of(app, User, owner.id).role == "User"
