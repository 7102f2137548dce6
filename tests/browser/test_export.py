"""The list as a file, from its page."""

from playwright.sync_api import expect

from tests.browser.gestures import expect_focus, expect_no_findings
from tests.factories import add_tickets

# A file that a page may write to without anybody choosing it.
TO_A_FILE = """() => { window.showSaveFilePicker = async ({ suggestedName }) => {
    window.chosen = suggestedName;
    return (await navigator.storage.getDirectory()).getFileHandle('export.csv', { create: true });
}; }"""
SAVED = """async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('export.csv');
    return (await handle.getFile()).text();
}"""

# An export of two rows that stops after the first one.
STALLED = """() => { const real = window.fetch;
    window.fetch = (url, options) => {
        if (!url.includes('/export.csv')) return real(url, options);
        const start = (body) => {
            body.enqueue(new TextEncoder().encode('Number\\r\\n1\\r\\n'));
            options.signal.addEventListener('abort', () => body.error(options.signal.reason));
        };
        return Promise.resolve(new Response(new ReadableStream({ start }), { headers: { 'X-Total-Count': '2' } }));
    };
}"""


def test_the_list_as_filtered_becomes_a_file_or_does_not(site, open_as, user):
    add_tickets(site.app, [{"created_by_id": user.id, "title": title} for title in ("Quoll one", "Quoll two", "Numbat")])
    page = open_as(user, own=True)
    page.add_init_script("delete window.showSaveFilePicker")
    page.goto("/tickets.html?search=quoll")
    expect(page.get_by_text("2 tickets")).to_be_visible()
    button = page.get_by_role("button", name="Export")

    with page.expect_download() as download:
        button.click()
    assert download.value.path().read_bytes().count(b"\r\n") == 3
    expect_focus(button)

    page.reload()
    page.evaluate(TO_A_FILE)
    button.click()
    expect(page.get_by_text("The list was exported.")).to_be_attached()
    assert "Quoll two" in page.evaluate(SAVED)
    assert "Numbat" not in page.evaluate(SAVED)
    assert page.evaluate("window.chosen").startswith("tickets-")

    page.evaluate(STALLED)
    button.click()
    expect(page.get_by_text("1 of 2 rows")).to_be_visible()
    expect_no_findings(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The export was cancelled.")).to_be_attached()
    expect_focus(button)
    assert "Quoll two" in page.evaluate(SAVED)

    page.reload()
    page.route("**/export.csv*", lambda route: route.abort())
    button.click()
    expect(page.get_by_text("The list could not be exported.")).to_be_visible()
    expect_focus(button)
