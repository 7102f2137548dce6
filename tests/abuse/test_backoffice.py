"""The back office's pages and forms: whatever is sent to them, nothing is stored and nothing goes wrong."""

import hashlib
from urllib.parse import urlencode

import pytest
from itsdangerous import Signer

from tests.abuse.bodies import UNSTORABLE
from tests.backoffice.visitors import admitted
from tests.databases import on_one_engine
from tests.raw import INNARDS
from tests.servers import SECRET_KEY
from ticketing.backoffice import csrf

FORM = "application/x-www-form-urlencoded"
NO_IDS = ["", "0", "-1", "01", " 1", "1_0", "1e3", "x", "٣", "1\0", "1' OR '1'='1", str(2**31), str(2**64), "9" * 5000]
VALUES = ["\0", "x" * 60_000, "%", "'", "{{7*7}}", "٣", "9" * 5000, "-1", "01"]
# Names that mean something to whoever makes addresses.
NAMES = ["self", "endpoint", "export_type", "_method", "_scheme", "_external", "_anchor", "values", "view", "id", "csrf_token"]
RAW = ["%ED%A0%80", "%FF", "\xff"]
LISTS = {
    "/admin/ticket/": ["search", "page", "sort", "desc", "page_size"],
    "/admin/category/": ["page", "sort", "desc", "page_size"],
    "/admin/user/": ["search", "role", "state", "page", "sort", "desc", "page_size"],
    "/admin/audit/": ["verb", "who", "whom", "ticket", "from", "until", "page", "sort", "desc"],
}
FORMS = {
    "/admin/user/new/": ["username", "email", "role", "password"],
    "/admin/user/edit/?id={id}": ["username", "email", "role"],
    "/admin/user/password/?id={id}": ["password"],
    "/admin/category/new/": ["name", "description", "assignee", "priority"],
    "/admin/category/edit/?id=1": ["name", "description", "assignee", "priority"],
    "/admin/category/action/": ["action", "rowid"],
    "/admin/ticket/remove/?id={ticket}": ["entry"],
    "/admin/user/action/": ["action", "rowid"],
    "/admin/preferences/": ["language", "theme", "url"],
    "/admin/ticket/ajax/update/": ["list_form_pk", "title"],
}


class Office:
    """An administrator's browser, on real sockets."""

    def __init__(self, target) -> None:
        self.target = target
        self.cookie = admitted(target.site.app, target.people["admin"]).cookie
        signer = Signer(SECRET_KEY, salt="ticketing.backoffice.csrf", digest_method=hashlib.sha256)
        self.token = signer.get_signature(f"administrator {target.people['admin'].id}").decode()

    def send(self, method: str, path: str, body: bytes = b"", content_type: str | None = None):
        headers = {"Cookie": f"{csrf.COOKIE}={self.cookie}"}
        return self.target.send(method, path, by="", headers=headers, body=body, content_type=content_type)

    def post(self, path: str, fields: list[tuple[str, str]] | bytes, content_type: str = FORM):
        body = fields if isinstance(fields, bytes) else urlencode(fields, errors="surrogatepass").encode()
        return self.send("POST", path, b"csrf_token=" + self.token.encode() + b"&" + body, content_type)


@pytest.fixture
def office(target) -> Office:
    return Office(target)


def judge(complaints: list[str], name: str, answer, *, most: int = 499) -> None:
    if answer.status > most or any(word in answer.text for word in INNARDS):
        complaints.append(f"{name[:80]}: {answer.status} {answer.text[:200]}")


@pytest.mark.parametrize("path", LISTS)
def test_odd_filters_are_no_fault_of_ours(target, office, path):
    with target.unharmed() as complaints:
        for name in LISTS[path]:
            for query in [*(urlencode({name: value}) for value in VALUES), *(f"{name}={raw}" for raw in RAW)]:
                judge(complaints, f"{path}?{query}", office.send("GET", f"{path}?{query}"))


