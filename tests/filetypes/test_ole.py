"""What is kept in OLE files besides documents is refused."""

import struct

import pytest

from tests import samples


def changed(at: int, number: int) -> bytes:
    return samples.DOC[:at] + struct.pack("<L", number) + samples.DOC[at + 4 :]


@pytest.mark.parametrize(
    "content",
    [
        samples.ole(),
        samples.MSI,
        samples.ole("WordDocument", storage="embedded"),
        samples.ole("EncryptedPackage", storage="embedded"),
        samples.ole("Workbook")[:600],
        samples.OLE_MAGIC,
        samples.OLE_MAGIC + samples.HTML,
        samples.OLE_MAGIC + b"\xff" * 5000,
        changed(30, 0x6FFFF),
        changed(72, 0xFFFFFFFF),
        changed(48, 0x7FFFFFFF),
    ],
    ids=lambda content: str(len(content)),
)
def test_what_else_is_kept_in_ole_files_is_refused(extension_of, content: bytes) -> None:
    assert extension_of(content) is None
