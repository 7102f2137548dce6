"""A session that ends while somebody types: the text is kept, and it says so."""

import re
from html import unescape

import pytest

from tests.backoffice.visitors import LOGIN, Visitor, admitted
from tests.cast import PASSWORD
from tests.factories import add_ticket, row_of
from ticketing.tickets.models import Ticket

TEXT = 'Zwölf "quotes" <b> & שלום\r\n\r\n    indented'


def fields_of(answer):
    """Return the hidden fields of the page's own form."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', main)
    return {unescape(name): unescape(value) for name, value in found}


def sent_to(answer):
    return unescape(re.search(r'method="post" action="([^"]+)" data-continue', answer.text)[1])


@pytest.fixture
def correction(app, owner):
    """Return the address of a correction's form, and what was typed into it."""
    ticket = add_ticket(app, owner.id)
    version = row_of(app, Ticket, ticket).version
    typed = {"title": "Mine", "description": TEXT, "category": "Product", "version": str(version), "url": "/admin/ticket/"}
    return f"/admin/ticket/edit/?id={ticket}&url=/admin/ticket/", typed


def let_time_pass(office, clock):
    clock.move(minutes=61)


def sign_out_in_another_tab(office, clock):
    office.post("/admin/logout/")


@pytest.mark.parametrize("end", [let_time_pass, sign_out_in_another_tab])
def test_what_was_typed_comes_through_the_sign_in_and_is_saved_then(clock, app, office, correction, end):
    address, typed = correction
    sent = {**typed, "csrf_token": office.token}
    end(office, clock)

    shut = office.client.post(address, data=sent)
    assert shut.status_code == 401
    assert "Your session has ended. Sign in to continue: what you typed is kept" in shut.text
    mistyped = office.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": "wrong"})
    assert mistyped.status_code == 401
    back = office.client.post(LOGIN, data={**fields_of(mistyped), "username": "admin", "password": PASSWORD})
    assert (back.status_code, sent_to(back)) == (200, address)
    form = office.client.post(address, data=fields_of(back))

    assert form.status_code == 200
    assert "You are signed in again. What you typed is still here, and not saved yet." in form.text
    assert TEXT in unescape(form.text)
    ticket = int(re.search(r"id=(\d+)", address)[1])
    assert row_of(app, Ticket, ticket).title == "Printer"
    assert office.post(address, **typed).status_code == 303
    assert row_of(app, Ticket, ticket).title == "Mine"


def test_a_form_that_was_open_before_another_sign_in_can_still_be_sent(app, admin, office, correction):
    address, typed = correction
    token = office.token
    office.post("/admin/logout/")
    office.client.set_cookie("ticketing_admin", admitted(app, admin).cookie, path="/admin")

    assert office.client.post(address, data={**typed, "csrf_token": token}).status_code == 303


def test_a_sign_in_that_is_out_of_date_itself_still_carries_it_along(app, clock, admin, office, correction):
    address, typed = correction
    sent = {**typed, "csrf_token": office.token}
    clock.move(minutes=61)
    shut = office.client.post(address, data=sent)
    office.sign_in("admin")

    again = office.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": PASSWORD})
    assert again.status_code == 403
    back = office.client.post(LOGIN, data={**fields_of(again), "username": "admin", "password": PASSWORD})

    assert TEXT in unescape(office.client.post(address, data=fields_of(back)).text)


def test_somebody_else_who_signs_in_there_sends_nothing_of_it(app, clock, office, colleague, correction):
    address, typed = correction
    sent = {**typed, "csrf_token": office.token}
    clock.move(minutes=61)
    shut = office.client.post(address, data=sent)

    back = office.client.post(LOGIN, data={**fields_of(shut), "username": "colleague", "password": PASSWORD})
    refused = office.client.post(address, data=fields_of(back))

    assert refused.status_code == 403
    assert "Mine" not in refused.text


def test_passwords_are_not_kept(clock, office):
    token = office.token
    clock.move(minutes=61)

    account = {"username": "new.user", "email": "a@example.com", "role": "User", "password": "a fairly long password"}
    shut = office.client.post("/admin/user/new/", data={**account, "csrf_token": token})

    assert fields_of(shut)["kept.username"] == "new.user"
    assert "a fairly long password" not in shut.text


def test_a_deletion_is_asked_for_again_and_a_button_says_that_nothing_was_done(clock, app, office, owner):
    ticket, token = add_ticket(app, owner.id), office.token
    clock.move(minutes=61)

    shut = office.client.post("/admin/ticket/delete/", data={"id": ticket, "csrf_token": token})
    back = office.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": PASSWORD})
    assert f"Delete Ticket {ticket}?" in office.client.post("/admin/ticket/delete/", data=fields_of(back)).text
    assert row_of(app, Ticket, ticket).status == "New"

    clock.move(minutes=61)
    list_of_new = "/admin/ticket/?status=New"
    pressed = {"action": "mark_resolved", "rowid": ticket, "url": list_of_new, "csrf_token": token}
    led = office.client.post("/admin/ticket/action/", data=pressed)
    assert led.status_code == 303
    assert "nothing was changed" in office.get(led.location).text
    assert office.sign_in("admin", next=list_of_new).location == list_of_new
    assert row_of(app, Ticket, ticket).status == "New"


def test_what_a_visitor_makes_up_is_never_sent_in_the_name_of_who_signs_in(app, admin, correction):
    address, typed = correction
    visitor = Visitor(app)
    visitor.get(LOGIN)
    shut = visitor.post(address, **typed)

    back = visitor.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": PASSWORD})

    assert visitor.client.post(address, data=fields_of(back)).status_code == 403
