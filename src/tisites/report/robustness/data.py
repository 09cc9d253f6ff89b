"""What to verify first, in the planner's words: site, quantity, layer, what it would change."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number, t
from tisites.report.robustness.sites import criterion_words, named_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.read.case import Case
    from tisites.study.robustness.data_value import DataValue


def quantity_where(scale: Mapping[float, float], value: float) -> tuple[str, float] | None:
    """Return where a value function is at least ``value``: (``">="`` or ``"<="``, quantity).

    ``None`` where the function is not monotone, or never reaches it.

    Examples
    --------
    >>> quantity_where({0: 0.0, 10: 0.5, 20: 0.5, 30: 1.0}, 0.5)
    ('>=', 10.0)
    >>> quantity_where({0: 1.0, 10: 0.0}, 0.25)
    ('<=', 7.5)
    """
    points = sorted(scale)
    values = [scale[q] for q in points]
    rising = all(a <= b for a, b in pairwise(values))
    if not (rising or all(a >= b for a, b in pairwise(values))):
        return None
    ordered = list(zip(points, values, strict=True))
    if not rising:
        ordered.reverse()
    if value > ordered[-1][1] or value <= ordered[0][1]:
        return None
    for (q0, v0), (q1, v1) in pairwise(ordered):
        if v0 < value <= v1:
            at = q0 + (q1 - q0) * (value - v0) / (v1 - v0)
            return (">=" if rising else "<=", float(at))
    return None


def quantities(case: Case, name: str, labels: np.ndarray) -> np.ndarray:
    """Return low, told and high quantity of an indicator for some sites; NaN where unknown.

    Returns
    -------
    (k, 3) float64
    """
    known = case.everyone.loc[labels]
    ends = [f"{name}_low", f"{name}_indicator", f"{name}_high"]
    if ends[1] not in known.columns:
        ends[1] = name
    columns = [
        known[end].to_numpy(dtype=np.float64)
        if end in known.columns
        else np.full(len(known), np.nan)
        for end in ends
    ]
    return np.column_stack(columns)


#: What a layer of a pack holds, for who must go and check; a name of its own otherwise.
_LAYERS = {
    "airports": Text("aéroports", "airports"),
    "candidates": Text("liste des candidats", "list of candidates"),
    "collective_water": Text("eau industrielle collective", "collective industrial water"),
    "commune_jobs": Text("emplois par commune", "jobs by commune"),
    "communes": Text("communes", "communes"),
    "departement_jobs": Text("emplois par département", "jobs by département"),
    "drought_restrictions": Text("arrêtés sécheresse", "drought orders"),
    "energy_intensive_plants": Text("usines à chaleur", "heat-intensive plants"),
    "flood_plans": Text("plans de prévention des inondations", "flood plans"),
    "flood_zones": Text("zones inondables", "flood zones"),
    "freight_stations": Text("gares de fret", "freight stations"),
    "frr_communes": Text("France ruralités revitalisation", "rural revitalisation zones"),
    "low_flow": Text("étiages projetés", "projected low flows"),
    "pene": Text("projets d'envergure nationale", "projects of national interest"),
    "production_schools": Text("écoles de production", "production schools"),
    "rebond_industriel": Text("Rebond industriel", "Rebond industriel"),
    "road_edges": Text("réseau routier", "road network"),
    "road_nodes": Text("réseau routier", "road network"),
    "sea_ports": Text("ports maritimes", "sea ports"),
    "sidings": Text("embranchements ferroviaires", "rail sidings"),
    "substations": Text("postes électriques", "substations"),
    "territoires_industrie": Text("Territoires d'industrie", "Territoires d'industrie"),
    "territoires_industrie_2018": Text("Territoires d'industrie (2018)",
                                       "Territoires d'industrie (2018)"),
    "territory_projects": Text("projets des territoires", "projects of territories"),
    "zones_emploi": Text("zones d'emploi", "employment zones"),
}  # fmt: skip


def layers_words(names: str) -> str:
    """Say which layers an indicator is read in, each kind once.

    Examples
    --------
    >>> layers_words("communes road_nodes road_edges")
    'communes, réseau routier'
    """
    said = (str(_LAYERS.get(name, name.replace("_", " "))) for name in names.split())
    return ", ".join(dict.fromkeys(said))


def verify_table(case: Case, data: DataValue) -> pd.DataFrame:
    """Return the data value study with names, units, layers and thresholds in units.

    Returns
    -------
    DataFrame
        One row an unknown quantity, most worth verifying first: ``rank``, who the site is,
        ``chosen``, ``criterion``, ``label``, ``indicator``, ``unit``, ``layers``,
        ``quantity_low``, ``quantity``, ``quantity_high``, ``changes_if``, ``threshold_quantity``,
        ``cost``, ``most_gain``, ``share``, ``expected_gain``.
    """
    table = data.table.reset_index(drop=True)
    who = named_sites(case, table["column"])
    known = specs()
    names = list(case.model.score)
    rows = []
    for k, row in enumerate(table.itertuples(index=False)):
        name = names[int(row.criterion)]
        criterion = case.model.score[name]
        spec = known.get(criterion.indicator)
        label = np.array([who["site_id"][k]], dtype=object)
        low, told, high = quantities(case, criterion.indicator, label)[0]
        sign, at = _turning(criterion.scale, float(row.threshold), bool(row.chosen))
        rows.append({
            "chosen": bool(row.chosen),
            "criterion": name,
            "label": criterion_words(case, name),
            "indicator": criterion.indicator,
            "unit": "" if spec is None else spec.unit,
            "layers": "" if spec is None else " ".join(spec.layers),
            "quantity_low": low,
            "quantity": told,
            "quantity_high": high,
            "changes_if": sign,
            "threshold_quantity": at,
            **{c: getattr(row, c) for c in ("cost", "most_gain", "share", "expected_gain")},
        })  # fmt: skip
    columns = [
        "chosen", "criterion", "label", "indicator", "unit", "layers", "quantity_low", "quantity",
        "quantity_high", "changes_if", "threshold_quantity", "cost", "most_gain", "share",
        "expected_gain",
    ]  # fmt: skip
    told_of = pd.concat([who, pd.DataFrame(rows, columns=columns)], axis=1)
    told_of.insert(0, "rank", np.arange(1, len(told_of) + 1))
    return told_of


def _turning(scale: Mapping[float, float], threshold: float, chosen: bool) -> tuple[str, float]:
    """Return the side and the quantity beyond which the selection changes."""
    found = quantity_where(scale, threshold)
    if found is None:
        return "", float("nan")
    sign, at = found
    if chosen:  # a chosen site leaves on the bad side
        sign = "<" if sign == ">=" else ">"
    return sign, at


def effect_words(row: Any) -> str:
    """Say what knowing a quantity would change.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> effect_words(SimpleNamespace(chosen=False, changes_if=">=", threshold_quantity=41.0,
    ...     unit="MW"))
    'entrerait si ≥ 41,0 MW'
    """
    does = Text("sortirait", "would leave") if row.chosen else Text("entrerait", "would come in")
    if not row.changes_if:
        return str(does)
    sign = {">=": "≥", "<=": "≤"}.get(row.changes_if, row.changes_if)
    amount = f"{_amount(row.threshold_quantity, row.unit)}{unit_words(row.unit)}"
    return f"{does} {Text('si', 'if')} {sign} {amount}"


def interval_words(row: Any) -> str:
    """Say between which ends a quantity is known to lie.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> interval_words(SimpleNamespace(quantity_low=1.0, quantity_high=float("nan"), unit="ha"))
    'de 1,0 à ? ha'
    """
    if not (np.isfinite(row.quantity_low) or np.isfinite(row.quantity_high)):
        return t("inconnu", "unknown")
    low, high = (
        _amount(q, row.unit) if np.isfinite(q) else "?"
        for q in (row.quantity_low, row.quantity_high)
    )
    return f"{Text(f'de {low} à {high}', f'{low} to {high}')}{unit_words(row.unit)}"


def _amount(value: float, unit: str) -> str:
    """Write a quantity; a year takes neither decimals nor a thousands separator."""
    return f"{value:.0f}" if unit == "year" else number(value, 1)
