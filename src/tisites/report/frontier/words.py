"""The words of a frontier: what is traded, in which unit, what is not proven or missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.equity.words import BY_WORDS
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from tisites.model.benefit import LeftOut
    from tisites.study.frontier import Frontier

_NAMED = 6


def title_of(found: Frontier) -> Text:
    """Return what is traded for the value."""
    rule = found.block.rule
    return Text(rule.label or rule.title.fr, rule.label_en or rule.label or rule.title.en)


def scale_of(found: Frontier) -> float:
    """Return what a measure is multiplied by to be read in :func:`unit_of`."""
    return 100.0 if found.block.rule.percent else 1.0


def unit_of(found: Frontier) -> Text:
    """Return the unit that people read the measure in."""
    rule = found.block.rule
    if rule.percent:
        return Text("% des habitants", "% of inhabitants")
    if rule.nature == "ratio":
        return Text("sans unité", "no unit")
    return rule.measure_unit


def raw_unit_of(found: Frontier) -> Text:
    """Return the unit of the measure as the files for machines have it."""
    if found.block.rule.percent:
        return Text("part des habitants, de 0 à 1", "share of inhabitants, 0 to 1")
    return unit_of(found)


def head_of(found: Frontier) -> Text:
    """Return the measure with its unit and the territories it compares."""
    title, unit = title_of(found), unit_of(found)
    by = BY_WORDS[found.block.rule.by]
    # a label says what it compares; communes by road are no cut of the country
    if found.block.rule.label or found.block.rule.percent:
        return Text(f"{title.fr} ({unit.fr})", f"{title.en} ({unit.en})")
    return Text(f"{title.fr} ({unit.fr}), par {by.fr}", f"{title.en} ({unit.en}), by {by.en}")


def notes_of(found: Frontier, asked: int, limit: float | None) -> list[Text]:
    """Return what the reader must know: what is not proven, what is missing, what was asked.

    Parameters
    ----------
    found : Frontier
    asked : int
        Points asked for.
    limit : float, optional
        Time limit of the study, seconds.
    """
    notes = []
    if found.block.rule.kind == "leximin":
        notes.append(
            Text(
                "Un leximin ne tient pas en un chiffre : cette frontière est celle du moins bien"
                " servi seul (max-min).",
                "A leximin is not one figure: this frontier is that of the worst served alone"
                " (max-min).",
            )
        )
    timed = limit is not None and found.seconds >= 0.98 * limit
    if not found.complete:
        notes.append(_unfinished(found, timed=timed))
    short = _short(found, asked, timed=timed)
    return [*notes, short] if short is not None else notes


def _unfinished(found: Frontier, *, timed: bool) -> Text:
    open_ = sum(not point.proven for point in found.points)
    why_fr, why_en = [], []
    if open_:
        why_fr.append(f"{number(open_)} point{plural(open_)} non prouvé{plural(open_)}")
        why_en.append(f"{number(open_)} point{plural(open_)} not proven")
    if np.isnan(found.fairest) or not found.fairest_proven:
        why_fr.append("bout le plus équitable non prouvé")
        why_en.append("fairest end not proven")
    if timed:
        why_fr.append("limite de temps atteinte")
        why_en.append("time limit reached")
    elif not why_fr:
        why_fr.append("interrompue avant la fin")
        why_en.append("interrupted before the end")
    return Text(
        f"FRONTIÈRE INCOMPLÈTE : {', '.join(why_fr)}.",
        f"INCOMPLETE FRONTIER: {', '.join(why_en)}.",
    )


def _short(found: Frontier, asked: int, *, timed: bool) -> Text | None:
    many = len(found.points)
    if many >= asked:
        return None
    head_fr = f"{number(many)} point{plural(many)} pour {number(asked)} demandés"
    head_en = f"{number(many)} point{plural(many)} of {number(asked)} asked for"
    if timed:
        return Text(
            f"{head_fr} : --time-limit est atteint ; l'allonger en donnera d'autres.",
            f"{head_en}: --time-limit was reached; raising it gives more.",
        )
    if not found.complete:
        return Text(
            f"{head_fr} : la recherche s'est arrêtée avant les autres.",
            f"{head_en}: the search stopped before the others.",
        )
    return Text(
        f"{head_fr} : des sites entiers ne donnent pas d'autre niveau d'équité qui ne soit dominé.",
        f"{head_en}: whole sites make no other level of equity that is not dominated.",
    )


def left_out_words(left_out: tuple[LeftOut, ...]) -> list[Text]:
    """Return one sentence a reason, with the first territories that it leaves out."""
    by_reason: dict[str, list[LeftOut]] = {}
    for one in left_out:
        by_reason.setdefault(one.kind, []).append(one)
    said = []
    for some in by_reason.values():
        many, s = len(some), plural(len(some))
        names = ", ".join(one.name for one in some[:_NAMED])
        rest = many - _NAMED
        more_fr = f" et {number(rest)} autre{plural(rest)}" if rest > 0 else ""
        more_en = f" and {number(rest)} more" if rest > 0 else ""
        y = "y" if many == 1 else "ies"
        said.append(
            Text(
                f"{number(many)} territoire{s} hors mesure – {some[0].reason.fr} :"
                f" {names}{more_fr}.",
                f"{number(many)} territor{y} left out – {some[0].reason.en}: {names}{more_en}.",
            )
        )
    return said
