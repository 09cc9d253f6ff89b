"""The answer laid out for people: chosen sites, constraints with what binds, inputs traced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.consolidate import reason_family
from tisites.criteria.blanks import admitted
from tisites.criteria.site_context import CONTEXT
from tisites.data.fingerprint import versions
from tisites.messages.text import language
from tisites.run.answer.calendar_tables import availability, connection_table
from tisites.run.answer.delivery_report import delivery_report
from tisites.run.answer.fair_report import fair_report
from tisites.run.answer.measure_report import measure_report
from tisites.run.answer.overseas import overseas_report
from tisites.run.answer.rules import rules_report
from tisites.run.files.identity import FORMAT, identity, run_hash
from tisites.run.prepare.everyone import candidate_table, rubric, standing
from tisites.run.read.activity import Activity, activities

if TYPE_CHECKING:
    from tisites.run.answer.overseas import Overseas
    from tisites.run.answer.rules import RuleEffects
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.fairness.lexicographic import Fair
    from tisites.solver.solution import Solution


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
        What ``[robust]`` did (:func:`tisites.run.answer.robust.protected`); the program is then
        the one that pays for the protection.
    rules : RuleEffects, optional
        What each rule decides, once measured (:func:`tisites.run.answer.rules.with_rules`).
    overseas : Overseas, optional
        Overseas candidates among themselves (:func:`tisites.run.answer.overseas.with_overseas`).
    """

    prepared: Prepared
    solution: Solution
    robust: dict[str, Any] | None = None
    fair: Fair | None = None
    rules: RuleEffects | None = None
    overseas: Overseas | None = None

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
        return self._selection.copy(deep=False)  # pandas copies what is written to

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
        context = standing(prepared).loc[here.index, list(CONTEXT)]
        for column in CONTEXT:
            table[column] = context[column].to_numpy()
        table["condition"] = prepared.admission.condition.loc[self.ids].to_numpy()
        when = availability(
            here,
            prepared.indicators.table.loc[self.ids],
            prepared.model.assumptions.steps_start_year,
            admitted(prepared.model.eligibility),
        )
        for column in when.columns:
            table[column] = when[column].to_numpy()
        return table.sort_values(["reg", "dep", "id"], kind="stable", ignore_index=True)

    def candidates(self) -> pd.DataFrame:
        """Return every candidate with its decision, its reason and what was measured of it."""
        return self._candidates.copy(deep=False)

    @cached_property
    def _candidates(self) -> pd.DataFrame:
        table = candidate_table(self.prepared)
        table.insert(
            table.columns.get_loc("reason"), "selected", table["site_id"].isin(set(self.ids))
        )
        return table

    @cached_property
    def connection(self) -> pd.DataFrame:
        """The lines that would join the chosen sites to the grid, one row a site."""
        prepared = self.prepared
        here = prepared.sites.table.loc[self.ids]
        return connection_table(here, prepared.territory, prepared.model.assumptions)

    def activities(self) -> list[Activity]:
        """Return how every row stands, separations last."""
        return activities(self.prepared.program, self.solution)

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

    @cached_property
    def delivery(self) -> dict[str, Any]:
        """How many of the chosen sites are turnkey by the deadline, and how likely."""
        return delivery_report(self)

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        """Every enabled measure of equity at the answer, by its name in the model."""
        return measure_report(self.solution, self.prepared)

    def equity(self) -> dict[str, Any] | None:
        """Return what equity cost and came to; ``None`` where no measure is declared."""
        if self.fair is None and not self.measures:
            return None
        cost = {} if self.fair is None else fair_report(self.fair, self.prepared)
        return {**cost, "measures": self.measures}

    def report(self) -> dict[str, Any]:
        """Return the contents of ``solution.json``."""
        prepared, solution = self.prepared, self.solution
        return {
            "format": FORMAT,
            "proof": solution.proof.value,
            "certified": solution.certified,
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
            "equity": self.equity(),
            "solver": solution.solver,
            "certificate": dict(solution.certificate),
            "rules": rules_report(self.rules),
            "delivery": self.delivery,
            "overseas": overseas_report(self.overseas),
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


def _solve_seconds(solution: Solution) -> dict[str, float]:
    return {f"solve.{name}": value for name, value in solution.seconds.items()}


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
