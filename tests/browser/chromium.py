"""The machine's browser, and how it is started."""

import shutil
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser(playwrights_own: str) -> str | None:
    """Return the path of the machine's Chromium, or of the one Playwright brought."""
    own = playwrights_own if Path(playwrights_own).exists() else None
    return next(filter(None, map(shutil.which, BROWSERS)), own)
