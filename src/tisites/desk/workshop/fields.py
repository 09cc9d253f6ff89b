"""What a planner may set of a table of the model, read from the model's own declaration."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from tisites.criteria.interval import Range
from tisites.desk.workshop.draft import NOTHING, value_at
from tisites.messages.text import Text, same
from tisites.model.field_words import choice_words, field_words, unit_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic.fields import FieldInfo

#: Keys that name and explain; a planner sets them in the file.
TOLD = frozenset({"label", "label_en", "source", "kind", "reason_en", "indicator"})
#: Keys that hold ids of sites.
SITES = frozenset({"sites", "then", "site"})
#: Of what has none.
NO_UNIT = same("")
FieldType = Literal["number", "integer", "boolean", "choice", "text", "sites"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One value of the model.

    Parameters
    ----------
    key : str
        Dotted key of the model.
    label : Text
        What a planner calls it.
    type : str
        ``number``, ``integer``, ``boolean``, ``choice``, ``text`` (a list is joined by commas) or
        ``sites``.
    value, default : object
        As JSON holds it: in the draft, and in its scenario; ``None`` where nothing is set.
    min, max : float, optional
        Ends that the declaration gives.
    choices : tuple of (str, Text)
        What there is to choose from.
    unit : Text
        Empty without one.
    source : str
        Where the value comes from.
    help : str
        What the declaration says of it, in English.
    """

    key: str
    label: Text
    type: FieldType
    value: Any
    default: Any
    min: float | None = None
    max: float | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    unit: Text = NO_UNIT
    source: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A table of the model that fields are read from.

    Parameters
    ----------
    head : str
        Dotted key of the table, with its dot; empty at the top.
    now, was : dict
        The whole model as JSON holds it: the draft's, its scenario's.
    source : str
        Where its figures come from.
    label : callable, optional
        Words of one of its keys, in place of the common ones.
    unit : callable, optional
        Unit of one of its keys, in place of the one that its name carries.
    shallow : bool
        Leave out tables that hold more than a figure and its ends: a planner sets them in the file.
    """

    head: str
    now: Mapping[str, Any]
    was: Mapping[str, Any]
    source: str = ""
    label: Callable[[str], Text | None] | None = None
    unit: Callable[[str], Text | None] | None = None
    shallow: bool = False

    def fields(self, declared: BaseModel) -> tuple[FormField, ...]:
        """Return the fields of a declaration that stands at this table."""
        return tuple(self._fields(type(declared), self.head, None, ""))

    def _fields(
        self, declared: type[BaseModel], head: str, above: Text | None, first: str
    ) -> Iterator[FormField]:
        for name, info in declared.model_fields.items():
            shown = info.alias or name
            if shown in TOLD:
                continue
            label = self._label(shown, above)
            yield from self._of(head + shown, info.annotation, info, label, first or shown)

    def _of(
        self, key: str, annotation: Any, info: FieldInfo | None, label: Text, first: str
    ) -> Iterator[FormField]:
        """Return the fields of one key: itself, or those of the table that it holds."""
        parts = [one for one in _parts(annotation) if one is not type(None)]
        value = value_at(self.now, key)
        if len(parts) == 1 and typing.get_origin(parts[0]) is dict:
            inner = typing.get_args(parts[0])[1]
            entries = value if isinstance(value, dict) and not self.shallow else {}
            for entry in (one for one in entries if "." not in one):
                inside = Text(f"{label.fr}, {entry}", f"{label.en}, {entry}")
                if key.endswith(".limits"):  # of one territory or class: its name says enough
                    inside = same(entry)
                yield from self._of(f"{key}.{entry}", inner, None, inside, first)
            return
        table = parts[0] if len(parts) == 1 else None
        if isinstance(table, type) and issubclass(table, BaseModel):
            if not self.shallow or issubclass(table, Range):
                yield from self._fields(table, f"{key}.", label, first)
            return
        yield self._one(key, parts, info, label, first)

    def _one(
        self, key: str, parts: list[Any], info: FieldInfo | None, label: Text, first: str
    ) -> FormField:
        value, default = (value_at(one, key) for one in (self.now, self.was))
        name = key.rpartition(".")[2]
        kind, choices = _kind(name, parts, value)
        low, high = _ends(info, parts)
        unit = None if self.unit is None else self.unit(name)
        counts = kind in ("number", "integer")
        return FormField(
            key,
            label,
            kind,
            None if value is NOTHING else value,
            None if default is NOTHING else default,
            low,
            high,
            tuple((one, choice_words(one)) for one in choices),
            _unless_said(unit or unit_by_name(first), label) if counts else NO_UNIT,
            self.source,
            (info.description or "") if info is not None else "",
        )

    def _label(self, name: str, above: Text | None) -> Text:
        own = None if self.label is None or above is not None else self.label(name)
        words = own or field_words(name)
        return (
            words if above is None else Text(f"{above.fr}, {words.fr}", f"{above.en}, {words.en}")
        )


def _unless_said(unit: Text, label: Text) -> Text:
    """Return a unit, unless the label ends with it."""
    return NO_UNIT if label.fr.endswith(")") else unit


def _parts(annotation: Any) -> list[Any]:
    """Return the members of a union, their marks taken off; one for anything else."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _parts(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [part for one in typing.get_args(annotation) for part in _parts(one)]
    return [annotation]


def _kind(name: str, parts: list[Any], value: Any) -> tuple[FieldType, tuple[str, ...]]:
    """Return how a value is set, and what it is chosen from."""
    if name in SITES:
        return "sites", ()
    words = tuple(
        str(word)
        for part in parts
        if typing.get_origin(part) is Literal
        for word in typing.get_args(part)
    )
    plain = {part for part in parts if isinstance(part, type)}
    if words and not plain:
        return "choice", words
    if bool in plain:
        return "boolean", ()
    if str not in plain and not words and plain & {int, float}:
        return ("integer" if plain == {int} else "number"), ()
    if isinstance(value, int | float) and not isinstance(value, bool) and plain & {int, float}:
        return "number", words
    return "text", words


def _ends(info: FieldInfo | None, parts: list[Any]) -> tuple[float | None, float | None]:
    """Return the least and greatest figure that a declaration takes."""
    marks = list(info.metadata) if info is not None else []
    for part in typing.get_args(info.annotation) if info is not None else ():
        if typing.get_origin(part) is typing.Annotated:
            marks += [m for f in typing.get_args(part)[1:] for m in getattr(f, "metadata", [])]
    if not any(part in (int, float) for part in parts):
        return None, None
    return _first(marks, "ge", "gt"), _first(marks, "le", "lt")


def _first(marks: list[Any], *names: str) -> float | None:
    """Return the first of some limits that a declaration marks."""
    found = (getattr(mark, name) for name in names for mark in marks if hasattr(mark, name))
    return next((float(value) for value in found), None)
