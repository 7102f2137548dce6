"""The service's commands in processes of their own, forked from one that has imported everything.

Nearly all that a start costs is imports. What is forked has an id, sockets and signals of its own like what is started anew.
"""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from flask import Response, send_from_directory
from flask.cli import main

from tests.hashing import hash_cheaply
from ticketing import server

PROJECT = Path(__file__).parent.parent
processes = multiprocessing.get_context("forkserver")
# This very module, for what it imports itself, and what a start imports.
processes.set_forkserver_preload([__name__, "config", "ticketing"])
# Of two threads that look at the same moment how a process has ended, one sees a 255; to start one looks at all of them.
looking = threading.Lock()


@dataclass(frozen=True)
class Start:
    """What a process is started with: the arguments of `flask --app wsgi`, and where it writes what it prints.

    It hashes passwords for next to nothing unless `is_costly`, and can write no file beyond `largest_file` bytes.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    stdout: Path
    stderr: Path
    is_costly: bool = False
    largest_file: int | None = None


class Fork:
    """A process of the service, used as a `subprocess.Popen` is."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._process = processes.Process(target=_run, args=(start,))
        with looking:
            self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        with looking:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        wait([self._process.sentinel], timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self._start.arguments, timeout)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(start: Start) -> None:
    # Standard input has been closed by now.
    for number, output in enumerate((start.stdout, start.stderr), 1):
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(start.environment)
    if start.largest_file is not None:
        # As a full disk does, it works for any user.
        resource.setrlimit(resource.RLIMIT_FSIZE, (start.largest_file, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    if not start.is_costly:
        hash_cheaply()
    server.send_from_directory = _send_to_keep
    sys.argv = ["flask", "--app", "wsgi", *start.arguments]
    main()


def _send_to_keep(folder: Path, name: str, max_age: int) -> Response:
    # A page is some eighty files, and a browser that may not keep them asks for each of them at each page.
    return send_from_directory(folder, name, max_age=max_age or 3600)
