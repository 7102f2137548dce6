"""Tokens: what is not exactly one of ours opens nothing and renews nothing."""

import base64
import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from tests.cast import sign_in
from tests.servers import SECRET_KEY

MISSING = object()
NOW = int(time.time())
NONES = ["none", "None", "NONE", "nOnE", "none ", "", None, 0, [], ["none"], {"alg": "none"}]
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
KEYS = {
    "another key": b"another key that is long enough for HS256 to take",
    "no key": b"",
    "the key, cut": SECRET_KEY.encode()[:-1],
    "the key and a line feed": SECRET_KEY.encode() + b"\n",
    "null": b"null",
    "secret": b"secret",
}
CLAIMS = {
    "sub": [MISSING, None, "", "0", "-1", 1, 1.0, True, ["1"], {"id": 1}, "1 ", "' OR 1=1 --", "\0", "1" * 3000, 10**300],
    "sid": [MISSING, None, "", 1, True, ["x"], {}, "0" * 32, "'", "%", "\0", "\ud800", "x" * 3000],
    # A token without a type is one for access to the library; none of ours is without.
    "type": [None, "", "refresh", "admin", "Access", ["access"], 1],
    "exp": [MISSING, None, "", "never", str(NOW + 900), [NOW + 900], {}, True, -1, 0, NOW - 1, float(NOW - 1), "1e400"],
    "nbf": [NOW + 3600, "x", [], 10**300],
    "aud": ["x", ["x"]],
    "jti": [None, 1, ["x"], "\0", "x" * 3000],
    "iat": [NOW + 100 * 86_400, "x", None, [], 10**300],
}
HARMLESS = {
    "iat": [MISSING, NOW + 3600, 0],
    "role": ["Admin"],
    "is_admin": [True],
    "iss": ["x"],
    "scope": ["*"],
}


def encoded(part: object) -> bytes:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def signed(header: object, claims: object, key: bytes = SECRET_KEY.encode(), algorithm: str = "HS256") -> str:
    """Return a token as no library would make it."""
    signing = encoded(header) + b"." + encoded(claims)
    return (signing + b"." + encoded(hmac.new(key, signing, HASHES[algorithm]).digest())).decode()


def forged(token: str, key: bytes = SECRET_KEY.encode(), header: object = None, algorithm: str = "HS256", **changes) -> str:
    """Return the token with other claims, another header or another signature."""
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    kept = {name: value for name, value in claims.items() if value is not MISSING}
    return signed(header or {"alg": algorithm, "typ": "JWT"}, kept, key, algorithm)


class Tokens:
    """Tries tokens in every place that takes one."""

    def __init__(self, target) -> None:
        self.target = target
        self.mine = target.people["owner"].tokens

    def me(self, token: str, scheme: str = "Bearer "):
        authorization = f"{scheme}{token}".encode().decode("latin-1")
        return self.target.send("GET", "/api/auth/me", by="", headers={"Authorization": authorization})

    def renew(self, token: str):
        return self.target.send_json("POST", "/api/auth/refresh", {"refresh": token}, by="")

    def refuse(self, complaints: list[str], name: str, token: str, kind: str = "access") -> None:
        for answer in (self.me(token),) if kind == "access" else (self.renew(token),):
            self.target.refuses(complaints, name, answer)
            if answer.status != 401 and not (kind == "refresh" and answer.status == 400):
                complaints.append(f"{name}: {answer.status}")


@pytest.fixture
def tokens(target) -> Tokens:
    return Tokens(target)


