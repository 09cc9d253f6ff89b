"""A run for QGIS: sites, candidates and territories with their styles, and a project of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.usage.verify import VERDICTS
from tisites.messages.text import Text, number
from tisites.report.book.tables import (
    CHOSEN,
    TERRITORIES,
    chosen_tables,
    everyone_table,
    sites_of,
    territory_counts,
)
from tisites.report.document import Document, Section, Table
from tisites.report.geopackage import LAYERS, MapLayer, write_layers
from tisites.report.map.sites import SCORE_EDGES
from tisites.report.media.frame import table_frame
from tisites.report.phrases import SYNTHETIC
from tisites.report.profile import for_profile
from tisites.report.qgis_project import write_project
from tisites.report.qgis_style import LegendClass, class_style, kind_style, score_style
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tisites.report.book.tables import ReadRun
    from tisites.report.profile import Profile
    from tisites.territory.territory import Territory

#: Layers of the pack that draw territories: cut, layer, its code, name of ours, words.
_OUTLINES = (
    ("departement", "departements", "dep", Text("Départements", "Départements")),
    ("region", "regions", "reg", Text("Régions", "Régions")),
)
#: Fixed limits of the classes of « chosen sites per million people ».
_PER_MILLION = ((-1.0, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 1e9))
_PALE = ("#f7f6f2", "#dcebe9", "#b5d6d3", "#86bdb9", "#4f9c97")
_SITES, _EVERYONE = Text("Sites retenus", "Selected sites"), Text("Candidats", "Candidates")
#: The number on the map from afar, the name too once there is room.
_LABEL = 'CASE WHEN @map_scale < 1500000 THEN "number" || \'. \' || "name" ELSE "number" END'


def write_atlas(
    run: ReadRun, territory: Territory | None, path: Path, profile: Profile = "internal"
) -> None:
    """Write a GeoPackage and, beside it, the QGIS project that opens it.

    Parameters
    ----------
    run : ReadRun
        What was solved and answered.
    territory : Territory, optional
        Any pack that has the outlines; without one, territories are not drawn.
    path : Path
        GPKG file to write; the project has its name and ``.qgz``.
    profile : {"public", "internal"}
        The public one withholds owners and what else is confidential.

    Raises
    ------
    BadInputError
        If the pack's outlines are missing or altered.
    """
    document = for_profile(_tables(run), profile)
    tables = {table.name: table for table in document.tables}
    layers = [
        *_points(run, "selection", _SITES, _joined(tables), _sites_style()),
        *_points(run, "candidates", _EVERYONE, tables["candidates"], _everyone_style()),
        *([] if territory is None else _surfaces(run, territory)),
    ]
    write_layers(layers, path)
    title = str(document.title)
    write_project(layers, path, f"{title} – {SYNTHETIC}" if run.case.synthetic else title)


def _tables(run: ReadRun) -> Document:
    sites = sites_of(run)
    title = run.model.titled
    tables = (*chosen_tables(run, sites), everyone_table(sites))
    return Document("atlas", title, (Section(tables=tables),))


def _joined(tables: Mapping[str, Table]) -> Table:
    """Return the tables of the selection side by side, each column once."""
    parts = [tables[name] for name in ("selection", "context", "points")]
    columns = {c.key: (c, part, k) for part in reversed(parts) for k, c in enumerate(part.columns)}
    order = list(dict.fromkeys(c.key for part in parts for c in part.columns))
    rows = tuple(
        tuple(columns[key][1].rows[n][columns[key][2]] for key in order)
        for n in range(len(parts[0].rows))
    )
    return Table("selection", parts[0].title, tuple(columns[key][0] for key in order), rows)


def _points(run: ReadRun, name: str, title: Text, table: Table, style: str) -> Iterator[MapLayer]:
    """Split sites by projection; those of no known territory are left to the workbook."""
    frame = table_frame(table)
    if run.case.synthetic:
        frame["notice"] = str(SYNTHETIC)
    here = run.everyone.loc[frame["site_id"]]
    frame["x_m"], frame["y_m"] = here["x_m"].to_numpy(float), here["y_m"].to_numpy(float)
    zone = here["zone"].to_numpy(dtype=np.int64)
    labels = {column.key: column.heading for column in table.columns}
    for known in ZONES:
        rows = frame[zone == known.index]
        if len(rows):
            tail = LAYERS[known.index].removeprefix(LAYERS[0])
            words = Text(title.fr, title.en) if known.index == 0 else Text(
                f"{title.fr} : {known.name.fr}", f"{title.en}: {known.name.en}"
            )  # fmt: skip
            yield MapLayer(f"{name}{tail}", str(words), rows, known.epsg, labels, style)


def _surfaces(run: ReadRun, territory: Territory) -> Iterator[MapLayer]:
    """Return régions and départements with what was chosen there; overseas too, in degrees."""
    from geopandas import GeoDataFrame

    labels = {column.key: column.heading for column in TERRITORIES}
    for by, layer, code, title in _OUTLINES:
        if by not in run.bases or not territory.pack.has(layer):
            continue
        drawn = territory.pack.read(layer)
        counts = territory_counts(run, by).reset_index(drop=True)
        kept = [key for key in labels if key in counts.columns]
        rows = drawn[[code, "geometry"]].merge(counts[kept], left_on=code, right_on="code")
        if run.case.synthetic:
            rows["notice"] = str(SYNTHETIC)
        shapes = GeoDataFrame(rows.drop(columns=code), geometry="geometry", crs=drawn.crs)
        named = {key: labels[key] for key in kept}
        yield MapLayer(layer, str(title), shapes, None, named, _territory_style(), by == "region")


def _sites_style() -> str:
    return score_style(SCORE_EDGES, "surface_ha", _LABEL, 2.8)


def _everyone_style() -> str:
    shapes = (
        (str(CHOSEN), "star", "#21918c", 3.0, False),  # the layer above draws them
        (str(VERDICTS["eligible"]), "circle", "#a7a49b", 1.3, True),
        (str(VERDICTS["to_verify"]), "triangle", "#d5a021", 1.8, False),
        (str(VERDICTS["excluded"]), "cross2", "#8a8780", 1.4, False),
    )
    return kind_style("situation", [LegendClass(word, colour, word, shape, size, shown)
                                    for word, shape, colour, size, shown in shapes])  # fmt: skip


def _territory_style() -> str:
    unit = Text("sites par million d'habitants", "sites per million people")
    kinds = []
    for (low, high), colour in zip(_PER_MILLION, _PALE, strict=True):
        if high <= 0:
            label = str(Text("aucun site retenu", "no selected site"))
        elif high > 1e6:
            label = str(Text(f"plus de {number(low)} {unit.fr}", f"over {number(low)} {unit.en}"))
        else:
            ends = number(low, 1), number(high, 1)
            label = str(Text(f"de {ends[0]} à {ends[1]}", f"{ends[0]} to {ends[1]}"))
        kinds.append(LegendClass(label, colour, low=low, high=high))
    return class_style("per_million", kinds)
