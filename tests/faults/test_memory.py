"""Bodies too large: refused without being held in memory, while everybody else is served."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.processes import MEGABYTE, megabytes
from tests.process.client import Client
from tests.raw import answer, api_request, connect

UPLOADS = 20
SIZE = 50 * MEGABYTE
GROWTH = 50
# Far above what is measured.
SECONDS = 1.5


def upload(api: str, token: str, content: bytes) -> int:
    start, end = b'--x\r\nContent-Disposition: form-data; name="attachment"; filename="a.txt"\r\n\r\n', b"\r\n--x--\r\n"
    length = len(start) + len(content) + len(end)
    head = api_request("POST", "/tickets", token, content_type="multipart/form-data; boundary=x")
    with connect(api) as connection:
        for part in (head.replace(b"Content-Length: 0", f"Content-Length: {length}".encode()), start, content, end):
            connection.sendall(part)
        return answer(connection).status


def test_twenty_uploads_of_fifty_megabytes_are_refused_without_being_held_in_memory(sqlite_site):
    token, content = sqlite_site.token("owner"), b"0123456\n" * (SIZE // 8)
    with sqlite_site.serving() as service:
        client, pid, taken = Client(service.api, token), service.process.pid, []
        upload(service.api, token, content)
        before = megabytes(pid, "VmRSS")

        with ThreadPoolExecutor(UPLOADS) as pool:
            uploads = [pool.submit(upload, service.api, token, content) for _ in range(UPLOADS)]
            while not all(each.done() for each in uploads):
                started = time.monotonic()
                assert client.get("/health").status == 200
                taken.append(time.monotonic() - started)

        assert [each.result() for each in uploads] == [413] * UPLOADS
        growth = megabytes(pid, "VmHWM") - before
        assert growth < GROWTH
        at_95_percent = sorted(taken)[int(len(taken) * 0.95)]
        assert at_95_percent < SECONDS
        print(f"memory: +{growth:.0f} MB; {len(taken)} others meanwhile, 95 % of them within {at_95_percent * 1000:.0f} ms")
    assert sqlite_site.stored_files() == {}
