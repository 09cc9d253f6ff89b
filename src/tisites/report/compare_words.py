"""Why a site left or entered, in sentences that a planner can check."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.criteria.indicators import specs
from tisites.messages.text import Text, number
from tisites.report.binding import figure

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.study.compare import Comparison, Pair
    from tisites.study.compare_model import Difference
    from tisites.study.compare_reasons import HoldChange, Reason

#: Codes of intercommunalities say nothing to a reader; those of départements do.
_SIREN = re.compile(r" \(\d{9}\)$")
MOST_PARTNERS, MOST_EFFECTS, MOST_KEYS = 3, 3, 4
#: A score that moves less than this beside the others (points of 100) explains nothing.
LEAST_AHEAD = 0.3
_COUNTS = ("group_count", "size_class", "at_most_one")


def t(fr: str, en: str) -> str:
    """Say a sentence in the current language."""
    return str(Text(fr, en))


def site_name(found: Comparison, site: str) -> str:
    """Name a site: its name if it has a short one, its commune and département, its id."""
    if site not in found.sites.index:
        return site
    row = found.sites.loc[site]
    place = str(row["commune"]) if pd.notna(row["commune"]) else str(row["dep_nom"])
    dep = f" ({row['dep']})" if pd.notna(row["dep"]) else ""
    return f"{place}{dep}, {site}"


def label_of(name: str, model: Model) -> str:
    """Return the label of a constraint, its name without one."""
    rule = model.constraint.get(name)
    label, label_en = getattr(rule, "label", ""), getattr(rule, "label_en", "")
    return str(Text(label or name, label_en or label or name))


def unit_of(name: str, model: Model) -> str:
    """Return the unit of what a constraint adds up, after a space; empty where it counts sites."""
    use = getattr(model.constraint.get(name), "use", None) or ""
    spec = specs().get(use)
    unit = getattr(spec, "unit", "")
    if unit in ("", "-"):
        return ""
    return f" {t(unit.replace('/day', '/j'), unit)}"


def criterion_name(name: str, model: Model) -> str:
    """Return the label of a criterion."""
    criterion = model.score.get(name)
    if criterion is None:
        return name
    return str(Text(criterion.label or name, criterion.label_en or criterion.label or name))


def reason_words(found: Comparison, pair: Pair, reason: Reason, *, leaves: bool) -> str:
    """Say why one party has a site and another has not, one sentence after the other.

    Parameters
    ----------
    found : Comparison
        What is compared.
    pair : Pair
        The two parties.
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
        tail = t(f" et {more} autres", f" and {more} more") if more > 0 else ""
        head = t("Réglages en cause : ", "Settings behind it: ")
        parts.append(f"{head}{'; '.join(told[:MOST_KEYS])}{tail}.")
    return " ".join(parts)


def _because(found: Comparison, reason: Reason, has: int, lacks: int) -> str:
    one, two = found.labels[has], found.labels[lacks]
    rival = site_name(found, reason.rival)
    loss = number(abs(reason.gain), 2) if np.isfinite(reason.gain) else ""
    if reason.code == "hand":
        return t(f"{two} a été composée à la main, sans ce site.",
                 f"{two} was made by hand, without this site.")  # fmt: skip
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
        told = " ; ".join(_all_holds(found, reason, has, lacks))
        return head + t(f"Dans {two}, {told}.", f"In {two}, {told}.")
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
    return head + t(
        f"Dans {two}, tous les sites retenus valent mieux : le prendre à la place de {rival}"
        f" ferait perdre {loss} points.",
        f"In {two}, every chosen site is worth more: taking it for {rival} would lose {loss}"
        " points.",
    )


def _all_holds(found: Comparison, reason: Reason, has: int, lacks: int) -> list[str]:
    """Say each rule; floors that keep worse sites are said together."""
    model = found.parties[lacks].case.model
    told, floors = [], []
    for change in reason.holds:
        kind = getattr(model.constraint.get(change.hold.constraint), "kind", "")
        if kind in _COUNTS and change.hold.side == "lower":
            floors.append(change.hold)
        else:
            told.append(_hold_words(found, change, has, lacks))
    for name in dict.fromkeys(hold.constraint for hold in floors):
        where = [_SIREN.sub("", hold.group) for hold in floors if hold.constraint == name]
        label = label_of(name, model)
        told.append(t(f"les sites moins bons que lui sont gardés par le plancher « {label} »"
                      f" ({', '.join(where)})",
                      f"the floor '{label}' ({', '.join(where)}) keeps worse sites"))  # fmt: skip
    return told


def _hold_words(found: Comparison, change: HoldChange, has: int, lacks: int) -> str:
    hold, model = change.hold, found.parties[lacks].case.model
    rule: Any = model.constraint.get(hold.constraint)
    kind, label = getattr(rule, "kind", ""), label_of(hold.constraint, model)
    group = _SIREN.sub("", hold.group)
    unit = unit_of(hold.constraint, model)
    limit, now = figure(hold.limit), figure(hold.activity)
    then = figure(hold.would_be) if np.isfinite(hold.would_be) else "?"
    where = f" ({group})" if group else ""
    quoted = t(f"« {label} »", f"'{label}'")
    if kind == "separation":
        near, km = _partners(found, hold.partners), number(hold.activity, 1)
        told = t(f"il est à {km} km d'un site retenu, {near} (au moins {limit} km)",
                 f"it is {km} km from a chosen site, {near} (at least {limit} km)")  # fmt: skip
    elif kind in _COUNTS and hold.side == "upper":
        who, many = _partners(found, _first(change)), "s" * (hold.activity > 1)
        told = t(f"« {label} » le retient : {group or 'liste'} a déjà {now} site{many} ({who})",
                 f"'{label}' holds it: {group or 'list'} has {now} site{many} ({who})")  # fmt: skip
    elif kind == "share":
        share = figure(100.0 * (rule.min if hold.side == "lower" else rule.max))
        side = t("sous", "below") if hold.side == "lower" else t("au-dessus de", "above")
        told = t(f"{quoted} le retient : l'échange mettrait la part {side} {share} %",
                 f"{quoted} holds it back: the exchange would put it {side} {share} %")  # fmt: skip
    elif not np.isfinite(hold.limit):
        told = t(f"{quoted} le retient", f"{quoted} holds it back")
    else:
        bound = t("au plus", "at most") if hold.side == "upper" else t("au moins", "at least")
        told = t(f"{quoted}{where} le retient : l'échange mènerait à {then}{unit} ({bound}"
                 f" {limit}{unit})",
                 f"{quoted}{where} holds it back: the exchange would lead to {then}{unit} ({bound}"
                 f" {limit}{unit})")  # fmt: skip
    return told + _change_words(found, change, has, unit, kind)


