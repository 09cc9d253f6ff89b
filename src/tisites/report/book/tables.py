"""The tables of a run's workbook: the selection, everyone, territories, sources."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.candidates.usage.verify import VERDICTS
from tisites.data.catalogue.titles import input_title
from tisites.messages.text import Text
from tisites.report.document import Column, Table
from tisites.report.equity.words import BY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.model.declaration import Model
    from tisites.run.read.case import Case

#: A site by who it is, as every sheet that lists sites begins.
WHO = (
    Column("site_id", Text("identifiant", "id")),
    Column("name", Text("site", "site")),
    Column("commune", Text("commune", "commune")),
    Column("dep_nom", Text("département", "département")),
    Column("reg_nom", Text("région", "région")),
)
_HECTARES = Column("surface_ha", Text("surface", "area"), "ha", 1, "right")
_SCORES = (
    Column("score", Text("score", "score"), "/ 100", 1, "right"),
    Column("score_low", Text("score, au plus bas", "score, at the lowest"), "/ 100", 1, "right"),
    Column("score_high", Text("score, au plus haut", "score, at the highest"), "/ 100", 1, "right"),
    Column("reliability_pct", Text("poids des données connues", "weight of known data"), "%", 0,
           "right"),
)  # fmt: skip
_KIND = (
    Column("site_type", Text("type", "type")),
    Column("status", Text("statut", "status")),
)
_NUMBER = Column("number", Text("n° sur la carte", "no. on the map"), "", 0, "right")
_CHOSEN = (
    _NUMBER,
    *WHO,
    _HECTARES,
    *_SCORES,
    Column("available_year", Text("disponible en", "available in"), align="right"),
    Column("cost_meur", Text("coût estimé", "estimated cost"), "M€", 1, "right"),
)
_CONTEXT = (
    _NUMBER,
    *WHO[:2],
    Column("epci_nom", Text("intercommunalité", "intercommunality")),
    *_KIND,
    Column("condition", Text("à déclarer avant de signer", "to declare before signing")),
    Column("owner", Text("propriétaire (type)", "owner (type)")),
    Column("programmes", Text("programmes de la commune", "programmes of the commune")),
    Column("drought_zone", Text("zone d'alerte probable", "probable alert zone")),
)
_EVERYONE = (
    *WHO,
    _HECTARES,
    Column("situation", Text("situation", "situation")),
    Column("reason_text", Text("motif", "reason")),
    _SCORES[0],
    *_KIND,
    Column("owner", Text("propriétaire (type)", "owner (type)")),
)
TERRITORIES = (
    Column("cut", Text("découpage", "cut")),
    Column("code", Text("code", "code")),
    Column("name", Text("territoire", "territory")),
    Column("population", Text("habitants", "people"), "", 0, "right"),
    Column("industry_jobs", Text("emplois industriels", "industrial jobs"), "", 0, "right"),
    Column("candidates", Text("candidats", "candidates"), "", 0, "right"),
    Column("eligible", Text("éligibles", "eligible"), "", 0, "right"),
    Column("eligible_ha", Text("surface éligible", "eligible area"), "ha", 0, "right"),
    Column("chosen", Text("retenus", "selected"), "", 0, "right"),
    Column("chosen_ha", Text("surface retenue", "selected area"), "ha", 1, "right"),
    Column("per_million", Text("retenus par million d'habitants", "selected per million people"),
           "", 2, "right"),
)  # fmt: skip
_SOURCES = (
    Column("name", Text("donnée", "data")),
    Column("producer", Text("producteur", "producer")),
    Column("licence", Text("licence", "licence")),
    Column("vintage", Text("date ou millésime", "date or vintage")),
    Column("kind", Text("nature", "kind")),
    Column("sha256", Text("empreinte SHA-256", "SHA-256 digest")),
)
CHOSEN = Text("retenu", "selected")


@dataclass(frozen=True)
class ReadRun:
    """A run as its workbook and its layers read it, from a folder or in memory.

    Parameters
    ----------
    case : Case
        What was solved.
    report : mapping
        Contents of its ``solution.json``.
    """

    case: Case
    report: Mapping[str, Any]

    @cached_property
    def ids(self) -> pd.Index:
        """Ids of the chosen sites, sorted."""
        return pd.Index(self.report["selected"], name="site_id", dtype=object)

    @property
    def everyone(self) -> pd.DataFrame:
        """Every candidate, index ``site_id``."""
        return self.case.everyone

    @property
    def model(self) -> Model:
        """The merged model that was solved."""
        return self.case.model

    @property
    def bases(self) -> Mapping[str, pd.DataFrame]:
        """Every territory of each cut of the country."""
        return self.case.bases


@dataclass(frozen=True, slots=True)
class SiteLists:
    """The sites of a run, as the sheets list them.

    Parameters
    ----------
    chosen : DataFrame
        The selection in the order of ``selection.csv``, ``number`` from 1; index ``site_id``.
    everyone : DataFrame
        Every candidate: who is chosen, then eligible, by score; index ``site_id``.
    """

    chosen: pd.DataFrame
    everyone: pd.DataFrame


def sites_of(run: ReadRun) -> SiteLists:
    """Return the sites of a run in the words of the sheets."""
    table = run.everyone.copy()
    table["reliability_pct"] = 100.0 * table["reliability"]
    chosen = table.index.isin(run.ids)
    words = {key: str(text) for key, text in VERDICTS.items()}
    verdict = table["verdict"] if "verdict" in table else _verdicts(table["eligible"])
    table["situation"] = verdict.astype(object).map(words).where(~chosen, str(CHOSEN))
    order = pd.DataFrame(
        {"out": ~chosen, "barred": ~table["eligible"], "score": -table["score"]}, index=table.index
    ).sort_values(["out", "barred", "score", "site_id"], kind="stable")
    selection = table[chosen].sort_values(["reg", "dep", "site_id"], kind="stable")
    selection.insert(0, "number", range(1, len(selection) + 1))
    if "available_year" in selection:  # a year is no quantity: no decimals, no thousands
        selection["available_year"] = selection["available_year"].round()
    return SiteLists(selection, table.loc[order.index])


def _verdicts(eligible: pd.Series) -> pd.Series:
    """Return the verdicts of a run that kept none."""
    return eligible.map({True: "eligible", False: "excluded"})


def chosen_tables(run: ReadRun, sites: SiteLists) -> tuple[Table, Table, Table]:
    """Return the selection, its points by criterion, and what is shown of it without counting."""
    criteria = tuple(
        Column(f"contribution_{name}", label, "points", 1, "right")
        for name, label in criterion_labels(run.model).items()
    )
    points = (_NUMBER, *WHO[:2], *criteria, _SCORES[0])
    return (
        _table("selection", Text("Sélection", "Selection"), _CHOSEN, sites.chosen),
        _table("points", Text("Points par critère", "Points by criterion"), points, sites.chosen),
        _table("context", Text("Pour information", "For information"), _CONTEXT, sites.chosen),
    )


def everyone_table(sites: SiteLists) -> Table:
    """Return every candidate with its situation and the reason of it."""
    title = Text("Candidats", "Candidates")
    return _table("candidates", title, _EVERYONE, sites.everyone)


def territories_table(run: ReadRun) -> Table:
    """Return every territory of every cut of the country, and what was chosen there."""
    parts = [
        territory_counts(run, by).assign(cut=str(words))
        for by, words in BY_WORDS.items()
        if by in run.bases
    ]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=[c.key for c in TERRITORIES])
    return _table("territories", Text("Territoires", "Territories"), TERRITORIES, table)


def territory_counts(run: ReadRun, by: str) -> pd.DataFrame:
    """Return the territories of a cut with what was chosen in each.

    Returns
    -------
    DataFrame
        The base of the cut, index ``code`` kept as a column too, with ``chosen`` (sites),
        ``chosen_ha`` (ha; a site of unknown surface counts for 0) and ``per_million`` (chosen
        sites per million inhabitants, NaN where these are unknown or none).
    """
    from tisites.model.sites import GROUP_COLUMN

    base = run.bases[by].copy()
    chosen = run.everyone.loc[run.ids]
    code = chosen[GROUP_COLUMN[by]].astype(object)
    inside = code.notna()
    sums = chosen["surface_ha"][inside].fillna(0.0).groupby(code[inside]).agg(["size", "sum"])
    base["chosen"] = sums["size"].reindex(base.index).fillna(0).astype("int64")
    base["chosen_ha"] = sums["sum"].reindex(base.index).fillna(0.0)
    people = base["population"].where(base["population"] > 0)
    base["per_million"] = 1e6 * base["chosen"] / people
    base.insert(0, "code", base.index)
    return base


def sources_table(inputs: Iterable[Mapping[str, object]]) -> Table:
    """Return what went in: producer, licence, date, digest, and what is synthetic."""
    real, made = Text("réelle", "real"), Text("SYNTHÉTIQUE", "SYNTHETIC")
    rows = tuple(
        tuple(
            (made if one.get("synthetic") else real)
            if column.key == "kind"
            else input_title(str(one["name"]))
            if column.key == "name"
            else one.get(column.key)
            for column in _SOURCES
        )
        for one in inputs
    )
    return Table("sources", Text("Sources", "Sources"), _SOURCES, rows)


def criterion_labels(model: Model) -> dict[str, Text]:
    """Return the label of each criterion; two of one label are told apart by their names."""
    found: dict[str, Text] = {}
    for name, one in model.score.items():
        label = Text(one.label, one.label_en or one.label)
        found[name] = Text(f"{label.fr} [{name}]", f"{label.en} [{name}]") if (
            label in found.values()
        ) else label  # fmt: skip
    return found


def _table(name: str, title: Text, columns: tuple[Column, ...], frame: pd.DataFrame) -> Table:
    """Make a table of the columns that a frame has; one of which nothing is known is left out."""
    frame = frame.reset_index() if frame.index.name == "site_id" else frame
    there = set(frame.columns[frame.notna().any().to_numpy()]) if len(frame) else set(frame.columns)
    kept = tuple(column for column in columns if column.key in there)
    cells = zip(*([_cell(c) for c in frame[column.key].tolist()] for column in kept), strict=True)
    return Table(name, title, kept, tuple(cells))


def _cell(value: object) -> object:
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value
