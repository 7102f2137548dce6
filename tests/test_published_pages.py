"""What `make publish` writes: a folder whose pages never mix versions, and ask the one API that was named."""

import re
import shutil
from pathlib import Path

import pytest

from tests.published import publish, run_publish
from tests.servers import PROJECT
from ticketing.web.static_pages import create_app

PAGES = {"404.html", "index.html", "reports.html", "submit.html", "ticket.html", "tickets.html"}
NAMED = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("published") / "for the web"
    publish(
        out, "https://api.example.com/v1/api/", "--base", "/help", "--files", "https://one.example https://two.example:8443"
    )
    return out


def documents(folder: Path) -> dict[str, str]:
    """Return the pages; the document of the chat is a frame in them."""
    return {path.name: path.read_text() for path in folder.glob("*.html") if path.name != "chat.html"}


def sources(document: str, directive: str) -> list[str]:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)[1]
    return next(rule for rule in policy.split("; ") if rule.startswith(f"{directive} ")).split()[1:]


def test_a_page_loads_one_style_sheet_and_two_scripts_all_of_its_own_version(folder):
    [assets] = (folder / "assets").iterdir()
    names = {name: NAMED.findall(text) for name, text in documents(folder).items()}

    assert re.fullmatch("[0-9a-f]{12}", assets.name)
    assert names.keys() == PAGES
    assert f'src="assets/{assets.name}/chat-widget.js"' in (folder / "chat.html").read_text()
    for page, paths in names.items():
        root = "/help/" if page == "404.html" else ""
        assert {Path(path).suffix for path in paths} == {".css", ".js", ".svg"}, page
        # The form for a ticket shows categories before its modules run.
        assert len(set(paths)) == (5 if page == "submit.html" else 4), page
        for path in paths:
            assert path.startswith(f"{root}assets/{assets.name}/"), page
            assert (folder / path.removeprefix(root)).is_file(), path


def test_nothing_that_is_published_is_loaded_later_from_elsewhere(folder):
    for script in (folder / "assets").rglob("*.js"):
        assert not re.search(r"\bimport\(|\bimport[ {]|(?<!\")\bfrom\"|modulepreload|localhost", script.read_text()), (
            script.name
        )
    for sheet in (folder / "assets").rglob("*.css"):
        assert "@import" not in sheet.read_text(), sheet.name


@pytest.mark.parametrize(
    ("api", "files", "origins"),
    [
        ("https://api.example.com/v1/api/", "https://one.example", ["https://api.example.com", "https://one.example"]),
        ("/help/api", "", []),
    ],
)
def test_pages_may_ask_their_own_origin_the_api_and_the_store_of_files_alone(tmp_path, api, files, origins):
    publish(tmp_path, api, "--files", files)

    for name, text in documents(tmp_path).items():
        assert sources(text, "connect-src") == ["'self'", *origins], name
        assert sources(text, "img-src") == ["'self'", "blob:", "data:", *origins], name
        assert sources(text, "frame-src") == ["'self'", "blob:"], name
    assert api.rstrip("/") in (next((tmp_path / "assets").iterdir()) / "index.js").read_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OUT", ""),
        *(("API", value) for value in ["", "//evil.example", "javascript:1", "https://a/' *", "https://a;b"]),
        *(("BASE", value) for value in ["help", "//evil.example"]),
        *(("FILES", value) for value in ["*", "https://a.example/path"]),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_and_nothing_is_written(tmp_path, name, value):
    right = {"OUT": str(tmp_path / "out"), "API": "/api"}
    run = run_publish(*(f"--{name.lower()}={value}" for name, value in {**right, name: value}.items()))

    assert run.returncode == 2
    assert re.fullmatch(f"publish: {name} .+\n", run.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_page_of_the_version_before_still_has_all_its_files(tmp_path):
    project = tmp_path / "project"
    for name in ("frontend", "deploy"):
        shutil.copytree(PROJECT / name, project / name)
    (project / "package.json").symlink_to(PROJECT / "package.json")
    (project / "node_modules").symlink_to(PROJECT / "node_modules")
    out = tmp_path / "out"
    first = publish(out, "/api", project=project)
    before = documents(out)
    kept = {path: path.read_bytes() for path in (out / first).iterdir()}

    assert publish(out, "/api", project=project) == first

    config = project / "frontend" / "js" / "config.js"
    config.write_text(config.read_text().replace("MAX_FILES = 5", "MAX_FILES = 6"))
    second = publish(out, "/api", project=project)

    assert second != first
    assert {path: path.read_bytes() for path in (out / first).iterdir()} == kept
    assert {path.name for path in (out / "assets").iterdir()} == {Path(first).name, Path(second).name}
    for name, text in documents(out).items():
        assert (second in text, first in text) == (True, False), name
        assert (second in before[name], first in before[name]) == (False, True), name


def test_documents_are_asked_for_again_and_what_has_its_hash_in_its_name_never(folder):
    client = create_app(folder).test_client()
    [_, style, *_] = NAMED.findall(documents(folder)["index.html"])

    kept = [
        client.get(path, buffered=True).headers["Cache-Control"] for path in ("/tickets.html", f"/{style}", "/assets/gone.js")
    ]

    assert kept == ["no-cache", "public, max-age=31536000, immutable", "no-cache"]


def test_a_page_without_its_files_says_in_every_language_that_there_is_a_new_version(folder):
    languages = re.findall(r"^  (\w+): \{ name:", (PROJECT / "frontend" / "js" / "early.js").read_text(), re.MULTILINE)
    for text in documents(folder).values():
        said = dict(re.findall(r'<p lang="(\w+)" dir="(?:ltr|rtl)">([^<]+)</p>', text))
        assert said.keys() == set(languages)
        assert "new version" in said["en"]


def test_pages_that_are_not_published_may_ask_the_machine_they_come_from():
    client = create_app().test_client()

    assert "http://192.0.2.7:*" in sources(
        client.get("/index.html", base_url="http://192.0.2.7:3000", buffered=True).text, "connect-src"
    )
    assert sources(client.get("/index.html", buffered=True).text, "connect-src")[:3] == [
        "'self'",
        "http://localhost:*",
        "http://127.0.0.1:*",
    ]