@pytest.mark.parametrize("path", LISTS)
def test_parameters_of_odd_names_are_no_fault_of_ours(target, office, path):
    with target.unharmed() as complaints:
        for name in NAMES:
            judge(complaints, f"{path}?{name}", office.send("GET", f"{path}?{name}=javascript"))


@pytest.mark.parametrize("kind", ["user", "ticket", "category", "audit"])
def test_what_is_no_id_is_not_found(target, office, kind):
    with target.unharmed() as complaints:
        for view in ("edit", "details", "delete", "password"):
            for query in [*(urlencode({"id": number}) for number in NO_IDS), "id=%ED%A0%80", "id[]=1", ""]:
                judge(complaints, f"{view} {query}", office.send("GET", f"/admin/{kind}/{view}/?{query}"))
                judge(complaints, f"post {view} {query}", office.post(f"/admin/{kind}/{view}/?{query}", []))


@pytest.mark.parametrize("path", FORMS)
def test_odd_values_in_forms_change_nothing(target, office, path):
    there = path.format(id=target.people["stranger"].id, ticket=target.ticket_id)
    with target.unharmed() as complaints:
        for name in FORMS[path]:
            for text in UNSTORABLE.values():
                judge(complaints, f"{there} {name}", office.post(there, [(name, text)]))
            for raw in RAW[:2]:
                judge(complaints, f"{there} {name}", office.post(there, f"{name}={raw}".encode()))
            for number in NO_IDS if name in ("rowid", "list_form_pk", "entry") else []:
                judge(complaints, f"{there} {name}", office.post(there, [("action", "archive"), (name, number)]))


BODIES = {
    "JSON": ("application/json", b'{"username": "x"}'),
    "nothing": ("", b""),
    "a broken multipart form": ("multipart/form-data; boundary=b", b"--b\r\n\r\n"),
    "a multipart form without its border": ("multipart/form-data", b"--b--"),
    "twenty thousand fields": (FORM, b"&".join(b"f%d=x" % number for number in range(20_000))),
    "a name of a megabyte": (FORM, b"username=" + b"x" * 1_000_000),
    "a password of a megabyte": (FORM, b"username=x&password=" + b"x" * 1_000_000),
    "signs": (FORM, b"&&=&%&%zz&=%00"),
}


@on_one_engine
@pytest.mark.parametrize(("content_type", "body"), BODIES.values(), ids=BODIES)
def test_odd_bodies_of_forms_are_no_fault_of_ours(target, office, content_type, body):
    with target.unharmed() as complaints:
        for path in ("/admin/login/", "/admin/user/new/", f"/admin/user/edit/?id={target.people['stranger'].id}"):
            judge(complaints, path, office.send("POST", path, body, content_type))
            judge(complaints, f"{path}, with the form's token", office.post(path, body, content_type))


ODD_PATHS = "/admin /admin/%00 /admin/%ED%A0%80/ /admin// /admin/../api /admin/static/..%2fapp.py /admin/user/export/x/"


@on_one_engine
@pytest.mark.parametrize("path", ODD_PATHS.split())
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "BREW"])
def test_odd_paths_and_methods_are_no_fault_of_ours(target, office, path, method):
    with target.unharmed() as complaints:
        judge(complaints, f"{method} {path}", office.send(method, path))


@on_one_engine
@pytest.mark.parametrize("cookie", ["", "x", "\xff", '"', "a" * 5000, "%00", ";;;", "ticketing_admin=a; ticketing_admin=b"])
def test_an_odd_cookie_is_nobodys(target, cookie):
    with target.unharmed() as complaints:
        for method in ("GET", "POST"):
            headers = {"Cookie": f"{csrf.COOKIE}={cookie}; ticketing_admin_notes={cookie}"}
            answer = target.send(method, "/admin/user/", by="", headers=headers)
            judge(complaints, cookie, answer)
            if answer.status < 300:
                complaints.append(f"{cookie} opens the back office")
