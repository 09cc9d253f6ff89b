"""Faults of the machine in words: a full disk, a path that cannot be, too few file handles."""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError, Problem, TisitesError, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The machine failed, not the input (``EX_IOERR`` of sysexits.h).
EXIT_MACHINE = 74


class MachineFaultError(TisitesError):
    """The machine could not do what was asked: no room, no handles, no memory (exit code 74)."""

    exit_code = EXIT_MACHINE


_OTHER = Text("choisir un autre chemin", "choose another path")
_RIGHTS = Text(
    "vérifier les droits de ce fichier ou de ce dossier, ou choisir un autre chemin",
    "check the rights of this file or folder, or choose another path",
)
_ROOM = Text(
    "libérer de la place, ou choisir un autre disque (--out ; TMPDIR et TISITES_CACHE pour les"
    " fichiers temporaires), puis relancer",
    "free some room, or choose another disk (--out; TMPDIR and TISITES_CACHE for temporary"
    " files), then run again",
)
_MEMORY = Text(
    "fermer d'autres programmes ou réduire --jobs, puis relancer",
    "close other programs or lower --jobs, then run again",
)
_HANDLES = Text(
    "fermer d'autres programmes, ou relever la limite (par exemple : ulimit -n 1024), et relancer",
    "close other programs, or raise the limit (for example: ulimit -n 1024), then run again",
)
_FORBIDDEN = (Text("accès refusé par le système", "access refused by the system"), _RIGHTS)
_NOT_THERE = (
    Text("ce fichier ou ce dossier n'existe pas", "this file or folder does not exist"),
    Text("vérifier le chemin", "check the path"),
)
_IMPOSSIBLE = (Text("ce chemin est impossible", "this path is impossible"), _OTHER)
_NOT_UTF8 = (
    Text("ce nom n'est pas écrit en UTF-8", "this name is not written in UTF-8"),
    Text("renommer le fichier ou le dossier", "rename the file or folder"),
)
_FULL = (Text("il n'y a plus de place sur le disque", "no room is left on the disk"), _ROOM)
_TOO_MANY = (Text("trop de fichiers ouverts à la fois", "too many open files"), _HANDLES)
_NO_MEMORY = (Text("la mémoire ne suffit pas", "the memory does not suffice"), _MEMORY)
#: What the one who asked can mend by asking otherwise: exit code 2.
_ASKED: Mapping[int, tuple[Text, Text]] = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: (Text("ce disque est en lecture seule", "this disk is read-only"), _OTHER),
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: (
        Text("un fichier est là où un dossier est attendu", "a file is where a folder should be"),
        _OTHER,
    ),
    errno.EISDIR: (
        Text("c'est un dossier, pas un fichier", "this is a folder, not a file"),
        Text("donner un fichier", "give a file"),
    ),
    errno.EEXIST: (Text("ce nom est déjà pris", "this name is taken"), _OTHER),
    errno.ENOTEMPTY: (Text("ce dossier n'est pas vide", "this folder is not empty"), _OTHER),
    errno.ENAMETOOLONG: (Text("ce nom est trop long", "this name is too long"), _OTHER),
    errno.ELOOP: (Text("ce lien tourne en rond", "this link goes round in circles"), _OTHER),
    errno.EINVAL: _IMPOSSIBLE,
    errno.ENXIO: _IMPOSSIBLE,
    errno.ENODEV: _IMPOSSIBLE,
}
#: What only the machine's keeper can mend: exit code 74.
_MACHINE: Mapping[int, tuple[Text, Text]] = {
    errno.ENOSPC: _FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): _FULL,
    errno.EFBIG: (
        Text(
            "ce fichier dépasse la taille que le système permet",
            "this file exceeds the size that the system allows",
        ),
        Text(
            "relever la limite (ulimit -f), ou choisir un autre disque",
            "raise the limit (ulimit -f), or choose another disk",
        ),
    ),
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ENOMEM: _NO_MEMORY,
    errno.EAGAIN: (
        Text("le système ne peut ouvrir d'autre processus", "the system cannot start a process"),
        _MEMORY,
    ),
}
#: Libraries in C tell a fault of the machine in their words only, and in errors of their own.
_IN_C = frozenset({"sqlite3", "pyarrow", "pyogrio", "shapely", "pyproj", "highspy", "rtree"})
_WORDS = (
    (r"no space left|disk(?: is)? full|disk quota", errno.ENOSPC),
    (r"file too large", errno.EFBIG),
    (r"too many open files", errno.EMFILE),
    (r"read-?only (?:file system|database)", errno.EROFS),
    (r"disk i/o error|input/output error", errno.EIO),
    (r"permission denied", errno.EACCES),
    (
        r"cannot allocate memory|out of memory|bad_alloc|failed to map segment|unable to allocate"
        r"|can't start new thread|failed to launch worker thread|malloc of size|realloc of size",
        errno.ENOMEM,
    ),
)