def test_a_token_made_as_ours_are_is_good(tokens):
    assert tokens.me(forged(tokens.mine["access"])).status == 200


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_no_other_algorithm_is_taken(target, tokens, kind):
    ours = tokens.mine[kind]
    claims = ours.split(".")[1]
    with target.unharmed() as complaints:
        for none in NONES:
            header = encoded({"alg": none, "typ": "JWT"}).decode()
            for signature in ("", ours.split(".")[2], encoded(b"x" * 32).decode()):
                tokens.refuse(complaints, f"{none} {signature[:5]}", f"{header}.{claims}.{signature}", kind)
            tokens.refuse(complaints, f"{none}, signed", forged(ours, header={"alg": none}), kind)
        for algorithm in ("HS384", "HS512"):
            tokens.refuse(complaints, algorithm, forged(ours, algorithm=algorithm), kind)
            tokens.refuse(
                complaints, f"{algorithm}, said HS256", forged(ours, header={"alg": "HS256"}, algorithm=algorithm), kind
            )
        for algorithm in ("RS256", "ES256", "PS256", "EdDSA", "hs256", "HS256 ", "dir", "A128KW", "../../dev/null"):
            tokens.refuse(complaints, algorithm, forged(ours, header={"alg": algorithm}), kind)


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_no_other_key_is_taken_and_none_that_the_token_brings_along(target, tokens, kind):
    ours, evil = tokens.mine[kind], b"a key of the attacker's that is long enough"
    jwk = {"kty": "oct", "k": encoded(evil).decode(), "alg": "HS256"}
    brought = {
        "jwk": jwk,
        "jku": "http://evil.example/k.json",
        "x5u": "http://evil.example/k",
        "x5c": ["x"],
        "kid": "../../dev/null",
    }
    with target.unharmed() as complaints:
        for name, key in KEYS.items():
            tokens.refuse(complaints, name, forged(ours, key), kind)
        for name, value in brought.items():
            tokens.refuse(complaints, name, forged(ours, evil, header={"alg": "HS256", name: value}), kind)
            tokens.refuse(complaints, f"{name}, no key", forged(ours, b"", header={"alg": "HS256", name: value}), kind)
        for header in ({"crit": ["x"], "x": 1}, {"crit": []}, {"kid": 1}, {"b64": False, "crit": ["b64"]}):
            tokens.refuse(complaints, str(header), forged(ours, header={"alg": "HS256", **header}), kind)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_claims_that_are_missing_or_odd_are_refused_although_signed(target, tokens, kind, claim):
    with target.unharmed() as complaints:
        for value in CLAIMS[claim]:
            if kind == "refresh" and value == "refresh":
                value = "access"
            token = forged(tokens.mine[kind], **{claim: value})
            if value == "1e400":
                token = token_with_huge_expiry(tokens.mine[kind])
            tokens.refuse(complaints, f"{claim} {str(value)[:20]!r}", token, kind)


