"""The real service in a process of its own, for tests that need sockets, signals and crashes."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from config import Config
from tests.forks import Fork, Start

PROJECT = Path(__file__).parent.parent
SECRET_KEY = "a key for tests that is long enough for HS256"
SECONDS_TO_START = 60
ORDINARY = re.compile(r"\d\d:\d\d:\d\d INFO ")


@dataclass
class Service:
    """A running service; `api` is its address with `/api`, `pages` that of the static pages when it serves them."""

    process: subprocess.Popen | Fork
    api: str
    pages: str
    log: Path

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.api}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the service did not start:\n{self.log.read_text()}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Return the exit code once the process has ended."""
        return self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def flask(*arguments: str, largest_file: int | None = None, **settings: str) -> subprocess.CompletedProcess:
    """Run `flask --app wsgi` with the arguments to its end, with nothing on its standard input.

    It can write no file beyond `largest_file` bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / name for name in ("stdout", "stderr")]
        process = Fork(Start(arguments, _environment(settings), *outputs, largest_file=largest_file))
        return subprocess.CompletedProcess(arguments, process.wait(timeout=60), *(output.read_text() for output in outputs))


def said(output: str) -> list[str]:
    """Return the lines of an output that are not the log's ordinary ones."""
    return [line for line in output.splitlines() if not ORDINARY.match(line)]


def start_flask(*arguments: str, log: Path, **settings: str) -> Fork:
    """Start `flask --app wsgi` with the arguments; what it prints goes to `log`."""
    return Fork(Start(arguments, _environment(settings), log, log))


@contextmanager
def running(command: str, folder: Path, *, anew: bool = False, is_costly: bool = False, **settings: str) -> Iterator[Service]:
    """Start `flask --app wsgi serve` or `dev` on free ports, with its data in `folder` unless the settings say otherwise.

    It is forked unless it is started `anew`, and hashes cheaply unless it is that or `is_costly`.
    """
    ports = {"PORT": str(free_port()), "FRONTEND_PORT": str(free_port())}
    pages = f"http://127.0.0.1:{ports['FRONTEND_PORT']}"
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {
        "DATABASE_URL": f"sqlite:///{folder / 'ticketing.db'}",
        "ATTACHMENTS_DIR": str(folder / "attachments"),
        "CORS_ORIGINS": pages,
        **ports,
    }
    environment, log = _environment({**defaults, **settings}), folder / f"{command}-{ports['PORT']}.log"
    start = Start([command], environment, log, log, is_costly)
    process = _start_anew(command, environment, log) if anew else Fork(start)
    service = Service(process, f"http://127.0.0.1:{ports['PORT']}/api", pages, log)
    try:
        service.wait_until_up()
        yield service
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=10)


def _start_anew(command: str, environment: Mapping[str, str], log: Path) -> subprocess.Popen:
    with log.open("wb") as output:
        return subprocess.Popen(_command(command), cwd=PROJECT, env=environment, stdout=output, stderr=output)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # An empty value counts as unset and hides the developer's own `.env`.
    clean = dict.fromkeys((*(field.name for field in fields(Config)), "DATABASE_URL"), "")
    own = {"APP_ENV": "development", "SECRET_KEY": SECRET_KEY, "WORKERS": "1"}
    environment = {**os.environ, **clean, **own, **settings}
    # Compiling everything anew is two thirds of a start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
