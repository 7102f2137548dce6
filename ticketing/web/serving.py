"""Runs WSGI apps on granian, the production server."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from werkzeug.utils import import_string

from ticketing.web import logs

# A request whose body or answer stalls keeps a thread waiting; connections beyond these wait to be accepted.
CONNECTIONS = 1024
# More than any request line with its headers; what is longer is refused.
HEADERS = 64 * 1024
# What was begun when the service is told to stop has this long to be finished.
SECONDS_TO_FINISH = 10


@dataclass(frozen=True)
class Site:
    """A WSGI app (`module:name`) and where it listens."""

    app: str
    host: str
    port: int
    workers: int = 1


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`; raises `OSError` when this machine can't listen there, or another service does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, _, _, _, address in found:
        with socket.socket(family) as probe:
            # Granian would listen beside another service without a word, because it sets SO_REUSEPORT.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def run(sites: Sequence[Site], app_env: str, on_ready: Callable[[], None]) -> None:
    """Serve all sites until SIGTERM or Ctrl-C; what was begun by then is finished within `SECONDS_TO_FINISH`.

    `on_ready` is called as soon as all of them let clients in.
    """
    first, *others = sites
    processes = [multiprocessing.Process(target=_serve_beside, args=(site, app_env)) for site in others]
    for process in processes:
        process.start()
    server = _server(first, app_env)
    server.on_startup(_let_a_second_ctrl_c_end_at_once)
    server.on_startup(threading.Thread(target=_announce, args=(sites, on_ready), daemon=True).start)
    try:
        server.serve(target_loader=_load)
    finally:
        for process in processes:
            process.terminate()


def _announce(sites: Sequence[Site], on_ready: Callable[[], None]) -> None:
    for site in sites:
        while True:
            # At first, so that this thread does nothing while the workers are forked.
            time.sleep(0.1)
            with suppress(OSError), socket.create_connection((site.host, site.port)):
                break
    on_ready()


def _server(site: Site, app_env: str) -> Any:
    return Granian(
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


def _serve_beside(site: Site, app_env: str) -> None:
    _end_with_parent()
    _server(site, app_env).serve(target_loader=_load)


def _load(app: str) -> Any:
    """Return the app, in a worker."""
    _end_with_parent()
    return import_string(app)


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


def _let_a_second_ctrl_c_end_at_once() -> None:
    obey = signal.getsignal(signal.SIGINT)

    def end(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if callable(obey):
            obey(number, frame)

    signal.signal(signal.SIGINT, end)
