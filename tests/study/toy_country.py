"""A dozen sites in three regions, compiled by the real model, and plain brute force over them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from tisites.criteria.indicators import specs
from tisites.criteria.spec import Indicators
from tisites.model.compile import compile_program
from tisites.model.declaration import Model
from tisites.model.sites import Sites
from tisites.run.read.case import Case
from tisites.score.scores import Scores, score

SOURCE = "test"
NAMES = {"11": "Île-de-France", "24": "Centre", "53": "Bretagne"}


@dataclass(frozen=True)
class Toy:
    """A case with the data that it was compiled from."""

    case: Case
    table: pd.DataFrame
    quantities: pd.DataFrame
    scores: Scores
    known: dict = field(default_factory=dict)


def model_of(constraints: dict, choose: int = 4) -> Model:
    criteria = {
        "land": ("zan_debit_ha", {0: 1.0, 5: 0.3, 20: 0.0}, 3.0, "environment"),
        "ready": ("readiness_pct", {0: 0.0, 100: 1.0}, 2.0, "maturity"),
        "grid": ("hv_substation_km", {0: 1.0, 10: 0.5, 30: 0.0}, 2.0, "attractiveness"),
        "ti": ("in_territoire_industrie", {0: 0.0, 1: 1.0}, 1.0, "territory"),
    }
    return Model.model_validate(
        {
            "name": "toy",
            "title": "Jouet",
            "version": "1",
            "choose": choose,
            "eligibility": {},
            "score": {
                name: {
                    "indicator": indicator, "label": name, "family": family, "weight": weight,
                    "scale": scale, "source": SOURCE,
                }
                for name, (indicator, scale, weight, family) in criteria.items()
            },
            "constraint": {name: {"source": SOURCE, **rule} for name, rule in constraints.items()},
        }
    )  # fmt: skip


def country(seed: int, n: int = 10) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw sites: who they are, what was measured."""
    rng = np.random.default_rng(seed)
    ids = pd.Index([f"s{k:02d}" for k in range(n)], name="site_id")
    region = rng.integers(0, 3, n)
    hectares = np.round(rng.uniform(3, 60, n), 1)
    table = pd.DataFrame(
        {
            "name": [f"Friche {k}" for k in range(n)],
            "commune": [f"Commune {k}" for k in range(n)],
            "reg": np.array(["11", "24", "53"])[region],
            "reg_nom": np.array(["Île-de-France", "Centre", "Bretagne"])[region],
            "dep": [f"{r}{k % 2}" for k, r in enumerate(region)],
            "dep_nom": [f"Dép {r}{k % 2}" for k, r in enumerate(region)],
            "surface_ha": hectares,
            "x_m": np.round(rng.uniform(0, 60_000, n)),
            "y_m": np.round(rng.uniform(0, 60_000, n)),
            "zone": 0,
            "size_class": np.select([hectares < 10, hectares < 50], ["<10", "10-50"], "50-200"),
        },
        index=ids,
    )
    quantities = pd.DataFrame(
        {
            "zan_debit_ha": np.round(rng.uniform(0, 12, n), 2),
            "readiness_pct": np.round(rng.uniform(0, 100, n)),
            "hv_substation_km": np.round(rng.uniform(0, 40, n), 1),
            "in_territoire_industrie": (rng.random(n) < 0.5).astype(float),
            "surface_ha": hectares,
        },
        index=ids,
    )
    quantities.loc[rng.random(n) < 0.2, "readiness_pct"] = np.nan
    return table, quantities


def compiled(
    table: pd.DataFrame, quantities: pd.DataFrame, model: Model, bases: dict | None = None
) -> Toy:
    groups = {"region": NAMES}
    indicators = Indicators(quantities, specs())
    scores = score(model.score, indicators)
    held = [r for r in model.constraint.values() if r.kind == "lock_in" and r.enabled]
    locked = [s for r in held for s in r.sites]
    sites = Sites(table, indicators, groups, locked=pd.Index(sorted(set(locked)), dtype=str),
                  bases=bases or {})  # fmt: skip
    program = compile_program(model, sites, scores)
    everyone = table.join(scores.table).join(scores.contributions.add_prefix("contribution_"))
    extra = quantities.rename(columns={"surface_ha": "surface_ha_indicator"})
    everyone = everyone.join(extra).assign(eligible=True, reason="", reason_text="", source="X")
    return Toy(
        Case("toy", model, program, everyone, scores.values, False), table, quantities, scores
    )


def toy(seed: int, constraints: dict, choose: int = 4, n: int = 10) -> Toy:
    return compiled(*country(seed, n), model_of(constraints, choose))


def usual(seed: int) -> dict:
    """Constraints of every kind, sometimes tight, sometimes clashing."""
    rng = np.random.default_rng(seed + 1)
    rules = {
        "regions": {"kind": "group_count", "by": "region", "min": 0, "max": int(rng.integers(1, 4)),
                    "limits": {"53": {"min": int(rng.integers(0, 2)), "max": 3}},
                    "empty_groups": "report"},
        "land": {"kind": "total", "use": "zan_debit_ha", "max": float(rng.integers(8, 30))},
        "hectares": {"kind": "total", "use": "surface_ha", "min": float(rng.integers(40, 140))},
        "industry": {"kind": "share", "use": "in_territoire_industrie", "min": 0.5},
        "spacing": {"kind": "separation", "km": float(rng.integers(5, 25))},
    }  # fmt: skip
    return {name: rule for name, rule in rules.items() if rng.random() < 0.75}


