"""Communes, with every zoning a site gets from its commune."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.industry_territories import read_industry_territories
from tisites.data.build.raw import float_columns, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.build.water import read_basins, read_zre
from tisites.data.layers import COMMUNES
from tisites.data.readers.zones import zone_of_points
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.codes_2022 import Codes2022
    from tisites.data.build.raw import Files, Published
    from tisites.messages.findings import Finding, Severity

FILE = "territories/communes.csv"
_TEXTS = ("insee", "nom", "dep", "dep_nom", "reg", "reg_nom", "epci_siren", "epci_nom")
_NUMBERS = ("lon", "lat", "surface_ha", "population", "population_20_64")
#: Inhabitants beyond whom an unknown is a warning.
LOUD = 100_000
_ARTICLES = ("Le ", "La ", "Les ", "L'", "L’")


@dataclass(frozen=True, slots=True)
class CommunesRead:
    """Communes and, read on the way, the members of the Territoires d'industrie."""

    reading: Reading
    territoires_industrie: Reading


def read_communes(
    source: Files, codes: Codes2022, published: Published = MappingProxyType({})
) -> CommunesRead:
    """Read the communes and give each its zonings.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    codes : Codes2022
        INSEE's table of 2022, for articles of names and former groupings.
    published : mapping of str to DataFrame
        Files as published, already read, by the name of their source.

    Returns
    -------
    CommunesRead
        Layer ``communes``: no row is dropped; an unknown point is a null geometry.

    Raises
    ------
    BadInputError
        If a raw file is absent or not as published.
    """
    if "communes" in published:
        raw = _joined(published)
    else:
        raw = read_csv(source, FILE, [*_TEXTS, *_NUMBERS, "ze2020"])
    raw = raw.rename(columns={"ze2020": "zone_emploi"})
    numbers = float_columns(raw, _NUMBERS, FILE)
    membership = read_industry_territories(source, raw, codes, published.get("ti-phase-2"))
    points = located(raw[["insee"]], numbers["lon"], numbers["lat"])
    zre, findings = read_zre(source, raw, _inside(points, published.get("sandre-zre")))
    basins = _basins(points, published.get("sandre-bassins"))
    table = raw[[*_TEXTS, "zone_emploi"]].copy()
    table["nom"] = with_article(table, codes)
    table["ti_id"] = table["insee"].map(dict(membership.ti_of))
    table["water_basin"] = table["insee"].map(read_basins(source) if basins is None else basins)
    table["zre"] = zre
    for name in ("surface_ha", "population", "population_20_64"):
        table[name] = numbers[name]
    findings += _unknowns(table.assign(lon=numbers["lon"]))
    return CommunesRead(
        Reading(
            COMMUNES.name,
            _about(numbers["lon"]),
            located(table, numbers["lon"], numbers["lat"]),
            tuple(findings),
        ),
        membership.reading,
    )


def _joined(published: Published) -> pd.DataFrame:
    """Return the communes as published, with the people and the zone d'emploi of each."""
    table = published["communes"].assign(population_20_64=None, ze2020=None)
    if "insee-population" in published:
        people = published["insee-population"].drop_duplicates("insee").set_index("insee")
        table["population_20_64"] = table["insee"].map(people["population_20_64"])
    if "insee-appartenance" in published:
        zones = published["insee-appartenance"].set_index("insee")
        table["ze2020"] = table["insee"].map(zones["zone_emploi"])
    return table


def _inside(points: pd.DataFrame, zones: pd.DataFrame | None) -> frozenset[str] | None:
    """Return the communes whose point lies in one of some zones; ``None`` without zones."""
    if zones is None:
        return None
    inside = zone_of_points(points.geometry, zones.assign(zone="1"), "zone").notna()
    return frozenset(points["insee"][inside])


def _basins(points: pd.DataFrame, basins: pd.DataFrame | None) -> pd.Series | None:
    """Return the water basin of each commune by its point; ``None`` without basins."""
    if basins is None:
        return None
    found = zone_of_points(points.geometry, basins, "bassin")
    return found.set_axis(points["insee"]).dropna()


def with_article(table: pd.DataFrame, codes: Codes2022) -> pd.Series:
    """Give names back the article they lost, where INSEE's name of 2022 has one.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``insee`` and ``nom``.
    codes : Codes2022
        Names as INSEE writes them.

    Returns
    -------
    pandas.Series
        Names; one that changed otherwise since 2022 is left alone.
    """
    full = table["insee"].map(codes.communes.set_index("insee")["nom"])
    names = table["nom"]
    lost = pd.Series(data=False, index=table.index)
    for article in _ARTICLES:
        lost |= full == article + names
    return names.where(~lost, full)


def located(table: pd.DataFrame, lon: pd.Series, lat: pd.Series) -> pd.DataFrame:
    """Return the table with points in EPSG:4326, null where a coordinate is unknown.

    Parameters
    ----------
    table : pandas.DataFrame
        Attributes.
    lon, lat : pandas.Series
        Degrees, same index; NaN where unknown.

    Returns
    -------
    geopandas.GeoDataFrame
        Same rows and order.
    """
    import geopandas

    known = lon.notna() & lat.notna()
    points = geopandas.GeoSeries([None] * len(table), index=table.index, crs="EPSG:4326")
    points[known] = geopandas.points_from_xy(lon[known], lat[known])
    return geopandas.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def _unknowns(table: pd.DataFrame) -> list[Finding]:
    labels = {
        "lon": Text("point représentatif", "representative point"),
        "epci_siren": Text("EPCI", "EPCI"),
        "water_basin": Text("bassin hydrographique", "water basin"),
        "population_20_64": Text("population de 20 à 64 ans", "population aged 20 to 64"),
    }
    findings = []
    for column, label in labels.items():
        names = list(table["insee"][table[column].isna()])
        if not names:
            continue
        people = table["population"][table[column].isna()].sum()
        message = Text(
            f"{len(names)} communes sans {label.fr} ({some(names)}), {people:.0f} habitants :"
            " inconnu",
            f"{len(names)} communes without {label.en} ({some(names)}), {people:.0f} inhabitants:"
            " unknown",
        )
        remedy = Text(
            "en tenir compte pour les sites de ces communes ou proches d'elles",
            "bear it in mind for sites in these communes or near them",
        )
        # Without Paris, Lyon and Marseille a labour basin is a different one: said louder.
        severity: Severity = "warning" if people > LOUD else "info"
        findings.append(noticed(COMMUNES.name, f"no_{column}", message, remedy, severity))
    return findings


def _about(lon: pd.Series) -> LayerSource:
    caveat = (
        f"{int(lon.isna().sum())} communes sans point ; Paris, Lyon et Marseille en une commune ;"
        " ZRE : « vrai » est sûr, « faux » en métropole ne prouve rien (couverture des couches"
        " publiées), inconnu en Corse et outre-mer"
    )
    return LayerSource(
        "Communes et leurs zonages",
        "INSEE, DGCL, IGN, ANCT, Sandre",
        LICENCE_OUVERTE,
        "Code officiel géographique, EPCI, populations légales, zones d'emploi 2020, ZRE, bassins",
        "populations 2023, 20-64 ans 2021",
        caveat=caveat,
    )
