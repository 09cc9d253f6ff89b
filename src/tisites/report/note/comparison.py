"""The note of a comparison: who goes, who comes, why, side by side, what each setting does."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number, t
from tisites.report.compare.document import PICTURE
from tisites.report.compare.separate import NAME as SETTINGS
from tisites.report.deliver import Binder
from tisites.report.document import Column, Document, Fact, Figure, Section, Table
from tisites.report.media.csv import program_value
from tisites.report.media.record import WORDS, document_again
from tisites.report.note.study import copied
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tisites.report.deliver import Subject

NAME = "comparison"
_EXCHANGES = (
    Column("number", Text("N°", "No."), "", 0, "right"),
    Column("leaves", Text("Sort", "Leaves")),
    Column("enters", Text("Entre", "Enters")),
    Column("km", Text("Distance", "Distance"), "km", 0, "right"),
    Column("why", Text("Pourquoi", "Why"), below=True),
)


def bound_comparison(subject: Subject) -> Binder:
    """Return the note of a comparison from what its folder tells, in its language."""
    study = document_again(subject.report)
    told = subject.report
    sections = [
        Section(facts=tuple(_contestants(told)), figures=_map(study)),
        *(_moves(section) for section in study.sections if _table(section, "exchanges")),
        *(_kept(section, "side_by_side") for section in study.sections),
        _settings(subject, study),
        *(
            part
            for name in ("distances", "violations", "sites")
            for part in (_kept(section, name) for section in study.sections)
        ),
        Section(Text("Preuve", "Proof"), facts=tuple(_proofs(told))),
    ]
    document = Document(
        NAME,
        Text("Note de comparaison", "Comparison note"),
        tuple(one for one in sections if one is not None),
        (*_worth(told), *study.lead),
        study.notices,
        {key: value for key, value in told.items() if key != WORDS},
    )
    return Binder(NAME, (document,), partial(copied, subject.folder, document))


def _contestants(told: Mapping[str, Any]) -> Iterator[Fact]:
    for one in told["parties"]:
        count = len(one["selected"])
        hand = t(", liste faite à la main", ", list made by hand") if one["hand"] else ""
        yield Fact(one["label"], f"{one['title'] or one['name']} ({count} sites{hand})")


def _map(study: Document) -> tuple[Figure, ...]:
    return tuple(
        Figure(one.file, one.alt, one.caption, fills=True)
        for one in study.figures
        if one.file == PICTURE
    )


def _worth(told: Mapping[str, Any]) -> Iterator[str]:
    """Say what each selection is worth under its own scenario, and what it breaks."""
    parts = []
    for one in told["parties"]:
        broken = len(one["violations"])
        tail = ""
        if broken:
            s = plural(broken)
            tail = t(f", {broken} règle{s} non respectée{s}", f", {broken} rule{s} broken")
        elif one["proven"] and not one["hand"]:
            tail = t(", optimum prouvé", ", proven optimal")
        value = one["value"]
        points = t("valeur inconnue", "value unknown")
        if value is not None:
            points = f"{number(value, 1)} points"
        parts.append(f"{one['label']} : {points}{tail}")
    joined = " ; ".join(parts)
    yield t(
        f"Chacune jugée par son propre scénario, {joined}.",
        f"Each judged by its own scenario, {joined}.",
    )


def _table(section: Section, name: str) -> Table | None:
    return next((table for table in section.tables if table.name == name), None)


def _kept(section: Section, name: str) -> Section | None:
    table = _table(section, name)
    if table is None:
        return None
    return Section(section.title, section.sentences, tables=(table,))


def _moves(section: Section) -> Section:
    """Return who goes and who comes, matched by place, each with its reason."""
    table = _table(section, "exchanges")
    assert table is not None
    at = {column.key: k for k, column in enumerate(table.columns)}
    pairs: dict[int, dict[str, Any]] = {}
    for row in table.rows:
        pair = pairs.setdefault(int(str(row[at["exchange"]])), {"why": []})
        way = str(program_value(row[at["way"]]))
        pair[way] = row[at["site"]]
        pair["km"] = row[at["km"]]
        head = t("Sort", "Leaves") if way == "leaves" else t("Entre", "Enters")
        pair["why"].append(f"{head} – {row[at['why']]}")
    none = t("personne à proximité", "nobody near")
    rows = tuple(
        (k, pair.get("leaves", none), pair.get("enters", none), pair["km"], "\n".join(pair["why"]))
        for k, pair in pairs.items()
    )
    title = Text(f"{section.title} : qui sort, qui entre, et pourquoi",
                 f"{section.title}: who leaves, who enters, and why")  # fmt: skip
    causes = _table(section, "causes")
    made = Table("moves", "", _EXCHANGES, rows)
    return Section(title, section.sentences, section.facts, section.items,
                   (made, *((causes,) if causes is not None else ())))  # fmt: skip


def _settings(subject: Subject, study: Document) -> Section:
    """Return the settings that differ and, where that was studied, what each of them does."""
    title = Text("Ce que fait chaque réglage", "What each setting does")
    differ = tuple(t for s in study.sections for t in s.tables if t.name == "differences")
    found = _settings_study(subject)
    if found is not None:
        said = (*found.lead, *(words for one in found.sections for words in one.sentences))
        return Section(title, said, tables=(*differ, *found.tables))
    where = f"{subject.folder}-{SETTINGS}"
    none = Text(
        "L'effet de chaque réglage pris à part n'a pas été calculé. À faire : tisites compare"
        f" SCÉNARIO SCÉNARIO --settings --out {where}, puis ce rapport de"
        " nouveau.",
        "The effect of each setting by itself was not computed. To do: tisites compare SCENARIO"
        f" SCENARIO --settings --out {where}, then this report again.",
    )
    same = Text("Aucun réglage ne diffère.", "No setting differs.")
    return Section(title, (none if differ else same,), tables=differ)


def _settings_study(subject: Subject) -> Document | None:
    if subject.folder is None:
        return None
    mark = subject.folder.parent / f"{subject.folder.name}-{SETTINGS}" / f"{SETTINGS}.json"
    if not mark.is_file():
        return None
    return document_again(json.loads(mark.read_text(encoding="utf-8")))


def _proofs(told: Mapping[str, Any]) -> Iterator[Fact]:
    for one in told["parties"]:
        if one["hand"]:
            yield Fact(one["label"], t("liste faite à la main : rien à prouver", "made by hand"))
            continue
        proven = t("optimum prouvé", "proven optimal") if one["proven"] else t(
            "non prouvé", "not proven")  # fmt: skip
        hash_ = one["run"] or t("sans empreinte", "no hash")
        yield Fact(one["label"], f"{proven}, {number(one['optimum'], 1)} points, {hash_}")
