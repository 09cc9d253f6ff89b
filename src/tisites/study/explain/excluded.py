"""Why a candidate did not compete: the rule, the datum that met it, and what must change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.candidates.consolidate import ASSEMBLED_INTO, DUPLICATE_OF
from tisites.criteria.indicators import specs
from tisites.model.declaration import PLANNED_USE

if TYPE_CHECKING:
    from tisites.run.read.case import Case

#: Reason code of eligibility: column of the datum, keys of ``[eligibility]`` behind the rule.
RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "commune_unknown": ("insee", ()),
    "coordinates_unknown": ("lon", ()),
    "surface_unknown": ("surface_ha", ()),
    "coord_quality": ("coord_quality", ("coord_quality",)),
    "surface_quality": ("surface_quality", ("surface_quality",)),
    "far_from_commune": ("km_beyond_commune", ("max_km_from_commune",)),
    "surface_below_minimum": ("surface_ha", ("min_surface_ha",)),
    "surface_above_maximum": ("surface_ha", ("max_surface_ha",)),
    "status_excluded": ("status", ("statuses", "statuses_excluded")),
    "type_excluded": ("site_type", ("types", "types_excluded")),
    "zoning_excluded": ("zoning", ("zonings_excluded",)),
    "verify.status": ("status_words", ()),
    "verify.unchecked": ("status", ("statuses_to_verify",)),
    "verify.area": ("surface_ratio", ("max_area_ratio",)),
}


@dataclass(frozen=True, slots=True)
class Excluded:
    """A candidate that did not compete.

    Parameters
    ----------
    site : str
        Its id.
    code : str
        First reason.
    told : str
        Every reason, as the run wrote it.
    kind : {"eligibility", "bar", "unknown", "use", "duplicate", "assembled"}
        What kind of rule.
    key : str
        Where the rule stands in the model.
    datum : str
        Column or indicator that met the rule.
    unit : str
        Its unit.
    value : object
        What the data says; None where unknown.
    limit : object
        What the rule asks: a figure, or words; None without.
    source : str
        Where the datum comes from.
    rule_source : str
        Where the rule comes from, as the model declares it; empty for ``[eligibility]``.
    other : str
        The record that stands for it, if any.
    other_name, other_commune : str or None
        Its name and its commune, where they are known.
    """

    site: str
    code: str
    told: str
    kind: str
    key: str
    datum: str
    unit: str
    value: Any
    limit: Any
    source: str
    rule_source: str
    other: str
    other_name: str | None = None
    other_commune: str | None = None


def why_excluded(case: Case, site: str) -> Excluded:
    """Explain a candidate that is not eligible."""
    row = case.everyone.loc[site]
    code, told = str(row["reason"]), str(row["reason_text"])
    own = _text(row.get("source"))
    family, _, name = code.partition(".")
    if family in (DUPLICATE_OF, ASSEMBLED_INTO):
        kind = "duplicate" if family == DUPLICATE_OF else "assembled"
        key = "duplicates" if family == DUPLICATE_OF else "assembly"
        other = case.everyone.loc[name] if name in case.everyone.index else {}
        who = [_text(other.get(column)) or None for column in ("name", "commune")]
        return Excluded(site, code, told, kind, key, "site_id", "", site, None, own, "", name, *who)
    if name in case.model.exclude and case.model.exclude[name].indicator == PLANNED_USE:
        return _use(case, site, code, told, name)
    if family == "exclude":
        return _bar(case, site, code, told, name)
    if family == "unknown":
        return _unknown(case, site, code, told, name)
    datum, keys = RULES.get(code, ("", ()))
    rules = case.model.eligibility
    limits = [getattr(rules, key) for key in keys if getattr(rules, key) not in (None, ())]
    key = ", ".join(f"eligibility.{k}" for k in keys if getattr(rules, k) not in (None, ()))
    value = _plain(row.get(datum)) if datum else None
    unit = {"surface_ha": "ha", "km_beyond_commune": "km"}.get(datum, "")
    limit = limits[0] if len(limits) == 1 else (tuple(limits) or None)
    return Excluded(site, code, told, "eligibility", key, datum, unit, value, limit, own, "", "")


def _use(case: Case, site: str, code: str, told: str, name: str) -> Excluded:
    bar, row = case.model.exclude[name], case.everyone.loc[site]
    return Excluded(
        site, code, told, "use", f"exclude.{name}", PLANNED_USE, "", _plain(row.get(PLANNED_USE)),
        tuple(bar.uses), _text(row.get("planned_use_source")), bar.source, "",
    )  # fmt: skip


def _bar(case: Case, site: str, code: str, told: str, name: str) -> Excluded:
    bar = case.model.exclude[name]
    spec = specs().get(bar.indicator)
    end = "" if bar.bound == "nominal" else f"_{bar.bound}"
    row = case.everyone.loc[site]
    value = row.get(f"{bar.indicator}{end}", row.get(bar.indicator))
    limit = bar.above if bar.above is not None else bar.below
    return Excluded(
        site, code, told, "bar", f"exclude.{name}", bar.indicator,
        spec.unit if spec else "", _plain(value), limit,
        str(spec.source) if spec else "", bar.source, "",
    )  # fmt: skip


def _unknown(case: Case, site: str, code: str, told: str, name: str) -> Excluded:
    criterion, rule = case.model.score.get(name), case.model.constraint.get(name)
    if criterion is not None:
        key, datum, declared = f"score.{name}.unknown", criterion.indicator, criterion.source
    else:
        key, datum = f"constraint.{name}.unknown", str(getattr(rule, "use", ""))
        declared = getattr(rule, "source", "")
    spec = specs().get(datum)
    unit, source = (spec.unit, str(spec.source)) if spec else ("", "")
    return Excluded(site, code, told, "unknown", key, datum, unit, None, None, source, declared, "")


def _plain(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return value
    number = float(value)
    return None if math.isnan(number) else number


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
