"""Which limits a question is about: binding ones, a constraint's, or a territory's own."""

from __future__ import annotations

import difflib
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.sites import GROUP_COLUMN
from tisites.study.relax.dials import Dial, dials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.study.price.moves import PriceQuestion


def questions(case: Case, question: PriceQuestion) -> tuple[Program, list[Dial], list[str]]:
    """Return the program to solve, the limits asked about, and the constraints without a limit.

    A grouping, or a territory that the constraint has no row for, brings a row of its own, open
    on both sides.

    Raises
    ------
    BadInputError
        If nothing bears that name, or if the step is no step of the limits asked about.
    """
    if not (math.isfinite(question.by) and question.by > 0):
        what = Text("le pas doit être un nombre positif", "the step must be a positive number")
        remedy = Text("écrire par exemple --by 1", "write for example --by 1")
        raise bad_input(what, remedy, Where("--by", value=f"{question.by:g}"))
    program, targets, without = _targets(case, question)
    counts = sorted({dial.constraint for dial in targets if dial.unit == "sites"})
    if counts and question.by != round(question.by):
        some = ", ".join(counts[:4])
        what = Text(
            f"un nombre de sites bouge d'un nombre entier de sites ({some})",
            f"a number of sites moves by a whole number of sites ({some})",
        )
        remedy = Text(
            "écrire un pas entier (--by 1), ou nommer une limite d'une autre unité (--constraint)",
            "write a whole step (--by 1), or name a limit of another unit (--constraint)",
        )
        raise bad_input(what, remedy, Where("--by", value=f"{question.by:g}"))
    return program, targets, without


def _targets(case: Case, question: PriceQuestion) -> tuple[Program, list[Dial], list[str]]:
    every = [_of_equity(case, dial) for dial in dials(case)]
    movable = [d for d in every if d.side in ("min", "max", "less", "more", "km")]
    without = sorted(
        {d.constraint for d in every if d.side == "rule"}
        | {d.constraint for d in every if d.side in ("lock_in", "lock_out")}
    )
    if question.constraint is None:
        if question.group is not None:
            raise bad_input(
                Text("--group demande --constraint", "--group needs --constraint"),
                Text("écrire par exemple --constraint region", "write --constraint region"),
                Where("--group", value=question.group),
            )
        return case.program, movable, without
    named = [d for d in movable if d.constraint == question.constraint]
    rule = case.model.constraint.get(question.constraint)
    by = question.constraint if question.constraint in GROUP_COLUMN else getattr(rule, "by", None)
    if question.group is None:
        if named:
            return case.program, named, []
        raise _unknown_constraint(case, question.constraint, movable, without)
    found = _of_group(case, named, question.group)
    if found:
        return case.program, found[:1], []
    kind = getattr(rule, "kind", "")
    if by is None or (rule is not None and kind != "group_count"):
        if rule is None and not named:
            raise _unknown_constraint(case, question.constraint, movable, without)
        raise _unknown_group(question, named)
    return _counted(case, question, str(by))


def _of_equity(case: Case, dial: Dial) -> Dial:
    """Return a floor or a ceiling of equity as the limit it is; other rows as they are."""
    rule = case.model.equity.get(dial.constraint.removeprefix("equity."))
    kind = getattr(rule, "kind", "")
    if dial.side != "rule" or rule is None or kind not in ("floor", "ceiling"):
        return dial
    side: Literal["min", "max"] = "min" if kind == "floor" else "max"
    ends = case.program.row_lower if side == "min" else case.program.row_upper
    limit = float(ends[dial.row])
    if not math.isfinite(limit):
        return dial
    return replace(dial, side=side, limit=limit, unit=str(rule.unit))


def _of_group(case: Case, named: Sequence[Dial], group: str) -> list[Dial]:
    """Return the limits of one territory, by code or by name."""
    wanted = group.casefold()
    found = []
    for dial in named:
        label = case.program.row_labels[dial.row] if dial.row >= 0 else ""
        code = label.partition("[")[2].rstrip("]")
        name = dial.group.removesuffix(f" ({code})").casefold()
        names = {code.casefold(), name, f"{name} ({code.casefold()})"}
        if wanted in names - {""}:
            found.append(dial)
    return found


def _counted(case: Case, question: PriceQuestion, by: str) -> tuple[Program, list[Dial], list[str]]:
    """Add the row that counts the chosen sites of one territory."""
    group = str(question.group)
    code, name = _territory(case, by, group)
    here = case.sites[GROUP_COLUMN[by]].astype(object).eq(code).to_numpy(dtype=bool)
    row = np.zeros(case.program.n_columns)
    row[np.flatnonzero(case.program.integer)[here]] = 1.0
    program = case.program
    constraint = str(question.constraint)
    label = f"{constraint}[{code}] counted"
    wider = program.with_rows(
        row.reshape(1, -1), -np.inf, np.inf, (label,), constraints=(constraint,), groups=(name,)
    )
    return wider, [Dial(constraint, name, "min", 0.0, "sites", 1.0, program.n_rows)], []


def _territory(case: Case, by: str, group: str) -> tuple[str, str]:
    """Return code and name of a territory given by either."""
    column = case.everyone[GROUP_COLUMN[by]].dropna().astype(str)
    names = {code: code for code in column.unique()}
    if by in case.bases:
        names |= case.bases[by]["name"].astype(str).to_dict()
    wanted = group.casefold()
    for code, name in names.items():
        if wanted in (code.casefold(), name.casefold()):
            return code, name
    close = difflib.get_close_matches(group, [*names, *names.values()], 3, 0.5)
    some = ", ".join(close or list(names)[:5])
    what = Text("ce territoire n'est pas connu", "this territory is not known")
    remedy = Text(f"employer un code ou un nom : {some}", f"use a code or a name: {some}")
    raise bad_input(what, remedy, Where("--group", value=group))


def _unknown_constraint(
    case: Case, name: str, movable: Sequence[Dial], without: Sequence[str]
) -> Exception:
    if name in GROUP_COLUMN:
        what = Text("de quel territoire ?", "of which territory?")
        remedy = Text("ajouter --group, un code ou un nom", "add --group, a code or a name")
        return bad_input(what, remedy, Where("--constraint", value=name))
    known = [*sorted({d.constraint for d in movable}), *GROUP_COLUMN]
    if name in without or name in case.model.constraint:
        what = Text(
            "cette contrainte n'a pas de limite à déplacer (verrou, équité, ou sans effet ici)",
            "this constraint has no limit to move (a lock, equity, or without effect here)",
        )
    else:
        what = Text("cette contrainte n'existe pas", "there is no such constraint")
    close = difflib.get_close_matches(name, known, 1, 0.5)
    listed = ", ".join(known)
    remedy = (
        Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
        if close and close[0] != name
        else Text(f"choisir parmi {listed}", f"choose from {listed}")
    )
    return bad_input(what, remedy, Where("--constraint", value=name))


def _unknown_group(question: PriceQuestion, named: Sequence[Dial]) -> Exception:
    groups = sorted({d.group for d in named if d.group})
    close = difflib.get_close_matches(str(question.group), groups, 3, 0.4) or groups[:5]
    some = ", ".join(close) or "-"
    return bad_input(
        Text(
            "ce groupe n'a pas de limite dans cette contrainte",
            "this group has no limit in this constraint",
        ),
        Text(f"par exemple : {some}", f"for example: {some}"),
        Where("--group", value=question.group),
    )
