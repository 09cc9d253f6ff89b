"""Who a report is for: what the public profile withholds, everywhere and in every format.

What is confidential is declared once: fields of a site by :func:`is_confidential`, for tables,
workbooks and layers; anything else by ``confidential`` on a part of a document, or by
:class:`~tisites.report.document.Confidential` around words or a cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from tisites.candidates.column_names import plain
from tisites.messages.text import Text
from tisites.report.document import Confidential, Document, Said, Section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.report.document import Fact, Table, Words

Profile = Literal["public", "internal"]
PROFILES: tuple[Profile, ...] = ("public", "internal")
#: What stands in a cell of a row that is kept.
WITHHELD = Text("non publié", "not published")
#: Said where anything was withheld.
TOLD = Text(
    "Version publique : les propriétaires, les prix, les observations et les champs déclarés"
    " confidentiels n'y figurent pas.",
    "Public version: owners, prices, remarks and fields declared confidential are left out.",
)
#: A field of a site is confidential when one of the words of its name is here …
_WORDS = frozenset(
    {
        "owner", "owners", "ownership", "proprietaire", "proprietaires", "proprio", "prix",
        "observation", "observations", "remarque", "remarques", "comment", "comments",
        "commentaire", "commentaires", "contact", "contacts", "interlocuteur", "telephone", "tel",
        "email", "mail", "courriel", "confidential", "confidentiel", "confidentielle",
        "confidentiels", "confidentielles",
    }
)  # fmt: skip
#: … or its whole name, without its unit (« price » alone is also what a limit is worth).
_NAMES = ("asking_price", "sale_price", "land_price", "price_eur", "price_keur", "price_meur")


def is_confidential(key: str) -> bool:
    """Tell whether a field of a site is withheld from the public, by its name.

    Examples
    --------
    >>> is_confidential("Propriétaire (type)"), is_confidential("price_eur_m2")
    (True, True)
    >>> is_confidential("price_pct"), is_confidential("land_control_level"), is_confidential("tell")
    (False, False, False)
    """
    name = plain(key)
    return name.startswith(_NAMES) or not _WORDS.isdisjoint(name.split("_"))


def public_fields(keys: Iterable[str], profile: Profile) -> list[str]:
    """Return the fields of a site that a table or a layer may hold, in order.

    Examples
    --------
    >>> public_fields(["id", "owners", "score"], "public")
    ['id', 'score']
    """
    return [key for key in keys if profile == "internal" or not is_confidential(key)]


def for_profile(document: Document, profile: Profile) -> Document:
    """Return the document that a profile may read; the internal one reads all.

    Confidential sections, tables, figures, facts, columns, sentences and cells are gone, and so
    are the keys of that kind in what programs read. A row stays, whatever is withheld of it.

    Parameters
    ----------
    document : Document
    profile : {"public", "internal"}

    Examples
    --------
    >>> from tisites.report.document import Fact
    >>> one = Document("d", "D", (Section(facts=(Fact("Prix", "12 k€", True), Fact("A", "b"))),))
    >>> [str(s.note) or [f.words for f in s.facts] for s in for_profile(one, "public").sections][0]
    ['b']
    """
    if profile == "internal":
        return document
    told = _public(document, _column_keys(document))
    if told == document:
        return document
    return replace(told, sections=(*told.sections, Section(note=TOLD)))


def _column_keys(document: Document) -> frozenset[str]:
    """Return the keys of the columns that are confidential, for what programs read."""
    sections = (section for one in document.whole for section in one.sections)
    columns = (column for s in sections for table in s.tables for column in table.columns)
    return frozenset(column.key for column in columns if column.confidential)


def _public(document: Document, keys: frozenset[str]) -> Document:
    return replace(
        document,
        title=_title(document.title),
        dated=_title(document.dated),
        lead=_words(document.lead),
        notices=_words(document.notices),
        sections=tuple(_section(one) for one in document.sections if not one.confidential),
        parts=tuple(_public(part, keys) for part in document.parts),
        data=_data(document.data, keys),
    )


def _section(section: Section) -> Section:
    figures = tuple(
        replace(one, alt=_title(one.alt), caption=_title(one.caption))
        for one in section.figures
        if not one.confidential
    )
    return replace(
        section,
        title=_title(section.title),
        sentences=_words(section.sentences),
        facts=tuple(fact for fact in section.facts if not _is_withheld(fact)),
        items=_words(section.items),
        tables=tuple(_table(table) for table in section.tables if not table.confidential),
        figures=figures,
        note=_title(section.note),
    )


def _is_withheld(fact: Fact) -> bool:
    return fact.confidential or any(isinstance(w, Confidential) for w in (fact.label, fact.words))


def _table(table: Table) -> Table:
    kept = [
        k
        for k, column in enumerate(table.columns)
        if not (column.confidential or is_confidential(column.key))
    ]
    columns = tuple(replace(table.columns[k], label=_title(table.columns[k].label)) for k in kept)
    rows = tuple(tuple(_cell(row[k]) for k in kept) for row in table.rows)
    group = table.group if any(column.key == table.group for column in columns) else ""
    return replace(
        table, title=_title(table.title), note=_title(table.note), columns=columns, rows=rows,
        group=group,
    )  # fmt: skip


def _cell(cell: object) -> object:
    hidden = isinstance(cell, Confidential) or (
        isinstance(cell, Said)
        and any(isinstance(part, Confidential) for part in (cell.value, cell.words))
    )
    return Said(None, WITHHELD) if hidden else cell


def _words(words: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(one for one in words if not isinstance(one, Confidential))


def _title(words: Words) -> Words:
    return "" if isinstance(words, Confidential) else words


def _data(data: Any, keys: frozenset[str]) -> Any:
    """Return the figures of a JSON file without what is confidential, at any depth."""
    if is_dataclass(data) and not isinstance(data, type | Text):
        told = {one.name: getattr(data, one.name) for one in fields(data)}
        shown = _data(told, keys)
        return data if shown == told else shown
    if isinstance(data, Mapping):
        return {
            key: _data(value, keys)
            for key, value in data.items()
            if not (str(key) in keys or is_confidential(str(key)))
            and not isinstance(value, Confidential)
        }
    if isinstance(data, list | tuple):
        kept = [_data(one, keys) for one in data if not isinstance(one, Confidential)]
        return kept if isinstance(data, list) else tuple(kept)
    return data
