"""Files of the shelf laid out as the folder of raw data that a pack is built from."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.catalogue.sources import catalogue
from tisites.data.readers.files import unpacked
from tisites.data.readers.land import M2_PER_HA
from tisites.data.readers.registry import READERS, read_published
from tisites.data.readers.zones import zone_of_points
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas

    from tisites.data.catalogue.shelf import Held, Shelf
    from tisites.data.catalogue.sources import Source

#: Places of the working files.
COMMUNES = "territories/communes.csv"
ZRE = "water/zre_communes.json"
BASINS = "water/commune_bassin.csv"
CANDIDATES = "candidates/friches_france.csv"
UNEMPLOYMENT = "workforce/zones_emploi_2020_chomage.csv"


def lay_out(shelf: Shelf, folder: Path) -> tuple[dict[str, Held], list[Problem]]:
    """Lay out what the shelf holds as a folder of raw data.

    Parameters
    ----------
    shelf : Shelf
        Files obtained.
    folder : Path
        Empty folder to write into.

    Returns
    -------
    used : dict of str to Held
        Files that could be used, by source.
    problems : list of Problem
        Of the files that could not; each names its source and the remedy.
    """
    held = shelf.held()
    tables: dict[str, pd.DataFrame] = {}
    used: dict[str, Held] = {}
    problems: list[Problem] = []
    for source in catalogue():
        if source.name not in held:
            continue
        if not shelf.is_whole(held[source.name]):
            problems.append(_altered(source, shelf.path(held[source.name])))
            continue
        path = shelf.path(held[source.name])
        try:
            tables[source.name] = read_published(source, path)
        except BadInputError as error:
            problems += error.problems
            continue
        used[source.name] = held[source.name]
        if source.file and READERS[source.reader].as_published:
            with unpacked(path, source.member) as file:
                target = _target(folder, source.file)
                if READERS[source.reader].any_format:
                    target = target.with_suffix(file.suffix)
                shutil.copyfile(file, target)
    _work(tables, folder)
    if "vigieau" in tables:
        zones = pd.DataFrame(tables["vigieau"].drop(columns="geometry"))
        _csv(zones, folder, f"water/vigieau_restrictions_{used['vigieau'].obtained}.csv")
    return used, problems


def _work(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write the working files that are made of published tables."""
    if "insee-chomage" in tables:
        rates = tables["insee-chomage"]
        column = f"chomage_{rates['quarter'].iloc[0]}"
        _csv(rates.rename(columns={"rate": column}).drop(columns="quarter"), folder, UNEMPLOYMENT)
    for name, layer in (("regions", "reg"), ("departements", "dep"), ("epci", "epci_siren")):
        if f"contours-{name}" in tables:
            shapes = tables[f"contours-{name}"].rename(columns={"code": layer})
            shapes.to_file(_target(folder, f"territories/{name}.geojson"), driver="GeoJSON")
    if "ti-phase-2" in tables:
        _csv(tables["ti-phase-2"], folder, "territories/territoires_industrie_2023_epci.csv")
    if "aeroports" in tables:
        _csv(tables["aeroports"], folder, "network/airports.csv")
    if "enaf" in tables:
        _csv(_wide(tables["enaf"]), folder, "zan/enaf_2009_2021_998_communes.csv")
    sites = [tables[name] for name in ("cartofriches", "sites-economiques") if name in tables]
    if sites and "candidats-nationaux" not in tables:
        every = pd.concat(sites).drop_duplicates("uid")
        _csv(every, folder, CANDIDATES)
    if "communes" in tables:
        _communes(tables, folder)


def _wide(yearly: pd.DataFrame) -> pd.DataFrame:
    """Return consumption with a column a year, in m², as Cerema names them."""
    wide = yearly.pivot_table(index="insee", columns="year", aggfunc="sum", min_count=1)
    table = pd.DataFrame({"comm_insee": wide.index}, index=wide.index)
    for quantity, first, second in (("enaf_ha", "naf", "art"), ("activity_ha", "art", "act")):
        for year in sorted(set(yearly["year"])):
            name = f"{first}{year % 100:02}{second}{year % 100 + 1:02}"
            table[name] = wide[quantity, year] * M2_PER_HA
    decade = [f"naf{y:02}art{y + 1:02}" for y in range(9, 21)]
    if set(decade) <= set(table.columns):
        table["naf09art21"] = table[decade].sum(axis=1, min_count=len(decade))
    return table


def _communes(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    communes = tables["communes"]
    table = communes.assign(population_20_64=None, ze2020=None)
    if "insee-population" in tables:
        people = tables["insee-population"].drop_duplicates("insee").set_index("insee")
        table["population_20_64"] = table["insee"].map(people["population_20_64"])
    if "insee-appartenance" in tables:
        zones = tables["insee-appartenance"].set_index("insee")
        table["ze2020"] = table["insee"].map(zones["zone_emploi"])
    _csv(table, folder, COMMUNES)
    points = _points(communes)
    if "sandre-zre" in tables:
        inside = zone_of_points(points, tables["sandre-zre"].assign(zre="1"), "zre").notna()
        codes = sorted(communes["insee"][inside])
        text = json.dumps({"codes": codes}, indent=1) + "\n"
        _target(folder, ZRE).write_text(text, encoding="utf-8")
    if "sandre-bassins" in tables:
        basins = zone_of_points(points, tables["sandre-bassins"], "bassin")
        known = pd.DataFrame({"insee": communes["insee"], "bassin": basins}).dropna()
        _csv(known, folder, BASINS)


def _points(communes: pd.DataFrame) -> geopandas.GeoSeries:
    import geopandas

    lon, lat = communes["lon"].astype(float), communes["lat"].astype(float)
    points = geopandas.GeoSeries([None] * len(communes), index=communes.index, crs="EPSG:4326")
    known = lon.notna() & lat.notna()
    points[known] = geopandas.points_from_xy(lon[known], lat[known])
    return points


def _csv(table: pd.DataFrame, folder: Path, place: str) -> None:
    table.to_csv(_target(folder, place), index=False, lineterminator="\n", encoding="utf-8")


def _target(folder: Path, place: str) -> Path:
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _altered(source: Source, path: Path) -> Problem:
    return Problem(
        Text(
            f"source « {source.name} » : le fichier du cache est absent ou modifié",
            f"source '{source.name}': the cached file is missing or altered",
        ),
        Text(
            f"le reprendre : tisites data pull {source.name}, ou tisites data add {source.name}"
            " FICHIER",
            f"take it again: tisites data pull {source.name}, or tisites data add {source.name}"
            " FILE",
        ),
        Where(str(path)),
    )
