"""Where an indicator's value comes from: formula, layers, licence, date, and the rows used."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL
from tisites.candidates.labelled import LAYER, with_labelled
from tisites.candidates.read import candidates_from_pack, read_candidates
from tisites.candidates.usage.gather import gather
from tisites.criteria.blanks import admitted
from tisites.criteria.indicators import measure, specs
from tisites.data.demo.demo import open_demo
from tisites.data.pack import open_pack
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.points import load_scenario
from tisites.run.prepare.kept import OnDisk, data_key, pack_key
from tisites.run.prepare.request import Request
from tisites.run.trace.evidence import Evidence, evidence_of
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates
    from tisites.criteria.spec import IndicatorSpec
    from tisites.data.pack import Pack
    from tisites.model.declaration import Model
    from tisites.territory.territory import Territory

#: What the candidate file gives of a site, as an indicator may use it.
_GIVEN = (
    "surface_ha", "site_type", "status", "pollution", "zoning", "commune", "coord_quality",
    "surface_quality", "source", *OPTIONAL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: which indicator of which site, with what data.

    Parameters
    ----------
    site, indicator, scenario : str
        Site id, name of the indicator, scenario whose assumptions hold.
    pack, candidates : Path or None
        Pack (the demo pack by default) and candidate file (the pack's own by default).
    """

    site: str
    indicator: str
    scenario: str = "reference"
    pack: Path | None = None
    candidates: Path | None = None


@dataclass(frozen=True, slots=True)
class LayerTrace:
    """One layer that a value was computed from."""

    layer: str
    title: str
    producer: str
    licence: str
    source: str
    vintage: str
    built: str
    sha256: str
    synthetic: bool
    caveat: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a value comes from.

    Parameters
    ----------
    site, name, indicator, label, unit : str
        Whose value, of what.
    low, value, high : float or None
        The interval and its nominal value; None where unknown.
    formula, source, unknown : str
        How it is computed, on what authority, and when it is unknown.
    layers : tuple of LayerTrace
        Layers it is computed from; one that the pack lacks is absent here and in ``absent``.
    absent : tuple of str
        Layers of the formula that the pack does not carry.
    evidence : tuple of Evidence
        Rows of those layers that were used for this site.
    scenario, pack, pack_sha256 : str
        With what assumptions and data.
    synthetic : bool
        Whether any of it is drawn, not observed.
    """

    site: str
    name: str
    indicator: str
    label: str
    unit: str
    low: float | None
    value: float | None
    high: float | None
    formula: str
    source: str
    unknown: str
    layers: tuple[LayerTrace, ...]
    absent: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    scenario: str
    pack: str
    pack_sha256: str
    synthetic: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)


def trace(asked: Asked) -> Trace:
    """Measure one indicator of one site again and say where the value comes from.

    Parameters
    ----------
    asked : Asked
        The question.

    Returns
    -------
    Trace
        Figures are those of a run with the same scenario and data: they depend on the site alone.

    Raises
    ------
    BadInputError
        If there is no such indicator or site, with those that look like it; or the data is bad.
    """
    spec = _spec(asked.indicator)
    model, scenario = load_scenario(asked.scenario, None)
    keep = OnDisk()
    territory = keep("territory", pack_key(asked.pack), lambda: _territory(asked))
    pack = territory.pack
    asks = Request(asked.scenario, None, asked.pack, asked.candidates, asked.candidates is not None)
    key = data_key(asks, territory, model)
    candidates = keep("candidates", key, lambda: _candidates(asked, model, territory))
    if pack.has(LAYER):
        candidates = with_labelled(candidates, territory)[0]
    row = _settled(candidates, _site(candidates, asked.site), territory)
    found = measure(row, territory, model.assumptions, words=admitted(model.eligibility))
    low, value, high = (_plain(end[0]) for end in found.interval(spec.name))
    layers, absent = _layers(spec, pack, candidates, asked)
    return Trace(
        asked.site,
        _text(row["name"].iloc[0]) or asked.site,
        spec.name,
        str(spec.label),
        spec.unit,
        low,
        value,
        high,
        str(spec.formula),
        str(spec.source),
        str(spec.unknown),
        layers,
        absent,
        (_given(row, asked), *evidence_of(spec, row, territory)),
        scenario,
        pack.manifest.name,
        pack.sha256,
        any(layer.synthetic for layer in layers) or candidates.synthetic,
    )


def _spec(name: str) -> IndicatorSpec:
    known = specs()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4) or sorted(known)[:3]
    what = Text(f"indicateur inconnu « {name} »", f"unknown indicator '{name}'")
    remedy = Text(
        f"employer par exemple {', '.join(near)} (liste : docs/criteria.md)",
        f"use for instance {', '.join(near)} (list: docs/criteria.md)",
    )
    raise bad_input(what, remedy, Where(value=name))


def _territory(asked: Asked) -> Territory:
    return load_territory(open_pack(asked.pack) if asked.pack is not None else open_demo())


def _candidates(asked: Asked, model: Model, territory: Territory) -> Candidates:
    if asked.candidates is None:
        return candidates_from_pack(territory)
    return read_candidates(asked.candidates, territory, model.columns or None, strict=False)


def _site(candidates: Candidates, site: str) -> pd.DataFrame:
    table = candidates.table
    if site in table.index:
        return table.loc[[site]]
    ids = [str(name) for name in table.index]
    near = difflib.get_close_matches(site, ids, n=3, cutoff=0.6)
    hint = Text(f" ; peut-être : {', '.join(near)}", f"; perhaps: {', '.join(near)}")
    what = Text(f"site inconnu « {site} »", f"unknown site '{site}'")
    remedy = Text(
        "reprendre l'identifiant du fichier de candidats ou de selection.csv"
        + (hint.fr if near else ""),
        "take the id from the candidate file or selection.csv" + (hint.en if near else ""),
    )
    raise bad_input(what, remedy, Where(candidates.file, value=site))


def _settled(candidates: Candidates, row: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Return the site as a run counts it: status, zoning, owners and area from all that is told."""
    return gather(replace(candidates, table=row), territory).candidates.table


