"""Settings: what is taken, what stops the start, and what goes without saying."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from config import PROJECT, Config, SettingError

SECRET = "a key for tests that is long enough for HS256"
CLOUDINARY = {"CLOUDINARY_CLOUD_NAME": "demo", "CLOUDINARY_API_KEY": "1234", "CLOUDINARY_API_SECRET": "secret"}


def read(**settings):
    return Config.from_mapping({"SECRET_KEY": SECRET, **settings})


def test_what_goes_without_saying_is_productions():
    config = read()

    assert config == Config(
        SECRET_KEY=SECRET,
        APP_ENV="production",
        HOST="127.0.0.1",
        PORT=8000,
        FRONTEND_PORT=3000,
        SQLALCHEMY_DATABASE_URI=make_url(f"sqlite:///{PROJECT}/instance/ticketing.db"),
        DATABASE_POOL_SIZE=8,
        DATABASE_PGBOUNCER=False,
        CORS_ORIGINS=(),
        FRONTEND_URL=None,
        TRUSTED_HOSTS=None,
        TRUSTED_PROXIES=0,
        CLOUDINARY_CLOUD_NAME=None,
        CLOUDINARY_API_KEY=None,
        CLOUDINARY_API_SECRET=None,
        CLOUDINARY_UPLOAD_PREFIX=None,
        ATTACHMENTS_DIR=PROJECT / "instance" / "attachments",
        MAX_UPLOAD_MB=10,
        RATELIMIT_STORAGE_URI="memory://",
        ACCESS_TOKEN_MINUTES=15,
        REFRESH_TOKEN_DAYS=7,
    )


def test_in_development_the_local_pages_may_call():
    assert read(APP_ENV="development").CORS_ORIGINS == ("http://localhost:3000", "http://127.0.0.1:3000")
    assert read(APP_ENV="development", CORS_ORIGINS="https://a.example").CORS_ORIGINS == ("https://a.example",)


def test_in_development_the_local_pages_may_call_from_another_port_too():
    origins = read(APP_ENV="development", FRONTEND_PORT="3123").CORS_ORIGINS

    assert origins == tuple(f"http://{host}:{port}" for port in (3000, 3123) for host in ("localhost", "127.0.0.1"))
    assert read(FRONTEND_PORT="3123").CORS_ORIGINS == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("APP_ENV", "development", "development"),
        ("HOST", "0.0.0.0", "0.0.0.0"),
        ("PORT", "1", 1),
        ("PORT", "65535", 65535),
        ("PORT", " 8080 ", 8080),
        ("FRONTEND_PORT", "3001", 3001),
        ("CORS_ORIGINS", "https://a.example, http://localhost:3000/ ,", ("https://a.example", "http://localhost:3000")),
        ("CORS_ORIGINS", "https://Tickets.Example", ("https://tickets.example",)),
        ("TRUSTED_HOSTS", "tickets.example, .inside.example", ("tickets.example", ".inside.example")),
        ("TRUSTED_HOSTS", "Tickets.Example:8000, [::1]:8000", ("tickets.example", "[::1]")),
        ("TRUSTED_HOSTS", "bücher.example", ("xn--bcher-kva.example",)),
        ("TRUSTED_PROXIES", "2", 2),
        ("DATABASE_POOL_SIZE", "1", 1),
        ("DATABASE_PGBOUNCER", "1", True),
        ("DATABASE_PGBOUNCER", "0", False),
        ("FRONTEND_URL", "https://Tickets.example/", "https://Tickets.example"),
        ("FRONTEND_URL", "https://intranet.example:8443/it/tickets/", "https://intranet.example:8443/it/tickets"),
        ("TRUSTED_PROXIES", "0", 0),
        ("MAX_UPLOAD_MB", "25", 25),
        ("RATELIMIT_STORAGE_URI", "redis://cache:6379/1", "redis://cache:6379/1"),
        ("ACCESS_TOKEN_MINUTES", "5", 5),
        ("REFRESH_TOKEN_DAYS", "30", 30),
        ("ATTACHMENTS_DIR", "/srv/files", Path("/srv/files")),
        ("ATTACHMENTS_DIR", "files", PROJECT / "files"),
        ("CLOUDINARY_UPLOAD_PREFIX", "http://127.0.0.1:1234/", "http://127.0.0.1:1234"),
    ],
)
def test_a_good_value_is_taken(name, value, expected):
    assert getattr(read(**{name: value}), name) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ENV", "test"),
        ("APP_ENV", "Production"),
        ("SECRET_KEY", "x" * 31),
        *(
            (name, value)
            for name in ("PORT", "FRONTEND_PORT")
            for value in ("0", "65536", "x", "-1", "80.5", "٨٠", "1_000", "+80")
        ),
        ("MAX_UPLOAD_MB", "0"),
        ("MAX_UPLOAD_MB", "ten"),
        ("MAX_UPLOAD_MB", "9" * 5000),
        ("ACCESS_TOKEN_MINUTES", "0"),
        ("ACCESS_TOKEN_MINUTES", "1.5"),
        ("REFRESH_TOKEN_DAYS", "-7"),
        ("TRUSTED_PROXIES", "yes"),
        ("TRUSTED_PROXIES", "11"),
        ("CORS_ORIGINS", "tickets.example"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://"),
        ("CORS_ORIGINS", "https://*.example.com"),
        ("CORS_ORIGINS", "https://tickets.example,https://.*"),
        ("CORS_ORIGINS", "https://tickets.example/app"),
        ("CORS_ORIGINS", "https://a.example,b.example"),
        ("CLOUDINARY_UPLOAD_PREFIX", "api.cloudinary.com"),
        ("RATELIMIT_STORAGE_URI", "nonsense"),
        ("RATELIMIT_STORAGE_URI", "redis://cache:port"),
        ("SECRET_KEY", "\udcff" * 40),
        ("TRUSTED_HOSTS", "*"),
        ("TRUSTED_HOSTS", "api.example, https://tickets.example"),
        ("TRUSTED_HOSTS", "tickets.example/api"),
        ("TRUSTED_HOSTS", "a..b"),
        ("RATELIMIT_STORAGE_URI", "memcached://cache"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "many"),
        ("DATABASE_PGBOUNCER", "transaction"),
        ("FRONTEND_URL", "tickets.example"),
        ("FRONTEND_URL", "javascript:alert(1)"),
        ("FRONTEND_URL", "https://*.example.com"),
        ("FRONTEND_URL", "https://user:password@tickets.example"),
        ("FRONTEND_URL", "https://tickets.example/index.html?page=1"),
        ("FRONTEND_URL", "https://tickets.example/#top"),
        ("FRONTEND_URL", "https://tickets.example/a b"),
        ("FRONTEND_URL", "https://a.example,https://b.example"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgresql://h1:port,h2/tickets"),
        ("DATABASE_URL", "postgresql://h1:5432,h2:99999/tickets"),
        ("DATABASE_URL", "postgresql://h1,h2/tickets?nonsense=1"),
        ("DATABASE_URL", "mysql://localhost/tickets"),
        ("DATABASE_URL", "postgresql+psycopg2://localhost/tickets"),
        ("DATABASE_URL", "postgresql://localhost:port/tickets"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///file:x?mode=memory"),
    ],
    ids=lambda text: text[:40],
)
def test_a_bad_value_stops_the_start_with_one_line_that_names_the_setting(name, value):
    with pytest.raises(SettingError) as refusal:
        read(**{name: value})

    message = str(refusal.value)
    assert message.startswith(name)
    assert len(message.splitlines()) == 1
    assert len(message) < 6000


@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_secret_key_there_must_be(value):
    with pytest.raises(SettingError, match=r"^SECRET_KEY must have 32 bytes"):
        Config.from_mapping({"SECRET_KEY": value})


def test_a_secret_that_is_refused_is_not_printed():
    with pytest.raises(SettingError) as refusal:
        read(SECRET_KEY="a-short-secret")

    assert "a-short-secret" not in str(refusal.value)


def test_bytes_count_and_not_letters():
    assert read(SECRET_KEY="ü" * 16).SECRET_KEY == "ü" * 16


@pytest.mark.parametrize("value", ["", "  ", None])
def test_an_empty_value_counts_as_unset(value):
    names = [name for name in Config.__dataclass_fields__ if name not in ("SECRET_KEY", "SQLALCHEMY_DATABASE_URI")]

    assert read(DATABASE_URL=value, **dict.fromkeys(names, value)) == read()


def test_in_development_the_pages_are_where_make_run_serves_them():
    assert read(APP_ENV="development", FRONTEND_PORT="3001").FRONTEND_URL == "http://localhost:3001"


@pytest.mark.parametrize(
    ("given", "host", "port"),
    [
        ("postgresql://u:p%2Cq@h1,h2/db?target_session_attrs=read-write", "h1,h2", ","),
        ("postgres://u:p%2Cq@h1:5433,[::1]:5434/db?target_session_attrs=read-write", "h1,::1", "5433,5434"),
        ("postgresql+psycopg://u:p%2Cq@/db?host=h1:1&host=h2:2&target_session_attrs=read-write", "h1,h2", "1,2"),
    ],
)
def test_several_hosts_of_one_database_are_named_as_libpq_and_as_sqlalchemy_do(given, host, port):
    url = read(DATABASE_URL=given).SQLALCHEMY_DATABASE_URI

    _, arguments = url.get_dialect()().create_connect_args(url)
    arguments.pop("context", None)
    expected = {"host": host, "port": port, "user": "u", "password": "p,q", "dbname": "db"}
    assert arguments == {**expected, "target_session_attrs": "read-write"}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_means_the_same(scheme):
    url = read(DATABASE_URL=f"{scheme}://me:p%40ss@db.example:5433/tickets?sslmode=require").SQLALCHEMY_DATABASE_URI

    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port, url.database) == ("me", "p@ss", "db.example", 5433, "tickets")
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("given", "file"), [("sqlite:///data/x.db", f"{PROJECT}/data/x.db"), ("sqlite:////srv/x y.db", "/srv/x y.db")]
)
def test_a_sqlite_file_is_found_from_any_folder(given, file, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert read(DATABASE_URL=given).SQLALCHEMY_DATABASE_URI.database == file


def test_all_of_cloudinarys_settings_are_taken():
    config = read(**CLOUDINARY)

    assert {name: getattr(config, name) for name in CLOUDINARY} == CLOUDINARY


@pytest.mark.parametrize("missing", [list(CLOUDINARY)[:1], list(CLOUDINARY)[1:2], list(CLOUDINARY)[1:]])
@pytest.mark.parametrize("emptiness", [None, "", " "])
def test_some_of_cloudinarys_settings_name_the_missing_ones(missing, emptiness):
    with pytest.raises(SettingError) as refusal:
        read(**{**CLOUDINARY, **dict.fromkeys(missing, emptiness)})

    assert str(refusal.value).startswith(", ".join(missing) + " must be set too")


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"SECRET_KEY='{SECRET}'\nPORT=8001\nFRONTEND_PORT=3001\n# MAX_UPLOAD_MB=1\n")
    monkeypatch.setenv("PORT", "8002")
    monkeypatch.delenv("FRONTEND_PORT", raising=False)

    config = Config.from_environment(dotenv)

    assert (config.PORT, config.FRONTEND_PORT, config.MAX_UPLOAD_MB) == (8002, 3001, 10)


@pytest.mark.parametrize(
    ("mode", "text", "is_warned"),
    [(0o644, f"SECRET_KEY={SECRET}", True), (0o600, f"SECRET_KEY={SECRET}", False), (0o640, f"SECRET_KEY={SECRET}", False)],
)
def test_a_file_with_secrets_that_everybody_can_read_is_warned_of(monkeypatch, tmp_path, mode, text, is_warned):
    monkeypatch.setenv("SECRET_KEY", SECRET)
    file = tmp_path / ".env"
    file.write_text(text)
    file.chmod(mode)

    assert [str(file) in warning for warning in Config.from_environment(file).WARNINGS] == [True] * is_warned


def test_what_a_command_of_flask_has_put_into_the_environment_is_taken_out_for_a_later_reload(monkeypatch, tmp_path):
    file = tmp_path / ".env"
    for value in ("8001", "8002"):
        file.write_text(f"SECRET_KEY={SECRET}\nPORT={value}")
        file.chmod(0o600)
        if value == "8001":
            monkeypatch.setenv("PORT", value)
            monkeypatch.setenv("SECRET_KEY", SECRET)

        assert str(Config.from_environment(file).PORT) == value


def test_a_file_that_is_no_text_stops_the_start_too(tmp_path):
    (tmp_path / ".env").write_bytes(b"SECRET_KEY=\xff")

    with pytest.raises(SettingError, match=r"^\.env must be text in UTF-8$"):
        Config.from_environment(tmp_path / ".env")


def test_a_file_there_need_not_be(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", SECRET)

    assert Config.from_environment(tmp_path / "missing").SECRET_KEY == SECRET


def test_settings_do_not_change_once_read():
    with pytest.raises(AttributeError):
        read().PORT = 1
