"""How a selection is shared: régions, floors, the equity study."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.report.document import Column, Section, Table
from tisites.report.note.basis import figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.report.note.basis import Basis

_REGIONS = (
    Column("region", Text("Région", "Région")),
    Column("candidates", Text("Candidats", "Candidates"), "", 0, "right"),
    Column("eligible", Text("Éligibles", "Eligible"), "", 0, "right"),
    Column("floor", Text("Au moins", "At least"), "", 0, "right"),
    Column("chosen", Text("Retenus", "Selected"), "", 0, "right"),
    Column("ceiling", Text("Au plus", "At most"), "", 0, "right"),
    Column("hectares", Text("Surface", "Area"), "ha", 0, "right"),
    Column("enaf", Text("ENAF", "ENAF"), "ha", 1, "right"),
    Column("share", Text("Part des sites", "Share of sites"), "%", 0, "right"),
    Column("people", Text("Part des habitants", "Share of people"), "%", 0, "right"),
)


def territories_section(basis: Basis) -> Section:
    """Return the régions with what each has, is asked to have, and got."""
    chosen, bases = basis.chosen, basis.case.bases.get("region")
    limits = _limits(basis)
    names = basis.everyone.drop_duplicates("reg").set_index("reg")["reg_nom"]
    codes = sorted(set(map(str, names.index.dropna())) | set(map(str, chosen["reg"].dropna())))
    people = None if bases is None else bases["population"]
    whole = None if people is None else float(people.sum())
    rows = []
    for code in codes:
        mine = chosen[chosen["reg"] == code]
        all_ = basis.everyone[basis.everyone["reg"] == code]
        low, high = limits.get(code, (None, None))
        lives = None
        if people is not None and code in people.index and whole:
            lives = figure(100.0 * people[code] / whole)
        rows.append((
            str(names.get(code, code)), len(all_), int(all_["eligible"].sum()), low, len(mine),
            high, figure(mine["surface_ha"].sum()), figure(mine["new_enaf_ha"].sum()),
            100.0 * len(mine) / max(1, len(chosen)), lives,
        ))  # fmt: skip
    total = (
        "France", len(basis.everyone), int(basis.everyone["eligible"].sum()), None, len(chosen),
        None, figure(chosen["surface_ha"].sum()), figure(chosen["new_enaf_ha"].sum()), 100.0,
        None if people is None else 100.0,
    )  # fmt: skip
    table = Table("regions", "", _REGIONS, (*rows, total), total=True)
    none = [row[0] for row in rows if not row[4]]
    said: tuple[Text, ...] = ()
    if none:
        listed = ", ".join(none)
        said = (Text(f"Sans site retenu : {listed}.", f"Without a selected site: {listed}."),)
    return Section(Text("Régions", "Régions"), said, tables=(table,))


def _limits(basis: Basis) -> dict[str, tuple[int | None, int | None]]:
    """Return what the rules ask of each région: floor and ceiling of sites, by code."""
    found: dict[str, tuple[int | None, int | None]] = {}
    for row in basis.report["constraints"]:
        rule = basis.model.constraint.get(row["constraint"])
        if getattr(rule, "kind", "") != "group_count" or getattr(rule, "by", "") != "region":
            continue
        code = str(row["name"]).partition("[")[2].rstrip("]")
        low, high = found.get(code, (None, None))
        lower, upper = row["lower"], row["upper"]
        found[code] = (low if lower is None else int(lower), high if upper is None else int(upper))
    return found


def equity_section(basis: Basis) -> tuple[tuple[Section, ...], Callable[[Path], None] | None]:
    """Return what the study of equity says, by région and inhabitant, and what draws its curve."""
    from tisites.model.benefit import Benefit
    from tisites.report.equity.document import equity_document
    from tisites.run.selection.selection import Selection
    from tisites.study.equity.equity import equity_of

    title = Text("Équité entre régions", "Equity between régions")
    bases = basis.case.bases
    if not bases or any("reg" not in table.columns for table in bases.values()):
        why = Text(
            "Non mesurée : ce résultat a été écrit avant que les territoires y soient gardés.",
            "Not measured: this run was written before territories were kept in it.",
        )
        return (Section(title, (why,)),), None
    ids = basis.case.ids[basis.answered.selected]
    chosen = Selection(basis.subject.name, ids, basis.everyone.loc[ids], title=basis.model.titled)
    benefit = Benefit(by="region", benefit="sites", per="population")
    document, draw = equity_document(
        equity_of(chosen, bases, benefit, synthetic=basis.case.synthetic)
    )
    said = (*document.lead, *(item for s in document.sections[:1] for item in s.items))
    figures = document.figures
    tables = tuple(t for s in document.sections for t in s.tables if t.name in ("measures",))
    return (Section(title, said, figures=figures, tables=tables),), partial(draw)
