"""Every candidate of a result as the map and the table read it: one list a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.consolidate import reason_family
from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.report.left_out import reason_words
from tisites.report.map.selection import deciding_layers
from tisites.web.contract import ColumnsBody, Measure, ReasonBody
from tisites.web.views.frames import frame_numbers, zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tisites.model.declaration import Model
    from tisites.web.views.frames import Measured

#: Decimals a score is sent with: those that the engine tells apart in its tables.
_SCORE_DECIMALS = 3
#: Indicators shown beside those that the model scores.
_ALWAYS = ("available_year", "turnkey_probability", "cost_meur")


def columns(
    case: Measured,
    selected: Iterable[str],
    run: str,
    key: str,
    scores: pd.DataFrame | None = None,
    source: str = "",
) -> ColumnsBody:
    """Return every candidate of a case, sorted by id, with a result's choice and scores.

    Parameters
    ----------
    case : Measured
        What was solved.
    selected : iterable of str
        Ids of the chosen sites.
    run, key : str
        Hash of the run; key of the case.
    scores : DataFrame, optional
        Index: the sites that compete; ``score``, ``score_low``, ``score_high`` under other weights
        than the case's own.
    source : str
        :func:`source_line`.

    Raises
    ------
    KeyError
        If a chosen site is no candidate of the case.
    """
    table = case.everyone.sort_index()
    chosen = set(selected)
    strange = chosen - set(table.index)
    if strange:
        raise KeyError(f"chosen, and no candidate: {sorted(strange)[:5]}")
    frame = frame_numbers(table)
    place = table[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    placed = (frame >= 0) & np.isfinite(place).all(axis=1)
    reasons, reason = _reasons(case, table)
    points = table if scores is None else scores.reindex(table.index)
    names = table[["reg", "reg_nom"]].dropna().drop_duplicates("reg").sort_values("reg")
    indicators, meta = _indicators(case, table)
    return ColumnsBody(
        run=run,
        case=key,
        n=len(table),
        id=[str(site) for site in table.index],
        **{to: _words(table[column]) for to, column in _TOLD.items()},
        region_name=dict(zip(names["reg"].astype(str), names["reg_nom"].astype(str), strict=True)),
        x=_whole(place[:, 0], placed),
        y=_whole(place[:, 1], placed),
        zone=_whole(frame.astype(np.float64), placed),
        zones=zones(),
        eligible=table["eligible"].tolist(),
        reason=reason,
        reasons=reasons,
        selected=[site in chosen for site in table.index],
        score=_figures(points["score"], _SCORE_DECIMALS),
        low=_figures(points["score_low"], _SCORE_DECIMALS),
        high=_figures(points["score_high"], _SCORE_DECIMALS),
        surface_ha=_figures(table["surface_ha"], 4),
        indicators=indicators,
        indicator_meta=meta,
        source=source,
    )


def source_line(inputs: Sequence[Mapping[str, Any]], model: Model) -> str:
    """Name who made what the map rests on: candidates, outlines, the layers that score.

    Parameters
    ----------
    inputs : sequence of mapping
        ``inputs`` of a run's report: the candidates first, then each layer of the pack.
    model : Model
        Criteria of no weight decide nothing.
    """
    layers = {str(one["name"]).partition("/")[2]: one for one in inputs}
    deciding = [layers[name] for name in deciding_layers(model.score) if name in layers]
    told = [_credit(one) for one in deciding]
    own = [str(one["name"]) for one in inputs[:1] if not str(one["name"]).endswith(".parquet")]
    return " ; ".join(dict.fromkeys([*own, *told]))


def _credit(layer: Mapping[str, Any]) -> str:
    vintage = str(layer["vintage"])
    known = [] if vintage in ("", "non précisé") else [vintage]
    return f"{', '.join([str(layer['producer']), *known])} ({layer['licence']})"


_TOLD = {"name": "name", "commune": "commune", "insee": "insee", "dep": "dep", "region": "reg"}


def _words(column: pd.Series) -> list[str | None]:
    known = column.notna().to_numpy()
    return [
        str(value) if here else None
        for value, here in zip(column.astype(object), known, strict=True)
    ]


def _whole(values: NDArray[np.float64], known: NDArray[np.bool_]) -> list[int | None]:
    rounded = np.rint(np.where(known, values, 0.0)).astype(np.int64).tolist()
    return [value if here else None for value, here in zip(rounded, known, strict=True)]


def _figures(column: pd.Series, decimals: int) -> list[float | None]:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(values)
    rounded = np.round(np.where(known, values, 0.0), decimals).tolist()
    return [value if here else None for value, here in zip(rounded, known, strict=True)]


def _reasons(case: Measured, table: pd.DataFrame) -> tuple[list[ReasonBody], list[int | None]]:
    """Return the families of reasons, the most frequent first, and that of each candidate."""
    codes = table["reason"].fillna("").astype(str)
    family = codes.map({code: reason_family(code) if code else "" for code in codes.unique()})
    counts = family[family != ""].value_counts()
    ordered = sorted(counts.index, key=lambda code: (-int(counts[code]), code))
    bars = getattr(case.model, "exclude", {})
    said = [
        ReasonBody(
            key=code,
            label=str(reason_words(code, bars, table["reason_text"][family == code])),
            sites=int(counts[code]),
        )
        for code in ordered
    ]
    number = {code: k for k, code in enumerate(ordered)}
    return said, [number.get(code) for code in family]


def _indicators(
    case: Measured, table: pd.DataFrame
) -> tuple[dict[str, list[float | None]], list[Measure]]:
    """Return the indicators that the model scores and those that a planner always asks for."""
    scored = [getattr(one, "indicator", "") for one in case.model.score.values()]
    known = specs()
    values: dict[str, list[float | None]] = {}
    meta: list[Measure] = []
    for name in dict.fromkeys([*scored, *_ALWAYS]):
        column = f"{name}_indicator" if f"{name}_indicator" in table.columns else name
        if name not in known or column not in table.columns:
            continue
        decimals = _decimals(known[name].unit, table[column])
        values[name] = _figures(table[column], max(decimals, 2))
        meta.append(
            Measure(
                key=name,
                label=str(known[name].label),
                unit=str(unit_words(known[name].unit)).strip(),
                decimals=decimals,
            )
        )
    return values, meta


def _decimals(unit: str, column: pd.Series) -> int:
    """Return the decimals that tell the values of a column apart to a reader."""
    if unit in ("0/1", "0-4", "persons", "jobs"):
        return 0
    if unit == "year":
        return 1
    values = np.abs(column.to_numpy(dtype=np.float64, na_value=np.nan))
    known = values[np.isfinite(values)]
    greatest = float(known.max()) if known.size else 0.0
    return 2 if greatest <= 1.0 else 0 if greatest >= 1000 else 1
