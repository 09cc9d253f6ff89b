"""Words that every explanation shares: sites, limits, figures."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number, t
from tisites.report.phrases import plural, site_phrase
from tisites.study.relax.dials import CHOOSE, LABELLED, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.read.case import Case
    from tisites.study.relax.dials import Dial

INCOMPLETE = Text(
    "Interrompu : résultat incomplet, les sites qui manquent n'ont pas été calculés.",
    "Interrupted: incomplete result, the missing sites were not computed.",
)
#: Sites named in a sentence before the rest is counted.
NAMED = 4


def site_name(case: Case, site: str, *, place: bool = True) -> str:
    """Return a site for a sentence: its name or its id, then its commune and département."""
    row = case.everyone.loc[site]
    name = row["name"]
    head = f"{name} ({site})" if isinstance(name, str) and name not in ("", site) else site
    where = [str(row[c]) for c in ("commune", "dep_nom") if isinstance(row[c], str)]
    return f"{head}, {', '.join(where)}" if place and where else head


def short_name(case: Case, site: str) -> str:
    """Return a site by its name and its commune: what fits in a sentence."""
    row = case.everyone.loc[site]
    return site_phrase(row["name"], row["commune"], site)


def sites_words(case: Case, sites: Sequence[str]) -> str:
    """Return sites in a sentence, the first few named."""
    named = [short_name(case, site) for site in sites[:NAMED]]
    more = len(sites) - len(named)
    if more > 0:
        named.append(t(f"{more} autre{plural(more)}", f"{more} other{plural(more)}"))
    return joined(named)


def joined(words: Sequence[str]) -> str:
    """Join words the way a sentence does.

    Examples
    --------
    >>> joined(["a", "b", "c"])
    'a, b et c'
    """
    if len(words) < 2:
        return "".join(words)
    last = Text(" et ", " and ")
    return f"{', '.join(words[:-1])}{last}{words[-1]}"


def figure(value: float, decimals: int = 2) -> str:
    """Write a figure with no more decimals than it needs.

    Examples
    --------
    >>> figure(8.0), figure(0.5), figure(12.346), figure(float("nan"))
    ('8', '0,5', '12,35', '?')
    """
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "∞"
    for few in range(decimals):
        if abs(value - round(value, few)) < 1e-9 * max(1.0, abs(value)):
            return number(value, few)
    return number(value, decimals)


def points(value: float) -> str:
    """Write points of score; never zero for something that is not.

    Examples
    --------
    >>> points(0.526), points(0.004)
    ('0,53 point', 'moins de 0,01 point')
    """
    if 0 < value < 0.005:
        return t("moins de 0,01 point", "less than 0.01 point")
    return f"{number(value, 2)} {Text('point', 'point')}{plural(value)}"


def amount_words(dial: Dial, amount: float) -> str:
    """Write a quantity in the unit of a limit."""
    if dial.unit == "sites":
        return f"{number(amount)} site{plural(amount)}"
    decimals = 1 if dial.unit in ("km", "%") else 2
    return f"{figure(amount, decimals)}{_spaced(dial.unit)}"


def _spaced(unit: str) -> str:
    return str(unit_words(unit))


def constraint_words(case: Case, dial: Dial) -> str:
    """Return a constraint and its territory, in quotes."""
    label = label_of(case, dial.constraint)
    if dial.constraint == LABELLED:
        label = Text("sites labellisés en 2024", "sites labelled in 2024")
    group = f" ({dial.group})" if dial.group and dial.side not in ("lock_in", "lock_out") else ""
    return t(f"« {label.fr} »{group}", f"'{label.en}'{group}")


def limit_words(case: Case, dial: Dial, limit: float | None = None) -> str:
    """Return a limit: constraint, territory, side and figure."""
    limit = dial.limit if limit is None else limit
    name = constraint_words(case, dial)
    if dial.side in ("lock_in", "lock_out"):
        site = short_name(case, dial.group)
        return str(
            Text(f"verrou {name} sur {site}", f"lock {name} on {site}")
            if dial.side == "lock_in"
            else Text(f"exclusion {name} de {site}", f"exclusion {name} of {site}")
        )
    if dial.side == "rule":
        return name
    if dial.constraint == CHOOSE:
        return t(f"{number(limit)} sites à choisir", f"{number(limit)} sites to choose")
    side = Text("au plus", "at most") if dial.side == "max" else Text("au moins", "at least")
    return f"{name}, {side} {amount_words(dial, limit)}"


def limits_words(case: Case, limits: Sequence[tuple[Dial, int]], most: int = 6) -> str:
    """Return limits with how often each counts, territories of the same limit together."""
    same: dict[tuple[str, str, float], list[tuple[Dial, int]]] = {}
    for dial, count in limits:
        same.setdefault((dial.constraint, dial.side, dial.limit), []).append((dial, count))
    told = []
    for members in list(same.values())[:most]:
        dial, count = members[0]
        if len(members) == 1:
            told.append(f"{limit_words(case, dial)} ({number(count)})")
            continue
        groups = joined([d.group for d, _ in members[:most]])
        more = len(members) - most
        if more > 0:
            groups += t(f" et {more} autre{plural(more)}", f" and {more} other{plural(more)}")
        total = number(sum(count for _, count in members))
        told.append(
            f"{limit_words(case, replace(dial, group=''))}{Text(' : ', ': ')}{groups} ({total})"
        )
    return " ; ".join(told)


def share_of(part: float, whole: float) -> str:
    """Write a part as a percentage of a whole.

    Examples
    --------
    >>> share_of(0.5, 3237.0)
    '0,02 %'
    """
    if whole == 0 or not np.isfinite(part):
        return "?"
    share = 100.0 * part / abs(whole)
    if 0 < share < 0.005:
        return t("moins de 0,01 %", "less than 0.01 %")
    return f"{number(share, 2)} %"
