"""Several processes that answer at the same sockets, kept running by one that does nothing else.

They are started anew rather than forked, which is the same on every system and safe whatever threads there are.
"""

import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType

from flask.cli import ScriptInfo

from ticketing.server import SECONDS_TO_FINISH, Server

# A worker that ends sooner after its start than this can't start at all: another follows only then.
SECONDS_BETWEEN_STARTS = 2.0
# What a worker needs to end beside finishing what was begun.
SECONDS_TO_END = 4.0

log = logging.getLogger(__name__)
processes = multiprocessing.get_context("spawn")


@dataclass
class Worker:
    """A process that serves until its `lifeline` is closed, by us or by our death."""

    process: SpawnProcess
    lifeline: Connection
    started: float


class Workers:
    """`count` processes that serve the app at `app_import_path` (such as `wsgi`) at the listening `sockets`."""

    def __init__(self, app_import_path: str | None, count: int, sockets: Sequence[socket.socket]) -> None:
        self._app_import_path = app_import_path
        self._count = count
        self._sockets = sockets
        self._workers: list[Worker] = []
        self._bell, self._clapper = processes.Pipe(duplex=False)
        self._is_stopping = False

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C; workers that end before are replaced."""
        signal.signal(signal.SIGTERM, self._obey)
        signal.signal(signal.SIGINT, self._obey)
        self._workers = [self._start() for _ in range(self._count)]
        while not self._is_stopping:
            wait([self._bell, *(worker.process.sentinel for worker in self._workers)])
            self._replace_ended()
        self._end()

    def _obey(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True
        self._clapper.send(None)

    def _start(self) -> Worker:
        theirs, ours = processes.Pipe(duplex=False)
        process = processes.Process(target=work, args=(self._app_import_path, self._sockets, theirs))
        # Ctrl-C goes to all processes of a terminal: one that is only starting has it ignored, and ends by its lifeline.
        obey = signal.signal(signal.SIGINT, signal.SIG_IGN)
        process.start()
        signal.signal(signal.SIGINT, obey)
        theirs.close()
        return Worker(process, ours, time.monotonic())

    def _replace_ended(self) -> None:
        for number, worker in enumerate(self._workers):
            if worker.process.is_alive() or self._is_stopping:
                continue
            log.error("a worker process ended (exit code %s) and is replaced", worker.process.exitcode)
            worker.lifeline.close()
            pause = worker.started + SECONDS_BETWEEN_STARTS - time.monotonic()
            if pause <= 0 or not self._bell.poll(pause):
                self._workers[number] = self._start()

    def _end(self) -> None:
        for listener in self._sockets:
            listener.close()
        for worker in self._workers:
            worker.lifeline.close()
        deadline = time.monotonic() + SECONDS_TO_FINISH + SECONDS_TO_END
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            worker.process.kill()


def work(app_import_path: str | None, sockets: Sequence[socket.socket], lifeline: Connection) -> None:
    """Serve the app at the sockets until a signal, or until the other end of the lifeline is closed."""
    server = Server()
    server.serve_api(ScriptInfo(app_import_path=app_import_path).load_app(), sockets)
    threading.Thread(target=_await_end, args=(lifeline, server), daemon=True).start()
    server.run()


def _await_end(lifeline: Connection, server: Server) -> None:
    # Nothing is ever sent: the wait ends with the connection.
    lifeline.poll(None)
    server.stop()
