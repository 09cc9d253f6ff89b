"""The location map of one site: its limits, networks and neighbours, drawn as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.drawing import FAINT, GREY, INK, Drawing, folded, shortened, width_of
from tisites.report.map.around import (
    NAMED,
    PLACES,
    STATUSES,
    UNCLASSED,
    in_metres,
    lines_of,
    not_shown,
)
from tisites.report.map.labels import place_labels
from tisites.report.phrases import SYNTHETIC, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.report.map.around import Around, NearbyPlace

#: Points: width of the picture, height of the map; the key goes under it.
WIDTH, MAP = 330.0, 262.0
SITE, CHOSEN, NETWORK, WATER = "#b3261e", "#1f3f8f", "#5b2a86", "#1d5c8a"
LAND, OWN, LIMIT, EPCI_INK = "#faf9f5", "#f1ead6", "#c9c4b5", "#8a6d3b"
#: Class of road: casing, ink, widths.
ROAD_STYLES: Mapping[str, tuple[str, str, float, float]] = {
    UNCLASSED: ("", "#b9b3a3", 0.0, 0.8),
    "secondary": ("", "#cfcabd", 0.0, 0.5),
    "primary": ("#b9b3a3", "#ffffff", 1.5, 0.8),
    "trunk": ("#7a5a1e", "#f2c879", 2.0, 1.2),
    "motorway": ("#8a3b12", "#e8893a", 2.9, 1.7),
}
_SCALES_KM = (0.5, 1, 2, 5, 10)
_SIZE = 6.2


def draw_location(
    around: Around,
    name: str,
    alt: str,
    *,
    outline: Any = None,
    surface_ha: float = float("nan"),
    synthetic: bool = False,
) -> str:
    """Return the location map of a site as SVG.

    Parameters
    ----------
    around : Around
        What surrounds it.
    name : str
        Of the site, as the map writes it.
    alt : str
        What the map shows, in words.
    outline : shapely polygon, optional
        Of the site, EPSG:4326; without it, a circle of its area, dashed.
    surface_ha : float
        Its area.
    synthetic : bool
        Whether the map must say so.
    """
    drawing = Drawing(WIDTH, MAP, name, alt)
    view = _View(around)
    drawing.begin_clip(0, 0, WIDTH, MAP)
    drawing.rect(0, 0, WIDTH, MAP, "#ffffff" if around.communes else LAND)
    _ground(drawing, view, around)
    _neighbours(drawing, view, around)
    _places(drawing, view, around)
    _site(drawing, view, around, outline, surface_ha)
    taken = _labels(drawing, view, around, name)
    _commune_names(drawing, view, around, taken)
    _scale_bar(drawing, view)
    if synthetic:
        drawing.rect(0, 0, WIDTH, 12, SITE)
        drawing.text(WIDTH / 2, 8.8, str(SYNTHETIC).upper(), 7, "#ffffff", at="middle", bold=True)
    drawing.end_clip()
    drawing.rect(0.4, 0.4, WIDTH - 0.8, MAP - 0.8, "none", FAINT, 0.8)
    _key(drawing, around)
    return drawing.svg()


def location_words(around: Around, name: str, place: str) -> str:
    """Say what a location map shows, for who cannot see it."""
    width = number(2 * around.half_x_m / 1000.0)
    counts = around.others["status"].value_counts()
    chosen, eligible, excluded = (int(counts.get(status, 0)) for status in STATUSES)
    near = [p.words for p in _named(around)]
    beyond = [p.words for p in around.beyond]
    said = Text(
        f"Carte de situation de {name}, {place}, sur {width} km de large. Autres candidats :"
        f" {number(chosen)} retenu{plural(chosen)}, {number(eligible)} éligible{plural(eligible)}"
        f" non retenu{plural(eligible)}, {number(excluded)} écarté{plural(excluded)}.",
        f"Location map of {name}, {place}, {width} km wide. Other candidates: {number(chosen)}"
        f" selected, {number(eligible)} eligible and left out, {number(excluded)} excluded.",
    )
    parts = [str(said)]
    if near:
        parts.append(t("Réseaux sur la carte : ", "Networks on the map: ") + " ; ".join(near) + ".")
    if beyond:
        parts.append(t("Hors de la carte : ", "Off the map: ") + _beyond_words(around) + ".")
    return " ".join(parts)


class _View:
    """From metres to points of the picture."""

    def __init__(self, around: Around) -> None:
        self._x0 = around.x_m - around.half_x_m
        self._y1 = around.y_m + around.half_y_m
        self.per_m = WIDTH / (2 * around.half_x_m)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        x = (points[:, 0] - self._x0) * self.per_m
        return np.column_stack([x, (self._y1 - points[:, 1]) * self.per_m])

    def one(self, x_m: float, y_m: float) -> tuple[float, float]:
        (point,) = self(np.array([[x_m, y_m]]))
        return float(point[0]), float(point[1])


def _ground(drawing: Drawing, view: _View, around: Around) -> None:
    for _, own, rings in sorted(around.communes, key=lambda one: one[1]):
        drawing.shape([view(ring) for ring in rings], OWN if own else LAND, LIMIT, 0.5)
    drawing.lines([view(line) for line in around.epcis], EPCI_INK, 1.0, "5 2 1 2")
    for kind, (casing, ink, outer, inner) in ROAD_STYLES.items():
        lines = [view(line) for line in around.roads.get(kind, [])]
        if casing:
            drawing.lines(lines, casing, outer)
        drawing.lines(lines, ink, inner)
    rails = [view(line) for line in around.rails]
    drawing.lines(rails, "#3a3a3a", 1.3)
    drawing.lines(rails, "#ffffff", 0.7, "3 3")


def _neighbours(drawing: Drawing, view: _View, around: Around) -> None:
    for status in reversed(STATUSES):
        rows = around.others[around.others["status"] == status]
        for x, y in view(rows[["x_m", "y_m"]].to_numpy()):
            neighbour_mark(drawing, x, y, status)


def neighbour_mark(drawing: Drawing, x: float, y: float, status: str) -> None:
    """Mark another candidate: shapes tell the kinds apart without colours."""
    if status == "excluded":
        for sign in (1, -1):
            drawing.line([(x - 1.7, y - 1.7 * sign), (x + 1.7, y + 1.7 * sign)], FAINT, 0.8)
    elif status == "eligible":
        drawing.circle(x, y, 2.5, "#ffffff", CHOSEN, 1.0)
    else:
        drawing.shape(
            [[(x, y - 4.4), (x + 4.4, y), (x, y + 4.4), (x - 4.4, y)]], CHOSEN, "#ffffff", 0.8
        )


def place_mark(drawing: Drawing, x: float, y: float, kind: str, voltage_kv: float = 63.0) -> None:
    """Mark a place of a network; a substation of 225 kV or more is larger."""
    if kind == "substation":
        half = 3.6 if voltage_kv >= 225 else 2.5
        drawing.rect(x - half, y - half, 2 * half, 2 * half, NETWORK, "#ffffff", 0.8)
    elif kind == "freight":
        drawing.shape([[(x, y - 3.6), (x + 3.6, y + 2.8), (x - 3.6, y + 2.8)]], INK, "#ffffff", 0.7)
    elif kind == "port":
        drawing.shape(
            [[(x, y + 3.8), (x + 3.8, y - 2.8), (x - 3.8, y - 2.8)]], WATER, "#ffffff", 0.7
        )
    else:
        for dx, dy in ((3.6, 0.0), (0.0, 3.6)):
            drawing.line([(x - dx, y - dy), (x + dx, y + dy)], "#ffffff", 3.2)
        for dx, dy in ((3.6, 0.0), (0.0, 3.6)):
            drawing.line([(x - dx, y - dy), (x + dx, y + dy)], WATER, 2.0)


def _places(drawing: Drawing, view: _View, around: Around) -> None:
    for place in reversed(around.places):
        place_mark(drawing, *view.one(place.x_m, place.y_m), place.kind, place.voltage_kv)


def _site(
    drawing: Drawing, view: _View, around: Around, outline: Any, surface_ha: float
) -> None:  # fmt: skip
    x, y = view.one(around.x_m, around.y_m)
    if outline is not None:
        rings = lines_of([in_metres(outline, around.zone)])
        drawing.shape([view(ring) for ring in rings], "#e9a29d", SITE, 1.0)
    elif surface_ha > 0:
        radius = float(np.sqrt(surface_ha * 1e4 / np.pi)) * view.per_m
        drawing.circle(x, y, radius, "#e9a29d", SITE, 0.6, "1.5 1")
    site_mark(drawing, x, y)


def site_mark(drawing: Drawing, x: float, y: float) -> None:
    """Mark the site of the map: a ring around a dot."""
    drawing.circle(x, y, 6.5, "none", "#ffffff", 3.4)
    drawing.circle(x, y, 6.5, "none", SITE, 1.8)
    drawing.circle(x, y, 1.8, SITE, "#ffffff", 0.6)


def _named(around: Around) -> list[NearbyPlace]:
    """Return the places that bear a name on the map."""
    return [
        place
        for kind, most in NAMED.items()
        for place in [p for p in around.places if p.kind == kind][:most]
    ]


def _labels(drawing: Drawing, view: _View, around: Around, name: str) -> np.ndarray:
    """Write the names of the site, of places and of chosen neighbours; return their boxes."""
    chosen = around.others[around.others["status"] == "chosen"]
    marks = [(*view.one(around.x_m, around.y_m), 8.0)]
    marks += [(*view.one(p.x_m, p.y_m), 4.0) for p in around.places]
    marks += [(float(x), float(y), 4.5) for x, y in view(chosen[["x_m", "y_m"]].to_numpy())]
    named = _named(around)
    labels = [(marks[0], shortened(name, 150, 7.4, bold=True), SITE, 7.4)]
    labels += [(marks[1 + around.places.index(p)], p.words, NETWORK, _SIZE) for p in named]
    labels += [
        (mark, shortened(str(other), 105, _SIZE), CHOSEN, _SIZE)
        for mark, other in zip(marks[1 + len(around.places) :], chosen["name"], strict=True)
    ]
    taken = np.array([[0.0, MAP - 19.0, 92.0, MAP]])
    for mark, words, ink, size in labels:
        taken = write_label(drawing, mark, words, ink, size, taken, marks)
    return taken


def write_label(
    drawing: Drawing,
    mark: tuple[float, float, float],
    words: str,
    ink: str,
    size: float,
    taken: np.ndarray,
    marks: Sequence[tuple[float, float, float]],
) -> np.ndarray:
    """Write a name beside its mark where nothing is in its way; return the boxes taken then.

    A name that finds no free place is left out.
    """
    x, y, radius = mark
    bold = size > 7
    width = width_of(words, size, bold=bold) + 2.0
    others = np.array([m for m in marks if m != mark]).reshape(-1, 3)
    (place,) = place_labels(
        np.array([x]), np.array([y]), np.array([radius]), np.array([width]), 1.25 * size,
        (2.0, 2.0, WIDTH - 2.0, MAP - 2.0), taken, others,
    )  # fmt: skip
    if place.clash > 1e-9:
        return taken
    box = [place.x - width / 2, place.y - 0.625 * size, place.x + width / 2, place.y + 0.625 * size]
    if place.led:
        foot = (float(np.clip(x, box[0], box[2])), float(np.clip(y, box[1], box[3])))
        drawing.line([(x, y), foot], ink, 0.5)
    drawing.text(
        place.x, place.y + 0.36 * size, words, size, ink, at="middle", bold=bold, halo=True
    )
    return np.vstack([taken, box])


def _commune_names(drawing: Drawing, view: _View, around: Around, taken: np.ndarray) -> None:
    """Write names of communes in the middle of what is seen of them, the largest first."""
    import shapely

    seen = []
    for name, own, rings in around.communes:
        shape = shapely.make_valid(shapely.Polygon(max(rings, key=len)))
        middle = view.one(*shapely.get_coordinates(shape.representative_point())[0])
        seen.append((not own, -shape.area, name, own, middle))
    marks = np.array(
        [[*view.one(p.x_m, p.y_m), 4.0] for p in around.places]
        + [[x, y, 3.0] for x, y in view(around.others[["x_m", "y_m"]].to_numpy())]
        + [[*view.one(around.x_m, around.y_m), 8.0]]
    )
    for _, _, name, own, (x, y) in sorted(seen)[:14]:
        size = 6.6 if own else 5.6
        half = np.array([width_of(name, size) / 2 + 1, 0.6 * size])
        box = np.array([x - half[0], y - half[1], x + half[0], y + half[1]])
        if box[0] < 2 or box[1] < 2 or box[2] > WIDTH - 2 or box[3] > MAP - 2:
            continue
        hit = (taken[:, 0] < box[2]) & (taken[:, 2] > box[0])
        hit &= (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])
        dx = np.maximum(np.maximum(box[0] - marks[:, 0], marks[:, 0] - box[2]), 0)
        dy = np.maximum(np.maximum(box[1] - marks[:, 1], marks[:, 1] - box[3]), 0)
        if hit.any() or (np.hypot(dx, dy) < marks[:, 2]).any():
            continue
        drawing.text(x, y + 0.36 * size, name, size, GREY, at="middle", italic=True, halo=True)
        taken = np.vstack([taken, box])


def _scale_bar(drawing: Drawing, view: _View) -> None:
    km = max(one for one in _SCALES_KM if one * 1000 * view.per_m <= 80 or one == _SCALES_KM[0])
    length = km * 1000 * view.per_m
    y = MAP - 6
    drawing.rect(2, MAP - 18, length + 8, 16, "#ffffff")
    drawing.line([(6, y - 3), (6, y), (6 + length, y), (6 + length, y - 3)], INK, 1.0)
    drawing.text(6 + length / 2, y - 2.5, f"{number(km, 0 if km >= 1 else 1)} km", 6, at="middle")


def _beyond_words(around: Around) -> str:
    return " ; ".join(f"{PLACES[p.kind][1]} {p.words}" for p in around.beyond)


def _key(drawing: Drawing, around: Around) -> None:
    """Explain the marks under the map, and what it does not show."""
    size, row = 6.0, 11.0
    entries: list[tuple[Any, Text]] = [
        (site_mark, Text("le site", "the site")),
        (lambda d, x, y: neighbour_mark(d, x, y, "chosen"), Text("retenu", "selected")),
        (
            lambda d, x, y: neighbour_mark(d, x, y, "eligible"),
            Text("éligible, non retenu", "eligible, left out"),
        ),
        (lambda d, x, y: neighbour_mark(d, x, y, "excluded"), Text("écarté", "excluded")),
    ]
    for kind, (_, _, label) in PLACES.items():
        if any(p.kind == kind for p in around.places):
            entries.append((lambda d, x, y, kind=kind: place_mark(d, x, y, kind), label))
    lines = (
        ("motorway", Text("autoroute", "motorway")),
        ("trunk", Text("voie rapide", "trunk road")),
        ("primary", Text("route principale", "primary road")),
        (UNCLASSED, Text("route (graphe simplifié)", "road (simplified graph)")),
    )
    for kind, label in lines:
        if kind in around.roads:
            entries.append((lambda d, x, y, kind=kind: _road_sample(d, x, y, kind), label))
    if around.rails:
        entries.append((_rail_sample, Text("voie ferrée", "railway")))
    if around.epcis:
        entries.append(
            (
                lambda d, x, y: d.line([(x - 7, y), (x + 7, y)], EPCI_INK, 1.0, "5 2 1 2"),
                Text("limite d'EPCI", "limit of EPCI"),
            )
        )
    x, y = 8.0, MAP + 11.0
    for mark, label in entries:
        words = str(label)
        wide = 20 + width_of(words, size)
        if x + wide > WIDTH:
            x, y = 8.0, y + row
        mark(drawing, x + 2, y)
        drawing.text(x + 12, y + 2.2, words, size, GREY)
        x += wide + 4
    notes = []
    if around.beyond:
        notes.append(t("Hors carte : ", "Off the map: ") + _beyond_words(around) + ".")
    notes.append(not_shown(around.lacking, around.zone))
    y += row + 2
    for note in notes:
        for line in folded(note, WIDTH - 4, 5.4, 2):
            drawing.text(2, y, line, 5.4, GREY)
            y += 6.8
    drawing.height = y - 2


def _road_sample(drawing: Drawing, x: float, y: float, kind: str) -> None:
    casing, ink, outer, inner = ROAD_STYLES[kind]
    if casing:
        drawing.line([(x - 7, y), (x + 7, y)], casing, outer)
    drawing.line([(x - 7, y), (x + 7, y)], ink, inner)


def _rail_sample(drawing: Drawing, x: float, y: float) -> None:
    drawing.line([(x - 7, y), (x + 7, y)], "#3a3a3a", 1.3)
    drawing.line([(x - 7, y), (x + 7, y)], "#ffffff", 0.7, "3 3")