def _layers(
    spec: IndicatorSpec, pack: Pack, candidates: Candidates, asked: Asked
) -> tuple[tuple[LayerTrace, ...], tuple[str, ...]]:
    traces = []
    absent = []
    for name in spec.layers:
        if name == "candidates" and asked.candidates is not None:
            traces.append(_file(candidates))
        elif name in pack.entries:
            entry = pack.entries[name]
            traces.append(
                LayerTrace(
                    name,
                    entry.title,
                    entry.producer,
                    entry.licence,
                    entry.source,
                    entry.vintage,
                    pack.manifest.built,
                    entry.sha256,
                    entry.synthetic,
                    entry.caveat,
                )
            )
        else:
            absent.append(name)
    return tuple(traces), tuple(absent)


def _file(candidates: Candidates) -> LayerTrace:
    return LayerTrace(
        "candidates",
        str(Text("Fichier de candidats", "Candidate file")),
        "–",
        "–",
        Path(candidates.file).name,
        "–",
        "–",
        candidates.sha256,
        candidates.synthetic,
        "",
    )


def _given(row: pd.DataFrame, asked: Asked) -> Evidence:
    site = row.iloc[0]
    facts = {name: _plain(site[name]) for name in _GIVEN if name in row.columns}
    if asked.candidates is not None and pd.notna(site.get("line")):
        facts["line"] = int(site["line"])
    return Evidence("candidates", {k: v for k, v in facts.items() if v is not None})


def _plain(value: Any) -> Any:
    if (
        value is None
        or value is pd.NA
        or (isinstance(value, float | np.floating) and np.isnan(value))
    ):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""
