"""What the system knows of a running service, and what it can keep from it: memory used, and room for files."""

import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEGABYTE = 1024 * 1024


def family(pid: int) -> list[int]:
    """Return a process and all that it has started, as far as they have not ended."""
    children = known_of(pid, f"task/{pid}/children")
    if children is None:
        return []
    return [pid, *(each for child in children.split() for each in family(int(child)))]


def known_of(pid: int, what: str) -> str | None:
    """Return what the system says of a process, None if it has ended: any may, between two looks."""
    try:
        return Path(f"/proc/{pid}/{what}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None


def workers(pid: int) -> list[int]:
    """Return the processes that answer for a service: what its first process has started starts them."""
    servers = (family(each) for each in family(pid)[1:])
    return [each for server in servers for each in server[1:]]


def processor_seconds(pid: int) -> float:
    """Return how long a process has been worked on, whatever else the machine did meanwhile."""
    # As the C library's `clock_getcpuclockid` says.
    return time.clock_gettime(~pid << 3 | 2)


def megabytes(pid: int, what: str) -> float:
    """Return `VmRSS`, the memory in use, or `VmHWM`, the most there ever was, of a process and all that it has started."""
    statuses = [known_of(each, "status") or "" for each in family(pid)]
    return sum(int(size) for status in statuses for size in re.findall(rf"{what}:\s+(\d+) kB", status)) / 1024


@contextmanager
def no_file_larger_than(size: int, pid: int) -> Iterator[None]:
    """Refuse a process every write beyond that many bytes of a file, as a full disk does; it works for any user."""
    try:
        _limit(size, pid)
        yield
    finally:
        # A command may have ended meanwhile.
        with suppress(OSError):
            _limit(resource.RLIM_INFINITY, pid)


def _limit(size: int, pid: int) -> None:
    for each in family(pid):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
