"""One site of hers, on a page of its own: verdict, rank, points, what to do, what to verify."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.criteria.actors import lever_of_reason
from tisites.messages.text import Text, t
from tisites.report.document import Column, Document, Fact, Section, Table
from tisites.report.dossier.words import (
    BASES,
    VERDICTS,
    conflict_words,
    doubt_words,
    ranks_sentence,
    site_title,
    what_decides,
)
from tisites.report.explain.change import steps_words, within_words
from tisites.report.explain.evidence import evidence_section
from tisites.report.explain.phrases import figure, points
from tisites.report.explain.points import points_table
from tisites.report.explain.selected import selected_sections
from tisites.report.explain.unselected import unselected_sections
from tisites.report.profile import is_confidential
from tisites.report.reserve.words import standing
from tisites.report.rules.words import rule_words
from tisites.study.explain.chosen import WhyIn
from tisites.study.explain.why_not import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.study.dossier.dossier import Materials, SiteVerdict

_DOUBTS = (
    Column("row", Text("N°", "No."), seen="files"),
    Column("order", Text("Ordre", "Order"), "", 0, "right"),
    Column("verify", Text("À vérifier", "To verify")),
    Column("up", Text("points en plus, au mieux", "points more, at best"), "", 2, "right",
           seen="files"),
    Column("down", Text("points en moins, au pire", "points less, at worst"), "", 2, "right",
           seen="files"),
    Column("decides", Text("peut changer le verdict", "can change the verdict"), seen="files"),
)  # fmt: skip
#: Data to verify that a page shows.
_SHOWN = 6


def site_part(one: SiteVerdict, given: Materials) -> Document:
    """Say what becomes of one row of her list, on a page that can be sent by itself."""
    reserved = "" if given.reserve is None else standing(given.reserve, one.site)
    lead = [what for what in (_verdict(one, given), ranks_sentence(one), reserved) if what]
    found = [
        _identity(one), *_why(one, given), *_doubts(one, given), _twin(one),
        evidence_section(given.said, one.site), *_own_words(one, given),
    ]  # fmt: skip
    sections = [replace(section, terminal=False) for section in found if section is not None]
    return Document(
        "dossier",
        Text(f"{site_title(one)} : {VERDICTS[one.verdict].fr}",
             f"{site_title(one)}: {VERDICTS[one.verdict].en}"),
        tuple(sections),
        tuple(lead),
    )  # fmt: skip


def smallest_words(one: SiteVerdict, given: Materials) -> str:
    """Say the smallest change that somebody can make; empty where none is needed or known."""
    if one.verdict == "out" and given.answer is not None:
        case = given.answer.case
        steps = "" if one.smallest is None else steps_words(case, one.smallest)
        if isinstance(one.found, WhyNot) and one.found.alone:
            steps = within_words(case, one.found)
        return steps or t(
            "rien de ce qui peut changer sur ce site n'y suffit",
            "nothing that can change about this site suffices",
        )
    if one.verdict in ("to_verify", "excluded"):
        lever = lever_of_reason(one.code)
        if lever is None:
            return ""
        if not lever.possible:
            return t(f"personne n'y peut rien : {lever.act.fr}",
                     f"nobody can act: {lever.act.en}")  # fmt: skip
        return t(f"{lever.act.fr} ({lever.who.fr})", f"{lever.act.en} ({lever.who.en})")
    return ""


def _verdict(one: SiteVerdict, given: Materials) -> str:
    decides = what_decides(one, given)
    head = VERDICTS[one.verdict]
    said = t(f"Verdict : {head.fr}", f"Verdict: {head.en}")
    return f"{said} ; {decides}." if decides else f"{said}."


def _identity(one: SiteVerdict) -> Section | None:
    facts = [
        (Text("Commune", "Commune"), one.commune),
        (Text("Département", "Département"), one.departement),
        (Text("Région", "Région"), one.region),
        (Text("Surface", "Area"), "" if one.hectares != one.hectares else
         f"{figure(one.hectares)} ha"),
        (Text("Ligne du fichier", "Line of the file"), "" if one.line is None else str(one.line)),
        (Text("À déclarer", "To declare"), " ; ".join(one.conditions)),
    ]  # fmt: skip
    known = tuple(Fact(label, words) for label, words in facts if words)
    return Section(facts=known) if known else None


def _why(one: SiteVerdict, given: Materials) -> Iterator[Section]:
    if one.verdict == "duplicate":
        return
    if given.answer is not None and isinstance(one.found, WhyIn):
        lead, sections = selected_sections(given.answer, one.found)
        yield Section(Text("Pourquoi il est retenu", "Why it is selected"), (*lead, *_was(one)))
        yield from sections
        return
    if given.answer is not None and isinstance(one.found, WhyNot):
        lead, sections = unselected_sections(given.answer, one.found)
        yield Section(Text("Pourquoi il n'est pas retenu", "Why it is not selected"),
                      (*lead, *_was(one)), items=tuple(_rules(one, given)))  # fmt: skip
        yield from sections
        return
    if one.reasons:
        do = smallest_words(one, given)
        said = (t(f"Ce qu'il faudrait : {do}.", f"What it takes: {do}."),) if do else ()
        yield Section(Text("Pourquoi il ne concourt pas", "Why it does not compete"), said,
                      items=one.reasons)  # fmt: skip
    if one.points:
        yield Section(
            Text("Les points qu'il aurait, tel qu'il est connu", "The points it would have"),
            tables=(points_table(given.model, one.site, one.points),),
        )


def _was(one: SiteVerdict) -> tuple[str, ...]:
    """Say whether the national selection held the same place without her list."""
    if one.before is None:
        return ()
    chosen = one.verdict == "chosen"
    said = {
        (True, True): t(
            "La sélection nationale le retient déjà sans votre liste.",
            "The national selection holds it without your list already.",
        ),
        (True, False): t(
            "La sélection nationale le retient sans votre liste, et non avec elle.",
            "The national selection holds it without your list, and not with it.",
        ),
        (False, True): t(
            "C'est ce que dit votre liste qui le fait entrer : sans elle, il n'est pas retenu.",
            "What your list says brings it in: it is not selected without it.",
        ),
    }
    return (said[one.before, chosen],) if (one.before, chosen) in said else ()


def _rules(one: SiteVerdict, given: Materials) -> Iterator[str]:
    """Say which rules keep the site out, each measured by taking it away."""
    for name, gain in one.rules:
        rule = rule_words(name, given.model)
        yield t(
            f"Sans la règle « {rule.fr} », il serait retenu, et la sélection gagnerait"
            f" {points(gain)}.",
            f"Without the rule '{rule.en}' it would be selected, and the selection would gain"
            f" {points(gain)}.",
        )


def _doubts(one: SiteVerdict, given: Materials) -> Iterator[Section]:
    if not one.doubts:
        return
    rows = tuple(
        (one.row, k + 1, doubt_words(doubt, given.model), _finite(doubt.up), _finite(doubt.down),
         doubt.decides)
        for k, doubt in enumerate(one.doubts)
    )  # fmt: skip
    yield Section(
        Text("À vérifier, ce qui pèse le plus d'abord", "To verify, what weighs most first"),
        tables=(Table("doubts", "", _DOUBTS, rows, shown=_SHOWN),),
    )


def _twin(one: SiteVerdict) -> Section | None:
    """Say which national record it is, and where both lists differ."""
    for twin in one.twins:
        if twin.same:
            apart = [cell for cell in twin.compared if cell.conflict]
            name = f"{twin.name} ({twin.other})" if twin.name else twin.other
            said = t(
                f"C'est la fiche nationale {name}, reconnue par : {BASES[twin.basis].fr}. Le site"
                " concourt une fois, sous cette fiche.",
                f"It is the national record {name}, recognised by: {BASES[twin.basis].en}. The"
                " site competes once, as that record.",
            )
            return Section(
                Text("La fiche nationale", "The national record"), (said,),
                items=tuple(conflict_words(cell) for cell in apart),
            )  # fmt: skip
    return None


def _own_words(one: SiteVerdict, given: Materials) -> Iterator[Section]:
    """Show what reading her row noted, then the row as she wrote it: hers, and not public.

    A column that no one read as a datum may hold anything: it is confidential, as an owner is.
    """
    noted = [
        f for f in given.pool.mine.findings if one.line is not None and f.line == one.line
    ]  # fmt: skip
    if noted:
        yield Section(
            Text("Ce que la lecture de la ligne a noté", "What reading the row noted"),
            items=tuple(dict.fromkeys(f"{f.message} ; {f.remedy}" for f in noted)),
        )
    cells = given.rows.cells.get(one.line or -1, ())
    facts = tuple(
        Fact(column, cell, column not in given.rows.understood or is_confidential(column))
        for column, cell in cells
    )
    if facts:
        yield Section(Text("Votre ligne, telle qu'écrite", "Your row, as written"), facts=facts)


def _finite(value: float) -> float | None:
    return None if value == float("inf") else value
