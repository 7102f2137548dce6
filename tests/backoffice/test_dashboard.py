"""The dashboard."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from ticketing.backoffice.chart import Day

from tests.backoffice.test_tickets import listed
from tests.factories import add_many_tickets, add_tickets
from ticketing.backoffice import chart
from ticketing.clock import utcnow


@pytest.fixture
def filled(app, owner):
    """Add tickets of every status and category over 40 days, and return them."""
    now = utcnow().replace(hour=12)
    rows = [
        {
            "created_by_id": owner.id,
            "category": ("Technical", "Financial", "Product")[number % 3],
            "status": ("New", "Under Review", "Resolved", "Resolved")[number % 4],
            "created_at": now - timedelta(days=number),
            "updated_at": now - timedelta(days=number // 2),
        }
        for number in reversed(range(40))
    ]
    return list(zip(add_tickets(app, rows), rows, strict=True))


def numbers(page):
    """Return every link to a list on the page, with the number it has."""
    found = re.findall(r'<a href="(/admin/ticket/[^"]*)">([\d,]+)</a>', page)
    return [(address.replace("&amp;", "&"), int(number)) for address, number in found]


def test_every_number_is_how_long_the_list_behind_it_is(office, filled):
    found = numbers(office.get("/admin/").text)

    assert len(found) == 3 * 4 + 4 + 2 + 2 * 30
    for address, number in [*found[:18], *found[18::7]]:
        assert len(listed(office.get(f"{address}{'&' if '?' in address else '?'}page_size=100"))) == number, address


def test_it_counts_by_category_and_status(office, filled):
    counted = {
        tuple(sorted(parse_qsl(urlsplit(address).query))): number for address, number in numbers(office.get("/admin/").text)
    }

    assert counted[()] == 40
    for status in ("New", "Under Review", "Resolved"):
        assert counted[(("status", status),)] == sum(row["status"] == status for _, row in filled)
        for category in ("Technical", "Financial", "Product"):
            both = sum((row["status"], row["category"]) == (status, category) for _, row in filled)
            assert counted[("category", category), ("status", status)] == both


def test_it_says_how_long_the_oldest_new_ticket_waits_and_leads_to_it_first(office, filled):
    oldest, row = next((number, row) for number, row in filled if row["status"] == "New")

    page = office.get("/admin/").text

    tile = re.search(r'<a class="tile " href="([^"]+)">(.*?)</a>', page.replace('class="tile"', 'class="tile "'), re.S)
    assert f"{(utcnow() - row['created_at']).days} days" in tile[2]
    assert f"#{oldest}" in tile[2]
    assert listed(office.get(tile[1].replace("&amp;", "&")))[0] == oldest


def test_the_bars_of_the_chart_lead_to_their_days(office, filled):
    page = office.get("/admin/").text
    bars = re.findall(r'<a href="([^"]+)" tabindex="-1"><title>([\d-]+): (\d+) (opened|resolved)</title>', page)

    assert {kind for _, _, _, kind in bars} == {"opened", "resolved"}
    for address, _, number, _ in bars[::5]:
        assert len(listed(office.get(address.replace("&amp;", "&")))) == int(number)


def test_an_empty_database_has_a_dashboard(office):
    page = office.get("/admin/")

    assert page.status_code == 200
    assert "Oldest new ticket" not in page.text
    assert {number for _, number in numbers(page.text)} == {0}


@pytest.mark.parametrize("highest", [0, 1, 2, 3, 17, 999, 1_000_000])
def test_the_chart_fits_whatever_the_numbers(highest):
    today = utcnow().date()
    drawn = chart.draw([Day(today, highest, 0), Day(today, 1, highest // 2)])

    assert drawn.highest >= highest
    assert all(0 <= bar.y <= bar.y + bar.height <= drawn.height + 0.1 for bar in drawn.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert all(bar.number for bar in drawn.bars)


def test_a_dashboard_counts_no_further_than_a_thousand(app, office, owner):
    add_many_tickets(app, [{"created_by_id": owner.id, "title": "same"} for _ in range(1_001)])

    page = office.get("/admin/").text

    assert page.count(">1,000+<") == 5
