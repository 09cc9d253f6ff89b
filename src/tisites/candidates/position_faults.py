"""What can be wrong with where a site is said to be."""

from __future__ import annotations

from tisites.candidates.fault import FIX_NUMBER, Fault, is_not, with_tolerant
from tisites.candidates.numbers import Reading
from tisites.candidates.position import Place
from tisites.messages.text import Text

_FIX_SWAP = Text(
    'échanger les colonnes, ou écrire sous [columns] du scénario lon = "…" et lat = "…"',
    'exchange the columns, or write under [columns] of the scenario lon = "…" and lat = "…"',
)

POSITION_FAULTS: tuple[Fault, ...] = (
    *(
        fault
        for axis in ("lon", "lat")
        for fault in (
            Fault(
                f"{axis}_text",
                f"{axis}_reading",
                is_not(Reading.TEXT),
                axis,
                Text("texte dans une colonne de nombres", "text in a column of numbers"),
                FIX_NUMBER,
            ),
            Fault(
                f"{axis}_nan",
                f"{axis}_reading",
                is_not(Reading.NAN),
                axis,
                Text(
                    "la coordonnée n'est pas un nombre (NaN)",
                    "the coordinate is not a number (NaN)",
                ),
                with_tolerant("donner les coordonnées du site", "give the site's coordinates"),
            ),
            Fault(
                f"{axis}_missing",
                f"{axis}_reading",
                is_not(Reading.EMPTY),
                axis,
                Text("coordonnée absente", "coordinate missing"),
                with_tolerant("donner les coordonnées du site", "give the site's coordinates"),
                published=True,
            ),
        )
    ),
    Fault(
        "geometry_unreadable",
        "unread",
        lambda cells: ~cells.astype(bool),
        "position",
        Text(
            "géométrie illisible (contour non fermé, arcs de cercle, texte coupé)",
            "unreadable geometry (open outline, arcs of circles, cut text)",
        ),
        with_tolerant(
            "corriger ce contour dans QGIS (« Réparer les géométries » ; « Segmenter » pour les"
            " arcs), ou donner longitude et latitude",
            "mend this outline in QGIS ('Fix geometries'; 'Segmentize' for arcs), or give longitude"
            " and latitude",
        ),
    ),
    Fault(
        "coordinates_swapped",
        "place",
        is_not(Place.SWAPPED),
        "position",
        Text(
            "longitude et latitude semblent inversées",
            "longitude and latitude seem to be swapped",
        ),
        _FIX_SWAP,
    ),
    Fault(
        "coordinates_in_metres",
        "place",
        is_not(Place.METRES),
        "position",
        Text(
            "coordonnées en mètres, pas en degrés (Lambert-93 ?)",
            "coordinates in metres, not in degrees (Lambert-93?)",
        ),
        Text(
            'écrire sous [columns] du scénario x = "…", y = "…" et crs = "EPSG:2154" ; pour une'
            " couche géographique, déclarer son système de coordonnées dans QGIS et l'enregistrer"
            " de nouveau",
            'write under [columns] of the scenario x = "…", y = "…" and crs = "EPSG:2154"; for a'
            " geographic layer, set its coordinate reference system in QGIS and save it again",
        ),
    ),
    Fault(
        "coordinates_outside",
        "place",
        is_not(Place.OUTSIDE),
        "position",
        Text("coordonnées hors de France", "coordinates out of France"),
        with_tolerant(
            "donner longitude et latitude en degrés (WGS84), ou dire le système de coordonnées",
            "give longitude and latitude in degrees (WGS84), or say the reference system",
        ),
    ),
)
