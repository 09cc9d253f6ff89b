"""A zip file that someone else made: what is checked of it before and while it is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.run.files.names import BadNameError, parts_of, refuse_collisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Files of an archive; bytes that it may hold unpacked; times its own size that it may grow to
#: once it has passed :data:`FREE` bytes. A run of 30,000 candidates: 17 files, 90 MB, 3 times.
MOST_MEMBERS, MOST_BYTES, MOST_GROWTH, FREE = 64, 2 * 2**30, 60, 16 * 2**20
_MOST_DIRECTORY = 2**17
_PIECE = 2**18
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"


class HostileError(ValueError):
    """An archive that is not taken: why, in words.

    Parameters
    ----------
    why : Text
        For the planner.
    """

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass
class Unpacker:
    """Read the members of an archive within limits counted on the bytes that really come out.

    Parameters
    ----------
    archive : ZipFile
        The open archive; :func:`checked_members` has accepted its members.
    size : int
        Bytes of the archive itself.
    """

    archive: zipfile.ZipFile
    size: int
    out: int = field(default=0, init=False)

    def read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        """Return a member that may have ``most`` bytes.

        Raises
        ------
        HostileError
            If it, or the archive as a whole, unpacks to more than it may.
        """
        return b"".join(self._pieces(info, most))

    def write(self, info: zipfile.ZipInfo, place: Path, most: int) -> None:
        """Write a member into a new file; one that is there already is never opened."""
        with place.open("xb") as stream:
            for piece in self._pieces(info, most):
                stream.write(piece)

    def _pieces(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        here = 0
        with self.archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                here += len(piece)
                self.out += len(piece)
                if here > most:
                    raise HostileError(
                        Text(
                            f"{info.filename} est plus long que ce que dit le sceau",
                            f"{info.filename} is longer than the seal tells",
                        )
                    )
                self._refuse_expansion()
                yield piece

    def _refuse_expansion(self) -> None:
        if self.out > MOST_BYTES:
            most = number(MOST_BYTES / 1e9, 1)
            raise HostileError(Text(f"contenu de plus de {most} Go", f"contents of over {most} GB"))
        if self.out > FREE and self.out > MOST_GROWTH * self.size:
            raise HostileError(
                Text(
                    f"archive qui se dilate plus de {MOST_GROWTH} fois",
                    f"archive that grows over {MOST_GROWTH} times",
                )
            )


def refuse_no_file(path: Path) -> None:
    """Refuse what is no ordinary file (a pipe, a device would wait for ever) or too large a one.

    Raises
    ------
    HostileError
        With what it is; FileNotFoundError when there is none.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise HostileError(Text("ce n'est pas un fichier ordinaire", "this is no ordinary file"))
    if found.st_size > MOST_BYTES:
        raise HostileError(Text("fichier trop gros", "file too large"))


def refuse_long_directory(path: Path) -> None:
    """Refuse a table of contents longer than any run's, before it is read into memory.

    Raises
    ------
    HostileError
        If there is no table, or it is too long, or of more members than a run has.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 2**16 - 42))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise HostileError(
            Text(
                "ce n'est pas une archive zip entière (fin absente : fichier tronqué ?)",
                "this is no whole zip archive (its end is missing: cut off?)",
            )
        )
    count, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if _LOCATOR in tail[max(0, at - 20) : at] or count > MOST_MEMBERS or length > _MOST_DIRECTORY:
        raise HostileError(
            Text(
                f"archive de plus de {MOST_MEMBERS} fichiers",
                f"archive of over {MOST_MEMBERS} files",
            )
        )


def checked_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members, each an ordinary file with a name that every system reads alike.

    Raises
    ------
    HostileError
        Names the first that is not.
    """
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise HostileError(
            Text(
                f"archive de plus de {MOST_MEMBERS} fichiers",
                f"archive of over {MOST_MEMBERS} files",
            )
        )
    for info in infos:
        why = _member_fault(info)
        if why is not None:
            name = printable(info.orig_filename)
            raise HostileError(Text(f"« {name} » : {why.fr}", f"'{name}': {why.en}"))
    try:
        refuse_collisions(info.filename for info in infos)
    except BadNameError as error:
        raise HostileError(error.why) from error
    return infos


def printable(name: str) -> str:
    r"""Return a name that a terminal can show: what is unseen is spelt out.

    Examples
    --------
    >>> printable("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)[:80]


def _member_fault(info: zipfile.ZipInfo) -> Text | None:
    # zipfile cuts a name at a NUL, turns "\" on Windows and obeys a second name in the extra field:
    # a name that it changed is not the one that was checked
    if info.filename != info.orig_filename:
        return Text("nom à double lecture", "name that can be read two ways")
    try:
        parts_of(info.filename)
    except BadNameError as error:
        return error.why
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Text("lien", "link") if stat.S_ISLNK(mode) else Text("fichier spécial", "no file")
    if info.external_attr & 0x410:  # of MS-DOS: a folder, a junction
        return Text("dossier ou lien de Windows", "folder or Windows link")
    if info.flag_bits & 0x1:
        return Text("fichier chiffré", "encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Text("compression inconnue d'un export", "compression that no export has")
    return None
