"""Files on the local disk: whole or not at all, and never anywhere else."""

import errno
import io
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import samples
from ticketing.errors import NotFound, Unavailable
from ticketing.storage.keys import new_key
from ticketing.storage.local import LocalStorage

NO_KEYS = ["", ".", "..", "../x.png", "/etc/passwd", "a" * 32, "A" * 32 + ".png", f"{'a' * 32}.png/..", f"{'a' * 32}.png\n"]


def save(store: LocalStorage, content: bytes = samples.PNG) -> str:
    key = new_key(".png")
    store.save(key, io.BytesIO(content), "image/png")
    return key


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let the system refuse to write more than 64 kB into a file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_stored_and_read_whole(local: LocalStorage) -> None:
    content = os.urandom(3 * 1024 * 1024)
    with local.open(save(local, content)) as file:
        assert file.read() == content


def test_all_of_the_content_is_stored_wherever_its_position_is(local: LocalStorage) -> None:
    key, content = new_key(".png"), io.BytesIO(samples.PNG)
    content.seek(5)
    local.save(key, content, "image/png")
    with local.open(key) as file:
        assert file.read() == samples.PNG


def test_a_folder_that_others_can_not_read_is_made_when_needed(local: LocalStorage, tmp_path: Path) -> None:
    key = save(local)
    assert files_in(tmp_path) == [key]
    assert (tmp_path / "attachments").stat().st_mode & 0o077 == 0


def test_a_file_is_deleted_once_and_again(local: LocalStorage, tmp_path: Path) -> None:
    key = save(local)
    for remove in (local.delete, local.delete, local.discard):
        remove(key)
    assert files_in(tmp_path) == []


def test_a_file_that_is_not_there_is_not_found(local: LocalStorage) -> None:
    with pytest.raises(NotFound):
        local.open(new_key(".png"))


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_is_not_found(local: LocalStorage, key: str) -> None:
    save(local)
    with pytest.raises(NotFound):
        local.open(key)


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_is_neither_written_nor_deleted(local: LocalStorage, tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        local.save(key, io.BytesIO(b"x"), "image/png")
    with pytest.raises(ValueError, match="not a storage key"):
        local.delete(key)
    assert files_in(tmp_path) == []


def test_no_keys_are_listed_before_anything_was_stored(local: LocalStorage) -> None:
    assert list(local.keys()) == []


def test_every_key_is_listed_and_nothing_else(local: LocalStorage, tmp_path: Path) -> None:
    stored = [save(local) for _ in range(20)]
    for stray in (".incoming/0123", "ab/README", "readme.txt"):
        path = tmp_path / "attachments" / stray
        path.parent.mkdir(exist_ok=True)
        path.write_text("by hand")
    assert sorted(local.keys()) == sorted(stored)


def test_a_full_disk_is_unavailable_and_leaves_nothing(local: LocalStorage, tmp_path: Path, small_files: None) -> None:
    with pytest.raises(Unavailable) as raised:
        save(local, bytes(1024 * 1024))
    assert str(tmp_path) not in raised.value.detail
    assert files_in(tmp_path) == []


def test_a_folder_that_can_not_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        save(LocalStorage(tmp_path / "file"))


@pytest.mark.parametrize(("error", "expected"), [(OSError(errno.EIO, "I/O error"), Unavailable), (ValueError("x"), ValueError)])
def test_content_that_breaks_off_leaves_nothing(
    local: LocalStorage, tmp_path: Path, error: Exception, expected: type[Exception]
) -> None:
    class BreaksOff(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise error
            return super().read(3)

    with pytest.raises(expected):
        local.save(new_key(".png"), BreaksOff(b"abcdef"), "image/png")
    assert files_in(tmp_path) == []


def test_only_what_a_kill_left_an_hour_ago_is_removed(local: LocalStorage, tmp_path: Path) -> None:
    assert local.remove_leftovers() == 0
    key = save(local)
    incoming = tmp_path / "attachments" / ".incoming"
    for name, age in (("old", 3700), ("young", 3500)):
        (incoming / name).write_text("half of it")
        os.utime(incoming / name, (0, time.time() - age))
    os.utime(next(tmp_path.rglob(key)), (0, 0))
    assert local.remove_leftovers() == 1
    assert sorted(files_in(tmp_path)) == sorted([key, "young"])


def test_files_of_other_names_are_removed_from_our_folders_and_from_nowhere_else(local: LocalStorage, tmp_path: Path) -> None:
    key = save(local)
    directory = tmp_path / "attachments"
    for place in (directory / key[:2] / "copy.png", directory / "ticketing.db", directory / "elsewhere" / "kept.png"):
        place.parent.mkdir(exist_ok=True)
        place.write_text("x")
    assert local.remove_leftovers() == 1
    assert sorted(files_in(tmp_path)) == sorted([key, "kept.png", "ticketing.db"])
