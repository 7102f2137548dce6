"""Wrong settings: the start ends with one line that names the setting."""

import socket
import time
from pathlib import Path

import pytest
from filelock import FileLock

from config import Config, SettingError
from tests.servers import SECRET_KEY, flask, free_port, said, start_flask
from ticketing.database import migrations, transaction

LOCALHOST = list(dict.fromkeys(found[4][0] for found in socket.getaddrinfo("localhost", None)))
CLOUDINARY = {"CLOUDINARY_CLOUD_NAME": "demo", "CLOUDINARY_API_KEY": "1234", "CLOUDINARY_API_SECRET": "secret"}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "x" * 31),
        ("APP_ENV", "staging"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠٠٠"),
        ("FRONTEND_PORT", "-1"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/ticketing"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://localhost:port/ticketing"),
        ("CLOUDINARY_UPLOAD_PREFIX", "localhost"),
        ("MAX_UPLOAD_MB", "10 MB"),
        ("ACCESS_TOKEN_MINUTES", "0"),
        ("REFRESH_TOKEN_DAYS", "1e3"),
        ("CORS_ORIGINS", "localhost:3000"),
        ("RATELIMIT_STORAGE_URI", "nonsense://"),
        ("TRUSTED_PROXIES", "all"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(setting, value):
    with pytest.raises(SettingError) as refusal:
        Config.from_mapping({"SECRET_KEY": SECRET_KEY, setting: value})

    assert setting in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("missing", CLOUDINARY)
def test_a_part_of_cloudinary_s_settings_is_refused_in_one_line(missing):
    with pytest.raises(SettingError, match=f"^{missing} must be set too") as refusal:
        Config.from_mapping({"SECRET_KEY": SECRET_KEY, **CLOUDINARY, missing: " "})

    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "settings", "setting"),
    [
        (["dev"], {"SECRET_KEY": ""}, "SECRET_KEY"),
        (["dev"], {"HOST": "nonsense.invalid"}, "HOST"),
        (["dev"], {"DATABASE_URL": "sqlite:////proc/none/ticketing.db"}, "DATABASE_URL"),
        (["db", "upgrade"], {"DATABASE_URL": "postgresql://user:a-secret@127.0.0.1:1/none"}, "DATABASE_URL"),
        (["users", "list"], {"DATABASE_URL": f"sqlite:///{Path(__file__)}"}, "DATABASE_URL"),
    ],
    ids=str,
)
def test_a_start_that_can_t_work_ends_with_one_line(tmp_path, command, settings, setting):
    assert_refused(command, setting, **{"DATABASE_URL": f"sqlite:///{tmp_path / 'ticketing.db'}", **settings})


@pytest.mark.parametrize("command", [["serve"], ["db", "upgrade"], ["users", "list"]], ids=str)
def test_a_lock_of_another_user_is_named_in_one_line(sqlite_site, command):
    lock = Path(f"{sqlite_site.app.config['SQLALCHEMY_DATABASE_URI'].database}.lock")
    lock.touch()
    lock.chmod(0)

    assert_refused(command, f"{lock} can't be read and written", DATABASE_URL=sqlite_site.url)


def test_a_migration_whose_turn_does_not_come_ends_with_one_line(sqlite_site, monkeypatch):
    monkeypatch.setattr(transaction, "MIGRATION_SECONDS", 0.1)

    lock = FileLock(f"{sqlite_site.app.config['SQLALCHEMY_DATABASE_URI'].database}.lock")
    with lock, sqlite_site.app.app_context(), pytest.raises(SystemExit, match=r"^ticketing: The database is busy"):
        migrations.migrate_to()


@pytest.mark.parametrize("command", [["serve"], ["users", "list"], ["storage", "sweep"]], ids=str)
def test_a_database_that_was_not_migrated_says_so_in_one_line(tmp_path, command):
    assert_refused(command, "db upgrade", DATABASE_URL=f"sqlite:///{tmp_path / 'ticketing.db'}")


@pytest.mark.parametrize("setting", ["PORT", "FRONTEND_PORT"])
def test_a_taken_port_is_named_in_one_line(tmp_path, setting):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"PORT": str(free_port()), setting: str(taken.getsockname()[1])}
        assert_refused(["dev"], f"{setting}: ", DATABASE_URL=f"sqlite:///{tmp_path / 'ticketing.db'}", **ports)


@pytest.mark.parametrize(("host", "named", "addresses"), [("::1", "[::1]", ["::1"]), ("localhost", "localhost", LOCALHOST)])
def test_every_address_of_the_host_is_listened_at(tmp_path, host, named, addresses):
    port, database, log = free_port(), f"sqlite:///{tmp_path / 'ticketing.db'}", tmp_path / "log"
    assert flask("db", "upgrade", DATABASE_URL=database).returncode == 0
    process = start_flask("serve", log=log, HOST=host, PORT=str(port), DATABASE_URL=database)
    try:
        while f"API: http://{named}:{port}/api" not in log.read_text():
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        for address in addresses:
            socket.create_connection((address, port)).close()
        process.terminate()
        assert process.wait(timeout=15) == 0
    finally:
        process.kill()
        process.wait(timeout=10)


def assert_refused(command: list[str], reason: str, **settings: str) -> None:
    done = flask(*command, is_root=False, **settings)

    assert done.returncode == 1
    assert len(said(done.stderr)) == 1, done.stderr
    assert reason in said(done.stderr)[0]
    assert "a-secret" not in done.stderr
    assert done.stdout == ""
