"""The real service in processes of its own, for tests that need sockets, signals and crashes."""

import ctypes
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from config import Config

PROJECT = Path(__file__).parent.parent
SECRET_KEY = "a key for tests that is long enough for HS256"
SECONDS_TO_START = 60
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
ORDINARY = re.compile(r"\d\d:\d\d:\d\d INFO ")


@dataclass
class Service:
    """A running service; `api` is its address with `/api`, `pages` that of the static pages when it serves them."""

    process: subprocess.Popen
    api: str
    pages: str
    log: Path

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while self.process.poll() is None and time.monotonic() < deadline:
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
        return self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def flask(
    *arguments: str, largest_file: int = resource.RLIM_INFINITY, is_root: bool = True, **settings: str
) -> subprocess.CompletedProcess:
    """Run a command to its end, with nothing on its standard input; it can write no file beyond `largest_file` bytes.

    Without `is_root`, it can't read and write other people's files, whoever runs the tests.
    """

    def limit_files() -> None:
        for capability in () if is_root else (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))

    return subprocess.run(
        _command(*arguments),
        cwd=PROJECT,
        env=_environment(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limit_files,
    )


def said(output: str) -> list[str]:
    """Return the lines of an output that are not the log's ordinary ones."""
    return [line for line in output.splitlines() if not ORDINARY.match(line)]


def start_flask(*arguments: str, log: Path, app: str = "tests.wsgi", **settings: str) -> subprocess.Popen:
    """Start a command; what it prints goes to `log`."""
    with log.open("wb") as output:
        command = _command(*arguments, app=app)
        return subprocess.Popen(command, cwd=PROJECT, env=_environment(settings), stdout=output, stderr=output)


@contextmanager
def running(command: str, folder: Path, *, app: str = "tests.wsgi", **settings: str) -> Iterator[Service]:
    """Start `serve` or `dev` on free ports, with its data in `folder` unless the settings say otherwise."""
    ports = {name: settings.get(name) or str(free_port()) for name in ("PORT", "FRONTEND_PORT")}
    pages = f"http://127.0.0.1:{ports['FRONTEND_PORT']}"
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {
        "DATABASE_URL": f"sqlite:///{folder / 'ticketing.db'}",
        "ATTACHMENTS_DIR": str(folder / "attachments"),
        "CORS_ORIGINS": pages,
        **ports,
    }
    log = folder / f"{command}-{ports['PORT']}.log"
    process = start_flask(command, log=log, app=app, **{**defaults, **settings})
    service = Service(process, f"http://127.0.0.1:{ports['PORT']}/api", pages, log)
    try:
        service.wait_until_up()
        yield service
    finally:
        process.kill()
        process.wait(timeout=10)


def _command(*arguments: str, app: str = "tests.wsgi") -> list[str]:
    return [sys.executable, "-m", "flask", "--app", app, *arguments]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # An empty value counts as unset and hides the developer's own `.env`.
    clean = dict.fromkeys((*(field.name for field in fields(Config)), "DATABASE_URL"), "")
    own = {"APP_ENV": "development", "SECRET_KEY": SECRET_KEY, "WORKERS": "1"}
    environment = {**os.environ, **clean, **own, **settings}
    # Compiling everything anew is two thirds of a start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
