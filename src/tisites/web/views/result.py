"""A solved draft, or a stored run, as a body."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.data.fingerprint import fingerprint
from tisites.report.phrases import SYNTHETIC
from tisites.report.proof_words import claim, headline
from tisites.report.runs import proof_name
from tisites.run.store.store import DIGITS
from tisites.web.contract import MovedSites, ResultBody, ScoresBody

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tisites.desk.workshop.workshop import Resolved
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.read.stored import StoredRun

#: What of a model decides neither who competes nor what is measured of them.
_FREE = frozenset({
    "title", "title_en", "description", "version", "law", "constraint", "equity", "choose",
    "choose_at_most", "lock", "robust",
})  # fmt: skip


def case_key(model: Mapping[str, Any], identity: Mapping[str, Any]) -> str:
    """Return what names a case: all that decides the static columns of the candidates.

    Parameters
    ----------
    model : mapping
        The merged model, as JSON.
    identity : mapping
        As a run's report tells it.
    """
    kept = {key: value for key, value in model.items() if key not in _FREE}
    kept["score"] = {
        name: {key: value for key, value in criterion.items() if key != "weight"}
        for name, criterion in model.get("score", {}).items()
    }
    data = {key: identity.get(key) for key in ("pack", "candidates", "tolerant", "evidence",
                                               "reading")}  # fmt: skip
    return fingerprint({"model": kept, "data": data})[:DIGITS]


def solved_words(solved: Resolved) -> dict[str, Any]:
    """Return the words of :func:`solved_body`, in the current language."""
    outcome = solved.outcome
    prepared, solution = outcome.prepared, outcome.solution
    return {
        "title": str(prepared.model.titled),
        "notices": [str(SYNTHETIC)] if prepared.synthetic else [],
        "proof_words": str(claim(solution, prepared.request.gap_rel)),
        "sentences": [str(headline(outcome))],
    }


def solved_body(
    solved: Resolved, draft: str | None, seconds: Mapping[str, float], *, saved: bool
) -> ResultBody:
    """Return what was just solved, without what takes seconds to tell."""
    outcome = solved.outcome
    prepared, solution = outcome.prepared, outcome.solution
    ids = prepared.sites.table.index
    return ResultBody(
        run=solved.run, short=solved.run[:DIGITS], case=solved.case[:DIGITS], draft=draft,
        saved=saved, scenario=prepared.scenario, synthetic=prepared.synthetic,
        proof=solution.proof.value,
        value=solution.value, bound=_known(solution.bound), gap_pct=_pct(solution.gap),
        choose=prepared.model.choose, selected=[str(one) for one in outcome.ids],
        n_eligible=len(ids), n_candidates=len(prepared.candidates.table),
        seconds={name: round(value, 3) for name, value in seconds.items()},
        scores=_scores(ids, prepared.scores.at(ids).table), mine=_mine(prepared),
        **solved_words(solved),
    )  # fmt: skip


def stored_body(run: StoredRun, draft: str | None = None) -> ResultBody:
    """Return a stored run."""
    report = run.report
    everyone = run.everyone
    competing = everyone[everyone["eligible"].astype(bool)]
    bound, gap = report["bound"], report["gap"]
    words = str(proof_name(report))
    return ResultBody(
        run=run.hash, short=run.hash[:DIGITS],
        case=case_key(report["model"], report.get("identity", {})), draft=draft, saved=True,
        title=str(run.model.titled), scenario=str(report["scenario"]),
        synthetic=bool(report["synthetic"]),
        notices=[str(SYNTHETIC)] if report["synthetic"] else [],
        proof=str(report["proof"]), proof_words=words, value=float(report["objective"]),
        bound=None if bound is None else float(bound), gap_pct=None if gap is None else _pct(gap),
        choose=run.model.choose, selected=[str(one) for one in report["selected"]],
        n_eligible=int(report["n_eligible"]), n_candidates=int(report["n_candidates"]),
        seconds={name: round(float(v), 3) for name, v in report["seconds"].items()},
        scores=_scores(competing.index, competing), sentences=[words],
    )  # fmt: skip


def moved(body: ResultBody, before: str, selected: Sequence[str]) -> MovedSites:
    """Return who entered and left since another result."""
    here, there = set(body.selected), set(selected)
    return MovedSites.model_validate(
        {"run": before, "in": sorted(here - there), "out": sorted(there - here)}
    )


def _mine(prepared: Prepared) -> list[str]:
    """Return the candidates of her list, under the ids of the pool; none without a list."""
    if prepared.pool is None:
        return []
    known = prepared.candidates.table.index
    return sorted({str(one) for one in prepared.pool.ids if one in known})


def _scores(ids: pd.Index, table: pd.DataFrame) -> ScoresBody:
    def column(name: str) -> list[float | None]:
        return [None if math.isnan(x) else round(x, 4) for x in table[name].astype(float).tolist()]

    return ScoresBody(
        ids=[str(one) for one in ids],
        score=column("score"), low=column("score_low"), high=column("score_high"),
    )  # fmt: skip


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _pct(gap: float) -> float | None:
    return 100.0 * gap if math.isfinite(gap) else None
