"""Which weights would explain a selection that others made, and what cannot be told of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.study.reveal.choices import as_held, choices_of
from tisites.study.reveal.inverse import Oracle, inverse
from tisites.study.reveal.logit import revealed
from tisites.study.robustness.weights import weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.run.read.case import Case
    from tisites.study.reveal.choices import Choices, Loosened
    from tisites.study.reveal.inverse import Inverse
    from tisites.study.reveal.logit import Revealed
    from tisites.study.robustness.weights import Weighing

#: Sites that a criterion needs before its weight is said to be told: with fewer, intervals of
#: planted weights are as wide as the weights themselves (``python -m benchmarks.recovery``).
SITES_A_WEIGHT = 5
#: An interval that takes this share of what the model's weights alone leave tells nothing new.
AS_WIDE = 0.9
#: Why a weight is not identified, or how it stands beside the model's.
Verdict = Literal["constant", "few", "wide", "more", "less", "alike"]
NOT_IDENTIFIED: tuple[Verdict, ...] = ("constant", "few", "wide")
Grain = Literal["family", "criterion"]


@dataclass(frozen=True)
class WeightsRead:
    """What a selection says of some weights: of families, or of every criterion.

    Parameters
    ----------
    grain : {"family", "criterion"}
        What one weight is of; inside a family, criteria keep the model's proportions.
    names : tuple of str
        Families or criteria, in the order of the model.
    prior : (c,) float64
        The model's weights, summing to 1.
    logit : Revealed
        The weights that exchanges speak for, with their intervals.
    inverse : Inverse, optional
        Those under which it is nearly the best; ``None`` where the work was stopped before.
    verdicts : tuple of str
        Of each weight.
    """

    grain: Grain
    names: tuple[str, ...]
    prior: np.ndarray
    logit: Revealed
    inverse: Inverse | None
    verdicts: tuple[Verdict, ...]

    @property
    def identified(self) -> tuple[str, ...]:
        """Those of which something is told."""
        told = zip(self.names, self.verdicts, strict=True)
        return tuple(name for name, verdict in told if verdict not in NOT_IDENTIFIED)


@dataclass(frozen=True)
class Preferences:
    """The answer of ``reveal``.

    Parameters
    ----------
    case : Case
        Whose criteria and rules judge the selection.
    name : str
        Of the selection, as the planner gave it.
    judged : Index
        Sites that compete in the case: the answer is of them.
    aside : DataFrame
        Those that do not, index ``site_id``; ``name`` and ``reason_text``.
    criteria_aside : tuple of str
        Criteria that some of the selection does not tell: of a site known by its commune alone.
    loosened : tuple of Loosened
        Rules that the selection does not keep, taken as far as it goes.
    choices : Choices
        What could have stood in the place of each.
    levels : tuple of WeightsRead
        Families, then criteria; the first alone where the work was stopped.
    by_place : bool
        Whether sites are known by their commune's point alone.
    incomplete : bool
        Whether it was stopped.
    seconds : float
        Wall clock.
    """

    case: Case
    name: str
    judged: pd.Index
    aside: pd.DataFrame
    criteria_aside: tuple[str, ...]
    loosened: tuple[Loosened, ...]
    choices: Choices
    levels: tuple[WeightsRead, ...]
    by_place: bool
    incomplete: bool
    seconds: float


def reveal(
    case: Case,
    name: str,
    ids: Sequence[str] | pd.Index,
    *,
    by_place: bool = False,
    noise: float | None = None,
    intervals: bool = False,
    told: Callable[[Text], None] | None = None,
) -> Preferences:
    """Ask which weights explain a selection.

    Parameters
    ----------
    case : Case
        Its criteria, candidates and rules.
    name : str
        What the selection is called.
    ids : sequence of str
        Sites of the selection, all candidates of the case.
    by_place : bool
        Whether they are known by their commune's point alone: criteria that some of them does not
        tell are left aside.
    noise : float, optional
        Points that the chooser may have left (:func:`~tisites.study.reveal.inverse.inverse`).
    intervals : bool
        Whether the exact intervals of inverse optimisation are looked for.
    told : callable, optional
        Hears what is under way.

    Raises
    ------
    BadInputError
        If nothing of it can be judged, or the model has what this does not combine with.
    """
    began = time.perf_counter()
    refuse_models(case)
    index = pd.Index(list(ids), dtype=object, name="site_id")
    columns = case.columns_of(index)
    judged = pd.Index(case.ids[columns], dtype=object)
    aside = case.everyone.loc[index.difference(judged), ["name", "reason_text"]]
    held, loosened = as_held(case.program, columns)
    seen, left = _told(case, weighing(case), columns, by_place=by_place)
    choices = choices_of(held, seen, columns)
    if columns.size < 2 or not choices.columns.size:
        raise bad_input(*_nothing(columns.size), Where("--selection", value=name))
    levels: list[WeightsRead] = []
    stopped = False
    try:
        for grain in ("family", "criterion"):
            view, blend = seen_by(case, seen, grain)
            through = choices.on(blend)
            logit = revealed(through, view.weights, _teller(told, grain, "logit"))
            verdicts = _verdicts(view.weights, logit, choices.columns.size)
            levels.append(WeightsRead(grain, view.criteria, view.weights, logit, None, verdicts))
            oracle = Oracle(held, view, columns, through, logit.moves)
            found = inverse(
                oracle, noise=noise, intervals=intervals,
                told=_teller(told, grain, "inverse"),
            )  # fmt: skip
            levels[-1] = replace(levels[-1], inverse=found)
            stopped |= not found.whole
    except KeyboardInterrupt:
        if not levels:
            raise
        stopped = True
    return Preferences(
        case, name, judged, aside, left, loosened, choices, tuple(levels), by_place, stopped,
        time.perf_counter() - began,
    )  # fmt: skip


def refuse_models(case: Case) -> None:
    """Refuse what a selection's weights cannot be told under, before any work.

    Raises
    ------
    BadInputError
        A model with protection or with equity, whose choices are not of a sum of points.
    """
    model = case.model
    equity = [name for name, rule in model.equity.items() if rule.enabled]
    robust = model.robust is not None and model.robust.is_on
    if not equity and not robust and case.program.integer.all():
        return
    what = Text(
        "les poids ne se lisent pas sous un modèle d'équité ou de protection : le choix n'y suit"
        " pas"
        " la seule somme des points",
        "weights cannot be read under equity or protection: choices then follow more than points",
    )
    off = f"equity.{equity[0]}" if equity else "robust"
    remedy = Text(
        f"désactiver [{off}] dans un scénario (enabled = false), ou juger la liste par «"
        " reference »",
        f"switch [{off}] off in a scenario (enabled = false), or judge the list by 'reference'",
    )
    raise bad_input(what, remedy, Where(case.name, column=off))


def _nothing(many: int) -> tuple[Text, Text]:
    if many < 2:
        return (
            Text(
                f"{many} site de cette sélection concourt aujourd'hui : il en faut au moins deux",
                f"{many} site of this selection competes today: two at least are needed",
            ),
            Text(
                "voir pourquoi les autres n'y sont pas : tisites explain, ou une liste plus large",
                "see why the others are not there: tisites explain, or a wider list",
            ),
        )
    return (
        Text(
            "aucun site de cette sélection n'a de remplaçant possible : elle ne dit rien des poids",
            "no site of this selection could be replaced: it tells nothing of weights",
        ),
        Text(
            "donner les candidats parmi lesquels elle a été faite (--data, --candidates)",
            "give the candidates it was made among (--data, --candidates)",
        ),
    )


def _told(
    case: Case, seen: Weighing, columns: np.ndarray, *, by_place: bool
) -> tuple[Weighing, tuple[str, ...]]:
    """Leave aside the criteria that a site known by its commune alone does not tell."""
    if not by_place:
        return seen, ()
    rows = case.sites.iloc[columns]
    known = np.array(
        [bool(rows[case.model.score[name].indicator].notna().all()) for name in seen.criteria]
    )
    if not known.any():
        return seen, ()
    weights = seen.weights[known]
    total = float(weights.sum())
    weights = weights / total if total > 0 else np.full(weights.size, 1.0 / weights.size)
    kept = replace(
        seen,
        criteria=tuple(n for n, told in zip(seen.criteria, known, strict=True) if told),
        weights=weights,
        values=seen.values[:, known],
        low=seen.low[:, known],
        high=seen.high[:, known],
    )
    return kept, tuple(n for n, told in zip(seen.criteria, known, strict=True) if not told)


def seen_by(case: Case, seen: Weighing, grain: Grain) -> tuple[Weighing, np.ndarray]:
    """Return the weighing of families or of criteria, and the (c, g) blend that makes it."""
    if grain == "criterion":
        return seen, np.eye(seen.weights.size)
    of = [case.model.score[name].family for name in seen.criteria]
    families = tuple(dict.fromkeys(of))
    blend = np.zeros((len(of), len(families)))
    for k, family in enumerate(families):
        inside = np.array([one == family for one in of])
        weights = np.where(inside, seen.weights, 0.0)
        blend[:, k] = weights if weights.sum() > 0 else inside.astype(float)
        blend[:, k] /= blend[:, k].sum()
    prior = np.array([sum(w for w, one in zip(seen.weights, of, strict=True) if one == family)
                      for family in families])  # fmt: skip
    view = replace(
        seen, criteria=families, weights=prior, values=seen.values @ blend, low=seen.low @ blend,
        high=seen.high @ blend,
    )  # fmt: skip
    return view, blend


def _verdicts(prior: np.ndarray, logit: Revealed, sites: int) -> tuple[Verdict, ...]:
    """Say of each weight why it is not identified, or how it stands beside the model's."""
    few = sites < SITES_A_WEIGHT * max(1, int(logit.moves.sum()))
    found: list[Verdict] = []
    for j, weight in enumerate(prior.tolist()):
        low, high = float(logit.low[j]), float(logit.high[j])
        if not logit.moves[j]:
            found.append("constant")
        elif few:
            found.append("few")
        elif high - low >= AS_WIDE * logit.room[j]:
            found.append("wide")
        else:
            found.append("more" if low > weight else "less" if high < weight else "alike")
    return tuple(found)


def _teller(
    told: Callable[[Text], None] | None, grain: Grain, step: Literal["logit", "inverse"]
) -> Callable[[int, int], None]:
    """Return who says how far the work is."""
    of_what = {"family": Text("familles", "families"), "criterion": Text("critères", "criteria")}

    def say(done: int, of: int) -> None:
        if told is None:
            return
        what = of_what[grain]
        if step == "logit":
            told(Text(f"poids des {what.fr} : {done + 1} sur {of}",
                      f"weights of {what.en}: {done + 1} of {of}"))  # fmt: skip
        else:
            told(Text(f"intervalles des {what.fr} : borne {done + 1} sur {of}",
                      f"intervals of {what.en}: end {done + 1} of {of}"))  # fmt: skip

    return say
