"""The pages as `make publish` writes them, and a web server for them."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.servers import PROJECT

SCRIPT = PROJECT / "deploy" / "publish.js"


def run_publish(*arguments: str, project: Path = PROJECT) -> subprocess.CompletedProcess:
    """Run the script of `make publish`; skip the test where node or the bundler is missing, but in CI."""
    node = shutil.which("node")
    if not node or not (PROJECT / "node_modules" / "esbuild").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("node or esbuild is not installed: npm ci")
    command = [node, str(project / "deploy" / "publish.js"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def publish(out: Path, api: str, *arguments: str, project: Path = PROJECT) -> str:
    """Publish the pages to `out`, and return the folder of their scripts and styles."""
    run = run_publish("--out", str(out), "--api", api, *arguments, project=project)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()[-1]


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI app on a port of its own, and return its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()


class Handler(WSGIRequestHandler):
    """Keeps connections open, and prints nothing."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *args: object) -> None:
        pass
