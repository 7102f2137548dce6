"""Copies of the project to run `make` in, with this run's Python environment, so that nothing has to be installed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass
class Made:
    """`make TARGET`, running in a process group of its own as if in a terminal."""

    process: subprocess.Popen
    ports: dict[str, int]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.02)

    def press_ctrl_c(self) -> int:
        """Send SIGINT to everything that was started, as a terminal does, and return make's exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)


@contextmanager
def made(folder: Path, target: str, **settings: str) -> Iterator[Made]:
    ports = {"PORT": free_port(), "FRONTEND_PORT": free_port()}
    # Only what a shell has: no settings, and nothing of a `make` that runs these tests.
    shell = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**shell, **{name: str(port) for name, port in ports.items()}, **settings}
    log = folder / f"{target}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", target],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield Made(process, ports, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
