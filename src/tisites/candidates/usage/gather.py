"""All that is known of the candidates' future: statements gathered, then what counts of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.owners import read_owners
from tisites.candidates.usage.areas import M2_PER_HA, OWN, say_area, say_areas, settled
from tisites.candidates.usage.around import say_around
from tisites.candidates.usage.decide import (
    NONE_KNOWN,
    decided_stages,
    decided_uses,
    mark_counted,
)
from tisites.candidates.usage.dossiers import say_dossiers
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.matched import matched_records
from tisites.candidates.usage.read_words import Record, say_words, words_of
from tisites.candidates.usage.rows import rows_of
from tisites.candidates.usage.statements import Statement, Statements
from tisites.candidates.usage.types import canonical_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.usage.lexicon import Lexicon
    from tisites.candidates.usage.planner_file import PlannerEvidence
    from tisites.territory.territory import Territory

RECORDS = "cartofriches"
#: Quality of a surface that is the site's own, as the published inventories say it.
OWN_SURFACE = "site"
#: Our names of a candidate's words, and of a record's.
_LIST_WORDS = {
    "status": "status", "name": "name", "reconversion": "site_reconv_type",
    "project_url": "site_projet_url", "zoning_label": "urba_zone_lib",
    "dominant": "urba_zone_formdomi", "activity": "activite_libelle", "planned_use": "planned_use",
}  # fmt: skip
_RECORD_WORDS = {
    "status": "site_statut", "name": "site_nom", "reconversion": "site_reconv_type",
    "project_url": "site_projet_url", "zoning_label": "urba_zone_lib",
    "dominant": "urba_zone_formdomi", "activity": "activite_libelle", "origin": "source_nom",
}  # fmt: skip
_RECORD_REST = ("record", "metres", "site_actu_date", "site_surface", "unite_fonciere_surface")
#: Stages at which a project exists: what the site was is then a hint of what it becomes.
_WITH_PROJECT = ("with_project", "underway")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the candidates' future.

    Parameters
    ----------
    candidates : Candidates
        The same sites; ``status``, ``site_type``, ``zoning`` and ``surface_ha`` are what counts,
        with further columns (docs/evidence.md).
    said : DataFrame
        Every statement, columns of :data:`~.statements.COLUMNS`.
    records : DataFrame
        Index site; its record of Cartofriches, for the names.
    """

    candidates: Candidates
    said: pd.DataFrame
    records: pd.DataFrame


def gather(
    candidates: Candidates,
    territory: Territory,
    planner: PlannerEvidence | None = None,
    beside: Candidates | None = None,
) -> Known:
    """Gather what every source says of the candidates, and settle what counts.

    Parameters
    ----------
    candidates : Candidates
        As read.
    territory : Territory
        Layers of the pack that speak of sites; those it lacks say nothing.
    planner : PlannerEvidence, optional
        A planner's own evidence.
    beside : Candidates, optional
        What another list says of some of these sites, under their ids here: statements beside
        those of the list itself.
    """
    words = lexicon()
    said = Statements()
    records = _records(candidates.table, territory)
    say_areas(candidates, said)
    if beside is not None:
        say_areas(beside, said, beside.file)
    for one in (candidates, *(() if beside is None else (beside,))):
        for site, row in rows_of(one.table, list(_LIST_WORDS.values())).items():
            say_words(Record(site, words_of(row, _LIST_WORDS), one.file), words, said)
    told = rows_of(records, [*dict.fromkeys(_RECORD_WORDS.values()), *_RECORD_REST])
    for site, row in told.items():
        _say_record(site, row, words, said)
    names = {
        site: [row.get("name"), told.get(site, {}).get("site_nom")]
        for site, row in rows_of(candidates.table, ["name"]).items()
    }
    of = {site: str(row["record"]) for site, row in told.items()}
    say_dossiers(candidates.table, names, of, territory, words, said)
    say_around(candidates.table, territory, said)
    for statement in planner.statements if planner is not None else ():
        said.add(statement)
    return _settled(replace(candidates, planner=planner), said, records, words)


