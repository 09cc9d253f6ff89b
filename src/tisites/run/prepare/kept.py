"""What many runs share is made once: the pack, who may compete, what was measured, service."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol, cast

from pydantic import BaseModel

from tisites.candidates.parts import parts_of_list
from tisites.data.cache import cache_root, sha256_of
from tisites.data.fingerprint import code_sha256, fingerprint, versions
from tisites.data.signed_cache import keep_signed_object, signed_object
from tisites.messages.text import language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.model.declaration import Model
    from tisites.run.prepare.request import Request
    from tisites.territory.territory import Territory


class Keep(Protocol):
    """Gives the result of a step, made now or kept from before."""

    def __call__[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        """Return the result of ``step`` for ``key``; ``make`` makes it."""
        ...

    def watched[T](self, step: str, given: BaseModel, make: Callable[[Any], T]) -> T:
        """Return the result of ``step``, which depends on what ``make`` reads of ``given``."""
        ...


class Afresh:
    """Makes every step anew."""

    def __call__[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        """Make the result."""
        del step, key
        return make()

    def watched[T](self, step: str, given: BaseModel, make: Callable[[Any], T]) -> T:
        """Make the result."""
        del step
        return make(given)


#: Nothing is kept: one run alone.
AFRESH = Afresh()


class Kept:
    """The last results of each step, in one process; what is kept is never changed in place.

    Parameters
    ----------
    most : int
        Results kept of each step; the one used longest ago leaves first.

    Examples
    --------
    >>> kept, made = Kept(), []
    >>> for _ in range(2):
    ...     kept("step", {"a": 1}, lambda: made.append(1))
    >>> len(made)
    1
    """

    def __init__(self, most: int = 2) -> None:
        self.most = most
        self.made: dict[str, int] = {}
        self._read: dict[str, list[tuple[dict[str, Any], Any]]] = {}
        self._shelves: dict[str, OrderedDict[str, Any]] = {}

    def __call__[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        """Return the kept result, or make and keep it."""
        shelf = self._shelves.setdefault(step, OrderedDict())
        name = key_text(key)
        if name in shelf:
            shelf.move_to_end(name)
            return cast("T", shelf[name])
        self.made[step] = self.made.get(step, 0) + 1
        result = make()
        shelf[name] = result
        while len(shelf) > self.most:
            shelf.popitem(last=False)
        return result

    def watched[T](self, step: str, given: BaseModel, make: Callable[[Any], T]) -> T:
        """Return a result that depends on some fields of ``given``: those that ``make`` reads.

        What was made is good for every other ``given`` whose read fields are the same: a function
        that reads the same figures takes the same way through them.
        """
        shelf = self._read.setdefault(step, [])
        for read, result in shelf:
            if all(getattr(given, name) == value for name, value in read.items()):
                return cast("T", result)
        self.made[step] = self.made.get(step, 0) + 1
        watcher = Watched(given)
        result = make(watcher)
        shelf.insert(0, (watcher.read, result))
        del shelf[4 * self.most :]
        return result


class Watched:
    """A declaration that remembers which of its fields were read.

    Examples
    --------
    >>> from tisites.criteria.interval import Range
    >>> watched = Watched(Range(low=1.0, nominal=1.5, high=2.0))
    >>> watched.low, watched.read
    (1.0, {'low': 1.0})
    """

    def __init__(self, given: BaseModel) -> None:
        self._given = given
        self.read: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._given, name)
        self.read[name] = value
        return value


class OfPacks(Kept):
    """What packs tell of territories, for all requests of a process: never what candidates do.

    One thread at a time makes or finds.
    """

    STEPS = ("territory", "groups")

    def __init__(self, most: int = 2) -> None:
        super().__init__(most)
        self._turn = RLock()

    def __call__[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        """Return the kept result of a step of packs, or make it."""
        if step not in self.STEPS:
            return make()
        with self._turn:
            return super().__call__(step, key, make)

    def watched[T](self, step: str, given: BaseModel, make: Callable[[Any], T]) -> T:
        """Return a kept result, or make it, as :meth:`Kept.watched`; of the last packs alone."""
        with self._turn:
            self._read[step] = self._read.pop(step, [])
            while len(self._read) > 4 * self.most:
                self._read.pop(next(iter(self._read)))
            return super().watched(step, given, make)


#: Packs of this process: a second run, study or comparison on one does not read it again.
OF_PACKS = OfPacks()


class OnDisk:
    """Keeps the slow steps of any process in the user's cache folder, by all that decides them.

    A step is named by its key, which holds the content of every input (:func:`data_key`), by the
    code, the versions and the language; it is read again only if this user wrote it.

    Parameters
    ----------
    inner : Keep
        Keeps in memory, asked first: what packs tell, for the whole process, unless told.
    """

    #: Steps that cost seconds and are read again in hundredths.
    STEPS = ("candidates", "evidence", "eligibility", "indicators", "bars", "overseas")
    #: Files kept, of a dozen scenarios; each takes a megabyte or two.
    MOST = 48

    def __init__(self, inner: Keep = OF_PACKS) -> None:
        self.inner = inner

    def __call__[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        """Return the kept result, or make and keep it."""
        if step not in self.STEPS:
            return self.inner(step, key, make)
        return self.inner(step, key, lambda: self._kept(step, key, make))

    def watched[T](self, step: str, given: BaseModel, make: Callable[[Any], T]) -> T:
        """Return a result kept for just this ``given``, with the fields that decided it."""

        def made() -> tuple[list[str], T]:
            watcher = Watched(given)
            result = make(watcher)
            return list(watcher.read), result

        def found(seen: Any) -> T:
            read, result = self._kept(step, given, made)
            for name in read:
                getattr(seen, name)  # memory serves it to all that agree on these
            return result

        return self.inner.watched(step, given, found)

    def _kept[T](self, step: str, key: object, make: Callable[[], T]) -> T:
        decided = [step, key_text(key), language(), versions(), code_sha256()]
        path = cache_root() / "steps" / f"{fingerprint({'decided': decided})}.step"
        found = signed_object(path)
        if found is not None:
            return cast("T", found)
        made = make()
        keep_signed_object(path, made, self.MOST)
        return made


def pack_key(folder: Path | None) -> object:
    """Return what tells a pack from another, and from itself once a file of it changed."""
    if folder is None:
        return None
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return (str(folder.resolve()), told)


def data_key(request: Request, territory: Territory, model: Model) -> tuple[object, ...]:
    """Return what decides how candidates are read: contents, and the names that messages tell."""
    path = None if request.beside else request.candidates
    named = [str(request.pack), str(path), str(None if request.beside else request.reading)]
    content = None
    if path is not None:
        parts = parts_of_list(path)
        content = [(part.name, sha256_of(part)) for part in parts if part.is_file()]
    return (territory.pack.sha256, content, request.tolerant, model.columns, named)


def key_text(key: object) -> str:
    """Return a key as text: the same for the same content.

    Examples
    --------
    >>> key_text({"b": 1, "a": (2, None)})
    '{"a": [2, null], "b": 1}'
    """
    return json.dumps(key, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
