"""The kinds of fault: what a row must hold, what is told where it does not, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.candidates.communes import CommuneState
from tisites.candidates.numbers import CellReading
from tisites.candidates.position import Place
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_TOLERANT = Text(
    "l'option --tolerant met ces sites hors concours au lieu d'arrêter",
    "option --tolerant puts such sites out of the competition instead of stopping",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    Parameters
    ----------
    code : str
        Stable code, also the name of the pandera check and of the finding.
    column : str
        Column of the parsed frame that is checked.
    holds : callable
        Column to booleans, true where the row is right.
    shown : str
        Datum whose column and value the message shows.
    what, remedy : Text
        What is told.
    published : bool
        Published inventories are known to have it: exclusions there, not errors.
    """

    code: str
    column: str
    holds: Callable[[pd.Series], Any]
    shown: str
    what: Text
    remedy: Text
    published: bool = False

    @property
    def mending(self) -> Text:
        """The remedy once the site is out of the competition: the option is no advice any more."""
        return Text(
            self.remedy.fr.removesuffix(f" ; {_TOLERANT.fr}"),
            self.remedy.en.removesuffix(f"; {_TOLERANT.en}"),
        )


def _is_not(value: int) -> Callable[[pd.Series], Any]:
    """Return the check that a column never says ``value``."""
    return lambda cells: cells != value


def _with_tolerant(fr: str, en: str) -> Text:
    """Return a remedy with the option that puts such sites aside."""
    return Text(f"{fr} ; {_TOLERANT.fr}", f"{en}; {_TOLERANT.en}")


