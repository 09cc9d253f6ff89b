"""The answer laid out for people: chosen sites, constraints with what binds, inputs traced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.consolidate import reason_family
from tisites.criteria.density import commune_density, cross
from tisites.criteria.mutafriches import mutafriches
from tisites.criteria.mutafriches_facts import facts_of
from tisites.messages.text import language
from tisites.run.calendar_tables import availability
from tisites.run.fair_report import fair_report
from tisites.run.fingerprint import versions
from tisites.run.identity import FORMAT, identity, run_hash

if TYPE_CHECKING:
    from tisites.model.program import Separation
    from tisites.run.prepared import Prepared, Survey
    from tisites.solve.fairness.lexicographic import Fair
    from tisites.solve.solution import Solution

#: A row whose activity is within this of a limit binds.
BINDING = 1e-6


@dataclass(frozen=True, slots=True)
class Activity:
    """How one row of the program stands at the answer.

    Parameters
    ----------
    name : str
        Label of the row, ``constraint[group]``.
    constraint : str
        Declared constraint.
    group : str
        Territory, for the planner; empty without groups.
    activity : float
        Value of the row. For a separation: the least distance between two chosen sites, in km.
    lower, upper : float
        Limits, infinite where open.
    binding : bool
        Whether a limit is met exactly. For a separation: whether a chosen site keeps an eligible
        one out.
    """

    name: str
    constraint: str
    group: str
    activity: float
    lower: float
    upper: float
    binding: bool


@dataclass(frozen=True)
class Outcome:
    """A solved run, before it is written.

    Parameters
    ----------
    prepared : Prepared
        What was solved.
    solution : Solution
        The answer and its proof.
    fair : Fair, optional
        Stages of equity and the efficient answer, where the model has ``[equity]``.
    robust : dict, optional
        What ``[robust]`` did (:func:`tisites.run.robust.protected`); the program is then the one
        that pays for the protection.
    """

    prepared: Prepared
    solution: Solution
    robust: dict[str, Any] | None = None
    fair: Fair | None = None

    @property
    def ids(self) -> pd.Index:
        """Ids of the chosen sites, sorted."""
        return self.prepared.sites.table.index[self.solution.selected]

    @cached_property
    def mutafriches(self) -> pd.DataFrame:
        """The State's rubric, beside the score and never inside it; index site id."""
        return rubric(self.prepared)

    def selection(self) -> pd.DataFrame:
        """Return one row a chosen site, by région, département and id; the caller's own copy."""
        return self._selection.copy()

    @cached_property
    def _selection(self) -> pd.DataFrame:
        prepared = self.prepared
        here = prepared.sites.table.loc[self.ids]
        scores = prepared.scores.at(self.ids)
        table = pd.DataFrame(
            {
                "id": here.index,
                "name": here["name"].to_numpy(),
                "commune": here["commune"].to_numpy(),
                "departement": here["dep_nom"].to_numpy(),
                "region": here["reg_nom"].to_numpy(),
                "hectares": here["surface_ha"].to_numpy(dtype=np.float64).round(4),
            }
        )
        for column in ("score", "score_low", "score_high", "reliability"):
            table[column] = scores.table[column].to_numpy().round(6)
        for column in ("mutafriches_index", "mutafriches_reliability"):
            table[column] = self.mutafriches.loc[self.ids, column].to_numpy()
        for name in scores.contributions.columns:
            table[f"contribution_{name}"] = scores.contributions[name].to_numpy().round(6)
        for column in ("insee", "dep", "reg", "epci_siren", "epci_nom", "zone_emploi", "ti_id"):
            table[column] = here[column].to_numpy()
        table["lon"] = here["lon"].to_numpy(dtype=np.float64).round(6)
        table["lat"] = here["lat"].to_numpy(dtype=np.float64).round(6)
        table["status"] = here["status"].to_numpy()
        when = availability(
            here,
            prepared.indicators.table.loc[self.ids],
            prepared.model.assumptions.steps_start_year,
        )
        for column in when.columns:
            table[column] = when[column].to_numpy()
        return table.sort_values(["reg", "dep", "id"], kind="stable", ignore_index=True)

    def candidates(self) -> pd.DataFrame:
        """Return every candidate with its decision, its reason and what was measured of it."""
        return self._candidates.copy()

    @cached_property
    def _candidates(self) -> pd.DataFrame:
        table = candidate_table(self.prepared)
        table.insert(
            table.columns.get_loc("reason"), "selected", table["site_id"].isin(set(self.ids))
        )
        return table

    def activities(self) -> list[Activity]:
        """Return how every row stands, separations last."""
        program, solution = self.prepared.program, self.solution
        groups = program.row_groups or ("",) * program.n_rows
        rows = [
            Activity(label, name, group, float(a), float(lo), float(up),
                     bool(abs(a - lo) <= BINDING or abs(a - up) <= BINDING))
            for label, name, group, a, lo, up in zip(
                program.row_labels, program.row_constraints, groups, solution.activities,
                program.row_lower, program.row_upper, strict=True,
            )
        ]  # fmt: skip
        return rows + [self._spacing(rule) for rule in program.separations]

    def _spacing(self, rule: Separation) -> Activity:
        chosen = self.solution.selected
        least = np.inf
        for zone in np.unique(rule.zone[chosen]):
            here = chosen[rule.zone[chosen] == zone]
            if here.size > 1:
                from scipy.spatial.distance import pdist

                points = np.column_stack([rule.x_m[here], rule.y_m[here]])
                least = min(least, float(pdist(points).min()) / 1000.0)
        return Activity(
            rule.constraint, rule.constraint, "", least, rule.km, np.inf, _keeps_out(rule, chosen)
        )

    def service(self) -> dict[str, float] | None:
        """Return what the selection serves of the demand, ``None`` without an access term."""
        access = self.prepared.program.access
        if access is None:
            return None
        points = access.served(self.solution.selected)
        total = float(access.demand.sum())
        return {
            "points": points,
            "demand": total,
            "served": points / access.weight,
            "served_share": points / access.weight / total,
        }

    def report(self) -> dict[str, Any]:
        """Return the contents of ``solution.json``."""
        prepared, solution = self.prepared, self.solution
        return {
            "format": FORMAT,
            "proof": solution.proof.value,
            "objective": solution.value,
            "bound": solution.bound,
            "gap": solution.gap,
            "selected": list(self.ids),
            "scenario": prepared.scenario,
            "synthetic": prepared.synthetic,
            "notice": "données de démonstration, synthétiques" if prepared.synthetic else "",
            "n_candidates": len(prepared.candidates.table),
            "n_eligible": len(prepared.sites),
            "exclusions": exclusions(prepared),
            "access": self.service(),
            "robust": self.robust,
            "equity": None if self.fair is None else fair_report(self.fair, prepared),
            "solver": solution.solver,
            "certificate": dict(solution.certificate),
            "seconds": {**prepared.stopwatch.seconds, **_solve_seconds(solution)},
            "constraints": [
                {field: getattr(row, field) for field in Activity.__slots__}
                for row in self.activities()
            ],
            "inputs": inputs(prepared),
            "model": prepared.model.model_dump(mode="json"),
            "language": language(),
            "versions": versions(),
            "identity": identity(prepared),
            "run": run_hash(prepared),
        }


