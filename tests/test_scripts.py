"""The pages' pure scripts have tests of their own, which node runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
FILES = sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "tests" / "js").glob("*.test.js"))


def test_the_scripts_pass_their_tests():
    node = shutil.which("node")
    if not node:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("node is not installed")
    # In a zone far from UTC, so that a time which is right by chance is not right.
    run = subprocess.run(
        [node, "--test", *FILES],
        cwd=PROJECT,
        env={**os.environ, "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
