"""Where configuration and package meet: `flask --app wsgi …`, and `wsgi:app` for any WSGI server."""

import sys

from config import Config, SettingError
from ticketing import create_app

try:
    app = create_app(Config.from_environment())
except (SettingError, OSError) as error:
    sys.exit(f"ticketing: {error}")