def rubric(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return the State's rubric of every measured site; index site id."""
    measured = prepared.indicators.table
    sites = prepared.candidates.table.reindex(measured.index)
    return mutafriches(facts_of(sites, measured)).round(6)


def candidate_table(prepared: Prepared | Survey) -> pd.DataFrame:
    """Return every candidate, whether it competes and why not, and what was measured of it."""
    table = prepared.candidates.table.drop(columns=["line"])
    admission = prepared.admission
    density = table["insee"].astype(object).map(commune_density(prepared.territory))
    table["density"] = density
    table["region_x_density"] = cross(table["reg"], density)
    table["overseas"] = (table["zone"] > 0).map({True: "yes", False: "no"}).astype("str")
    table["eligible"] = admission.eligible.reindex(table.index).to_numpy(dtype=bool)
    table["reason"] = admission.reason.reindex(table.index).to_numpy()
    table["reason_text"] = admission.reason_text.reindex(table.index).to_numpy()
    table = table.join(prepared.scores.table)
    table = table.join(prepared.scores.contributions.add_prefix("contribution_"))
    measured = prepared.indicators.table
    twice = {name: f"{name}_indicator" for name in measured.columns if name in table.columns}
    table = table.join(measured.rename(columns=twice)).join(rubric(prepared))
    return table.reset_index(names="site_id")


def _solve_seconds(solution: Solution) -> dict[str, float]:
    return {f"solve.{name}": value for name, value in solution.seconds.items()}


def _keeps_out(rule: Separation, chosen: np.ndarray) -> bool:
    from scipy.spatial import cKDTree

    for zone in np.unique(rule.zone[chosen]):
        near = np.flatnonzero(rule.zone == zone)
        points = np.column_stack([rule.x_m[near], rule.y_m[near]])
        mine = np.isin(near, chosen)
        others = points[~mine]
        if len(others) == 0:
            continue
        gap, _ = cKDTree(points[mine]).query(others)
        if (gap < rule.km * 1000.0).any():
            return True
    return False


def exclusions(prepared: Prepared) -> dict[str, int]:
    """Return how many sites fell out, by reason code; ids of other records left out of codes."""
    reason = prepared.admission.reason
    counts = reason[reason != ""].astype("str").map(reason_family).value_counts()
    return {str(code): int(counts[code]) for code in sorted(counts.index)}


def inputs(prepared: Prepared) -> list[dict[str, Any]]:
    """Return every input with its hash, its producer and its licence."""
    manifest = prepared.territory.pack.manifest
    layers = [
        {
            "name": f"{manifest.name}/{entry.name}",
            "sha256": entry.sha256,
            "producer": entry.producer,
            "licence": entry.licence,
            "vintage": entry.vintage,
            "synthetic": entry.synthetic,
        }
        for entry in manifest.layers
    ]
    candidates = prepared.candidates
    return [
        {"name": candidates.file, "sha256": candidates.sha256, "synthetic": candidates.synthetic},
        *layers,
    ]
