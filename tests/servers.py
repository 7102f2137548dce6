"""The real service in processes of its own, for tests that need sockets, signals and crashes."""

import ctypes
import multiprocessing
import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

from flask.cli import cli

from config import Config

# To import the service is most of a start: its processes are forked from one that has nothing else in it.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.servers", "tests.hashing"])
PROJECT = Path(__file__).parent.parent
SECRET_KEY = "a key for tests that is long enough for HS256"
SECONDS_TO_START = 60
CAPABILITY_VERSION, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 0x20080522, 1, 2
ORDINARY = re.compile(r"\d\d:\d\d:\d\d INFO ")


class Process(FORKED.Process):
    """`flask` in a process of its own, with nothing on its standard input, and with limits of its own."""

    def __init__(
        self,
        arguments: Sequence[str],
        settings: Mapping[str, str],
        output: Path,
        errors: Path,
        limit: Callable[[], None] | None,
    ):
        super().__init__()
        self._arguments, self._environment, self._limit = arguments, _environment(settings), limit
        self._output, self._errors = output, errors

    def run(self) -> None:
        os.chdir(PROJECT)
        os.environ.clear()
        os.environ.update(self._environment)
        for number, path, mode in ((0, os.devnull, "rb"), (1, self._output, "ab"), (2, self._errors, "ab")):
            with open(path, mode) as file:
                os.dup2(file.fileno(), number)
        if self._limit:
            self._limit()
        cli.main(self._arguments, prog_name="flask")

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self, timeout: float) -> int | None:
        self.join(timeout)
        assert self.exitcode is not None, f"still running after {timeout} s:\n{self._errors.read_text()}"
        return self.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


@dataclass
class Service:
    """A running service; `api` is its address with `/api`, `pages` that of the static pages when it serves them."""

    process: Process
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
    """Run a command to its end; it can write no file beyond `largest_file` bytes, and may have none of root's rights."""
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        limit = partial(_limit, largest_file, is_root)
        process = start_flask(*arguments, log=output, errors=errors, limit=limit, **settings)
        try:
            code = process.wait(timeout=60)
        finally:
            process.kill()
        return subprocess.CompletedProcess(arguments, code, output.read_text(), errors.read_text())


def said(output: str) -> list[str]:
    """Return the lines of an output that are not the log's ordinary ones."""
    return [line for line in output.splitlines() if not ORDINARY.match(line)]


def start_flask(
    *arguments: str,
    log: Path,
    errors: Path | None = None,
    app: str = "tests.wsgi",
    limit: Callable[[], None] | None = None,
    **settings: str,
) -> Process:
    """Start a command; what it prints goes to `log`, its complaints to `errors` if that is another file."""
    log.write_bytes(b"")
    process = Process(["--app", app, *arguments], settings, log, errors or log, limit)
    process.start()
    return process


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
        "FRONTEND_URL": pages,
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


def _limit(largest_file: int, is_root: bool) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    if not is_root:
        # Root may read and write every file, unless it gives that up.
        header, rights = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION), (ctypes.c_uint32 * 6)()
        ctypes.CDLL(None).capget(header, rights)
        for number in range(3):
            rights[number] &= ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH)
        ctypes.CDLL(None).capset(header, rights)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # An empty value counts as unset and hides the developer's own `.env`.
    clean = dict.fromkeys((*(field.name for field in fields(Config)), "DATABASE_URL"), "")
    own = {"APP_ENV": "development", "SECRET_KEY": SECRET_KEY, "WORKERS": "1"}
    return {**os.environ, **clean, **own, **settings}
