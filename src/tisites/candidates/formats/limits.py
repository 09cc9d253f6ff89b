"""What reading one file may cost, and what is said beyond.

A candidate file comes from anywhere. A workbook of 0.4 MB may unfold to a gigabyte, a zip of 1.5 MB
to two: what a file unfolds to is counted while it unfolds, never believed from its directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

#: Bytes of a file, and bytes that its parts unfold to in all.
MOST_BYTES = 2**30
#: Bytes of a JSON: read whole, its lists take up to twenty times their text.
MOST_JSON_BYTES = 256 * 2**20
#: Bytes that a part may unfold to for each byte in the archive, beyond :data:`FREE_BYTES`. Tables
#: of text compress 5 to 20 times; sheets of one repeated value 100 times and more.
MOST_RATIO = 100
FREE_BYTES = 32 * 2**20
#: Parts of an archive; rows of a table; cells of a workbook; characters of a cell.
MOST_PARTS = 10_000
MOST_ROWS = 5_000_000
MOST_CELLS = 5_000_000
MOST_CHARACTERS = 2_000_000
#: Seconds that a question to a GeoPackage may take.
MOST_SECONDS = 30.0
_CHUNK = 1 << 20


def too_large(file: str, what: Text, where: str | None = None) -> BadInputError:
    """Return the error of a file that costs more than reading may."""
    remedy = Text(
        "ne garder que les colonnes et les lignes des sites, l'enregistrer de nouveau, ou le donner"
        " en plusieurs fichiers",
        "keep only the columns and rows of the sites, save it again, or give it in several files",
    )
    return bad_input(what, remedy, Where(file, value=where))


def check_bytes(size: int, file: str, limit: int = MOST_BYTES) -> None:
    """Refuse a file that is too large to be held in memory.

    Raises
    ------
    BadInputError
        Beyond ``limit``.
    """
    if size > limit:
        most = number(limit / 2**20)
        what = Text(f"fichier de plus de {most} Mio", f"file of more than {most} MiB")
        raise too_large(file, what)


def check_rows(rows: int, file: str) -> None:
    """Refuse a table with more rows than :data:`MOST_ROWS`."""
    if rows > MOST_ROWS:
        most = number(MOST_ROWS)
        raise too_large(file, Text(f"plus de {most} lignes", f"more than {most} rows"))


def unfolded(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, spent: int = 0
) -> Iterator[bytes]:
    """Unfold a part of an archive, piece by piece, under the limits; its CRC is checked at its end.

    Parameters
    ----------
    archive, member
        The archive and the part.
    file : str
        For messages.
    spent : int
        Bytes that other parts unfolded to before.

    Raises
    ------
    BadInputError
        If it unfolds to more than :data:`MOST_BYTES` in all, or :data:`MOST_RATIO` times its size.
    """
    size = 0
    allowed = max(FREE_BYTES, MOST_RATIO * member.compress_size)
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > allowed or spent + size > MOST_BYTES:
                what = Text(
                    "cette archive se déplie en beaucoup plus que sa taille (plus de"
                    f" {number(size / 2**20)} Mio)",
                    "this archive unfolds to far more than its size (more than"
                    f" {number(size / 2**20)} MiB)",
                )
                raise too_large(file, what, member.filename)
            yield piece


def check_parts(members: list[zipfile.ZipInfo], file: str) -> None:
    """Refuse an archive with too many parts, one that is there twice, or one under a password.

    Raises
    ------
    BadInputError
    """
    if len(members) > MOST_PARTS:
        most = number(MOST_PARTS)
        what = Text(f"archive de plus de {most} éléments", f"archive of more than {most} parts")
        raise too_large(file, what)
    seen: set[str] = set()
    for member in members:
        name = member.filename.casefold()
        locked = bool(member.flag_bits & 0x1)
        if name in seen or locked:
            what = (
                Text("archive protégée par un mot de passe", "archive under a password")
                if locked
                else Text("élément présent deux fois dans l'archive", "part there twice")
            )
            remedy = Text(
                "refaire l'archive sans mot de passe, chaque fichier une seule fois",
                "make the archive again without a password, each file once",
            )
            raise bad_input(what, remedy, Where(file, value=member.filename))
        seen.add(name)