_FIX_NUMBER = _with_tolerant("écrire un nombre, sans unité", "write a number, without unit")
_FIX_SWAP = Text(
    'échanger les colonnes, ou écrire sous [columns] du scénario lon = "…" et lat = "…"',
    'exchange the columns, or write under [columns] of the scenario lon = "…" and lat = "…"',
)
FAULTS: tuple[Fault, ...] = (
    Fault(
        "id_missing",
        "site_id",
        lambda ids: ids != "",
        "site_id",
        Text("site sans identifiant", "site without id"),
        _with_tolerant("donner à chaque site un identifiant", "give each site an id"),
    ),
    Fault(
        "id_duplicate",
        "site_id",
        lambda ids: ~ids.duplicated(keep=False) | (ids == ""),
        "site_id",
        Text("identifiant en double", "duplicate id"),
        _with_tolerant(
            "garder une ligne par site, ou distinguer les identifiants",
            "keep one row a site, or tell the ids apart",
        ),
    ),
    Fault(
        "commune_missing",
        "insee_state",
        _is_not(CommuneState.MISSING),
        "insee",
        Text("code de commune absent", "commune code missing"),
        _with_tolerant("donner le code INSEE de la commune", "give the commune's INSEE code"),
        published=True,
    ),
    Fault(
        "commune_malformed",
        "insee_state",
        _is_not(CommuneState.MALFORMED),
        "insee",
        Text(
            "code de commune inconnu : ce n'est pas un code INSEE",
            "unknown commune code: this is no INSEE code",
        ),
        _with_tolerant(
            "écrire le code INSEE de la commune sur 5 caractères (01004, 2A004, 97411),"
            " pas le code postal ni le nom",
            "write the commune's INSEE code in 5 characters (01004, 2A004, 97411),"
            " not the postcode nor the name",
        ),
    ),
    Fault(
        "commune_unknown",
        "insee_state",
        _is_not(CommuneState.UNKNOWN),
        "insee",
        Text(
            "code de commune inconnu du paquet de données",
            "commune code unknown to the data pack",
        ),
        _with_tolerant(
            "vérifier le code (INSEE, pas postal) ; si la commune a fusionné, donner le code de la"
            " commune nouvelle",
            "check the code (INSEE, not postal); if the commune has merged, give the code of the"
            " new commune",
        ),
        published=True,
    ),
    Fault(
        "commune_beyond",
        "insee_state",
        _is_not(CommuneState.BEYOND),
        "insee",
        Text(
            "commune d'une collectivité que le paquet de données ne couvre pas (Saint-Pierre-et-"
            "Miquelon, Saint-Barthélemy, Saint-Martin ou le Pacifique)",
            "commune of a collectivity that the data pack does not cover (Saint-Pierre-et-Miquelon,"
            " Saint-Barthélemy, Saint-Martin or the Pacific)",
        ),
        _with_tolerant("retirer ce site du fichier", "remove this site from the file"),
        published=True,
    ),
    Fault(
        "surface_missing",
        "surface_reading",
        _is_not(CellReading.EMPTY),
        "surface",
        Text("surface absente", "surface missing"),
        _with_tolerant("donner la surface du site", "give the site's surface"),
        published=True,
    ),
    Fault(
        "surface_nan",
        "surface_reading",
        _is_not(CellReading.NAN),
        "surface",
        Text("la surface n'est pas un nombre (NaN)", "the surface is not a number (NaN)"),
        _with_tolerant("donner la surface du site", "give the site's surface"),
    ),
    Fault(
        "surface_text",
        "surface_reading",
        _is_not(CellReading.TEXT),
        "surface",
        Text("texte dans une colonne de nombres", "text in a column of numbers"),
        _FIX_NUMBER,
    ),
    Fault(
        "surface_interval",
        "surface_reading",
        _is_not(CellReading.INTERVAL),
        "surface",
        Text("surface dite par un intervalle", "surface told as an interval"),
        _with_tolerant("écrire une seule surface", "write a single surface"),
    ),
    Fault(
        "surface_ambiguous",
        "surface_reading",
        _is_not(CellReading.AMBIGUOUS),
        "surface",
        Text(
            "surface qui se lit de deux façons (unité non dite, ou milliers écrits d'une virgule)",
            "surface that reads in two ways (unit untold, or thousands written with a comma)",
        ),
        _with_tolerant("écrire la surface avec son unité", "write the surface with its unit"),
    ),
    Fault(
        "surface_negative",
        "surface_ha",
        lambda ha: ~(ha < 0),
        "surface",
        Text("surface négative", "negative surface"),
        _with_tolerant("corriger la surface du site", "correct the site's surface"),
    ),
    *(
        fault
        for axis in ("lon", "lat")
        for fault in (
            Fault(
                f"{axis}_text",
                f"{axis}_reading",
                _is_not(CellReading.TEXT),
                axis,
                Text("texte dans une colonne de nombres", "text in a column of numbers"),
                _FIX_NUMBER,
            ),
            Fault(
                f"{axis}_nan",
                f"{axis}_reading",
                _is_not(CellReading.NAN),
                axis,
                Text(
                    "la coordonnée n'est pas un nombre (NaN)",
                    "the coordinate is not a number (NaN)",
                ),
                _with_tolerant("donner les coordonnées du site", "give the site's coordinates"),
            ),
            Fault(
                f"{axis}_missing",
                f"{axis}_reading",
                _is_not(CellReading.EMPTY),
                axis,
                Text("coordonnée absente", "coordinate missing"),
                _with_tolerant("donner les coordonnées du site", "give the site's coordinates"),
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
        _with_tolerant(
            "corriger ce contour dans QGIS (« Réparer les géométries » ; « Segmenter » pour les"
            " arcs), ou donner longitude et latitude",
            "mend this outline in QGIS ('Fix geometries'; 'Segmentize' for arcs), or give longitude"
            " and latitude",
        ),
    ),
    Fault(
        "coordinates_swapped",
        "place",
        _is_not(Place.SWAPPED),
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
        _is_not(Place.METRES),
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
        _is_not(Place.OUTSIDE),
        "position",
        Text("coordonnées hors de France", "coordinates out of France"),
        _with_tolerant(
            "donner longitude et latitude en degrés (WGS84), ou dire le système de coordonnées",
            "give longitude and latitude in degrees (WGS84), or say the reference system",
        ),
    ),
)
BY_CODE: dict[str, Fault] = {fault.code: fault for fault in FAULTS}
