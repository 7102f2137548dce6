"""What the tests of file types share."""

import io
from collections.abc import Callable

import pytest

from ticketing.filetypes import recognise


@pytest.fixture
def extension_of() -> Callable[[bytes], str | None]:
    """Return the ending of the type that the bytes are recognised as, or None."""

    def extension_of(content: bytes) -> str | None:
        file_type = recognise(io.BytesIO(content))
        return file_type.extension if file_type else None

    return extension_of
