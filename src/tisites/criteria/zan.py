"""Zero net artificialisation: hectares put back in use, and hectares newly taken.

Two legal regimes that disagree are kept apart: consumption of natural, agricultural and forest land
(ENAF, until 2031) and net artificialisation in the nomenclature (after).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.criteria.declared import told
from tisites.criteria.evidence import land_share
from tisites.criteria.interval import Interval, Range, complement, exact, product, times
from tisites.criteria.nature import in_zone
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same
from tisites.territory.zones_km import disc_km, polygon_km

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

PENE_WORDS = {"true": 1.0, "1": 1.0, "1.0": 1.0, "oui": 1.0,
              "false": 0.0, "0": 0.0, "0.0": 0.0, "non": 0.0}  # fmt: skip
_SOURCE = Text(
    "code de l'urbanisme L.111-26, D.111-54, R.101-1 ; loi 2021-1104 art. 194 ; parts selon les "
    "indices au choix du planificateur (assumptions.urbanised_share, artificialised_share)",
    "planning code L.111-26, D.111-54, R.101-1; law 2021-1104 art. 194; shares by evidence are "
    "the planner's choice (assumptions.urbanised_share, artificialised_share)",
)
_UNKNOWN = Text(
    "surface inconnue : inconnu ; type ou zonage inconnu : intervalle large",
    "surface unknown: unknown; type or zone unknown: wide interval",
)
SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "surface_ha",
        "ha",
        Text("Surface du site", "Site area"),
        "land",
        ("candidates",),
        Text(
            "surface du site, telle que donnée",
            "area of the site, as given",
        ),
        Text(
            "fichier de candidats",
            "candidate file",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
    ),
    IndicatorSpec(
        "sellable_ha",
        "ha",
        Text("Surface cessible", "Sellable area"),
        "land",
        ("candidates",),
        Text(
            "ce que dit le fichier de candidats (colonne sellable_ha), sinon g · A",
            "as the candidate file says (column sellable_ha), else g · A",
        ),
        Text(
            "assumptions.footprint_share (111 ha cessibles sur 198 aux Portes du Tarn, La Tribune)",
            "assumptions.footprint_share (111 ha sellable of 198 at Portes du Tarn, La Tribune)",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "recycled_ha",
        "ha",
        Text("Friche remise en usage", "Brownfield put back in use"),
        "zan",
        ("candidates",),
        Text(
            "g · A · u ; 0 pour un site déjà reconverti",
            "g · A · u; 0 for a site already reconverted",
        ),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "new_enaf_ha",
        "ha",
        Text("Espaces NAF consommés", "New ENAF consumption"),
        "zan",
        ("candidates",),
        same("E = g · A · (1 - u)"),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "new_enaf_share_pct",
        "%",
        Text("Part du site en espaces NAF", "Share of the site that is ENAF"),
        "zan",
        ("candidates",),
        same("100 · (1 - u)"),
        _SOURCE,
        Text(
            "jamais inconnu : peu d'indices font un intervalle large",
            "never unknown: little evidence makes a wide interval",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "net_artificialised_ha",
        "ha",
        Text("Artificialisation nette", "Net artificialisation"),
        "zan",
        ("candidates",),
        same("N = g · A · (1 - a) - ρ · R"),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "zan_debit_ha",
        "ha",
        Text("Débit de l'enveloppe ZAN", "Debit of the ZAN envelope"),
        "zan",
        ("candidates", "pene"),
        Text(
            "new_enaf_ha ou net_artificialised_ha selon assumptions.zan_regime ; 0 si "
            "industry_exempt, ou dans un projet d'envergure nationale (PENE)",
            "new_enaf_ha or net_artificialised_ha by assumptions.zan_regime; 0 if "
            "industry_exempt, or inside a project of national scope (PENE)",
        ),
        _SOURCE,
        Text(
            f"{_UNKNOWN.fr} ; exempté ou PENE : 0 ; PENE inconnu : débité",
            f"{_UNKNOWN.en}; exempt or PENE: 0; PENE unknown: debited",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "in_pene",
        "0/1",
        Text("Projet d'envergure nationale (PENE)", "Project of national scope (PENE)"),
        "zan",
        ("candidates", "pene"),
        Text(
            "1 si le fichier de candidats le dit (colonne pene), sinon si le point du site "
            "est dans un contour publié : son débit va au forfait national",
            "1 if the candidate file says so (column pene), else if the site's point lies "
            "in a published contour: its debit falls on the national allowance",
        ),
        Text(
            "loi 2023-630 ; arrêté du 31 mai 2024 (TREL2410389A), annexes I et II ; "
            "contours : Cerema",
            "law 2023-630; order of 31 May 2024 (TREL2410389A), annexes I and II; contours: Cerema",
        ),
        Text(
            "ni l'un ni l'autre ne le dit : inconnu entre 0 et 1 ; disque de sa surface à "
            "cheval sur un contour : 0, jusqu'à 1",
            "told by neither: unknown between 0 and 1; disc of its area across a contour: "
            "0, up to 1",
        ),
        interval=True,
    ),
)


def recycled_ha(
    surface_ha: np.ndarray, urbanised: Interval, footprint: Range, reconverted: np.ndarray
) -> Interval:
    """Return hectares of brownfield put back in use: ``g · A · u``.

    Parameters
    ----------
    surface_ha : (n,) float64
        Gross area ``A``, NaN where unknown.
    urbanised : Interval
        Share ``u`` already urbanised.
    footprint : Range
        Share ``g`` of the area that the project takes.
    reconverted : (n,) bool
        Sites already in use again: they bring nothing back.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = recycled_ha(np.array([10.0]), exact([0.8]), share(0.5, 1, 1), np.array([False]))
    >>> float(got.low[0]), float(got.nominal[0])
    (4.0, 8.0)
    """
    used = product(times(surface_ha, footprint), urbanised)
    ends = (
        np.where(reconverted & ~np.isnan(end), 0.0, end)
        for end in (used.low, used.nominal, used.high)
    )
    return Interval(*ends)


def sellable_ha(surface_ha: np.ndarray, footprint: Range, declared: np.ndarray) -> Interval:
    """Return the area that can be sold: as the file says, else ``g · A``.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = sellable_ha(np.array([10.0, 10.0]), share(0.5, 0.8, 1), np.array([6.0, np.nan]))
    >>> got.low.tolist(), got.nominal.tolist()
    ([6.0, 5.0], [6.0, 8.0])
    """
    assumed, known = times(surface_ha, footprint), ~np.isnan(declared)
    ends = (np.where(known, declared, e) for e in (assumed.low, assumed.nominal, assumed.high))
    return Interval(*ends)


def new_enaf_ha(surface_ha: np.ndarray, urbanised: Interval, footprint: Range) -> Interval:
    """Return hectares of natural, agricultural and forest land taken: ``E = g · A · (1 - u)``.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> float(new_enaf_ha(np.array([10.0]), exact([0.75]), share(1, 1, 1)).nominal[0])
    2.5
    """
    return product(times(surface_ha, footprint), complement(urbanised))


def net_artificialised_ha(
    surface_ha: np.ndarray, artificialised: Interval, footprint: Range, credited_share: float
) -> Interval:
    """Return net artificialisation: ``N = g · A · (1 - a) - ρ · R`` with ``R`` a share of ``A``.

    Parameters
    ----------
    surface_ha : (n,) float64
        Gross area ``A``.
    artificialised : Interval
        Share ``a`` already artificialised in the nomenclature.
    footprint : Range
        Share ``g`` of the area that the project takes.
    credited_share : float
        Renatured area over ``A``, where credited; 0 elsewhere.

    Examples
    --------
    >>> from tisites.criteria.interval import share
    >>> got = net_artificialised_ha(np.array([10.0]), exact([0.5]), share(1, 1, 1), 0.2)
    >>> float(got.nominal[0])
    3.0
    """
    gross = product(times(surface_ha, footprint), complement(artificialised))
    credit = credited_share * surface_ha
    return Interval(gross.low - credit, gross.nominal - credit, gross.high - credit)


def pene(sites: pd.DataFrame) -> np.ndarray:
    """Return whether each site lies in a project of national scope: 1, 0, NaN where unknown.

    Parameters
    ----------
    sites : DataFrame
        Optional column ``pene``: true or false, 1 or 0, oui or non; null where unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> pene(pd.DataFrame({"pene": ["oui", False, None]})).tolist()
    [1.0, 0.0, nan]
    """
    if "pene" not in sites:
        return np.full(len(sites), np.nan)
    words = sites["pene"].astype(object).map(lambda word: PENE_WORDS.get(str(word).lower(), np.nan))
    return words.to_numpy(dtype=float, na_value=np.nan)


def in_pene(sites: pd.DataFrame, contours: geopandas.GeoDataFrame | None) -> Interval:
    """Return whether each site lies in a project of national scope: its file's word, then a map.

    Parameters
    ----------
    sites : DataFrame
        Columns ``surface_ha``, ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``; optional ``pene``.
    contours : GeoDataFrame or None
        Published contours, EPSG:4326; None in a pack without them.
    """
    said = pene(sites)
    if contours is None:
        drawn = exact(np.full(len(sites), np.nan))
    else:
        km = polygon_km(sites, contours)
        drawn = in_zone(km, disc_km(sites["surface_ha"].to_numpy(dtype=float)))
    nominal = np.where(np.isnan(said), drawn.nominal, said)
    return Interval(
        np.nan_to_num(nominal, nan=0.0),
        nominal,
        np.where(np.isnan(said), np.nan_to_num(drawn.high, nan=1.0), said),
    )


def outside_pene(debit: Interval, inside: np.ndarray) -> Interval:
    """Return the debit, zero inside a project of national scope: it has its own allowance."""
    ends = (np.where(inside == 1.0, 0.0, end) for end in (debit.low, debit.nominal, debit.high))
    return Interval(*ends)


def measure_zan(
    sites: pd.DataFrame, territory: Territory, assumptions: Assumptions
) -> dict[str, Interval]:
    """Measure the family.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``surface_ha``, ``site_type``, ``status``, ``zoning``, and the place;
        optional ``pene``, ``sellable_ha``.
    territory : Territory
        Contours of projects of national scope, where the pack has them.
    assumptions : Assumptions
        Regime, shares, footprint.
    """
    area = sites["surface_ha"].to_numpy(dtype=float)
    footprint = assumptions.footprint_share
    urbanised = land_share(sites["site_type"], sites["zoning"], assumptions.urbanised_share)
    sealed = land_share(sites["site_type"], sites["zoning"], assumptions.artificialised_share)
    credited = assumptions.renatured_share if assumptions.renaturation_credited else 0.0
    reconverted = (sites["status"] == "friche reconvertie").to_numpy(dtype=bool, na_value=False)
    enaf = new_enaf_ha(area, urbanised, footprint)
    net = net_artificialised_ha(area, sealed, footprint, credited)
    inside = in_pene(sites, territory.polygons("pene"))
    debit = outside_pene(enaf if assumptions.zan_regime == "enaf" else net, inside.nominal)
    return {
        "surface_ha": exact(area),
        "sellable_ha": sellable_ha(area, footprint, told(sites, "sellable_ha")),
        "recycled_ha": recycled_ha(area, urbanised, footprint, reconverted),
        "new_enaf_ha": enaf,
        "new_enaf_share_pct": times(np.full(area.size, 100.0), complement(urbanised)),
        "net_artificialised_ha": net,
        "zan_debit_ha": exact(np.zeros(area.size)) if assumptions.industry_exempt else debit,
        "in_pene": inside,
    }
