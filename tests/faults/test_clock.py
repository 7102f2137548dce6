"""The clock put back by hours: what was acknowledged stays, what was promised holds, and nobody is kept out."""

import pytest

from tests.factories import form, ticket_text, traces


@pytest.fixture
def put_back(clock, owner, admin):
    """Return a function that puts the clock back by six hours."""
    return lambda: clock.move(hours=-6)


def test_later_tickets_have_higher_ids_and_every_ticket_is_in_the_list(put_back, owner):
    first = owner.post("/api/tickets", json=ticket_text()).json
    put_back()
    second = owner.post("/api/tickets", json=ticket_text()).json

    pages = [owner.get(f"/api/tickets?pageSize=1&page={number}").json for number in (1, 2)]

    assert second["id"] > first["id"]
    assert second["createdAt"] < first["createdAt"]
    assert [page["results"][0]["id"] for page in pages] == [second["id"], first["id"]]
    assert [page["count"] for page in pages] == [2, 2]


def test_a_repeated_submission_is_still_one_ticket(app, put_back, owner):
    submission = {"json": ticket_text(), "headers": {"Idempotency-Key": "k"}}
    first = owner.post("/api/tickets", **submission)
    put_back()

    again = owner.post("/api/tickets", **submission)

    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert traces(app)["tickets"] == 1


def test_links_to_files_made_before_and_after_open_them(put_back, owner):
    ticket = owner.post("/api/tickets", data=form()).json
    put_back()

    for url in (ticket["attachment"], owner.get(f"/api/tickets/{ticket['id']}").json["attachment"]):
        assert owner.client.get(url, buffered=True).status_code == 200


def test_a_change_of_status_is_a_new_version(put_back, owner, admin):
    address = f"/api/tickets/{owner.post('/api/tickets', json=ticket_text()).json['id']}"
    seen = owner.get(address).headers["ETag"]
    put_back()

    changed = admin.patch(f"{address}/status", json={"status": "Resolved"}, headers={"If-Match": seen})

    assert (changed.status_code, changed.headers["ETag"] == seen) == (200, False)
    assert admin.patch(f"{address}/status", json={"status": "New"}, headers={"If-Match": seen}).status_code == 412


def test_whoever_is_signed_in_stays_so_and_others_can_sign_in(put_back, owner, anyone):
    put_back()

    assert owner.is_signed_in()
    assert anyone.log_in("owner").status_code == 200


def test_failed_sign_ins_of_the_future_keep_nobody_out(put_back, owner, anyone):
    for _ in range(10):
        anyone.log_in("owner", "not the right password")
    assert anyone.log_in("owner").status_code == 429
    put_back()

    assert anyone.log_in("owner").status_code == 200


def test_the_sweep_leaves_what_tickets_of_the_future_name(app, put_back, owner):
    owner.post("/api/tickets", data=form())
    before = traces(app)
    put_back()

    assert app.test_cli_runner().invoke(args=["storage", "sweep"]).exit_code == 0

    assert traces(app) == before
