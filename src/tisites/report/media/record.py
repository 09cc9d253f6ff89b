"""A document as JSON: the answer's figures for programs, and its words, to be rendered again."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.report.document import (
    Column,
    Confidential,
    Document,
    Fact,
    Figure,
    Said,
    Section,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tisites.report.document import Words

#: Key of the words in the JSON file; everything beside it is the answer's own.
WORDS = "document"
_WITHHELD = "confidential"


def record(document: Document) -> str:
    """Write a document as JSON: its data, then its words under :data:`WORDS`."""
    words = _plain(dataclasses.replace(document, data={}), endless=_cell_of)
    del words["data"]
    data = json.dumps(_plain(dict(document.data)), ensure_ascii=False, indent=1, allow_nan=False)
    # the words are for programs alone: a cell a line made files of 15 MB
    packed = json.dumps(words, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    comma = "," if document.data else ""
    return f'{data[:-1].rstrip()}{comma}\n "{WORDS}": {packed}\n}}\n'


def document_again(told: Mapping[str, Any]) -> Document:
    """Return the document that a JSON file holds, so that any medium can render it later.

    Examples
    --------
    >>> import json
    >>> one = Document("d", "T", (Section("S", ("A.",)),), data={"value": 1.5})
    >>> again = document_again(json.loads(record(one)))
    >>> again == one
    True
    """
    words = told[WORDS]
    data = {key: value for key, value in told.items() if key != WORDS}
    return dataclasses.replace(_document(words), data=data)


def _document(words: Mapping[str, Any]) -> Document:
    return Document(
        words["name"],
        _words(words["title"]),
        tuple(_section(part) for part in words["sections"]),
        tuple(map(_words, words["lead"])),
        tuple(map(_words, words["notices"])),
        words.get("data", {}),
        tuple(map(_document, words["parts"])),
        words["mark"],
        tuple(words["owns"]),
        _words(words.get("dated", "")),
        words.get("fitted", False),
        words.get("contents", False),
    )


def _section(told: Mapping[str, Any]) -> Section:
    return Section(
        _words(told["title"]),
        tuple(map(_words, told["sentences"])),
        tuple(_named_words(Fact, f, "label", "words") for f in told["facts"]),
        tuple(map(_words, told["items"])),
        tuple(map(_table, told["tables"])),
        tuple(_named_words(Figure, f, "alt", "caption") for f in told["figures"]),
        _words(told["note"]),
        told["terminal"],
        told.get("confidential", False),
        told.get("side", ""),
        told.get("turns", False),
    )


def _named_words[T](kind: Callable[..., T], told: Mapping[str, Any], *worded: str) -> T:
    return kind(**{**told, **{name: _words(told[name]) for name in worded}})


def _table(told: Mapping[str, Any]) -> Table:
    columns = tuple(_named_words(Column, c, "label", "short") for c in told["columns"])
    rows = tuple(tuple(map(_cell, row)) for row in told["rows"])
    return Table(
        told["name"], _words(told["title"]), columns, rows, told["shown"], _words(told["note"]),
        told["group"], told["total"], None if told["excerpt"] is None else tuple(told["excerpt"]),
        told.get("confidential", False),
        told.get("file", ""),
    )  # fmt: skip


def _cell(told: Any) -> Any:
    if isinstance(told, dict) and _WITHHELD in told:
        return Confidential(_cell(told[_WITHHELD]))
    if isinstance(told, dict) and "words" in told:
        return Said(told["value"], _cell(told["words"]))
    if isinstance(told, dict) and "fr" in told:
        return Text(told["fr"], told["en"])
    return float(told["endless"]) if isinstance(told, dict) else told


def _words(told: Any) -> Words:
    if isinstance(told, dict) and _WITHHELD in told:
        return Confidential(_cell(told[_WITHHELD]))
    return Text(told["fr"], told["en"]) if isinstance(told, dict) else str(told)


def _cell_of(value: float) -> object:
    """Keep an endless figure apart from a name that reads the same."""
    return {"endless": "inf" if value > 0 else "-inf"}


def _named(value: float) -> object:
    return "infinite" if value > 0 else "-infinite"


def _plain(value: Any, endless: Callable[[float], object] = _named) -> Any:
    """Return a JSON-able copy; unknown figures become ``null``, endless ones what is given."""
    if isinstance(value, Confidential):
        return {_WITHHELD: _plain(value.words, endless)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name), endless) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item, endless) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, endless) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else endless(value)
    if hasattr(value, "item") and not isinstance(value, str):
        return _plain(value.item(), endless)
    return value
