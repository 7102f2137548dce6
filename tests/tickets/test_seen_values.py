"""Several tickets are changed as they were seen: nobody's choice is overwritten unseen, field by field and ticket by ticket."""

import pytest

from tests.answers import assert_problem
from tests.cast import make_person
from tests.crowd import at_once
from tests.databases import on_one_engine
from tests.factories import add_tickets
from ticketing.auth.models import Role


@pytest.fixture
def other(app):
    return make_person(app, "Zoë", Role.ADMIN)


@pytest.fixture
def two(app, owner):
    return add_tickets(app, [{"created_by_id": owner.id} for _ in range(2)])


def change(person, *changes):
    answer = person.patch("/api/tickets", json={"changes": list(changes)})
    assert answer.status_code == 200, answer.text
    return answer.json["results"]


@pytest.mark.parametrize(
    ("condition", "theirs", "mine"),
    [
        ({"ifStatus": "New"}, {"status": "Under Review"}, {"status": "Resolved"}),
        ({"ifPriority": "Normal"}, {"priority": "Low"}, {"priority": "Urgent"}),
        ({"ifAssignee": None}, {"assignee": "me"}, {"assignee": "me"}),
        ({"ifCategory": "Technical"}, {"category": "Product"}, {"category": "Financial"}),
    ],
    ids=lambda value: str(value)[:15],
)
def test_what_somebody_else_chose_meanwhile_stays_and_is_told_and_other_fields_stand_in_nobodys_way(
    admin, other, two, condition, theirs, mine
):
    [name] = mine
    change(other, {"id": two[0], **theirs})
    told = admin.get(f"/api/tickets/{two[0]}").json[name]
    elsewhere = {"category": "Product"} if name != "category" else {"priority": "High"}
    change(other, {"id": two[1], **elsewhere})

    found = change(admin, *({"id": number, **mine, **condition} for number in two))

    assert [(one["outcome"], one[name]) for one in found] == [("conflict", told), ("changed", found[1][name])]
    assert admin.get(f"/api/tickets/{two[0]}").json[name] == told
    # Seen as it is now, it can be changed all the same.
    seen = found[0][name]["id"] if name == "assignee" else found[0][name]
    assert change(admin, {"id": two[0], **mine, next(iter(condition)): seen})[0]["outcome"] == "changed"


def test_of_those_who_take_the_same_tickets_at_once_one_gets_each_and_all_are_told_who(app, admin, owner, two):
    people = [admin, *(make_person(app, f"admin {number}", Role.ADMIN) for number in range(5))]
    asked = [{"id": number, "assignee": "me", "ifAssignee": None} for number in two]

    answers = at_once([lambda person=person: change(person.elsewhere(), *asked) for person in people])

    for index, number in enumerate(two):
        results = [answer[index] for answer in answers]
        assert sorted(one["outcome"] for one in results) == ["changed", *["conflict"] * 5]
        holder = admin.get(f"/api/tickets/{number}").json["assignee"]
        assert [one["assignee"] for one in results] == [holder] * 6


def test_of_those_who_move_the_same_tickets_at_once_each_finds_them_and_one_moves_each(app, admin, two):
    names = ["Product", "Financial"] * 3
    moves = [[{"id": number, "category": name, "ifCategory": "Technical"} for number in two] for name in names]

    answers = at_once([lambda asked=asked: change(admin.elsewhere(), *asked) for asked in moves])

    for index, number in enumerate(two):
        results = [answer[index] for answer in answers]
        assert sorted(one["outcome"] for one in results) == ["changed", *["conflict"] * 5]
        assert {one["category"] for one in results} == {admin.get(f"/api/tickets/{number}").json["category"]}


@on_one_engine
@pytest.mark.parametrize(
    "wrong",
    [{"ifPriority": "urgent"}, {"ifPriority": None}, {"ifAssignee": "me"}, {"ifAssignee": 0}, {"ifAssignee": True},
     {"ifCategory": None}, {"ifCategory": ""}, {"ifStatus": "Open"}],
    ids=str,
)  # fmt: skip
def test_what_can_not_have_been_seen_is_named(admin, two, wrong):
    answer = admin.patch("/api/tickets", json={"changes": [{"id": two[0], "priority": "Low", **wrong}]})

    assert_problem(answer, 400, "changes")
    assert answer.json["errors"]["changes"][0].startswith(f"0.{next(iter(wrong))}: ")
