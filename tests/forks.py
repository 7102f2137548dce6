"""The service's commands in processes of their own, forked from one that has imported everything.

Nearly all that a start costs is imports. What is forked has an id, sockets and signals of its own like what is started anew.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Response, send_from_directory
from flask.cli import main

from tests.hashing import hash_cheaply
from ticketing import server

PROJECT = Path(__file__).parent.parent
processes = multiprocessing.get_context("forkserver")
# This very module, for what it imports itself, and what a start imports.
processes.set_forkserver_preload([__name__, "config", "ticketing"])


class Fork:
    """`flask --app wsgi` with the arguments, which writes into the files given; used as a `subprocess.Popen` is."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], stdout: Path, stderr: Path) -> None:
        self._arguments = arguments
        self._process = processes.Process(target=_run, args=(arguments, dict(environment), stdout, stderr))
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(arguments: Sequence[str], environment: Mapping[str, str], *outputs: Path) -> None:
    # Standard input has been closed by now.
    for number, output in enumerate(outputs, 1):
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(environment)
    hash_cheaply()
    server.send_from_directory = _send_to_keep
    sys.argv = ["flask", "--app", "wsgi", *arguments]
    main()


def _send_to_keep(folder: Path, name: str, max_age: int) -> Response:
    # A page is some eighty files, and a browser that may not keep them asks for each of them at each page.
    return send_from_directory(folder, name, max_age=max_age or 3600)
