"""A session that ends while somebody types: the text is kept, and it says so."""

import re
from html import unescape

import pytest

from tests.backoffice.visitors import LOGIN, Visitor, admitted
from tests.cast import PASSWORD
from tests.factories import add_ticket, row_of
from ticketing.categories.models import Category
from ticketing.tickets.models import Ticket

TEXT = 'Zwölf "quotes" <b> & שלום'


def fields_of(answer):
    """Return the hidden fields of the page's own form."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', main)
    return {unescape(name): unescape(value) for name, value in found}


def sent_to(answer):
    return unescape(re.search(r'method="post" action="([^"]+)" data-continue', answer.text)[1])


ADDRESS = "/admin/category/edit/?id=1&url=/admin/category/"
TYPED = {"name": "Mine", "description": TEXT, "assignee": "admin", "priority": "High", "url": "/admin/category/"}


def name_of(app):
    return row_of(app, Category, 1).name


def let_time_pass(office, clock):
    clock.move(minutes=61)


def sign_out_in_another_tab(office, clock):
    office.post("/admin/logout/")


@pytest.mark.parametrize("end", [let_time_pass, sign_out_in_another_tab])
def test_what_was_typed_comes_through_the_sign_in_and_is_saved_then(clock, app, office, end):
    sent = {**TYPED, "csrf_token": office.token}
    end(office, clock)

    shut = office.client.post(ADDRESS, data=sent)
    assert shut.status_code == 401
    assert "Your session has ended. Sign in to continue: what you typed is kept" in shut.text
    mistyped = office.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": "wrong"})
    assert mistyped.status_code == 401
    back = office.client.post(LOGIN, data={**fields_of(mistyped), "username": "admin", "password": PASSWORD})
    assert (back.status_code, sent_to(back)) == (200, ADDRESS)
    form = office.client.post(ADDRESS, data=fields_of(back))

    assert form.status_code == 200
    assert "You are signed in again. What you typed is still here, and not saved yet." in form.text
    assert TEXT in unescape(form.text)
    assert '<option selected value="High">' in form.text
    assert name_of(app) == "Technical"
    assert office.post(ADDRESS, **TYPED).status_code == 303
    assert name_of(app) == "Mine"


def test_a_form_that_was_open_before_another_sign_in_can_still_be_sent(app, admin, office):
    token = office.token
    office.post("/admin/logout/")
    office.client.set_cookie("ticketing_admin", admitted(app, admin).cookie, path="/admin")

    assert office.client.post(ADDRESS, data={**TYPED, "csrf_token": token}).status_code == 303


def test_a_sign_in_that_is_out_of_date_itself_still_carries_it_along(app, clock, admin, office):
    sent = {**TYPED, "csrf_token": office.token}
    clock.move(minutes=61)
    shut = office.client.post(ADDRESS, data=sent)
    office.sign_in("admin")

    again = office.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": PASSWORD})
    assert again.status_code == 403
    back = office.client.post(LOGIN, data={**fields_of(again), "username": "admin", "password": PASSWORD})

    assert TEXT in unescape(office.client.post(ADDRESS, data=fields_of(back)).text)


def test_somebody_else_who_signs_in_there_sends_nothing_of_it(app, clock, office, colleague):
    sent = {**TYPED, "csrf_token": office.token}
    clock.move(minutes=61)
    shut = office.client.post(ADDRESS, data=sent)

    back = office.client.post(LOGIN, data={**fields_of(shut), "username": "colleague", "password": PASSWORD})
    refused = office.client.post(ADDRESS, data=fields_of(back))

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
    found = "/admin/category/?page=0"
    pressed = {"action": "archive", "rowid": 1, "url": found, "csrf_token": token}
    led = office.client.post("/admin/category/action/", data=pressed)
    assert led.status_code == 303
    assert "nothing was changed" in office.get(led.location).text
    assert office.sign_in("admin", next=found).location == found
    assert not row_of(app, Category, 1).is_archived


def test_what_a_visitor_makes_up_is_never_sent_in_the_name_of_who_signs_in(app, admin):
    visitor = Visitor(app)
    visitor.get(LOGIN)
    shut = visitor.post(ADDRESS, **TYPED)

    back = visitor.client.post(LOGIN, data={**fields_of(shut), "username": "admin", "password": PASSWORD})

    assert visitor.client.post(ADDRESS, data=fields_of(back)).status_code == 403
