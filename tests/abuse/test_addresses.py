"""Paths, queries and methods: ids that are none, odd parameters, other methods, and headers that claim something."""

import re

import pytest

from tests.abuse.bodies import GOOD
from tests.abuse.target import Operation
from tests.databases import on_one_engine

NO_IDS = [
    *("0", "00", "01", "-1", "+1", "%2B1", "%201", "1%20", "1_0", "1.0", "1e3", "0x1", "1,2", "1;2", "abc", "null", "NaN"),
    *("٣", "1\N{SUPERSCRIPT TWO}", "%D9%A3", "%EF%BC%91"),
    *(str(2**31), str(2**63), str(2**64), "9" * 5000),
    *(
        "%00",
        "1%00",
        "%ED%A0%80",
        "%FF",
        "%C0%80",
        "%0A",
        "1%0a",
        "%2e%2e",
        "..%2f1",
        "'",
        "1'--",
        "1%20OR%201=1",
        "%25",
        "*",
    ),
]
PARAMETERS = ["search", "category", "status", "page", "pageSize", "ordering"]
# Whatever the parameter, these are not among its values.
UNSTORABLE = ["%00", "a%00b", "%ED%A0%80", "a%ED%BF%BFb", "%FF", "%C0%80"]
NO_NUMBERS = [
    *("", "0", "00", "01", "-1", "%2B1", "%201", "1%20", "1_0", "1.0", "1e3", "0x1", "x", "null", "%D9%A3", "%EF%BC%91"),
    *(str(2**63), str(2**64), "9" * 5000, "1%00", "%FF", "NaN", "-Infinity", "1'--"),
]
NO_CHOICES = ["", "new", "NEW", "%20New", "Nonsense", "New,Resolved", "New%00", "%", "*", "1", "'", "%FF", "New&{}=Nonsense"]
WIDENING = [
    *("all=1", "user=2", "userId=1", "createdBy=3", "createdById=3", "role=Admin", "admin=true", "is_admin=1", "as=admin"),
    *("Status=New", "status[]=New", "status%5B0%5D=New", "filter[status]=New", "search[]=x", "search[$ne]=x", "where=1=1"),
    *("limit=1000000", "offset=-1", "page_size=1000", "cursor=x", "fields=*", "include=createdBy.passwordHash", "sort=id;--"),
    *("%00=x", "=x", "&&=&", "%ED%A0%80=x", "__proto__[x]=1", "constructor=x", "x=" + "y" * 60_000),
]


def calls_with(target, placeholder: str) -> list[Operation]:
    return [operation for operation in target.operations if placeholder in operation.path]


def test_what_is_no_id_finds_nothing(target):
    with target.unharmed() as complaints:
        for operation in calls_with(target, "{ticket_id}"):
            for number in NO_IDS:
                path = operation.path.replace("{ticket_id}", number.encode().decode("latin-1"))
                answer = target.send_json(operation.method, path, GOOD.get(str(operation), {}))
                target.refuses(complaints, f"{operation.method} {path[:60]}", answer)


# Without a good signature no key is looked up.
@on_one_engine
def test_what_is_no_file_key_finds_nothing(target):
    with target.unharmed() as complaints:
        for key in [*NO_IDS, "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "a" * 5000, "C:%5Cx"]:
            for query in ("", "?expires=9999999999&signature=x", "?expires=%00&signature=%00", "?expires=" + "9" * 5000):
                path = f"/api/files/{key.encode().decode('latin-1')}{query}"
                target.refuses(complaints, path[:80], target.send("GET", path, by=""))


NO_ORDERS = [*NO_CHOICES, "id", "-id", "title", "createdAt;DROP%20TABLE%20tickets", "--createdAt"]
NO_VALUES = {
    "page": NO_NUMBERS,
    "pageSize": [*NO_NUMBERS, "101"],
    "status": NO_CHOICES,
    "category": NO_CHOICES,
    "ordering": NO_ORDERS,
}


@pytest.mark.parametrize(("name", "values"), NO_VALUES.items(), ids=NO_VALUES)
def test_a_value_that_a_parameter_does_not_have_is_refused(target, name, values):
    with target.unharmed() as complaints:
        for value in values:
            query = f"{name}={value.format(name) if '{}' in value else value}"
            target.refuses(complaints, query[:60], target.send("GET", f"/api/tickets?{query}"))


def test_a_nul_in_any_parameter_and_a_search_of_60_kilobytes_are_refused(target):
    with target.unharmed() as complaints:
        for name in PARAMETERS:
            for value in UNSTORABLE:
                target.refuses(complaints, name, target.send("GET", f"/api/tickets?{name}={value}"))
        for path in ("/api/tickets", "/api/tickets/counts"):
            for letters in ("x" * 60_000, "%F0%9F%94%A5" * 5_000, "x+" * 30_000, "%25" * 20_000):
                target.refuses(complaints, f"{path} {letters[:4]}", target.send("GET", f"{path}?search={letters}"))


@pytest.mark.parametrize("path", ["/api/tickets", "/api/tickets/counts"])
def test_no_parameter_widens_a_users_list(target, path):
    plain = target.send("GET", path, by="owner").json
    with target.unharmed() as complaints:
        for query in WIDENING:
            answer = target.send("GET", f"{path}?{query}", by="owner")
            if answer.status != 400 and answer.json != plain:
                complaints.append(f"{query[:60]}: {answer.text[:200]}")


def test_a_parameter_given_twice_widens_nothing(target):
    with target.unharmed() as complaints:
        for query in ("page=1&page=x", "page=1&page=2", "pageSize=1&pageSize=100", "ordering=createdAt&ordering=x"):
            answer = target.send("GET", f"/api/tickets?{query}", by="owner")
            is_first = answer.status == 200 and all(row["createdBy"]["username"] == "owner" for row in answer.json["results"])
            if not is_first and answer.status not in (400, 404):
                complaints.append(f"{query}: {answer.status}")


METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "BREW", "M-SEARCH"]
OVERRIDES = [
    {"X-HTTP-Method-Override": "PATCH"},
    {"X-HTTP-Method": "DELETE"},
    {"X-Method-Override": "PUT"},
]