def token_with_huge_expiry(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    raw = json.dumps({**claims, "exp": "huge"}).replace('"huge"', "1e400").encode()
    return signed({"alg": "HS256", "typ": "JWT"}, raw)


def test_claims_that_we_do_not_ask_for_change_nothing(tokens):
    for claim, values in HARMLESS.items():
        for value in values:
            answer = tokens.me(forged(tokens.mine["access"], **{claim: value}))
            assert (answer.status, answer.json["role"]) == (200, "User"), (claim, value)


def test_payloads_that_are_no_object_are_refused_although_signed(target, tokens):
    nested = b"[" * 1500
    with target.unharmed() as complaints:
        for payload in (
            [],
            "x",
            1,
            None,
            b"",
            b"{",
            b"\xff",
            nested,
            b'{"exp": ' + b"9" * 2500 + b"}",
            b'{"sub": "\xed\xa0\x80"}',
        ):
            for kind in ("access", "refresh"):
                tokens.refuse(complaints, str(payload)[:20], signed({"alg": "HS256"}, payload), kind)
        for header in ([], "x", None, b"", b"{", nested, b'{"alg": "HS256", "x": ' + b"9" * 2500 + b"}"):
            tokens.refuse(complaints, str(header)[:20], signed(header, {"sub": "1"}))


def test_one_token_can_be_written_in_one_way_only(target, tokens):
    ours = tokens.mine["access"]
    header, claims, signature = ours.split(".")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters.index(signature[-1])
    others = [
        *(f"{header}.{claims}.{signature[:-1]}{letters[last ^ bit]}" for bit in (1, 2, 3)),
        *(f"{header}.{claims}.{signature}{more}" for more in ("=", "==", "A", "!", "%00", ".", ".x", "\u00e9")),
        *(f"{header}{more}.{claims}.{signature}" for more in ("=", "A", "!", " ")),
        *(f"{header}.{claims}{more}.{signature}" for more in ("=", "A", "!", " ")),
        f"{header}.{claims}.{signature[:20]}!{signature[20:]}",
        f"{header}.{claims}.{signature.swapcase()}",
        *(
            f".{claims}.{signature}",
            f"{header}..{signature}",
            f"{header}.{claims}.",
            "..",
            "...",
            ".",
            "",
            "x",
            "x.y.z",
            "null",
        ),
        *(f"{ours} {ours}", f"{ours},{ours}", f"{ours}, Bearer {ours}", f'"{ours}"', f"<{ours}>", f"{ours};", f"token={ours}"),
        "x" * 5000,
    ]
    with target.unharmed() as complaints:
        for number, other in enumerate(others):
            tokens.refuse(complaints, f"{number}: {other[-60:]}", other)


@pytest.mark.parametrize("scheme", ["bearer ", "BEARER ", "Bearer ", "bEaReR "])
def test_the_schemes_case_does_not_matter(tokens, scheme):
    assert tokens.me(tokens.mine["access"], scheme).status == 200


@pytest.mark.parametrize(
    "scheme", ["", "Basic ", "Token ", "JWT ", "Bearer", "Bearer: ", "Bearer=", "Digest ", "Bearer Bearer ", ", Bearer "]
)
def test_no_other_scheme_is_taken(target, tokens, scheme):
    with target.unharmed() as complaints:
        target.refuses(complaints, scheme, tokens.me(tokens.mine["access"], scheme))


def test_two_headers_are_not_one_token(target, tokens):
    ours = f"Authorization: Bearer {tokens.mine['access']}\r\n"
    with target.unharmed() as complaints:
        sent = f"GET /api/auth/me HTTP/1.1\r\nHost: localhost\r\n{ours * 2}Connection: close\r\n\r\n"
        target.refuses(complaints, "two", target.send_raw(sent.encode()))


def test_neither_kind_of_token_is_taken_for_the_other(target, tokens):
    with target.unharmed() as complaints:
        tokens.refuse(complaints, "refresh as access", tokens.mine["refresh"])
        tokens.refuse(complaints, "access as refresh", tokens.mine["access"], "refresh")
        answer = target.send("POST", "/api/auth/refresh", by="owner")
        target.refuses(complaints, "access as bearer of a renewal", answer)


def test_a_token_is_taken_from_its_header_alone(target, tokens):
    token = tokens.mine["access"]
    with target.unharmed() as complaints:
        for headers in (
            {"Cookie": f"access_token={token}; access_token_cookie={token}"},
            {"X-Access-Token": token},
            {"Token": token},
        ):
            target.refuses(complaints, str(headers)[:30], target.send("GET", "/api/auth/me", by="", headers=headers))
        for query in (f"jwt={token}", f"access_token={token}", f"token={token}"):
            target.refuses(complaints, query[:12], target.send("GET", f"/api/auth/me?{query}", by=""))


def test_ten_renewals_at_once_are_one_and_a_later_replay_ends_the_login(target, tokens):
    target.add_person("renewing") if "renewing" not in target.people else sign_in(target.site.app, target.people["renewing"])
    first = target.people["renewing"].tokens["refresh"]

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(tokens.renew, [first] * 10))
    ids = {jwt.decode(answer.json["refresh"], options={"verify_signature": False})["jti"] for answer in answers}
    second = answers[0].json["refresh"]
    third = tokens.renew(second).json

    assert {answer.status for answer in answers} == {200}
    assert len(ids) == 1
    assert tokens.me(third["access"]).status == 200
    assert tokens.renew(first).status == 401
    assert tokens.me(third["access"]).status == 401
    assert tokens.renew(third["refresh"]).status == 401
