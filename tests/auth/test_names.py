"""Usernames: which are one, and which are not given to anybody."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, select, update

from config import Config
from tests.cast import PASSWORD, PASSWORD_HASH, make_person
from tests.conftest import SECRET_KEY
from tests.databases import new_database
from tests.factories import NOON
from ticketing import create_app
from ticketing.auth import queries, service
from ticketing.auth.models import Role, User
from ticketing.auth.names import username_key
from ticketing.database.transaction import disconnect, transaction
from ticketing.errors import Invalid
from ticketing.extensions import db

E_ACUTE, E_AND_ACUTE = "\u00e9ve", "e\u0301ve"
ALIKE = [
    ("owner", "OWNER"),
    ("Straße", "STRASSE"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    (E_ACUTE, E_AND_ACUTE),
    (E_ACUTE, E_AND_ACUTE.upper()),
    ("İBRAHİM", "İbrahim"),
    ("İbrahim", "ibrahim"),
    ("IŞIK", "ışık"),
    ("Ａｄａ", "ada"),
    ("ﬁona", "FIONA"),
    ("a\u200dda", "ada"),
    ("a\u3164da", "ada"),
    ("ada\u2800", "ada"),
    ("ada\ufe0f", "ada"),
    ("e\u200d\u0301ve", E_ACUTE),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_names_of_one_look_are_one(first, second):
    assert username_key(first) == username_key(second)
    assert username_key(username_key(first)) == username_key(first) == username_key(first.casefold())


@pytest.mark.parametrize(("first", "second"), [("ada", "adam"), ("eve", E_ACUTE), ("Göran", "Goran"), ("ada1", "adal")])
def test_other_names_are_others(first, second):
    assert username_key(first) != username_key(second)


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_whoever_has_a_name_signs_in_by_each_way_to_write_it_and_nobody_else_gets_it(app, anyone, first, second):
    make_person(app, first)

    assert anyone.log_in(second).json["user"]["username"] == first
    with app.test_request_context(), pytest.raises(Invalid, match="already"), transaction():
        service.create_user(second, None, Role.USER, PASSWORD_HASH)


def create(app, name):
    return app.test_cli_runner().invoke(args=["users", "create", name, "--password", PASSWORD])


@pytest.mark.parametrize("name", ["с\u0430dmin", "\u0430dmin", "αda", "Оlga1", "中文аб", "ad\u0430@example.com"])
def test_a_new_name_does_not_mix_scripts(app, name):
    assert "different scripts" in create(app, name).output


@pytest.mark.parametrize(
    "name", ["Ärøskøbing", "михаил", "Σίσυφος", "田中さん", "tanaka田中", "김철수", "עמר", "user-1", "O’Neil"]
)
def test_a_name_of_one_script_is_fine(app, name):
    assert create(app, name).exit_code == 0


@pytest.mark.parametrize("name", ["\u3164", "\ufe0f", "\u2800", "\u0301", "\ufdfa" * 100])
def test_a_name_without_a_sensible_look_is_refused(app, name):
    assert "can be seen" in create(app, name).output


def test_a_mixed_name_from_before_stays_until_it_is_changed(app, owner):
    old = "с\u0430dmin-x"
    with app.test_request_context(), transaction():
        db.session.execute(update(User).values(username=old, username_key=old))
        service.edit_user(queries.get_user(owner.id), old, "new@example.com")

    with app.test_request_context(), pytest.raises(Invalid, match="scripts"), transaction():
        service.edit_user(queries.get_user(owner.id), f"{old}2", None)


@pytest.fixture
def migrated_pairs(engine, tmp_path, capfd):
    """An app whose accounts were made when names were compared by case alone, and then migrated; and what was said."""
    with new_database(engine, tmp_path / "database") as url:
        app = create_app(Config.from_mapping({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}))
        with app.app_context():
            upgrade(revision="0006")
            names = [E_ACUTE, E_AND_ACUTE, "İbrahim", "ibrahim", "ＡＤＡ"]
            with transaction():
                for name in names:
                    key = name.casefold()
                    row = {"username": name, "username_key": key, "password_hash": PASSWORD_HASH, "created_at": NOON}
                    db.session.execute(insert(User), {**row, "role": Role.USER, "is_active": True})
            db.session.remove()
            capfd.readouterr()
            upgrade()
        yield app, capfd.readouterr().err
        with app.app_context():
            disconnect()


def test_a_migration_reports_accounts_that_became_one_and_keeps_both(migrated_pairs):
    app, said = migrated_pairs
    client = app.test_client()

    def signed_in_as(name):
        return client.post("/api/auth/login", json={"username": name, "password": PASSWORD}).json["user"]["id"]

    lines = [line for line in said.splitlines() if "looks like" in line]
    assert lines == [
        f"User 2, {E_AND_ACUTE}, looks like user 1, {E_ACUTE}: rename one of them.",
        "User 3, İbrahim, looks like user 4, ibrahim: rename one of them.",
    ]
    assert [signed_in_as(name) for name in (E_ACUTE, E_AND_ACUTE, "İbrahim", "ibrahim", "ada", "ＡＤＡ")] == [1, 2, 3, 4, 5, 5]


def test_the_migration_of_names_can_be_taken_back(migrated_pairs):
    app, _ = migrated_pairs
    with app.app_context():
        downgrade(revision="0006")

        users = db.session.execute(select(User.username, User.username_key)).all()

    assert len(users) == 5
    assert all(user.username_key == user.username.casefold() for user in users)
