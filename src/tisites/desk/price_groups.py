"""Names that ``tisites price`` takes, checked against the run: constraints and territories."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.sites import GROUP_COLUMN

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.read.case import Case

_EQUITY = "equity."
_MOST = 5


def checked_group(case: Case, constraint: str | None, group: str | None) -> str | None:
    """Return the territory by its code; refuse a measure that the run does not declare.

    Raises
    ------
    BadInputError
        With what the run has instead: names with their codes.
    """
    if constraint is not None and constraint.startswith(_EQUITY):
        _refuse_measure(case, constraint)
    if constraint is None or group is None:
        return group
    rule = case.model.constraint.get(constraint)
    by = constraint if constraint in GROUP_COLUMN else str(getattr(rule, "by", ""))
    return _code_of(case.bases[by], by, group, case) if by in case.bases else group


def _refuse_measure(case: Case, constraint: str) -> None:
    declared = sorted(case.model.equity)
    if constraint.removeprefix(_EQUITY) in declared:
        return
    what = Text(
        f"« {case.name} » ne déclare pas cette mesure d'équité",
        f"'{case.name}' does not declare this measure of equity",
    )
    listed = ", ".join(f"{_EQUITY}{name}" for name in declared)
    remedy = Text(f"mesures de ce résultat : {listed}", f"measures of this run: {listed}")
    if not declared:
        remedy = Text(
            "prendre un résultat qui en a une (tisites run equity-regions), ou une limite par"
            " territoire : --constraint region --group CODE",
            "take a run that has one (tisites run equity-regions), or a limit of a territory:"
            " --constraint region --group CODE",
        )
    raise bad_input(what, remedy, Where("--constraint", value=constraint))


def _code_of(bases: pd.DataFrame, by: str, group: str, case: Case) -> str:
    names = {str(code): str(name) for code, name in bases["name"].items()}
    wanted = group.casefold()
    shown = {code: f"{name} ({code})" if name != code else code for code, name in names.items()}
    for code, name in names.items():
        if wanted in (code.casefold(), name.casefold(), shown[code].casefold()):
            return code
    elsewhere = _elsewhere(case, by, wanted)
    near = [code for code, name in names.items() if wanted in name.casefold()]
    if not near:
        close = difflib.get_close_matches(wanted, [n.casefold() for n in names.values()], 3, 0.6)
        near = [code for code, name in names.items() if name.casefold() in close]
    some = ", ".join(shown[code] for code in near[:_MOST])
    if not near and elsewhere is None:
        some = ", ".join(list(shown.values())[:_MOST]) + "…"
    remedy = Text(f"employer un nom ou un code : {some}", f"use a name or a code: {some}")
    if elsewhere is not None:
        cut, place = elsewhere
        also = Text(
            f"{place} est dans un autre découpage : --constraint {cut}",
            f"{place} is in another cut: --constraint {cut}",
        )
        join = Text(" ; ", "; ")
        remedy = (
            Text(f"{remedy.fr}{join.fr}{also.fr}", f"{remedy.en}{join.en}{also.en}")
            if some
            else also
        )
    what = Text("ce territoire n'est pas connu", "this territory is not known")
    raise bad_input(what, remedy, Where("--group", value=group))


def _elsewhere(case: Case, by: str, wanted: str) -> tuple[str, str] | None:
    """Return the other cut that has a territory of exactly that name, and its name with code."""
    for cut, bases in case.bases.items():
        if cut == by:
            continue
        for code, name in bases["name"].items():
            if str(name).casefold() == wanted:
                return cut, f"{name} ({code})"
    return None
