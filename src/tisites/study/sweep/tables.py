"""A sweep as tables: one row a point, one row a point and selected site, one row a constraint."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.spreadsheet_text import for_programs
from tisites.messages.text import language
from tisites.run.answer.write import SYNTHETIC
from tisites.study.sweep.answer import SITE
from tisites.study.sweep.ledger import EVERY, Ledger, described

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Words of a point that has no answer yet.
WAITING = "waiting"


@dataclass(frozen=True)
class Swept:
    """What is known of a sweep.

    Parameters
    ----------
    folder : Path
        Where it lies.
    asked : dict
        Contents of ``sweep.json``.
    results : DataFrame
        Index ``scenario`` in the planner's order: ``reference``, ``status``, ``objective``,
        ``bound``, ``n_selected``, ``hectares``, ``n_eligible``, ``served_share``, ``message``,
        then every key that varies, then ``key``.
    selected : DataFrame
        ``scenario``, ``site_id``: one row for each selected site.
    sites : DataFrame
        Index ``site_id``: every site ever selected, by whom it is found.
    constraints : DataFrame
        ``scenario``, ``constraint``, ``rows``, ``binding_rows``, ``binding``; ``activity``,
        ``lower``, ``upper`` of constraints with one row.
    timings : DataFrame
        Index ``scenario``: seconds; these alone are not the same from one sweep to the next.
    """

    folder: Path
    asked: dict[str, Any]
    results: pd.DataFrame
    selected: pd.DataFrame
    sites: pd.DataFrame
    constraints: pd.DataFrame
    timings: pd.DataFrame

    @property
    def varied(self) -> list[str]:
        """Dotted keys in which the points differ."""
        points = self.asked["points"]
        return list(points[0]["values"]) if points else []

    @property
    def synthetic(self) -> bool:
        """Whether any answer rests on synthetic data."""
        return "notice" in self.results.columns


def open_sweep(folder: Path) -> Swept:
    """Read a sweep, finished or not.

    Raises
    ------
    BadInputError
        If the folder is no sweep.
    """
    asked = described(folder)
    points = asked["points"]
    known = Ledger(folder).known({point["key"] for point in points}, EVERY)
    sites: dict[str, list[Any]] = {}
    for key in sorted(known):
        sites.update(known[key]["sites"])
    table = pd.DataFrame.from_dict(
        {site: sites[site] for site in sorted(sites)}, orient="index", columns=list(SITE)
    )
    table.index.name = "site_id"
    for column in ("surface_ha", "lon", "lat"):
        table[column] = table[column].astype("float64")
    results = pd.DataFrame([_row(point, known.get(point["key"]), table) for point in points])
    if any(answer["synthetic"] for answer in known.values()):
        results["notice"] = SYNTHETIC
    here = [(point["name"], known.get(point["key"])) for point in points]
    selected = [(name, site) for name, found in here if found for site in found["selected"]]
    constraints = [
        {"scenario": name, **_constraint(row)}
        for name, found in here
        if found
        for row in found["constraints"]
    ]
    timings = [{"scenario": name, **found["timing"]} for name, found in here if found]
    return Swept(
        folder, asked, results.set_index("scenario"),
        pd.DataFrame(selected, columns=["scenario", "site_id"]), table,
        pd.DataFrame(constraints, columns=[
            "scenario", "constraint", "rows", "binding_rows", "binding", "activity", "lower",
            "upper",
        ]),
        pd.DataFrame(timings, columns=[
            "scenario", "seconds", "prepare", "solve", "warm", "worker",
        ]).set_index("scenario"),
    )  # fmt: skip


def _row(
    point: Mapping[str, Any], found: Mapping[str, Any] | None, sites: pd.DataFrame
) -> dict[str, Any]:
    chosen = found["selected"] if found else []
    message = found["message"][language()] if found else ""
    hectares = sites["surface_ha"].reindex(chosen).sum() if chosen else float("nan")
    return {
        "scenario": point["name"],
        "reference": point["reference"],
        "status": found["status"] if found else WAITING,
        "objective": _figure(found, "objective"),
        "bound": _figure(found, "bound"),
        "n_selected": len(chosen),
        "hectares": round(float(hectares), 4),
        "n_eligible": _figure(found, "n_eligible"),
        "served_share": _figure(found, "served_share"),
        "message": message,
        **{key: _cell(value) for key, value in point["values"].items()},
        "key": point["key"],
    }


def _figure(found: Mapping[str, Any] | None, name: str) -> float:
    value = found.get(name) if found else None
    return float("nan") if value is None else float(value)


def _cell(value: Any) -> Any:
    """Return a value that a column can hold: tables and lists are told as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _constraint(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{k: row.get(k) for k in ("constraint", "rows", "activity", "lower", "upper")},
        "binding_rows": len(row["binding"]),
        "binding": ", ".join(row["binding"]),
    }


def write_tables(swept: Swept) -> None:
    """Write ``results.parquet`` and ``.csv``, ``selected.parquet``, ``sites.parquet``, ….

    Each is written beside its place and moved there; the same answers give the same bytes, but for
    ``timings.csv``.
    """
    results = swept.results.reset_index()
    for name in swept.varied:
        if results[name].map(type).nunique() > 1:  # true beside 3.0: one column, one type
            numbers = results[name].map(lambda v: isinstance(v, int | float) or v is None)
            kind = "float64" if numbers.all() else "str"
            results[name] = results[name].astype(kind)
    frames = {
        "results.parquet": results,
        "selected.parquet": swept.selected,
        "sites.parquet": swept.sites.reset_index(),
        "constraints.parquet": swept.constraints,
    }
    for name, frame in frames.items():
        _moved(swept.folder / name, lambda path, f=frame: f.to_parquet(path, index=False))
    _moved(swept.folder / "results.csv",
           lambda p: for_programs(results).to_csv(p, index=False, lineterminator="\n"))  # fmt: skip
    timings = swept.timings.reset_index()
    _moved(swept.folder / "timings.csv",
           lambda p: for_programs(timings).to_csv(p, index=False, lineterminator="\n"))  # fmt: skip


def _moved(path: Path, write: Any) -> None:
    fresh = path.with_name(f"{path.name}.partial")
    write(fresh)
    fresh.replace(path)
