"""How a comparison names things: sites, constraints, criteria, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.indicators import specs
from tisites.messages.text import Text, t
from tisites.report.phrases import site_phrase

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.study.compare.compare import Comparison

MOST_PARTNERS = 3


def site_name(found: Comparison, site: str) -> str:
    """Name a site: its name and its commune; its id where nothing is known of it."""
    if site not in found.sites.index:
        return site
    row = found.sites.loc[site]
    return site_phrase(row["name"], row["commune"], site)


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


def partners_words(found: Comparison, sites: tuple[str, ...]) -> str:
    """Name sites: "X, Y et Z", "X, Y, Z et 4 autres"."""
    names = [site_name(found, site) for site in sites[:MOST_PARTNERS]]
    more = len(sites) - MOST_PARTNERS
    if more > 0:
        names.append(t(f"{more} autre{'s' * (more > 1)}", f"{more} more"))
    if len(names) < 2:
        return "".join(names)
    return f"{t(' ; ', '; ').join(names[:-1])}{t(' et ', ' and ')}{names[-1]}"
