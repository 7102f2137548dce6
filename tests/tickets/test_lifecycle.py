"""A ticket's life over the API."""


def test_a_ticket_is_opened_found_read_and_resolved(owner, admin):
    sent = {"title": " Printer ", "description": "It burns.", "category": "Technical", "status": "Resolved"}

    opened = owner.post("/api/tickets", json=sent)

    assert opened.status_code == 201
    ticket = opened.json
    assert (ticket["title"], ticket["status"], ticket["createdBy"]["username"]) == ("Printer", "New", "owner")
    assert opened.location == f"http://localhost/api/tickets/{ticket['id']}"
    assert [row["id"] for row in admin.get("/api/tickets?search=BURNS").json["results"]] == [ticket["id"]]

    resolved = admin.patch(f"/api/tickets/{ticket['id']}/status", json={"status": "Resolved"})

    assert resolved.status_code == 200
    assert owner.get(f"/api/tickets/{ticket['id']}").json["status"] == "Resolved"
