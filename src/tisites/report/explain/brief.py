"""Why a site is in or out, in a few words told at once: nothing is solved for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.messages.text import t
from tisites.report.explain.excluded import excluded_sections
from tisites.report.explain.reasons import broken_words, reasons
from tisites.report.explain.selected import chosen_words, service_words
from tisites.report.explain.unselected import alone_words, competed_words, locked_out_words
from tisites.study.explain.excluded import why_excluded
from tisites.study.explain.why_not import held_back

if TYPE_CHECKING:
    from tisites.study.explain.base import Answered
    from tisites.study.explain.rows import Standing

Verdict = Literal["selected", "eligible", "excluded"]


@dataclass(frozen=True, slots=True)
class Brief:
    """What is said of a site before anything is solved for it.

    Parameters
    ----------
    verdict : {"selected", "eligible", "excluded"}
        Chosen; competed and is out; did not compete.
    lead : str
        In a sentence.
    reasons : tuple of str
        What holds it in or out: floors that it serves; exchanges that limits forbid, and limits
        that adding it would break; the rule that bars it, the datum that met it, the remedy.
    locked : bool
        Whether the scenario locks it in or out.
    """

    verdict: Verdict
    lead: str
    reasons: tuple[str, ...]
    locked: bool = False


def brief_of(base: Answered, standing: Standing, site: str) -> Brief:
    """Say of a candidate why it is in or out, from the answer as it stands.

    What an exchange would cost, and the smallest change that brings a site in, take a solve each:
    :class:`~tisites.study.explain.explain.Explainer` tells these.

    Parameters
    ----------
    base : Answered
        The answer.
    standing : Standing
        How its rows stand.
    site : str
        Id of any candidate.
    """
    case = base.case
    if not bool(case.everyone.at[site, "eligible"]):
        (lead,), sections = excluded_sections(why_excluded(case, site))
        told = [str(words) for part in sections for words in (*part.items, *part.sentences)]
        return Brief("excluded", lead, tuple(told))
    column = int(case.columns_of([site])[0])
    if base.x[column] > 0.5:
        locked = bool(case.program.lower[column] > 0.5)
        said = [service_words(case, one) for one in standing.services(column)]
        if locked:
            said.insert(0, t("Le scénario l'impose (verrou).", "The scenario locks it in."))
        return Brief("selected", chosen_words(base), tuple(said), locked)
    return _out(base, standing, site, column)


def _out(base: Answered, standing: Standing, site: str, column: int) -> Brief:
    case = base.case
    found = held_back(base, standing, site)
    locked = bool(case.program.upper[column] < 0.5)
    said = [locked_out_words(case, site)] if locked else []
    alone = standing.alone(column)
    if alone:
        said.append(alone_words(case, alone))
    if base.proven and standing.exchanges_tell:
        said += reasons(base, found)
    elif found.breaks:
        said.append(
            t(
                "L'ajouter simplement aux sites retenus enfreindrait :",
                "Simply adding it to the selected sites would break:",
            )
        )
    said += [broken_words(base, one) for one in found.breaks]
    return Brief("eligible", competed_words(case, found.score), tuple(said), locked)
