"""Categories in the back office: what is said of them, their order, and which are offered."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from tests.answers import assert_problem
from tests.cast import make_person
from tests.crowd import at_once
from tests.factories import add_ticket, ticket_text
from ticketing.audit import AuditEntry, Verb
from ticketing.auth.models import Role
from ticketing.categories.models import Category
from ticketing.extensions import db

NEW, EDIT, ACTION = "/admin/category/new/", "/admin/category/edit/", "/admin/category/action/"


def offered(person):
    return [each["name"] for each in person.get("/api/categories").json["results"]]


def listed(office):
    """Return the rows of the list: name, description, assignee, priority, state."""
    page = office.get("/admin/category/").text
    rows = re.findall(r'<td class="cell-name.*?</tr>', page, flags=re.S)
    return [
        [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<td[^>]*>(.*?)</td>", row, flags=re.S)] for row in rows
    ]


def audited(app):
    with app.app_context():
        found = select(AuditEntry).where(AuditEntry.verb == Verb.CATEGORY_CHANGED).order_by(AuditEntry.id)
        return [(entry.actor_name, json.loads(entry.details)) for entry in db.session.scalars(found)]


def opened(person, category="Technical"):
    answer = person.post("/api/tickets", json=ticket_text(category=category))
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_category_is_added_behind_the_others_and_its_tickets_begin_as_it_says(app, office, owner, colleague):
    answer = office.post(NEW, name=" Human  resources ", description="Pay", assignee="colleague", priority="High")

    assert (answer.status_code, answer.location) == (303, "/admin/category/")
    assert owner.get("/api/categories").json["results"][-1] == {"name": "Human resources", "description": "Pay"}
    assert listed(office)[-1] == ["Human resources", "Pay", "colleague", "High", "Offered"]
    ticket = opened(owner, "Human resources")
    assert (ticket["priority"], ticket["assignee"]) == ("High", {"id": colleague.id, "username": "colleague"})
    assert (opened(owner)["priority"], opened(owner)["assignee"]) == ("Normal", None)
    assert audited(app) == [("admin", {"category": "Human resources", "change": "added"})]


def test_a_new_name_is_on_old_tickets_and_found_by_and_changes_their_tags(app, office, admin, owner):
    ticket = add_ticket(app, owner.id)
    paths = (f"/api/tickets/{ticket}", "/api/tickets", "/api/categories")
    tags = [owner.get(path).headers["ETag"] for path in paths]
    for path, tag in zip(paths, tags, strict=True):
        assert owner.get(path, headers={"If-None-Match": tag}).status_code == 304, path

    office.post(EDIT, id=1, name="Machines", description="What breaks")

    assert owner.get(f"/api/tickets/{ticket}").json["category"] == "Machines"
    assert owner.get("/api/tickets?category=Machines").json["count"] == 1
    assert_problem(owner.get("/api/tickets?category=Technical"), 400, "category")
    for path, tag in zip(paths, tags, strict=True):
        assert owner.get(path, headers={"If-None-Match": tag}).status_code == 200, path
    assert_problem(owner.post("/api/tickets", json=ticket_text(category="Technical")), 400, "category")
    assert audited(app) == [("admin", {"category": ["Technical", "Machines"], "description": "changed"})]


def test_the_form_shows_what_is_said_and_takes_all_of_it_back(app, office, colleague):
    office.post(EDIT, id=1, name="Technical", assignee="colleague", priority="Low")

    page = office.get(EDIT, query_string={"id": 1}).text
    assert '<option dir="auto" selected value="colleague">colleague</option>' in page
    assert '<option selected value="Low">' in page
    office.post(EDIT, id=1, name="TECHNICAL", description="", assignee="", priority="")
    office.post(EDIT, id=1, name="TECHNICAL")

    assert listed(office)[0] == ["TECHNICAL", "", "", "", "Offered"]
    assert [details for _, details in audited(app)] == [
        {"category": "Technical", "priority": [None, "Low"], "assignee": [None, "colleague"]},
        {"category": ["Technical", "TECHNICAL"], "priority": ["Low", None], "assignee": ["colleague", None]},
    ]
    assert "assignee: <bdi>colleague</bdi> → <bdi>nothing</bdi>" in office.get("/admin/audit/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Please fill this in"),
        ({"name": "   "}, "between 1 and 60"),
        ({"name": "x" * 61}, "between 1 and 60"),
        ({"name": "\u200b"}, "can be seen"),
        ({"name": "Technical"}, "There is a category Technical already"),
        ({"name": "tECHNICAL"}, "There is a category Technical already"),
        ({"name": "Ｔechn\u200bical"}, "There is a category Technical already"),
        ({"description": "x" * 201}, "Longer than maximum length 200"),
        ({"assignee": "owner"}, "active administrator"),
        ({"assignee": "nobody"}, "active administrator"),
        ({"assignee": "gone"}, "active administrator"),
        ({"priority": "Soon"}, "Must be one of"),
    ],
)
@pytest.mark.parametrize("path", [NEW, f"{EDIT}?id=2"])
def test_what_a_category_can_not_be_is_said_at_its_field(app, office, owner, path, fields, said):
    office.post("/admin/user/action/", action="deactivate", rowid=make_person(app, "gone", Role.ADMIN).id)

    answer = office.post(path, **{"name": "Machines", **fields})

    assert answer.status_code == 400
    [field] = fields
    assert re.search(f'id="{field}-error">[^<]*{said}', answer.text), answer.text
    assert offered(owner) == ["Technical", "Financial", "Product"]


def test_names_and_descriptions_never_become_markup(office, owner):
    office.post(EDIT, id=1, name="<b>Zwölf</b>", description="<img src=x>")
    ticket = opened(owner, "<b>Zwölf</b>")["id"]

    for page in ("category/", "category/edit/?id=1", "ticket/", f"ticket/details/?id={ticket}", "audit/"):
        text = office.get(f"/admin/{page}").text
        assert "&lt;b&gt;Zwölf&lt;/b&gt;" in text, page
        assert "<b>Zw" not in text, page
        assert "<img src=x" not in text, page


@pytest.mark.parametrize(
    ("action", "rows", "order", "said"),
    [
        ("up", "F", "FTPH", "Financial: moved up."),
        ("up", "PH", "TPHF", "Product, Human: moved up."),
        ("up", "FH", "FTHP", "Financial, Human: moved up."),
        ("up", "TF", "TFPH", "They can't be moved any further."),
        ("up", "TFH", "TFHP", "Human: moved up."),
        ("down", "T", "FTPH", "Technical: moved down."),
        ("down", "TF", "PTFH", "Technical, Financial: moved down."),
        ("down", "H", "TFPH", "They can't be moved any further."),
    ],
)
def test_several_change_places_with_those_above_or_below(app, office, owner, action, rows, order, said):
    office.post(NEW, name="Human")
    with app.app_context():
        ids = {name[0]: number for number, name in db.session.execute(select(Category.id, Category.name))}

    answer = office.post(ACTION, action=action, rowid=[ids[each] for each in rows])

    assert answer.status_code == 302
    assert "".join(name[0] for name in offered(owner)) == order
    assert office.says("/admin/category/")[-1] == said
    moved = [] if "can't" in said else said.partition(":")[0].split(", ")
    assert [details for _, details in audited(app)[1:]] == [{"category": name, "change": f"moved {action}"} for name in moved]


def test_an_archived_category_stays_on_its_tickets_and_is_given_to_no_other(app, office, admin, owner):
    old, other = add_ticket(app, owner.id), add_ticket(app, owner.id, category="Product")

    office.post(ACTION, action="archive", rowid=[1, 2])

    assert office.says() == ["Technical, Financial: archived."]
    assert offered(owner) == ["Product"]
    assert [row[-1] for row in listed(office)] == ["Offered", "Archived", "Archived"]
    assert_problem(owner.post("/api/tickets", json=ticket_text()), 400, "category")
    assert_problem(admin.patch(f"/api/tickets/{other}", json={"category": "Technical"}), 400, "category")
    corrected = admin.patch(f"/api/tickets/{old}", json={"title": "Scanner", "category": "Technical"})
    assert (corrected.status_code, corrected.json["category"]) == (200, "Technical")
    assert owner.get("/api/tickets?category=Technical").json["count"] == 1


def test_an_archived_category_is_offered_again_in_its_place(app, office, owner):
    office.post(ACTION, action="archive", rowid=1)
    office.post(ACTION, action="archive", rowid=1)
    office.post(ACTION, action="offer", rowid=1)

    assert offered(owner) == ["Technical", "Financial", "Product"]
    assert opened(owner)["category"] == "Technical"
    assert [details["change"] for _, details in audited(app)] == ["archived", "offered again"]


def test_the_last_category_can_not_be_archived(office, owner):
    office.post(ACTION, action="archive", rowid=[3, 2, 1])

    assert office.says() == ["This is the last category: tickets need one.", "Product, Financial: archived."]
    assert offered(owner) == ["Technical"]


@pytest.mark.parametrize("leave", ["demote", "deactivate", "delete"])
def test_who_is_no_administrator_any_more_gets_no_new_tickets(app, office, owner, colleague, leave):
    office.post(EDIT, id=1, name="Technical", assignee="colleague")
    if leave == "delete":
        office.post("/admin/user/delete/", id=colleague.id)
    else:
        office.post("/admin/user/action/", action=leave, rowid=colleague.id)

    assert opened(owner)["assignee"] is None
    assert listed(office)[0][2] == ""


def test_of_several_who_add_one_name_at_the_same_moment_one_does(app, office, owner):
    visitors = [office, *(office.elsewhere() for _ in range(3))]
    names = ("Human", "HUMAN", "human", "Ｈuman")

    answers = at_once([lambda v=v, name=name: v.post(NEW, name=name) for v, name in zip(visitors, names, strict=True)])

    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]
    assert len(offered(owner)) == 4


def test_of_several_who_archive_everything_at_the_same_moment_one_is_left_a_category(office, owner):
    visitors = [office, *(office.elsewhere() for _ in range(2))]

    at_once([lambda v=v, row=row: v.post(ACTION, action="archive", rowid=row) for row, v in enumerate(visitors, 1)])

    assert len(offered(owner)) == 1


@pytest.mark.parametrize("row", ["", "999", "-1", "9" * 30])
def test_a_category_that_is_not_there_is_not_found(office, row):
    for answer in (office.get(EDIT, query_string={"id": row}), office.post(EDIT, id=row, name="x")):
        assert answer.status_code == 404
        assert "There is no such category." in answer.text
    assert office.post(ACTION, action="up", rowid=row).status_code == 404
    office.post(ACTION, action="archive", rowid=row)
    assert office.says() == ["There is no such category."]


def test_categories_are_not_deleted_and_an_action_needs_one(office, owner):
    assert office.post("/admin/category/delete/", id=1).status_code == 404
    office.post(ACTION, action="up")

    assert office.says() == ["Choose categories first."]
    assert len(offered(owner)) == 3
