"""The types of files that are taken, each known by what is stored and served as its content type."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """One type of file: `extension` is its canonical ending, `is_inline` whether a browser may show it by itself."""

    content_type: str
    extension: str
    is_inline: bool = False
    # Endings, besides the canonical one, that a file of this type may keep: opening one never runs it.
    other_endings: frozenset[str] = frozenset()

    def fits(self, ending: str) -> bool:
        """Say whether a file of this type may be called something that ends in `ending`, in any case."""
        return ending.lower() == self.extension or ending.lower() in self.other_endings


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
HARMLESS_TEXT = frozenset({".text", ".log", ".csv", ".tsv", ".md", ".json", ".yaml", ".yml", ".ini", ".conf", ".cfg"})

PNG = FileType("image/png", ".png", True)
JPEG = FileType("image/jpeg", ".jpg", True, frozenset({".jpeg"}))
GIF = FileType("image/gif", ".gif", True)
WEBP = FileType("image/webp", ".webp", True)
PDF = FileType("application/pdf", ".pdf", True)
TEXT = FileType("text/plain", ".txt", False, HARMLESS_TEXT)
ZIP = FileType("application/zip", ".zip")
DOCX = FileType(f"{OOXML}wordprocessingml.document", ".docx")
XLSX = FileType(f"{OOXML}spreadsheetml.sheet", ".xlsx")
PPTX = FileType(f"{OOXML}presentationml.presentation", ".pptx")
ODT = FileType(f"{ODF}text", ".odt")
ODS = FileType(f"{ODF}spreadsheet", ".ods")
ODP = FileType(f"{ODF}presentation", ".odp")
DOC = FileType("application/msword", ".doc")
XLS = FileType("application/vnd.ms-excel", ".xls")
PPT = FileType("application/vnd.ms-powerpoint", ".ppt")

ALL = (PNG, JPEG, GIF, WEBP, PDF, TEXT, ZIP, DOCX, XLSX, PPTX, ODT, ODS, ODP, DOC, XLS, PPT)
# For a row that an older or newer version wrote: always a download, never run.
UNKNOWN = FileType("application/octet-stream", ".bin")
BY_CONTENT_TYPE = {file_type.content_type: file_type for file_type in ALL}

# What may be answered with its own content type, for a browser to show; all else is a download.
INLINE_TYPES = frozenset(file_type.content_type for file_type in ALL if file_type.is_inline)


def type_named(content_type: str) -> FileType:
    """Return the type stored as `content_type`, or `UNKNOWN`."""
    return BY_CONTENT_TYPE.get(content_type, UNKNOWN)
