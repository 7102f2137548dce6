"""Copies of the project to run `make` in, with this run's Python environment, so that nothing has to be installed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import PROJECT, free_port

FOLDERS = ("migrations", "ticketing", "frontend")
SECONDS_TO_START = 60


def copy_project(folder: Path) -> Path:
    """Copy what `make run` needs into `folder`, whose name may be anything that a file system takes."""
    folder.mkdir(parents=True)
    for name in FOLDERS:
        # What is compiled already comes along: to compile it in each copy takes longer than to start.
        shutil.copytree(PROJECT / name, folder / name)
    for pattern in ("*.py", "Makefile", "requirements*"):
        for path in PROJECT.glob(pattern):
            shutil.copy2(path, folder / path.name)
    environment = folder / ".venv"
    environment.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (environment / name).symlink_to(Path(sys.prefix) / name)
    for stamp in ("created", "runtime", "tools"):
        (environment / stamp).touch()
    return folder


class Made:
    """`make TARGET`, running in a process group of its own as if in a terminal."""

    def __init__(self, folder: Path, target: str, **settings: str) -> None:
        self.ports = {"PORT": free_port(), "FRONTEND_PORT": free_port()}
        self.log = folder / f"{target}.log"
        self.started = time.monotonic()
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", target],
                cwd=folder,
                env={**_environment(), **{name: str(port) for name, port in self.ports.items()}, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str) -> float:
        """Return how many seconds after the start the text was printed."""
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() - self.started < SECONDS_TO_START, self.output
            time.sleep(0.02)
        return time.monotonic() - self.started

    def press_ctrl_c(self) -> int:
        """Send SIGINT to everything that was started, as a terminal does, and return make's exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)


@contextmanager
def made(folder: Path, target: str, **settings: str) -> Iterator[Made]:
    run = Made(folder, target, **settings)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            os.killpg(run.process.pid, signal.SIGKILL)
            run.process.wait(timeout=10)


def _environment() -> dict[str, str]:
    # Only what a shell has: no settings, and nothing of a `make` that runs these tests.
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
