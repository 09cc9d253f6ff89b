"""Columns that a candidate file may add: what only the people of the place know of a site.

Names of the CNIG standard *Sites économiques* (class SITE-ECO, 2024) are recognised beside plain
ones. A file without them loses nothing: what they tell is then unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.numbers import Reading, read_numbers
from tisites.candidates.vocabulary import UNKNOWN_LABELS, spell
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["yes_no", "km", "ha", "state", "text"]


@dataclass(frozen=True, slots=True)
class Optional:
    """An optional datum: its kind, and the names under which it is recognised."""

    kind: Kind
    names: tuple[str, ...]


OPTIONAL: dict[str, Optional] = {
    "pene": Optional("yes_no", ("pene", "projet_envergure_nationale", "site_pene")),
    "sellable_ha": Optional(
        "ha", ("sellable_ha", "surface_cessible_ha", "site_surf_comm_dispo", "cessible_ha")
    ),
    "ite_km": Optional("km", ("ite_km", "distance_ite_km", "ite_dist", "dist_ite_km")),
    "ite_state": Optional("state", ("ite_state", "ite_etat", "etat_ite")),
    "motorway_km": Optional(
        "km", ("motorway_km", "autoroute_echang_dist", "distance_autoroute_km", "autoroute_km")
    ),
    "station_road_km": Optional("km", ("station_road_km", "gare_dist")),
    "freight_station_road_km": Optional("km", ("freight_station_road_km", "gare_fret_dist")),
    "airport_road_km": Optional("km", ("airport_road_km", "aeroport_dist")),
    "port_road_km": Optional("km", ("port_road_km", "port_dist")),
    "has_drinking_water": Optional("yes_no", ("has_drinking_water", "reseau_eau_potable")),
    "has_rainwater": Optional("yes_no", ("has_rainwater", "reseau_eau_pluviale")),
    "has_sewer": Optional("yes_no", ("has_sewer", "reseau_assainissement")),
    "has_gas": Optional("yes_no", ("has_gas", "reseau_gaz")),
    "has_power": Optional("yes_no", ("has_power", "reseau_electrique")),
    "has_fibre": Optional("yes_no", ("has_fibre", "reseau_fibre_optique")),
    "has_siding": Optional("yes_no", ("has_siding", "reseau_fret_ferroviaire")),
    "has_quay": Optional("yes_no", ("has_quay", "reseau_fluvial")),
    "cadastre_ha": Optional("ha", ("cadastre_ha", "surface_cadastrale_ha", "surface_cadastre_ha")),
    "planned_use": Optional(
        "text", ("planned_use", "usage_prevu", "usage_projete", "destination_projetee")
    ),
    "site_reconv_type": Optional("text", ("site_reconv_type", "type_reconversion")),
    "site_projet_url": Optional("text", ("site_projet_url",)),
    "urba_zone_lib": Optional("text", ("urba_zone_lib",)),
    "urba_zone_formdomi": Optional("text", ("urba_zone_formdomi", "urba_zone_formdomi_txt")),
    "activite_libelle": Optional("text", ("activite_libelle",)),
}
#: Farther than this a distance was surely written in metres.
MOST_KM = 500.0
SHOWN = 5
_YES = {"oui": 1.0, "o": 1.0, "vrai": 1.0, "true": 1.0, "1": 1.0, "1.0": 1.0, "yes": 1.0, "t": 1.0}
_NO = {"non": 0.0, "n": 0.0, "faux": 0.0, "false": 0.0, "0": 0.0, "0.0": 0.0, "no": 0.0, "f": 0.0}
_STATES = {
    "good": ("bon", "neuf", "utilis", "good", "opérationnel", "operationnel"),
    "poor": ("mauvais", "moyen", "médiocre", "mediocre", "poor", "dégradé", "degrade"),
    "unusable": ("inutilisable", "unusable", "déposé", "depose", "hors service", "détruit"),
}
_WHAT: Mapping[Kind, Text] = {
    "yes_no": Text("oui ou non attendu", "yes or no expected"),
    "km": Text(
        f"kilomètres attendus, de 0 à {MOST_KM:g} (en mètres ?)",
        f"kilometres expected, 0 to {MOST_KM:g} (in metres?)",
    ),
    "ha": Text(
        "hectares attendus, pas plus que le site", "hectares expected, no more than the site"
    ),
    "state": Text("bon, mauvais ou inutilisable attendu", "good, poor or unusable expected"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the optional columns say.

    Parameters
    ----------
    columns : mapping of str to Series
        Datum to values (index 0…n-1): numbers, 1 and 0 for yes and no, words for states; null where
        untold or not understood.
    findings : tuple of Finding
        One a column with cells that were not understood: read as unknown.
    """

    columns: Mapping[str, pd.Series] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_optional(
    table: pd.DataFrame, sources: Mapping[str, str], surface_ha: pd.Series, lines: np.ndarray
) -> Told:
    """Read the optional columns that a file has.

    Parameters
    ----------
    table : DataFrame
        The file, index 0…n-1.
    sources : mapping of str to str
        Datum to column of the file, as resolved.
    surface_ha : (n,) Series
        Area of each site, NaN where unknown.
    lines : (n,) int array
        Line of each row in the file.

    Examples
    --------
    >>> table = pd.DataFrame({"reseau_gaz": ["oui", "?", None], "gare_dist": ["1,5", "12000", ""]})
    >>> where = {"has_gas": "reseau_gaz", "station_road_km": "gare_dist"}
    >>> told = read_optional(table, where, pd.Series([1.0, 2.0, 3.0]), np.array([2, 3, 4]))
    >>> {name: values.tolist() for name, values in told.columns.items()}
    {'station_road_km': [1.5, nan, nan], 'has_gas': [1.0, nan, nan]}
    >>> [finding.line for finding in told.findings]
    [3, 3]
    """
    columns: dict[str, pd.Series] = {}
    findings = []
    for name, spec in OPTIONAL.items():
        if name not in sources:
            continue
        cells = table[sources[name]]
        values, odd = _READ[spec.kind](cells)
        if name == "sellable_ha":
            beyond = (values > surface_ha * (1 + 1e-6)).to_numpy()
            values, odd = values.mask(beyond), odd | beyond
        columns[name] = values
        if odd.any():
            findings.append(_not_understood(sources[name], spec.kind, cells[odd], lines[odd]))
    return Told(columns, tuple(findings))


