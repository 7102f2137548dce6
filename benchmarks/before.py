"""Another version of the service, from a checkout of its own, to be measured by turns with this one on a copy of the data."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks import services

# Runs in the other version, whose benchmark knows its schema and its tokens.
PREPARE = """
import json, sys
from pathlib import Path
from benchmarks import data, services
url, folder, key, tickets = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
services.SECRET_KEY = key
app = services.make_app(url, folder)
if data.is_empty(app):
    data.fill(app, tickets)
data.migrate(app)
data.tidy(app, tickets)
print(json.dumps(services.sign_in(app)))
"""


@contextmanager
def running(checkout: Path, engine: str, tickets: int, folder: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Start the version in `checkout`, which has a `.venv`, on a database in `folder`; yield its port and access tokens."""
    python = str(checkout / ".venv" / "bin" / "python")
    folder.mkdir(parents=True, exist_ok=True)
    with services.database(engine, folder) as url:
        arguments = [url, str(folder), services.SECRET_KEY, str(tickets)]
        prepared = subprocess.run([python, "-c", PREPARE, *arguments], cwd=checkout, check=True, stdout=subprocess.PIPE)
        tokens = json.loads(prepared.stdout.splitlines()[-1])
        with services.serving(["flask", "--app", "wsgi", "serve"], url, folder, checkout) as (port, _):
            yield port, tokens
