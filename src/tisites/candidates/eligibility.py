"""Tells which candidates may compete, and why the others may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates import vocabulary
from tisites.candidates.eligibility_words import check_words, column_or_unknown
from tisites.candidates.undeclared import conditions, is_silent
from tisites.candidates.usage.verify import TO_VERIFY, counted_status, to_verify
from tisites.messages.findings import Finding
from tisites.messages.text import Text, language, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.eligibility_rules import EligibilityRules, Unknown


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Which candidates may compete.

    Parameters
    ----------
    table : DataFrame
        Index ``site_id`` of the candidates; ``eligible`` (bool), ``reason`` (code of the first
        reason in the order of :data:`REASONS`, "" if eligible), ``reason_text`` (every reason, in
        the planner's language, "" if eligible), ``condition`` (what an eligible site must still
        declare, in the planner's language; "" for nothing).
    findings : tuple of Finding
        One a reason with its count, and one a site for surfaces above the declared maximum.
    """

    table: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Sites by first reason, in the order of :data:`REASONS`; reasons without site left out."""
        found = self.table["reason"].value_counts()
        return {code: int(found[code]) for code in REASONS if code in found.index}


@dataclass(frozen=True, slots=True)
class _Bar:
    """One reason: whom it bars, and how it is told (``{}`` is the site's own value)."""

    code: str
    barred: np.ndarray
    text: Text
    values: pd.Series | None = None


#: Codes of the reasons, in the order that makes one of them the first.
REASONS: dict[str, Text] = {
    "commune_unknown": Text("commune inconnue", "unknown commune"),
    "coordinates_unknown": Text("coordonnées inconnues", "unknown coordinates"),
    "surface_unknown": Text("surface inconnue", "unknown surface"),
    "coord_quality": Text("coordonnées trop imprécises", "coordinates too imprecise"),
    "surface_quality": Text("surface trop incertaine", "surface too uncertain"),
    "far_from_commune": Text("coordonnées loin de la commune", "coordinates far from the commune"),
    "surface_below_minimum": Text("surface sous le minimum", "surface below the minimum"),
    "surface_above_maximum": Text(
        "surface au-delà du maximum déclaré : à vérifier",
        "surface beyond the declared maximum: to verify",
    ),
    "status_excluded": Text("statut exclu", "excluded status"),
    "type_excluded": Text("type exclu", "excluded type"),
    "zoning_excluded": Text("zonage exclu", "excluded zoning"),
    **TO_VERIFY,
}


def judge(candidates: Candidates, rules: EligibilityRules) -> Eligibility:
    """Judge every candidate by the declared rules.

    Parameters
    ----------
    candidates : Candidates
        n sites.
    rules : EligibilityRules
        The model's ``[eligibility]`` table.

    Returns
    -------
    Eligibility
        Same index as the candidates.

    Raises
    ------
    BadInputError
        If a rule names a status, type, zoning or quality that neither the standard, the published
        inventories nor any candidate knows.

    Examples
    --------
    >>> from tisites.candidates.candidates import Candidates
    >>> from tisites.candidates.eligibility_rules import EligibilityRules
    >>> table = pd.DataFrame(
    ...     {"surface_ha": [5.0, 1.0], "lon": 2.0, "lat": 48.0, "commune": "Ivry"},
    ...     index=pd.Index(["a", "b"], name="site_id"),
    ... )
    >>> judge(Candidates(table, (), "f.csv", ""), EligibilityRules(min_surface_ha=3)).counts
    {'surface_below_minimum': 1}
    """
    check_words(candidates, rules)
    table = candidates.table
    bars = [*_always(table), *_qualities(table, rules), *_surfaces(table, rules)]
    bars += _labels(table, rules)
    bars += [_Bar(*bar) for bar in to_verify(table, rules)]
    judged = _judged(table.index, bars)
    judged["condition"], asked = conditions(table, rules, judged["eligible"].to_numpy())
    return Eligibility(judged, (*_findings(candidates, judged, bars, rules), *asked))


def _always(table: pd.DataFrame) -> list[_Bar]:
    position = table["lon"].isna() | table["lat"].isna()
    unknown = {
        "commune_unknown": table["commune"].isna(),
        "coordinates_unknown": position,
        "surface_unknown": table["surface_ha"].isna(),
    }
    return [_Bar(code, mask.to_numpy(dtype=bool), REASONS[code]) for code, mask in unknown.items()]


def _qualities(table: pd.DataFrame, rules: EligibilityRules) -> list[_Bar]:
    bars = []
    for name, accepted, unknown, prefix in (
        ("coord_quality", rules.coord_quality, rules.unknown_coord_quality, False),
        ("surface_quality", rules.surface_quality, rules.unknown_surface_quality, True),
    ):
        words = tuple(vocabulary.spell(word) for word in accepted)
        if not words:
            continue

        def good(label: str, words: tuple[str, ...] = words, prefix: bool = prefix) -> bool:
            spelled = vocabulary.spell(label)
            return spelled.startswith(words) if prefix else spelled in words

        bars += _by_label(name, column_or_unknown(table, name), good, unknown)
    if rules.max_km_from_commune is not None:
        km = pd.to_numeric(column_or_unknown(table, "km_beyond_commune"))
        far = (km > rules.max_km_from_commune).to_numpy(dtype=bool)
        text = Text(
            f"coordonnées à plus de {number(rules.max_km_from_commune)} km au-delà de la commune",
            f"coordinates more than {number(rules.max_km_from_commune)} km beyond the commune",
        )
        bars.append(_Bar("far_from_commune", far, text))
        if rules.unknown_km_from_commune == "exclude":
            unplaced = Text("distance à la commune inconnue", "distance to the commune unknown")
            bars.append(_Bar("far_from_commune", km.isna().to_numpy(dtype=bool), unplaced))
    return bars


def _surfaces(table: pd.DataFrame, rules: EligibilityRules) -> list[_Bar]:
    surface, bars = table["surface_ha"], []
    for code, bound, sign in (
        ("surface_below_minimum", rules.min_surface_ha, -1),
        ("surface_above_maximum", rules.max_surface_ha, 1),
    ):
        if bound is None:
            continue
        barred = (sign * (surface - bound) > 0).to_numpy(dtype=bool)
        head = REASONS[code]
        text = Text(
            f"{head.fr} ({{}} ha, seuil {bound:g} ha)".replace(".", ","),
            f"{head.en} ({{}} ha, threshold {bound:g} ha)",
        )
        bars.append(_Bar(code, barred, text, surface))
    return bars


def _labels(table: pd.DataFrame, rules: EligibilityRules) -> list[_Bar]:
    accepted = {vocabulary.family(word) for word in rules.statuses}
    refused = {vocabulary.family(word) for word in rules.statuses_excluded}
    types = {vocabulary.spell(word) for word in rules.types}
    types_out = {vocabulary.spell(word) for word in rules.types_excluded}
    zonings = {vocabulary.spell(word) for word in rules.zonings_excluded}

    def good_status(label: str) -> bool:
        short = vocabulary.family(label)
        return short not in refused and (not accepted or short in accepted)

    def good_type(label: str) -> bool:
        spelled = vocabulary.spell(label)
        return spelled not in types_out and (not types or spelled in types)

    def good_zoning(label: str) -> bool:
        return vocabulary.spell(label) not in zonings

    return [
        *_by_label("status_excluded", counted_status(table), good_status, rules.unknown_status),
        *_by_label(
            "type_excluded", column_or_unknown(table, "site_type"), good_type, rules.unknown_type
        ),
        *_by_label(
            "zoning_excluded", column_or_unknown(table, "zoning"), good_zoning, rules.unknown_zoning
        ),
    ]


def _by_label(
    code: str, labels: pd.Series, good: Callable[[str], bool], unknown: Unknown
) -> list[_Bar]:
    """Bar the labels that are not good; ``good`` is asked once a distinct label."""
    silent = is_silent(labels)
    strict = unknown == "exclude" and not silent.all()  # a list that never tells it: on condition
    labels = labels.mask(silent) if strict else labels
    codes, distinct = pd.factorize(labels)
    bad = np.array([not good(str(label)) for label in distinct] + [False], dtype=bool)
    head = REASONS[code]
    bars = [_Bar(code, bad[codes], Text(f"{head.fr} : {{}}", f"{head.en}: {{}}"), labels)]
    if strict:
        text = Text(f"{head.fr} : inconnu", f"{head.en}: unknown")
        bars.append(_Bar(code, codes < 0, text))
    return bars


def _judged(index: pd.Index, bars: list[_Bar]) -> pd.DataFrame:
    reason = np.full(len(index), "", dtype=object)
    told = np.full(len(index), "", dtype=object)
    for bar in bars:
        rows = np.flatnonzero(bar.barred)
        if not rows.size:
            continue
        reason[rows[reason[rows] == ""]] = bar.code
        before, after = str(bar.text).split("{}") if bar.values is not None else (str(bar.text), "")
        written = before + _written(bar.values, rows) + after
        told[rows] = np.where(told[rows] == "", written, told[rows] + " ; " + written)
    table = pd.DataFrame({"eligible": reason == "", "reason": reason, "reason_text": told}, index)
    return table.astype({"reason": "str", "reason_text": "str"})


_NOT_TOLD = Text("non dit", "not told")


def _written(values: pd.Series | None, rows: np.ndarray) -> Any:
    """Return the sites' own values, in the planner's language, as an array of str."""
    if values is None:
        return np.full(len(rows), "", dtype=object)
    own = values.iloc[rows]
    if not pd.api.types.is_numeric_dtype(own.dtype):
        words = own.map(lambda word: str(vocabulary.label_text(word)), "ignore")
        return words.astype("str").fillna(str(_NOT_TOLD)).to_numpy(dtype=object)
    text = own.round(2).astype("str")
    if language() == "fr":
        text = text.str.replace(".", ",", regex=False)
    return text.to_numpy(dtype=object)


def _findings(
    candidates: Candidates, judged: pd.DataFrame, bars: list[_Bar], rules: EligibilityRules
) -> list[Finding]:
    counts: Mapping[str, int] = judged["reason"].value_counts().to_dict()
    remedy = Text(
        "voir la colonne reason de candidates.parquet ; la règle se change dans [eligibility]",
        "see column reason of candidates.parquet; the rule is changed in [eligibility]",
    )
    findings = []
    for code in sorted(set(counts) - {""}):
        n, head = counts[code], REASONS[code]
        what = Text(
            f"{number(n)} sites hors concours, premier motif : {head.fr}",
            f"{number(n)} sites out of the competition, first reason: {head.en}",
        )
        findings.append(Finding("candidates", f"excluded_{code}", "exclusion", what, remedy))
    verify = Text(
        "vérifier la surface à la source ; si elle est juste, relever max_surface_ha",
        "verify the surface at its source; if it is right, raise max_surface_ha",
    )
    lines = candidates.table["line"] if "line" in candidates.table.columns else None
    findings += _contradicted(candidates, judged, bars)
    for bar in bars:
        if bar.code != "surface_above_maximum" or bar.values is None:
            continue
        for row in np.flatnonzero(bar.barred):
            ha, high = float(bar.values.iloc[row]), rules.max_surface_ha or 0.0
            what = Text(
                f"surface de {number(ha)} ha, au-delà du maximum déclaré de {number(high)} ha",
                f"surface of {number(ha)} ha, beyond the declared maximum of {number(high)} ha",
            )
            line = None if lines is None else int(lines.iloc[row])
            site = str(judged.index[row])
            findings.append(Finding("candidates", bar.code, "exclusion", what, verify, site, line))
    return findings


def _contradicted(
    candidates: Candidates, judged: pd.DataFrame, bars: list[_Bar]
) -> Iterator[Finding]:
    """Yield one finding for each site that its areas alone bar: the largest, the smallest told."""
    table = candidates.table
    confirm = Text(
        "vérifier la surface, puis la confirmer : colonne cadastre_ha de la liste, ou area_ha d'un"
        " fichier --evidence",
        "verify the area, then confirm it: column cadastre_ha of the list, or area_ha of an"
        " --evidence file",
    )
    lines = table["line"] if "line" in table.columns else None
    apart = np.zeros(len(table), dtype=bool)
    for bar in bars:
        if bar.code == "verify.area" and bar.values is not None:
            apart |= bar.barred
    for row in np.flatnonzero(apart & (judged["reason"] == "verify.area").to_numpy()):
        low, high = (float(table[f"surface_{end}_ha"].iloc[row]) for end in ("low", "high"))
        what = Text(
            f"surfaces contradictoires, de {number(low, 1)} à {number(high, 1)} ha : hors concours"
            " tant qu'aucune n'est confirmée",
            f"areas at odds, from {number(low, 1)} to {number(high, 1)} ha: out of the competition"
            " while none is confirmed",
        )
        line = None if lines is None else int(lines.iloc[row])
        site = str(judged.index[row])
        yield Finding("candidates", "areas_contradict", "exclusion", what, confirm, site, line)
