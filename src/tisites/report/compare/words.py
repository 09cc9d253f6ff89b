"""Why a site left or entered, in sentences that a planner can check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.text import number, t
from tisites.report.binding import figure
from tisites.report.compare.holds import all_holds
from tisites.report.compare.names import criterion_name, site_name
from tisites.report.compare.settings import difference_words

if TYPE_CHECKING:
    from tisites.study.compare.compare import Comparison, Pair
    from tisites.study.compare.reasons import Reason

MOST_EFFECTS, MOST_KEYS = 3, 4
#: A score that moves less than this beside the others (points of 100) explains nothing.
LEAST_AHEAD = 0.3


def reason_words(found: Comparison, pair: Pair, reason: Reason, *, leaves: bool) -> str:
    """Say why one contestant has a site and another has not, one sentence after the other.

    Parameters
    ----------
    found : Comparison
        What is compared.
    pair : Pair
        The two contestants.
    reason : Reason
        Why one does not have the site of the other.
    leaves : bool
        Whether the site is the first's, not the other's.
    """
    has, lacks = (pair.here, pair.there) if leaves else (pair.there, pair.here)
    parts = [_because(found, reason, has, lacks)]
    score = score_words(found, pair, reason, leaves=leaves)
    if score:
        parts.append(score)
    told = [difference_words(key) for key in reason.keys]
    if score:  # the list of differences tells their figures once
        told += [key.key for key in reason.score_keys if key not in reason.keys]
    if told:
        more = len(told) - MOST_KEYS
        tail = (
            t(f" et {more} autre{'s' if more > 1 else ''}", f" and {more} more") if more > 0 else ""
        )
        head = t("Réglages en cause : ", "Settings behind it: ")
        parts.append(f"{head}{'; '.join(told[:MOST_KEYS])}{tail}.")
    return " ".join(parts)


def _because(found: Comparison, reason: Reason, has: int, lacks: int) -> str:
    one, two = found.labels[has], found.labels[lacks]
    rival = site_name(found, reason.rival)
    loss = number(abs(reason.gain), 2) if np.isfinite(reason.gain) else ""
    if reason.code == "hand":
        title = found.contestants[lacks].title
        return t(f"{two} n'a pas ce site ({title}).", f"{two} does not have this site ({title}).")
    if reason.code == "absent":
        return t(f"Ce site n'est pas candidat dans {two}.", f"This site is no candidate in {two}.")
    if reason.code == "ineligible":
        return t(f"Ce site n'est pas éligible dans {two} : {reason.why}.",
                 f"This site is not eligible in {two}: {reason.why}.")  # fmt: skip
    if reason.code == "locked_out":
        return t(f"{two} interdit ce site (verrou).", f"{two} locks this site out.")
    head = ""
    if reason.code == "imposed":
        head = t(f"{one} impose ce site. ", f"{one} imposes this site. ")
    if reason.holds:
        told = t(" ; ", "; ").join(all_holds(found, reason, has, lacks))
        return f"{head}{t(f'Dans {two}, {told}.', f'In {two}, {told}.')}{_imposed(found, lacks)}"
    if reason.code == "tie":
        return t(f"Dans {two}, ce site vaut autant que {rival} : à valeur égale, le choix est"
                 " déterministe mais arbitraire.",
                 f"In {two}, this site is worth as much as {rival}: at equal value the choice is"
                 " deterministic, but arbitrary.")  # fmt: skip
    if reason.code == "open":
        return t(f"Rien ne l'interdit dans {two} : l'échanger contre {rival} gagnerait {loss}"
                 f" points ; {two} n'est donc pas optimale.",
                 f"Nothing forbids it in {two}: exchanging it for {rival} would gain {loss} points;"
                 f" {two} is not optimal.")  # fmt: skip
    worse = t(
        f"Dans {two}, tous les sites retenus valent mieux : le prendre à la place de {rival}"
        f" ferait perdre {loss} points.",
        f"In {two}, every chosen site is worth more: taking it for {rival} would lose {loss}"
        " points.",
    )
    return head + worse + _imposed(found, lacks)


def _imposed(found: Comparison, lacks: int) -> str:
    """Say how many seats a contestant cannot give; empty without any."""
    contestant = found.contestants[lacks]
    count = int((contestant.case.program.lower[contestant.columns] > 0.5).sum())
    if count == 0:
        return ""
    seats, label = number(count), found.labels[lacks]
    return t(f" ({label} impose {seats} sites.)", f" ({label} imposes {seats} sites.)")


def score_words(found: Comparison, pair: Pair, reason: Reason, *, leaves: bool) -> str:
    """Say how the score of a site moves beside the others', and through which criteria."""
    if reason.code in ("hand", "ineligible") or not pair.shift:
        return ""
    if not (np.isfinite(reason.score_in) and np.isfinite(reason.score_out)):
        return ""
    sign = 1.0 if leaves else -1.0  # effects run from the contestant that has the site to the other
    one, two = (reason.score_in, reason.score_out)[:: int(sign)]
    ahead = (two - one) - pair.shift[""]
    if abs(ahead) < LEAST_AHEAD:
        return ""
    model = found.contestants[pair.there].case.model
    moves = [(sign * e.points - pair.shift.get(e.criterion, 0.0), e) for e in reason.effects]
    moves = [(move, e) for move, e in moves if move * ahead > 0 and abs(move) >= LEAST_AHEAD]
    told = [
        f"{criterion_name(e.criterion, model)} {signed(move, 1)}{_moved(e, sign)}"
        for move, e in sorted(moves, key=lambda one: (-abs(one[0]), one[1].criterion))
    ][:MOST_EFFECTS]
    a, b = found.labels[pair.here], found.labels[pair.there]
    x, y, gap = number(one, 1), number(two, 1), number(abs(ahead), 1)
    many = "s" * (abs(ahead) >= 2)
    way = t("progresse" if ahead > 0 else "recule", "gains" if ahead > 0 else "loses")
    head = t(
        f"Son score ({x} dans {a}, {y} dans {b}) {way} de {gap} point{many} par rapport aux autres",
        f"Its score ({x} in {a}, {y} in {b}) {way} {gap} point beside the others",
    )
    return f"{head}{t(' : ', ': ')}{', '.join(told)}." if told else f"{head}."


def _moved(effect: Any, sign: float) -> str:
    """Say what the indicator was and is, or that only weights moved."""
    before, after = (effect.before, effect.after)[:: int(sign)]
    if effect.indicator and np.isfinite([before, after]).all() and abs(before - after) > 1e-9:
        spec = specs().get(effect.indicator)
        unit = getattr(spec, "unit", "")
        year = "year" in effect.indicator
        one, two = (f"{v:.1f}" if year else figure(v) for v in (before, after))
        if year:
            one, two = (t(v.replace(".", ","), v) for v in (one, two))
        suffix = "" if year else str(unit_words(unit))
        return f" ({one} → {two}{suffix})"
    if abs(effect.by_weight) > abs(effect.by_value):
        return t(" (poids)", " (weight)")
    return ""


def signed(value: float, decimals: int = 0) -> str:
    """Write a figure with its sign.

    Examples
    --------
    >>> signed(-1.25, 1), signed(2.0), signed(0.0)
    ('−1,2', '+2', '0')
    """
    text = number(abs(value), decimals)
    if not float(f"{abs(value):.{decimals}f}"):
        return text
    return ("+" if value > 0 else "−") + text