def offered(target, path: str) -> set[str]:
    """Return the methods of every call that the path could mean."""
    plain = path.partition("?")[0]
    return {
        operation.method
        for operation in target.operations
        if re.fullmatch(re.sub(r"\\{.*?\\}", "[^/]+", re.escape(operation.path)), plain)
    }


@on_one_engine
def test_other_methods_are_told_which_there_are(target):
    with target.unharmed() as complaints:
        for path in sorted({target.path_of(operation) for operation in target.operations}):
            expected = offered(target, path)
            for method in sorted(set(METHODS) - expected):
                answer = target.send(method, path)
                target.refuses(complaints, f"{method} {path}", answer)
                allowed = {name.strip() for name in (answer.headers["Allow"] or "").split(",")}
                if answer.status != 405 or allowed - {"HEAD", "OPTIONS"} != expected:
                    complaints.append(f"{method} {path}: {answer.status}, {allowed}, not {expected}")


@on_one_engine
@pytest.mark.parametrize("header", OVERRIDES, ids=lambda header: next(iter(header)))
def test_no_header_and_no_field_stands_for_the_method(target, header):
    path = f"/api/tickets/{target.ticket_id}"
    with target.unharmed() as complaints:
        target.refuses(
            complaints, "post", target.send("POST", f"{path}/status", headers=header, body=b'{"status": "Resolved"}')
        )
        target.refuses(
            complaints, "field", target.send("POST", f"{path}/status?_method=PATCH", body=b"_method=PATCH&status=New")
        )
        read = target.send("GET", f"{path}?_method=DELETE", headers={**header, "X-HTTP-Method-Override": "DELETE"})
        if read.status != 200:
            complaints.append(f"a reader was answered {read.status}")


CLAIMS = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "X-Original-URL": "/api/health",
    "X-Rewrite-URL": "/api/health",
    "Forwarded": "for=192.0.2.1;host=evil.example;proto=https",
    "X-Real-IP": "192.0.2.1",
    "X-Remote-User": "admin",
    "Remote-User": "admin",
    "X-User-Id": "1",
    "X-Script-Name": "/evil",
}


def test_what_a_caller_claims_about_the_request_is_not_believed(target):
    answers = [target.send("GET", "/api/tickets?pageSize=1", by="owner", headers=headers) for headers in ({}, CLAIMS)]
    detail = target.send("GET", f"/api/tickets/{target.ticket_id}", headers=CLAIMS).json

    plain, claimed = answers
    assert claimed.json["next"] == plain.json["next"]
    assert claimed.json["next"].startswith("http://localhost/api/tickets?")
    assert detail["attachment"].startswith("http://localhost/api/files/")
    assert claimed.headers["Strict-Transport-Security"] is None
    assert target.send("GET", "/api/auth/me", by="", headers=CLAIMS).status == 401


@on_one_engine
@pytest.mark.parametrize(
    "host",
    [
        "evil example",
        'evil"example',
        "evil/example",
        "evil@example",
        "evil.example:80:80",
        "<b>",
        "\xe9",
        "a,b",
        "?",
        "#",
        ":1",
    ],
)
def test_what_is_no_name_of_a_host_is_refused(target, host):
    with target.unharmed() as complaints:
        target.refuses(complaints, host, target.send("GET", "/api/tickets", headers={"Host": host}))


HEADERS = (
    "If-None-Match If-Modified-Since If-Match Range Accept Accept-Encoding Accept-Language Origin Cookie X-Request-ID "
    "Referer User-Agent Authorization Idempotency-Key Expect Upgrade Connection"
)


@on_one_engine
@pytest.mark.parametrize("header", HEADERS.split())
def test_an_odd_header_is_no_fault_of_ours(target, header):
    with target.unharmed() as complaints:
        for value in ("\xff\xfe", '"', ",;=", "x" * 10_000, "9" * 5000, "", "bytes=-1-1", "W/", "a\tb", "{}", "\x7f"):
            answer = target.send("GET", f"/api/tickets/{target.ticket_id}", headers={header: value})
            if answer.status >= 500:
                complaints.append(f"{header}: {value[:20]!r}: {answer.status}")