def _records(sites: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Return the record of Cartofriches of each site, with its id and distance."""
    if not territory.has(RECORDS):
        names = [*dict.fromkeys(_RECORD_WORDS.values()), "record", "metres"]
        return pd.DataFrame(columns=names, index=pd.Index([], dtype="str", name="site_id"))
    layer = territory.pack.read(RECORDS).set_index("site_id")
    found = matched_records(sites, layer, territory)
    told = layer.loc[found["record"]].set_axis(found.index)
    return told.assign(record=found["record"].to_numpy(), metres=found["metres"].to_numpy())


def _say_record(site: str, row: Mapping[str, Any], words: Lexicon, said: Statements) -> None:
    source = f"Cartofriches {row['record']}"
    date, metres = str(row.get("site_actu_date", "")), float(row.get("metres", "nan"))
    say_words(Record(site, words_of(row, _RECORD_WORDS), source, date, metres), words, said)
    for role, column in (("record", "site_surface"), ("land_unit", "unite_fonciere_surface")):
        area = float(row.get(column, "nan"))
        if area > 0:
            ha = area / M2_PER_HA
            told = f"{ha:.4g} ha ({column})"
            say_area(site, role, ha, f"{source}, {column}", told, said, date)


def _settled(
    candidates: Candidates, said: Statements, records: pd.DataFrame, words: Lexicon
) -> Known:
    table = candidates.table
    told = said.table()
    stages = decided_stages(told[told["kind"] == "status"], words)
    types = table["site_type"].map(lambda t: canonical_type(t, words))
    for site, statement in _project_hints(types, stages, told, words):
        said.add(Statement(site, "use", statement[0], "hint", "type du site", statement[1]))
    told = said.table()
    uses = decided_uses(told[told["kind"] == "use"])
    areas = settled(told[told["kind"] == "area"])
    told = mark_counted(told, uses, stages, areas)
    stages, uses, areas = (t.reindex(table.index) for t in (stages, uses, areas))
    nominal = areas["nominal"].where(areas["nominal"].notna(), np.nan)
    made = table.assign(
        status=stages["status"].where(stages["status"].notna(), table["status"]),
        site_type=types,
        zoning=table["zoning"].where(table["zoning"].notna(), _zoning(records, table.index)),
        owners=_owners(table, records),
        surface_ha=nominal,
        surface_quality=table["surface_quality"].mask(areas["basis"].isin(OWN), OWN_SURFACE),
        status_told=table["status"],
        status_verify=stages["verify"].fillna(value=False).astype("bool"),
        status_words=stages["told"],
        surface_told_ha=table["surface_ha"],
        surface_low_ha=areas["low"],
        surface_high_ha=areas["high"],
        surface_ratio=areas["ratio"],
        surface_basis=areas["basis"],
        planned_use=uses["planned_use"].fillna(NONE_KNOWN),
        planned_use_confidence=uses["planned_use_confidence"].fillna(""),
        planned_use_source=uses["planned_use_source"].fillna(""),
        uses_disagree=uses["uses_disagree"].fillna(value=False).astype("bool"),
    )
    return Known(replace(candidates, table=made, evidence=told), told, records)


def _zoning(records: pd.DataFrame, index: pd.Index) -> pd.Series:
    from tisites.candidates.vocabulary import spell_column, spell_zoning

    if "urba_zone_type" not in records.columns or records.empty:
        return pd.Series(np.nan, index=index, dtype="str")
    return spell_column(records["urba_zone_type"].fillna(""), spell_zoning).reindex(index)


def _owners(table: pd.DataFrame, records: pd.DataFrame) -> pd.Series:
    """Return the classes of owner that the list tells, else those of the site's record."""
    told = table["owners"] if "owners" in table else pd.Series(None, table.index, dtype=object)
    if "proprio_type" not in records.columns:
        return told
    read = {cell: read_owners(str(cell)) for cell in set(records["proprio_type"].dropna())}
    theirs = records["proprio_type"].map(read).reindex(table.index).astype(object)
    return told.where(told.notna(), theirs.where(theirs.fillna("") != "", None))


def _project_hints(
    types: pd.Series, stages: pd.DataFrame, told: pd.DataFrame, words: Lexicon
) -> list[tuple[str, tuple[str, str]]]:
    """Where a project exists and no one says which: what such sites mostly become."""
    hints = words.declared["type"]
    uses = told[(told["kind"] == "use") & (told["confidence"] != "context")]
    silent = set(uses["site_id"])
    running = stages.index[stages["stage"].isin(_WITH_PROJECT).to_numpy()]
    return [
        (str(site), (hints[types[site]], f"{types[site]}, avec projet"))
        for site in running
        if site not in silent and types.get(site) in hints
    ]