def machine_fault(error: BaseException, place: str = "") -> TisitesError | None:
    """Say a fault of the machine in words; ``None`` for any other error, which is ours to mend.

    Parameters
    ----------
    error : BaseException
        What was raised; what it was raised from is looked at too.
    place : str
        What was being read or written, for faults that do not tell it.

    Examples
    --------
    >>> print(machine_fault(OSError(errno.ENOSPC, "No space left on device"), "runs/a"))
    runs/a : il n'y a plus de place sur le disque
        → libérer de la place, ou choisir un autre disque (--out ; TMPDIR et TISITES_CACHE pour les fichiers temporaires), puis relancer
    >>> machine_fault(ZeroDivisionError()) is None
    True
    """  # noqa: E501 (one line of output)
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TisitesError):
            return seen
        found = _told(seen, place)
        if found is not None:
            return found
        seen = seen.__cause__ or seen.__context__
    return None


@contextmanager
def working_in(place: object, inside: object = None) -> Iterator[None]:
    """Say which output was being written when the machine fails.

    Parameters
    ----------
    place : path
        What the planner asked for.
    inside : path, optional
        The temporary folder that stands for it: faults in it are told as faults of ``place``.
    """
    try:
        yield
    except TisitesError:
        raise
    except Exception as error:
        found = machine_fault(error, str(place))
        if found is None:
            raise
        raise _renamed(found, str(inside), str(place)) if inside else found from error


def _renamed(fault: TisitesError, inside: str, place: str) -> TisitesError:
    problems = [
        Problem(p.what, p.remedy, Where(p.where.file.replace(inside, place)))
        for p in fault.problems
    ]
    return type(fault)(problems)


def _told(error: BaseException, place: str) -> TisitesError | None:
    if isinstance(error, MemoryError):
        return MachineFaultError(Problem(*_NO_MEMORY, Where(place)))
    if isinstance(error, OSError) and not isinstance(error, ConnectionError):
        number = error.errno if error.errno is not None else _by_words(str(error))
        return _of_number(number, error.strerror or str(error), _place_of(error, place))
    if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
        return BadInputError(Problem(*_NOT_UTF8, Where(place)))
    if isinstance(error, ValueError) and "null byte" in str(error):
        return BadInputError(Problem(*_IMPOSSIBLE, Where(place)))
    if isinstance(error, RuntimeError | ImportError) or _library(error) in _IN_C:
        number = _by_words(str(error))
        return None if number is None else _of_number(number, str(error), place)
    return None


def _library(error: BaseException) -> str:
    return type(error).__module__.partition(".")[0]


def _of_number(number: int | None, words: str, place: str) -> TisitesError:
    if number is not None and number in _ASKED:
        return BadInputError(Problem(*_ASKED[number], Where(place)))
    if number is not None and number in _MACHINE:
        return MachineFaultError(Problem(*_MACHINE[number], Where(place)))
    what = Text(f"le système a refusé ({words})", f"the system refused ({words})")
    remedy = Text(
        "vérifier ce disque et ce chemin, puis relancer", "check this disk and path, then run again"
    )
    return MachineFaultError(Problem(what, remedy, Where(place)))


def _by_words(words: str) -> int | None:
    return next((n for pattern, n in _WORDS if re.search(pattern, words, re.IGNORECASE)), None)


def _place_of(error: OSError, place: str) -> str:
    names = [error.filename2, error.filename]
    told = next((name for name in names if isinstance(name, str | bytes) and name), None)
    if told is None:
        return place
    return told.decode(errors="replace") if isinstance(told, bytes) else told
