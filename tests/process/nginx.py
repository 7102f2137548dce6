"""A real nginx with keep-alive connections to several instances of the service."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.raw import connect
from tests.servers import free_port

CONFIG = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    upstream ticketing {{
        {servers}
        keepalive 16;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://ticketing;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx in front of the instances at `ports`, and yield the API's address there."""
    port, config = free_port(), folder / "nginx.conf"
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
    config.write_text(CONFIG.format(folder=folder, port=port, servers=servers))
    command = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    assert command, "install nginx: apt-get install nginx-light"
    api = f"http://127.0.0.1:{port}/api"
    process = subprocess.Popen([command, "-p", folder, "-e", folder / "error.log", "-c", config])
    try:
        while process.poll() is None:
            try:
                connect(api).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
        yield api
    finally:
        process.terminate()
        process.wait(timeout=10)
