"""The smoke test itself, green where all is well and not where it isn't; and the README's examples of the API."""

import os
import subprocess

import pytest

from tests.servers import PROJECT, free_port, running


def smoke(base_url: str, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [PROJECT / "tests" / "smoke.sh", base_url],
        env={**os.environ, "SMOKE_SECONDS": "1", **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with running("dev", tmp_path_factory.mktemp("smoke")) as service:
        yield service


@pytest.fixture
def base_url(service):
    return service.api.removesuffix("/api")


def test_it_passes_twice_in_a_row(base_url):
    first, second = smoke(base_url), smoke(f"{base_url}/")

    for done in (first, second):
        assert (done.returncode, done.stderr) == (0, "")
        *checks, last = done.stdout.splitlines()
        assert len(checks) > 15
        assert all(line.startswith("ok     ") for line in checks)
        assert last.startswith("All is well")


@pytest.mark.parametrize(
    ("settings", "check"),
    [
        ({"SMOKE_PASSWORD": 'wrong " \\'}, "user signs in as User"),
        ({"SMOKE_ADMIN": "user"}, "user signs in as Admin"),
    ],
)
def test_it_fails_at_the_first_check_that_does(base_url, settings, check):
    done = smoke(base_url, **settings)

    assert done.returncode == 1
    *before, last = done.stdout.splitlines()
    assert last.startswith(f"FAILED {check}")
    assert all(line.startswith("ok ") for line in before)


def test_it_fails_where_nobody_listens():
    done = smoke(f"http://127.0.0.1:{free_port()}")

    assert done.returncode == 1
    assert done.stdout.startswith("FAILED the service is healthy, expected 200")
    assert len(done.stdout.splitlines()) == 1


def test_it_fails_at_a_server_of_something_else(base_url):
    assert smoke(f"{base_url}/elsewhere").returncode == 1


def test_the_readmes_examples_can_be_pasted(service, tmp_path):
    chapter = (PROJECT / "README.md").read_text(encoding="utf-8").partition("## The API by example")[2]
    script = chapter.partition("```sh\n")[2].partition("```")[0]
    # Each call's status and address, beside its answer.
    script = script.replace("curl -s ", "curl -s -w '%{stderr}%{http_code} %{url_effective}\\n' ")
    for name in ("README.md", "docs"):
        (tmp_path / name).symlink_to(PROJECT / name)
    script = script.replace("http://localhost:8000/api", service.api)
    done = subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)

    calls = done.stderr.splitlines()
    assert len(calls) > 20
    assert [call for call in calls if not call.startswith("2")] == []
    assert '"conflict"' not in done.stdout
    # Nothing was opened in that March.
    assert done.stdout.count('"results":[]') == 1
    assert "Number,Title," in (tmp_path / "new.csv").read_text(encoding="utf-8")
