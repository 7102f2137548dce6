"""The table of the file types that are taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """One type: its content type, its own ending, the others that its files may keep, and whether a browser may show it.

    No ending here makes a system run the file when it is opened, whatever the file holds.
    """

    content_type: str
    extension: str
    other_extensions: tuple[str, ...] = ()
    is_inline: bool = False

    def fits(self, extension: str) -> bool:
        """Say whether a file of this type may have this ending, in any case."""
        return extension.lower() in (self.extension, *self.other_extensions)


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
HARMLESS_TEXT = (
    *(".text", ".log", ".csv", ".tsv", ".md", ".rst", ".json", ".yaml", ".yml", ".toml", ".ini", ".conf", ".cfg"),
    *(".properties", ".diff", ".patch", ".sql", ".tex", ".rtf", ".eml", ".ics", ".vcf"),
)

PNG = FileType("image/png", ".png", is_inline=True)
JPEG = FileType("image/jpeg", ".jpg", (".jpeg", ".jpe", ".jfif"), is_inline=True)
GIF = FileType("image/gif", ".gif", is_inline=True)
WEBP = FileType("image/webp", ".webp", is_inline=True)
HEIC = FileType("image/heic", ".heic", (".heif",))
PDF = FileType("application/pdf", ".pdf", is_inline=True)
TEXT = FileType("text/plain", ".txt", HARMLESS_TEXT)
ZIP = FileType("application/zip", ".zip")
DOCX = FileType(f"{OOXML}wordprocessingml.document", ".docx", (".dotx",))
XLSX = FileType(f"{OOXML}spreadsheetml.sheet", ".xlsx", (".xltx",))
XLSB = FileType("application/vnd.ms-excel.sheet.binary.macroEnabled.12", ".xlsb")
PPTX = FileType(f"{OOXML}presentationml.presentation", ".pptx", (".ppsx", ".potx"))
VSDX = FileType("application/vnd.ms-visio.drawing", ".vsdx", (".vstx", ".vssx"))
ODT = FileType(f"{ODF}text", ".odt")
ODS = FileType(f"{ODF}spreadsheet", ".ods")
ODP = FileType(f"{ODF}presentation", ".odp")
ODG = FileType(f"{ODF}graphics", ".odg")
OTT = FileType(f"{ODF}text-template", ".ott")
OTS = FileType(f"{ODF}spreadsheet-template", ".ots")
OTP = FileType(f"{ODF}presentation-template", ".otp")
OTG = FileType(f"{ODF}graphics-template", ".otg")
DOC = FileType("application/msword", ".doc", (".dot",))
XLS = FileType("application/vnd.ms-excel", ".xls", (".xlt",))
PPT = FileType("application/vnd.ms-powerpoint", ".ppt", (".pps", ".pot"))
VSD = FileType("application/vnd.visio", ".vsd")
MSG = FileType("application/vnd.ms-outlook", ".msg")
# Which program wrote it is encrypted as well. Its own ending lets the system ask what to open it with.
LOCKED_OFFICE = FileType(
    "application/vnd.ms-office", ".office", (".docx", ".xlsx", ".pptx", ".xlsb", ".vsdx", ".dotx", ".ppsx")
)

OPEN_DOCUMENTS = (ODT, ODS, ODP, ODG, OTT, OTS, OTP, OTG)
ALL = (
    *(PNG, JPEG, GIF, WEBP, HEIC, PDF, TEXT, ZIP, DOCX, XLSX, XLSB, PPTX, VSDX),
    *(*OPEN_DOCUMENTS, DOC, XLS, PPT, VSD, MSG, LOCKED_OFFICE),
)
# For a row that another version wrote: always a download, never run.
UNKNOWN = FileType("application/octet-stream", ".bin")
BY_CONTENT_TYPE = {file_type.content_type: file_type for file_type in ALL}

# What a browser may show by itself; all else is a download.
INLINE_TYPES = frozenset(file_type.content_type for file_type in ALL if file_type.is_inline)
PICTURE_TYPES = INLINE_TYPES - {PDF.content_type}


def type_named(content_type: str) -> FileType:
    """Return the type stored as `content_type`, or `UNKNOWN`."""
    return BY_CONTENT_TYPE.get(content_type, UNKNOWN)
