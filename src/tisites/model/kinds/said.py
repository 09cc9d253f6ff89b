"""Limits said from their own figures: a label names a rule, its words are made here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.findings import Finding
from tisites.messages.text import Text, both, short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: "per …" of each grouping.
PER = {
    "region": Text("par région", "per région"),
    "departement": Text("par département", "per département"),
    "epci": Text("par intercommunalité", "per intercommunality"),
    "zone_emploi": Text("par zone d'emploi", "per employment zone"),
    "territoire_industrie": Text("par Territoire d'industrie", "per Territoire d'industrie"),
    "water_basin": Text("par bassin", "per river basin"),
    "grid_zone": Text("par zone du réseau électrique", "per grid zone"),
    "commune": Text("par commune", "per commune"),
    "size_class": Text("par classe de surface", "per size class"),
    "overseas": Text("dans l'hexagone et outre-mer", "on the mainland and overseas"),
    "density": Text("par classe de densité", "per density class"),
    "region_x_density": Text("par région et classe de densité", "per région and density class"),
    "frr": Text("par classement FRR", "per FRR class"),
    "site_type": Text("par type de site", "per type of site"),
    "status": Text("par statut", "per status"),
}
#: Capacities that data give, in words; their ends are those of an interval.
_CAPACITIES = {
    "zone_emploi_pool_jobs": Text("les actifs mobilisables", "the workers who can be spared"),
    "low_flow_available_m3_day": Text("l'étiage disponible", "the low flow available"),
}
_ENDS = {"low": Text("borne basse", "low end"), "high": Text("borne haute", "high end")}
#: Groups with limits of their own that are said one by one.
SHOWN = 3
#: Words that carry a figure as surely as digits do.
_SPELLED = re.compile(
    r"\b(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante"
    r"|cinquante|soixante|cent|mille|tiers|quart|moiti[ée]|double|triple"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|hundred|thousand|thirds?|quarters?|half)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(19|20)\d\d\b(?!\s*(ha|km|m³|MW|M€|%|sites?|emplois|jobs|hectares?|min)(\W|$))"
)


def between(low: float | None, high: float | None, unit: Text) -> Text:
    """Say a floor, a ceiling or both.

    Parameters
    ----------
    low, high : float, optional
        The limits; at least one.
    unit : Text
        Unit, after its space.

    Examples
    --------
    >>> ha = Text(" ha", " ha")
    >>> between(900.0, None, ha).fr, between(None, 0.5, ha).en, between(1, 8, ha).fr
    ('900 ha au moins', 'at most 0.5 ha', '1 à 8 ha')
    >>> between(2, 2, ha).fr
    'exactement 2 ha'
    """

    def write(value: float) -> Text:
        return both(lambda: short(value, 7))

    if low is None and high is None:
        return Text("sans limite", "no limit")
    if low is None or (high is not None and low == high):
        top = write(float(high if high is not None else 0.0))
        if low is not None:
            return Text(f"exactement {top.fr}{unit.fr}", f"exactly {top.en}{unit.en}")
        return Text(f"{top.fr}{unit.fr} au plus", f"at most {top.en}{unit.en}")
    floor = write(float(low))
    if high is None:
        return Text(f"{floor.fr}{unit.fr} au moins", f"at least {floor.en}{unit.en}")
    top = write(float(high))
    return Text(f"{floor.fr} à {top.fr}{unit.fr}", f"{floor.en} to {top.en}{unit.en}")


def counted(low: int | None, high: int | None) -> Text:
    """Say how many sites; a floor of zero limits nothing.

    Examples
    --------
    >>> counted(0, 2).fr, counted(1, None).en, counted(1, 8).fr
    ('2 sites au plus', 'at least 1 site', '1 à 8 sites')
    """
    low = low or None
    most = high if high is not None else low or 0
    unit = Text(" sites" if most >= 2 else " site", " sites" if most != 1 else " site")
    return between(low, high, unit)


def unit_of(indicator: str) -> Text:
    """Return the unit of an indicator after a space."""
    spec = specs().get(indicator)
    return unit_words(spec.unit) if spec is not None else Text("", "")


def capacity_words(name: str) -> Text:
    """Say a capacity that comes from data.

    Examples
    --------
    >>> capacity_words("zone_emploi_pool_jobs_high").fr
    'les actifs mobilisables (borne haute)'
    """
    stem, _, end = name.rpartition("_")
    if stem in _CAPACITIES and end in _ENDS:
        words, tail = _CAPACITIES[stem], _ENDS[end]
        return Text(f"{words.fr} ({tail.fr})", f"{words.en} ({tail.en})")
    return _CAPACITIES.get(name, Text(f"« {name} »", f"'{name}'"))


def joined(general: Text, own: Sequence[tuple[str, Text]]) -> Text:
    """Add what some groups have of their own, by code; beyond a few, how many they are.

    Examples
    --------
    >>> joined(Text("2 au plus", "at most 2"), [("84", Text("3 au plus", "at most 3"))]).fr
    '2 au plus (84 : 3 au plus)'
    """
    if not own:
        return general
    if len(own) > SHOWN:
        many = len(own)
        return Text(
            f"{general.fr} (et {many} territoires à part)", f"{general.en} (and {many} apart)"
        )
    fr = " ; ".join(f"{code} : {text.fr}" for code, text in own)
    en = "; ".join(f"{code}: {text.en}" for code, text in own)
    return Text(f"{general.fr} ({fr})", f"{general.en} ({en})")


def with_limit(label: Text, limit: Text) -> Text:
    """Join the name of a rule and its limit.

    Examples
    --------
    >>> with_limit(Text("Surface totale", "Total area"), between(900, None, Text(" ha", " ha"))).fr
    'Surface totale : 900 ha au moins'
    """
    if not limit.fr:
        return label
    return Text(f"{label.fr} : {limit.fr}", f"{label.en}: {limit.en}")


def carries_figure(label: str) -> bool:
    """Tell whether a label carries a figure, in digits or in words; a year is a name.

    Examples
    --------
    >>> [carries_figure(x) for x in ("1 à 8 sites par région", "Deux tiers", "Labels de 2024")]
    [True, True, False]
    """
    rest = _YEAR.sub("", label)
    return any(c.isdigit() for c in rest) or _SPELLED.search(rest) is not None


def label_findings(
    name: str, labels: tuple[str, str], limit_said: Callable[[], Text]
) -> list[Finding]:
    """Report a label that carries a figure: it will be wrong once the limit moves."""
    found = [x for x in labels if carries_figure(x)]
    if not found:
        return []
    limit = limit_said()
    return [
        Finding(
            "model",
            "label_with_figure",
            "warning",
            Text(
                f"constraint.{name} : le libellé « {found[0]} » porte un chiffre ; la limite en"
                f" vigueur est « {limit.fr} »",
                f"constraint.{name}: the label '{found[0]}' carries a figure; the limit in force is"
                f" '{limit.en}'",
            ),
            Text(
                "nommer la règle sans sa limite : la phrase est faite des nombres du modèle",
                "name the rule without its limit: the sentence is made of the model's figures",
            ),
            name,
        )
    ]
