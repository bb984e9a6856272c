"""Zip files looked at before anything in them is unpacked."""

import zipfile
from pathlib import Path

from corpus.errors import UserError

# Bytes that the parts of a document may have together once unpacked, and how many parts there
# may be. Word files of a thousand pages with pictures stay far below both.
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
# XML packs to a tenth as a rule; a hundredth happens for tables of zeros, a bomb packs to a
# thousandth (the most that deflate can do is 1,032 to 1).
_MOST_PACKED = 200
_SMALL = 1_000_000


def check_archive(path: Path) -> None:
    """Raises UserError for what isn't a zip file, is encrypted, or would unpack to far more than
    a document holds. Sizes are the directory's; unpacking stops at them."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UserError(
            "not a .docx file (no zip archive)", "check what it is", where=str(path)
        ) from error
    unpacked = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > _SMALL and part.file_size > _MOST_PACKED * max(part.compress_size, 1)
        for part in parts
    )
    if bomb or unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise UserError(
            f"it would unpack to {unpacked:,} bytes in {len(parts):,} parts",
            "it looks like an archive bomb: leave it out",
            where=str(path),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UserError("it is encrypted", "save it without a password", where=str(path))
