"""The first process: starts those that serve, and after SIGHUP others, which take over from them."""

import logging
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from enum import Enum, auto
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TypeAlias

from ticketing.web.serving import Site, serve

log = logging.getLogger(__name__)


class Happened(Enum):
    """What becomes of a generation."""

    READY = auto()
    ENDED = auto()


Event: TypeAlias = "int | tuple[Happened, Generation]"


class Generation:
    """The processes that are started together, one for each site, and do the same until they are stopped."""

    def __init__(self, context: BaseContext, sites: Sequence[Site], app_env: str) -> None:
        self._workers = sum(site.workers for site in sites)
        self._ready, sender = context.Pipe(duplex=False)
        self._processes: list[BaseProcess] = [
            context.Process(target=serve, args=(site, app_env, sender))  # type: ignore[attr-defined]
            for site in sites
        ]
        for process in self._processes:
            process.start()
        sender.close()

    def watch(self, events: "SimpleQueue[Event]") -> None:
        """Tell `events` when all workers listen, and when one of the processes has ended."""
        for process in self._processes:
            threading.Thread(target=self._await_end, args=(process, events), daemon=True).start()
        threading.Thread(target=self._await_workers, args=(events,), daemon=True).start()

    def stop(self) -> None:
        """Tell the processes to finish what they have begun."""
        for process in self._processes:
            process.terminate()

    def _await_end(self, process: BaseProcess, events: "SimpleQueue[Event]") -> None:
        process.join()
        events.put((Happened.ENDED, self))

    def _await_workers(self, events: "SimpleQueue[Event]") -> None:
        try:
            for _ in range(self._workers):
                self._ready.recv_bytes()
        except EOFError:
            return
        self._ready.close()
        events.put((Happened.READY, self))


def run(sites: Sequence[Site], app_env: str, on_ready: Callable[[], None]) -> None:
    """Serve all sites until SIGTERM or Ctrl-C, then exit; a second Ctrl-C does not wait for what was begun.

    `on_ready` is called as soon as all of them let clients in. After SIGHUP other processes, with the code and the settings
    of then, take over as soon as they let clients in, too; if they can't start, those that serve go on.
    """
    # Shares what this process has loaded, and forks before there are threads.
    generation = Generation(multiprocessing.get_context("fork"), sites, app_env)
    events: SimpleQueue[Event] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: events.put(number))
    generation.watch(events)
    exit_code = _supervise(generation, events, on_ready, sites, app_env)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for process in multiprocessing.active_children():
        process.terminate()
    for process in multiprocessing.active_children():
        process.join()
    sys.exit(exit_code)


def _supervise(
    present: Generation, events: "SimpleQueue[Event]", on_ready: Callable[[], None], sites: Sequence[Site], app_env: str
) -> int:
    """Return the exit code when it is time to end."""
    coming: Generation | None = None
    while (event := events.get()) not in (signal.SIGTERM, signal.SIGINT):
        match event:
            case signal.SIGHUP:
                if coming:
                    coming.stop()
                # Loads everything anew.
                coming = Generation(multiprocessing.get_context("spawn"), sites, app_env)
                coming.watch(events)
            case (Happened.READY, generation) if generation is present:
                on_ready()
            case (Happened.READY, generation) if generation is coming:
                log.info("new processes serve; the old ones finish what they have begun")
                present.stop()
                present, coming = coming, None
            case (Happened.ENDED, generation) if generation is present:
                log.error("a process that serves has ended by itself")
                return 1
            case (Happened.ENDED, generation) if generation is coming:
                log.error("the new processes could not start; the old ones go on")
                coming.stop()
                coming = None
    return 0
