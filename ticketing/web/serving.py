"""Serves one WSGI app on granian, the production server; `supervisor` starts the processes that do."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from werkzeug.utils import import_string

from ticketing.web import logs

WSGIApp: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# A request whose body or answer stalls keeps a thread waiting; connections beyond these wait to be accepted.
CONNECTIONS = 1024
# More than any request line with its headers; what is longer is refused.
HEADERS = 64 * 1024
# What was begun when the service is told to stop has this long to be finished.
SECONDS_TO_FINISH = 10
# Granian closes idle connections as soon as it is told to stop, maybe while a proxy sends a request on one of them. For so
# long before that, every answer ends its connection, so that those in use are gone by then.
LINGER_SECONDS = 1
# The server listens at once after it has set its signal handlers.
LISTENING_SECONDS = 0.2
ENDING = {signal.SIGTERM, signal.SIGINT}


@dataclass(frozen=True)
class Site:
    """A WSGI app (`module:name`), where it listens, and for how long a proxy may use the connections it kept."""

    app: str
    host: str
    port: int
    workers: int = 1
    linger: float = 0


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`; raises `OSError` when this machine can't listen there, or another service does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, _, _, _, address in found:
        with socket.socket(family) as probe:
            # Granian would listen beside another service without a word, because it sets SO_REUSEPORT.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def serve(site: Site, app_env: str, ready: Connection) -> None:
    """Serve `site` until SIGTERM; each worker sends something to `ready` once it listens."""
    _end_with_parent()
    # A setting that is wrong ends this process here, rather than each worker, which share what is loaded.
    import_string(site.app)
    server: Any = Granian(
        site.app,
        address=site.host,
        port=site.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=HEADERS),
        workers=site.workers,
        blocking_threads=CONNECTIONS,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        # Without it, a SIGTERM that reaches a worker while it starts is lost.
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
        log_dictconfig=logs.config(app_env),
    )
    server.serve(target_loader=partial(_load, site, ready), wrap_loader=False)


def _load(site: Site, ready: Connection) -> WSGIApp:
    """Return the app, in a worker."""
    # Every thread that is started later blocks them too, so that they wait for `_await_the_end`.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    _end_with_parent()
    app, stopping = import_string(site.app), threading.Event()
    inherited = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=_await_the_end, args=(site.linger, ready, inherited, stopping), daemon=True).start()
    return partial(_answer, app, stopping)


def _await_the_end(linger: float, ready: Connection, inherited: Any, stopping: threading.Event) -> None:
    while (stop := signal.getsignal(signal.SIGTERM)) is inherited:
        time.sleep(0.01)
    time.sleep(LISTENING_SECONDS)
    with suppress(OSError):
        # Nobody reads this from a worker that replaces another.
        ready.send_bytes(b"listening")
    signal.sigwait(ENDING)
    stopping.set()
    time.sleep(linger)
    stop(signal.SIGTERM, None)  # type: ignore[misc, operator]


def _answer(app: WSGIApp, stopping: threading.Event, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        if stopping.is_set():
            headers = [*(pair for pair in headers if pair[0] != "Connection"), ("Connection", "close")]
        return start_response(status, headers, exc_info)

    return app(environ, start)


def _end_with_parent() -> None:
    # Ctrl-C in a terminal reaches the first process alone, which tells the others.
    os.setpgrp()
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH)
    os._exit(1)