def excess(this: Toy, chosen: tuple[int, ...]) -> dict:
    """By how much a selection breaks each limit (see :func:`_excess`), remembered."""
    if chosen not in this.known:
        this.known[chosen] = _excess(this, chosen)
    return this.known[chosen]


def _excess(this: Toy, chosen: tuple[int, ...]) -> dict:  # noqa: PLR0912
    """By how much a selection breaks each limit, in the planner's units, from the data alone.

    Keys: ``(constraint, group, side)``; limits that hold are left out.
    """
    rows = list(chosen)
    found: dict[tuple[str, str, str], float] = {}
    model = this.case.model

    def note(name: str, group: str, low: float, value: float, high: float) -> None:
        if low - value > 1e-9 and math.isfinite(low):
            found[name, group, "min"] = low - value
        if value - high > 1e-9 and math.isfinite(high):
            found[name, group, "max"] = value - high

    for name, rule in model.constraint.items():
        if rule.kind == "group_count":
            here = this.table["reg"].to_numpy()[rows]
            for code in sorted(set(this.table["reg"])):
                limits = rule.limits.get(code)
                low = rule.min if limits is None or limits.min is None else limits.min
                high = rule.max if limits is None or limits.max is None else limits.max
                top = math.inf if high is None else high
                note(name, NAMES[code], low or -math.inf, float((here == code).sum()), top)
        elif rule.kind == "total":
            used = float(this.quantities[rule.use].to_numpy()[rows].sum())
            note(name, "", rule.min if rule.min is not None else -math.inf, used,
                 rule.max if rule.max is not None else math.inf)  # fmt: skip
        elif rule.kind == "share":
            mine = float(this.quantities[rule.use].to_numpy()[rows].sum())
            # as declared: the share of the sites chosen, in hundredths of the sites to choose
            lack = rule.min * len(rows) - mine
            if lack > 1e-9:
                found[name, "", "min"] = 100.0 * lack / model.choose
        elif rule.kind == "group_capacity":
            used = this.quantities[rule.use].to_numpy()[rows]
            here = this.table["reg"].to_numpy()[rows]
            for code, group in NAMES.items():
                note(name, group, -math.inf, float(used[here == code].sum()), rule.capacity)
        elif rule.kind == "size_class":
            sizes = this.table["size_class"].to_numpy()[rows]
            for said, limits in rule.limits.items():
                inside = sizes == said
                low = -math.inf if limits.min is None else limits.min
                high = math.inf if limits.max is None else limits.max
                note(name, f"{said} ha", low, float(inside.sum()), high)
        elif rule.kind == "separation":
            x, y = this.table["x_m"].to_numpy()[rows], this.table["y_m"].to_numpy()[rows]
            gaps = [
                math.hypot(x[i] - x[j], y[i] - y[j]) / 1000.0
                for i, j in itertools.combinations(range(len(rows)), 2)
            ]
            if gaps and rule.km - min(gaps) > 1e-9:
                found[name, "", "km"] = rule.km - min(gaps)
        elif rule.kind == "lock_in":
            for site in rule.sites:
                if this.table.index.get_loc(site) not in rows:
                    found[name, site, "lock_in"] = 1.0
    if len(rows) < model.choose:
        found["choose", "", "less"] = model.choose - len(rows)
    if len(rows) > model.choose:
        found["choose", "", "more"] = len(rows) - model.choose
    return found


def subsets(this: Toy, size: int | None = None):
    n = len(this.table)
    sizes = range(n + 1) if size is None else [size]
    return itertools.chain.from_iterable(itertools.combinations(range(n), k) for k in sizes)


def best(
    this: Toy, *, inside: int | None = None, outside: int | None = None, value=None,
    allow=lambda broken: not broken, size: int | None = None,
) -> tuple[float, set[tuple[int, ...]]]:  # fmt: skip
    """Value of the best feasible selection and all that reach it; -inf and nobody without one."""
    worth = this.scores.table["score"].to_numpy() if value is None else value
    top, winners = -math.inf, set()
    for chosen in subsets(this, size if size is not None else this.case.model.choose):
        if inside is not None and inside not in chosen:
            continue
        if outside is not None and outside in chosen:
            continue
        if not allow(excess(this, chosen)):
            continue
        total = float(worth[list(chosen)].sum())
        if total > top + 1e-9:
            top, winners = total, {chosen}
        elif total > top - 1e-9:
            winners.add(chosen)
    return top, winners


def with_rule(this: Toy, name: str, **changes) -> Toy:
    """Return the toy with keys of a constraint changed."""
    rules = dict(this.case.model.constraint)
    rules[name] = rules[name].model_copy(update=changes)
    model = this.case.model.model_copy(update={"constraint": rules})
    again = compiled(this.table, this.quantities, model)
    return replace(again, scores=this.scores, known={})
