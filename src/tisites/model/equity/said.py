"""What is said of a measure over some sites: whom it leaves out, and what cannot work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.errors import Problem, Where
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites


def equity_name(name: str) -> str:
    """Return the name of a measure among constraints, rows and findings."""
    return f"equity.{name}"


def left_out_findings(name: str, rows: BenefitRows, sites: Sites) -> list[Finding]:
    """Report territories that a measure leaves out, and sites whose benefit is unknown."""
    found = [
        Finding(
            "model",
            f"equity_{one.kind}",
            "warning",
            Text(
                f"{one.name} laissé hors de la mesure d'équité « {name} » : {one.reason.fr}",
                f"{one.name} left out of the equity measure '{name}': {one.reason.en}",
            ),
            Text(
                "élargir l'éligibilité, ou changer de dénominateur (per)",
                "widen the eligibility, or change the base (per)",
            ),
            one.code,
        )
        for one in rows.left_out
    ]
    if rows.unknown.size:
        some = ", ".join(sites.table.index[rows.unknown][:3])
        many = rows.unknown.size
        found.append(
            Finding(
                "model",
                "equity_unknown_benefit",
                "warning",
                Text(
                    f"« {name} » : bénéfice inconnu pour {many} sites, comptés pour 0 ({some}…)",
                    f"'{name}': unknown benefit of {many} sites, counted as 0 ({some}…)",
                ),
                Text("compléter ces sites", "complete these sites"),
                equity_name(name),
            )
        )
    return found


def territory_problems(
    name: str, by: str, rows: BenefitRows, limits: dict[str, float]
) -> list[Problem]:
    """Return what is wrong with the territories that a measure compares, or limits one by one."""
    where = equity_name(name)
    found = []
    if not rows.codes:
        found.append(
            Problem(
                Text("aucun territoire à comparer", "no territory to compare"),
                Text("changer by ou per", "change by or per"),
                Where(column=f"{where}.by", value=by),
            )
        )
    for label in limits:
        if label not in rows.codes:
            some = ", ".join(rows.codes[:8])
            found.append(
                Problem(
                    Text("territoire inconnu ou hors mesure", "territory unknown or left out"),
                    Text(f"employer un code : {some}", f"use a code: {some}"),
                    Where(column=f"{where}.limits", value=label),
                )
            )
    return found


def kept_value_problem(name: str, share: float) -> Problem:
    """Say that a share of the value cannot be kept beside an access term."""
    return Problem(
        Text(
            "keep_value ne sait pas encore compter le terme d'accès",
            "keep_value cannot count the access term yet",
        ),
        Text("retirer keep_value ou [access]", "remove keep_value or [access]"),
        Where(column=f"{equity_name(name)}.keep_value", value=f"{share:g}"),
    )
