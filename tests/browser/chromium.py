"""The machine's browsers, and how they are started."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Does the same for two thirds of the price, but shows no PDF.
QUICKER = ("chromium-headless-shell", *BROWSERS)
# Seconds that one on a machine with much else to do may take.
PATIENCE = 30
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser(playwrights_own: str, names: Sequence[str] = BROWSERS) -> str | None:
    """Return the path of `CHROMIUM`, of the machine's first browser of these names, or of the one Playwright brought."""
    own = playwrights_own if Path(playwrights_own).exists() else None
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), own)
