"""The reports: what a manager sees and follows, in every look, and that nobody else does."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.gestures import expect_accessible, expect_no_findings, expect_no_sideways_scrolling, prefer
from tests.factories import add_tickets


def test_a_manager_sees_a_period_follows_its_numbers_and_keeps_them(site, open_as, user, admin):
    now = datetime.now(UTC).replace(hour=0, minute=0, second=1)
    days = [now - timedelta(days=number) for number in (0, 1, 2, 40, 40)]
    common = {"created_by_id": user.id, "assignee_id": admin.id, "status": "Resolved"}
    hour = timedelta(hours=1)
    moments = [{"created_at": day - 5 * hour, "first_reply_at": day - 3 * hour, "resolved_at": day} for day in days]
    add_tickets(site.app, [common | each for each in moments])
    page = open_as(admin, "/tickets.html")

    page.get_by_role("link", name="Reports").click()
    mine = page.get_by_role("region", name="By assignee").get_by_role("row", name=admin.username)
    expect(mine).to_contain_text("5 hr")
    expect(mine).to_contain_text("+50%")
    expect_accessible(page)

    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("region", name="Opened and resolved, by day").get_by_role("row")).to_have_count(31)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == f"report-{now - timedelta(days=29):%Y-%m-%d}-{now:%Y-%m-%d}.csv"
    assert f"Assignee,{admin.username},3,3" in download.value.path().read_text()

    page.get_by_role("link", name="90 days").click()
    expect(page).to_have_url(re.compile(r"\?period=90$"))
    expect(page.get_by_role("heading", name="Opened and resolved, by week")).to_be_visible()
    expect(mine.get_by_role("link").first).to_have_text("5")
    day = f"{now - timedelta(days=41):%Y-%m-%d}"
    page.get_by_label("From").fill(day)
    page.get_by_label("to", exact=True).fill(f"{now - timedelta(days=40):%Y-%m-%d}")
    page.get_by_role("button", name="Show").click()
    opened = mine.get_by_role("link").first
    expect(opened).to_have_text("2")
    expect(opened).to_have_attribute("href", re.compile(f"openedFrom={day}&.*assignee={admin.username}$"))
    mine.get_by_role("link", name="2 hr").first.click()
    expect(page.get_by_role("combobox", name="Search")).to_have_value(re.compile(f"assignee:{admin.username} answered:{day}"))
    expect(page.locator(".ticket-link")).to_have_count(2)


def test_reports_read_from_right_to_left_and_refuse_days_in_words(open_as, admin):
    page = open_as(admin)
    prefer(page, "ar")

    page.goto("/reports.html")
    expect(page.get_by_role("heading", name="التذاكر غير المحلولة")).to_be_visible()
    expect_no_findings(page)
    expect_no_sideways_scrolling(page, 320)
    page.goto("/reports.html?from=2026-03-02&to=2026-03-01")
    expect(page.get_by_role("alert")).to_contain_text("366")


def test_a_plain_user_is_not_led_to_the_reports_and_refused_there(open_as, user):
    page = open_as(user, "/tickets.html")
    expect(page.get_by_role("link", name="New ticket").first).to_be_visible()
    expect(page.get_by_role("link", name="Reports")).to_have_count(0)

    page.goto("/reports.html")
    expect(page.get_by_role("alert")).to_contain_text("Only administrators can do this.")
