"""Names of files inside a run or an archive: the name that is checked is the name that is used."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Longest part of a name and longest whole name, in bytes of UTF-8: what every file system holds.
LONGEST_PART, LONGEST = 200, 400
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"]
    + [f"{port}{k}" for port in ("COM", "LPT") for k in "0123456789¹²³"]
)
#: Controls, invisible formats (turned writing), surrogates, private and unassigned, line ends.
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


class BadNameError(ValueError):
    """A name that one system or another would not take for what it looks like.

    Parameters
    ----------
    why : Text
        What is wrong with it.
    """

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


def parts_of(name: str) -> tuple[str, ...]:
    r"""Return the folders and the file of a relative name written with ``/``.

    There is one way to write each name, so that what was checked cannot be read differently when
    it is opened: nothing is normalised, anything else is refused.

    Raises
    ------
    BadNameError
        If the name is absolute, has a drive, a parent, an empty part, a character that a system
        refuses or hides, a device's name, or is too long.

    Examples
    --------
    >>> parts_of("run/solution.json")
    ('run', 'solution.json')
    >>> for bad in ("run//etc/passwd", "../a", "C:a", "a\\b", "run/nul.csv", "a. "):
    ...     try:
    ...         parts_of(bad)
    ...     except BadNameError as error:
    ...         print(error.why.en)
    empty part (//)
    parent folder (..)
    drive or stream (:)
    backslash
    name reserved by Windows
    ends with a dot or a space
    """
    why = _whole_fault(name)
    parts = tuple(name.split("/"))
    for part in parts:
        why = why or _part_fault(part)
    if why is not None:
        raise BadNameError(why)
    return parts


def refuse_collisions(names: Iterable[str]) -> None:
    """Refuse names that some file system takes for one, and a file used as a folder.

    Raises
    ------
    BadNameError
        Names the two.

    Examples
    --------
    >>> refuse_collisions(["run/a", "run/b"])
    >>> refuse_collisions(["run/Straße", "run/STRASSE"])
    Traceback (most recent call last):
    tisites.run.files.names.BadNameError: noms confondus : run/Straße, run/STRASSE
    """
    seen: dict[str, str] = {}
    for name in names:
        key = _folded(name)
        if key in seen:
            raise BadNameError(
                Text(f"noms confondus : {seen[key]}, {name}", f"same name: {seen[key]}, {name}")
            )
        seen[key] = name
    for key, name in seen.items():
        above = key.rpartition("/")[0]
        while above:
            if above in seen:
                raise BadNameError(
                    Text(
                        f"un fichier sert de dossier : {seen[above]}, {name}",
                        f"a file used as a folder: {seen[above]}, {name}",
                    )
                )
            above = above.rpartition("/")[0]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _whole_fault(name: str) -> Text | None:
    if not name:
        return Text("nom vide", "empty name")
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        return Text(f"nom de plus de {LONGEST} octets", f"name of over {LONGEST} bytes")
    if any(unicodedata.category(c) in _UNSEEN for c in name):
        return Text("caractère de contrôle ou invisible", "control or invisible character")
    if "\\" in name:
        return Text("barre oblique inversée", "backslash")
    if name.startswith("/"):
        return Text("chemin absolu", "absolute path")
    if ":" in name:
        return Text("lecteur ou flux (:)", "drive or stream (:)")
    return None


def _part_fault(part: str) -> Text | None:
    if not part:
        return Text("partie vide (//)", "empty part (//)")
    if part == "..":
        return Text("dossier parent (..)", "parent folder (..)")
    if part == ".":
        return Text("dossier courant (.)", "current folder (.)")
    if len(part.encode("utf-8", "surrogatepass")) > LONGEST_PART:
        return Text(f"nom de plus de {LONGEST_PART} octets", f"name of over {LONGEST_PART} bytes")
    if part.endswith((".", " ")):
        return Text("finit par un point ou une espace", "ends with a dot or a space")
    if part.startswith((" ", "~")):
        return Text("commence par une espace ou un tilde", "begins with a space or a tilde")
    if re.search(r'[*?"<>|]', part):
        return Text("caractère refusé par Windows", "character that Windows refuses")
    if part.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        return Text("nom réservé par Windows", "name reserved by Windows")
    if unicodedata.normalize("NFC", part) != part:
        return Text("accents décomposés (NFD)", "decomposed accents (NFD)")
    return None