def _spelled(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return cells in one spelling, and where they say something."""
    words = cells.astype("str").fillna("").map(lambda cell: spell(str(cell)))
    return words, ~words.isin([*UNKNOWN_LABELS, "<na>", "none"]).to_numpy()


def _yes_no(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    words, said = _spelled(cells)
    values = words.map({**_YES, **_NO}).astype(float)
    return values, said & values.isna().to_numpy()


def _km(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    values, odd = _positive(cells)
    far = values > MOST_KM
    return values.mask(far), odd | far.to_numpy()


def _positive(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    numbers, reading = read_numbers(cells)
    odd = (reading == Reading.TEXT) | (numbers < 0)
    return pd.Series(np.where(odd, np.nan, numbers), index=cells.index), odd


def _state(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    words, said = _spelled(cells)
    known = {word: _state_of(word) for word in set(words[said])}
    values = words.map(known).astype(object)
    return values.where(values.notna(), None), said & values.isna().to_numpy()


def _state_of(word: str) -> str | None:
    gone = any(sign in word for sign in _STATES["unusable"])
    if gone:
        return "unusable"
    return next((s for s, starts in _STATES.items() if word.startswith(starts)), None)


def _free(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return cells as they are written, null where they say nothing: no text is odd."""
    _, said = _spelled(cells)
    text = cells.astype("str").str.strip()
    return text.where(said), np.zeros(len(cells), dtype=bool)


_READ = {"text": _free, "yes_no": _yes_no, "km": _km, "ha": _positive, "state": _state}


def _not_understood(column: str, kind: Kind, cells: pd.Series, lines: np.ndarray) -> Finding:
    some = ", ".join(f"« {cell} »" for cell in cells.astype(str).head(SHOWN))
    what = _WHAT[kind]
    return Finding(
        "candidates",
        "optional_not_understood",
        "warning",
        Text(
            f"{column} : {what.fr} ; {len(cells)} cellules lues comme inconnues ({some})",
            f"{column}: {what.en}; {len(cells)} cells read as unknown ({some})",
        ),
        Text(
            "corriger ces cellules, ou les vider si la donnée n'est pas connue",
            "mend these cells, or empty them if the datum is not known",
        ),
        subject=column,
        line=int(lines[0]),
    )