def _first(change: HoldChange) -> tuple[str, ...]:
    """Put the sites that took the room first."""
    rest = tuple(site for site in change.hold.partners if site not in change.others)
    return (*change.others, *rest)


def _change_words(found: Comparison, change: HoldChange, has: int, unit: str, kind: str) -> str:
    one = found.labels[has]
    if change.status == "undeclared":
        return t(f" ; cette règle ne le touche pas dans {one}", f"; {one} has no such rule for it")
    if change.status == "limit":
        limit = figure(change.limit) if np.isfinite(change.limit) else "∞"
        km = " km" if kind == "separation" else unit
        return t(f" ; la limite est {limit}{km} dans {one}", f"; the limit is {limit}{km} in {one}")
    if change.status == "weight":
        return t(f" ; il y compte autrement dans {one}", f"; it counts otherwise in {one}")
    if change.others and kind not in (*_COUNTS, "separation"):
        taken = _partners(found, change.others)
        return t(f" ; la place est prise par {taken}, absents de {one}",
                 f"; the room is taken by {taken}, not in {one}")  # fmt: skip
    return ""


def _partners(found: Comparison, sites: tuple[str, ...]) -> str:
    """Name sites: "X, Y et Z", "X, Y, Z et 4 autres"."""
    names = [site_name(found, site) for site in sites[:MOST_PARTNERS]]
    more = len(sites) - MOST_PARTNERS
    if more > 0:
        names.append(t(f"{more} autre{'s' * (more > 1)}", f"{more} more"))
    if len(names) < 2:
        return "".join(names)
    return f"{' ; '.join(names[:-1])}{t(' et ', ' and ')}{names[-1]}"


def score_words(found: Comparison, pair: Pair, reason: Reason, *, leaves: bool) -> str:
    """Say how the score of a site moves beside the others', and through which criteria."""
    if reason.code in ("hand", "ineligible") or not pair.shift:
        return ""
    if not (np.isfinite(reason.score_in) and np.isfinite(reason.score_out)):
        return ""
    sign = 1.0 if leaves else -1.0  # effects run from the party that has the site to the other
    one, two = (reason.score_in, reason.score_out)[:: int(sign)]
    ahead = (two - one) - pair.shift[""]
    if abs(ahead) < LEAST_AHEAD:
        return ""
    model = found.parties[pair.there].case.model
    moves = [(sign * e.points - pair.shift.get(e.criterion, 0.0), e) for e in reason.effects]
    moves = [(move, e) for move, e in moves if move * ahead > 0 and abs(move) >= LEAST_AHEAD]
    told = [
        f"{criterion_name(e.criterion, model)} {signed(move, 1)}{_moved(e, sign)}"
        for move, e in sorted(moves, key=lambda one: (-abs(one[0]), one[1].criterion))
    ][:MOST_EFFECTS]
    a, b = found.labels[pair.here], found.labels[pair.there]
    x, y, gap = number(one, 1), number(two, 1), number(abs(ahead), 1)
    way = t("progresse" if ahead > 0 else "recule", "gains" if ahead > 0 else "loses")
    head = t(
        f"Son score ({x} dans {a}, {y} dans {b}) {way} de {gap} point par rapport aux autres",
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
        suffix = f" {unit}" if unit and unit not in ("-", "year", "année") and not year else ""
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


def _plain(key: str, value: float) -> str:
    """Write a figure; a year has no thousands."""
    if "year" in key and value > 1900:
        return f"{value:g}"
    return figure(value) if abs(value) >= 0.01 or value == 0 else f"{value:g}"


def difference_words(one: Difference) -> str:
    """Say one key that two models say otherwise.

    Examples
    --------
    >>> from tisites.study.compare_model import Difference
    >>> difference_words(Difference("score.grid_year.weight", 6.0, 10.0))
    'score.grid_year.weight 6 → 10'
    """
    if one.here is None:
        return f"{one.key} {t('ajouté', 'added')}{_table(one.key, one.there)}"
    if one.there is None:
        return f"{one.key} {t('retiré', 'removed')}"
    return f"{one.key} {_value(one.key, one.here)} → {_value(one.key, one.there)}"


def _table(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f" ({_value(key, value)})"
    whole = " ".join([key, *(str(v) for v in value.values())])  # a bar on a year names it
    told = [
        f"{k} = {_value(whole, v)}"
        for k, v in sorted(value.items())
        if not isinstance(v, dict | bool)
    ]
    return f" ({', '.join(told)})" if told else ""


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return t("oui", "yes") if value else t("non", "no")
    if isinstance(value, int | float):
        return _plain(key, float(value))
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
