"""`make run` and `make serve`, in a copy of the project whose path has a space and a letter of another alphabet in it."""

import re
import resource
import signal
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.process.client import Client
from tests.process.copies import Made, copy_project, made

READY = "Ctrl-C stops both."


@dataclass
class Run:
    """What a `make run` did."""

    output: str
    seconds_of_work: float
    ports: dict[str, int]
    statuses: list[int]
    exit_code: int
    are_ports_free: bool
    env: str


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("made") / "Ticketing täglich 票")


@pytest.fixture(scope="module")
def runs(project) -> list[Run]:
    """Return two runs, one after the other."""
    return [run_once(project), run_once(project)]


def run_once(project: Path) -> Run:
    before = children_s_seconds()
    with made(project, "run") as run:
        run.wait_for(READY)
        statuses = [
            Client(f"http://localhost:{run.ports['PORT']}/api").get("/health").status,
            *(Client(f"http://localhost:{run.ports['FRONTEND_PORT']}").get(path).status for path in ("/index.html", "/")),
            sign_in(run, "admin"),
            sign_in(run, "user"),
        ]
        exit_code = run.press_ctrl_c()
        env = (project / ".env").read_text()
    seconds = children_s_seconds() - before
    return Run(run.output, seconds, run.ports, statuses, exit_code, are_free(run.ports), env)


def children_s_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sign_in(run: Made, username: str) -> int:
    client = Client(f"http://localhost:{run.ports['PORT']}/api")
    return client.post("/auth/login", {"username": username, "password": "password"}).status


def are_free(ports: dict[str, int]) -> bool:
    for port in ports.values():
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
    return True


@contextmanager
def reserved_port() -> Iterator[int]:
    """Yield a port where nobody listens, nor can begin to meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_both_addresses_and_the_sign_ins_are_printed(runs):
    for run in runs:
        assert f"http://localhost:{run.ports['FRONTEND_PORT']}/index.html" in run.output
        assert f"http://localhost:{run.ports['PORT']}/api" in run.output
        assert "Sign in as admin or user; the password of both is: password" in run.output


def test_on_another_port_it_is_said_how_the_pages_find_the_api(runs):
    for run in runs:
        assert f"localStorage.setItem('API_BASE_URL', 'http://localhost:{run.ports['PORT']}/api')" in run.output


def test_api_and_pages_are_served_and_the_examples_sign_in(runs):
    assert [run.statuses for run in runs] == [[200] * 5] * 2


def test_ctrl_c_stops_both_without_a_trace_and_frees_the_ports(runs):
    for run in runs:
        assert run.are_ports_free
        # As a shell tells a program that Ctrl-C has ended from one that went wrong.
        assert run.exit_code == -signal.SIGINT
        assert "Traceback" not in run.output
        assert "Error" not in run.output


def test_the_second_start_takes_less_than_five_seconds(runs):
    # Of work, which is all of the time on a machine that does nothing else meanwhile.
    assert runs[1].seconds_of_work < 5


def test_a_key_of_its_own_is_written_once_for_nobody_else_to_read(runs, project):
    assert stat.S_IMODE((project / ".env").stat().st_mode) == 0o600
    assert re.fullmatch(r"APP_ENV=development\nSECRET_KEY=[\w-]{64}\n", runs[0].env)
    assert runs[1].env == runs[0].env
    assert "Wrote .env" in runs[0].output
    assert "Wrote .env" not in runs[1].output


def test_serve_migrates_an_empty_database_and_serves_the_api_alone(project, tmp_path):
    settings = {
        "APP_ENV": "production",
        "SECRET_KEY": "x" * 40,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
        "WORKERS": "1",
    }

    with reserved_port() as port, made(project, "serve", FRONTEND_PORT=str(port), **settings) as run:
        run.wait_for("API: http://localhost:")
        assert Client(f"http://localhost:{run.ports['PORT']}/api").get("/health").status == 200
        assert sign_in(run, "admin") == 401
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        run.press_ctrl_c()

    assert "Traceback" not in run.output


def test_serve_is_production_after_run_and_refuses_the_demo_accounts(runs, project):
    with made(project, "serve") as run:
        assert run.process.wait(timeout=60) != 0

    [said] = [line for line in run.output.splitlines() if line.startswith("Error: ")]
    assert "the password of admin and user is the demo's" in said


def test_serve_without_a_key_says_so_in_one_line(tmp_path):
    with made(copy_project(tmp_path / "copy"), "serve") as run:
        assert run.process.wait(timeout=60) != 0

    said = [line for line in run.output.splitlines() if not line.startswith("make: ")]
    assert len(said) == 1
    assert "SECRET_KEY" in said[0]


def test_help_is_what_make_alone_prints(project):
    with made(project, "help") as run:
        assert run.process.wait(timeout=10) == 0

    assert {"run", "serve", "test", "lint"} <= set(re.findall(r"make (\w+)", run.output))
