"""A real PgBouncer, which hands each transaction to whatever connection of its own is free."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.faults.proxy import Proxy
from tests.raw import connect
from tests.servers import free_port

CONFIG = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
"""


@contextmanager
def pgbouncer(url: str, folder: Path) -> Iterator[str]:
    """Run PgBouncer in front of the database at `url`, and yield the database's address there."""
    command, port, config = (
        shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"),
        free_port(),
        folder / "pgbouncer.ini",
    )
    assert command, "install PgBouncer: apt-get install pgbouncer"
    with Proxy(url) as proxy:
        behind = make_url(proxy.url)
        config.write_text(CONFIG.format(server=behind.port, port=port))
        # It refuses to run as root.
        process = subprocess.Popen(
            [command, *(["-u", "nobody"] if os.getuid() == 0 else []), config], stderr=subprocess.DEVNULL
        )
        try:
            while process.poll() is None:
                try:
                    connect(f"http://127.0.0.1:{port}").close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.02)
            yield behind.set(port=port).render_as_string(hide_password=False)
        finally:
            process.terminate()
            process.wait(timeout=10)
