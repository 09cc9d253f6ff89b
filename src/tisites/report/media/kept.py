"""A document as text that gives it back: what a run said is told again without its data."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from typing import Any

from tisites.data.strict_json import strict_json
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

_TYPES = {
    kind.__name__: kind
    for kind in (Column, Confidential, Document, Fact, Figure, Said, Section, Table, Text)
}
#: The key that names the type of an object.
_IS = "is"


def kept_text(document: Document) -> str:
    """Write a document so that :func:`document_of` gives it back, its record for programs apart.

    Examples
    --------
    >>> from tisites.report.document import Column, Document, Section, Table
    >>> table = Table("t", "T", (Column("a", Text("à", "at")),), ((1.5,), (None,), (math.inf,)))
    >>> document = Document("d", "D", (Section(tables=(table,)),), ("Une phrase.",))
    >>> document_of(kept_text(document)) == document
    True
    """
    return json.dumps(_plain(document), ensure_ascii=False, separators=(",", ":"))


def document_of(text: str) -> Document:
    """Give back the document of a text.

    Raises
    ------
    ValueError
        If it is none that this version wrote.
    """
    try:
        found = _restored(strict_json(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no document ({error})") from error
    if not isinstance(found, Document):
        raise ValueError("no document")
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = {f.name: getattr(value, f.name) for f in fields(value) if f.name != "data"}
        return {_IS: type(value).__name__, **{k: _plain(v) for k, v in named.items()}}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):  # a NumPy figure
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {_IS: "float", "words": repr(value)}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a document holds no {type(value).__name__}")


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(one) for one in value)
    if not isinstance(value, dict):
        return value
    given = dict(value)
    kind = given.pop(_IS)
    if kind == "float":
        return float(given["words"])
    return _TYPES[kind](**{name: _restored(one) for name, one in given.items()})
