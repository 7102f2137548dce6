"""Where the tests keep their files: in memory where there is room, since a disk would only make them wait."""

import fcntl
import os
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

MEMORY = Path("/dev/shm")
# Many times what a run of all tests has there at a time.
ENOUGH = 2 * 1024**3
PREFIX = "ticketing-tests-"


def keep_files_in_memory() -> None:
    """Let whatever asks for a temporary folder, here and in the processes started from here, get one in memory.

    At the end nothing is left there; what a run that was killed has left is removed by the next. `TMPDIR`, if set, is taken
    instead, and so is the system's own folder where memory is short or no file system.
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        for left in MEMORY.glob(f"{PREFIX}*"):
            if _lock(left):
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
        _lock(folder)
        # After PostgreSQL has been stopped, and multiprocessing has removed what it keeps there.
        Finalize(None, shutil.rmtree, [folder], {"ignore_errors": True}, exitpriority=-1000)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def _lock(folder: Path) -> bool:
    """Say whether the folder was nobody's; from now on it is this process's, to its end."""
    try:
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
