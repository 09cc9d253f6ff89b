"""Outlines of territories for the page's map: few points, borders that neighbours share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.report.equity.words import BY_WORDS
from tisites.territory.crs import project, zone_of_place
from tisites.web.contract import OutlinesBody, ShapeBody
from tisites.web.views.frames import SHOWN, zones
from tisites.web.views.territories import cut_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tisites.criteria.cuts import Territorial
    from tisites.territory.territory import Territory
    from tisites.web.views.frames import Framed

    Shapes = NDArray[np.object_]

#: Of what is drawn from the same layers: outlines kept from another are made again.
VERSION = "2"
#: Layers with outlines of their own, and the column of their code. Régions are made of their
#: départements once these are simplified: one border is then the very same in both.
_LAYERS: dict[str, tuple[str, str]] = {
    "departement": ("departements", "dep"),
    "epci": ("epci", "epci_siren"),
}
#: Cuts without a layer, made of their communes, and the column of a commune that tells them.
_OF_COMMUNES = {"zone_emploi": "zone_emploi", "territoire_industrie": "ti_id"}
#: Gaps narrower than this between two neighbours are faults of the layer's own simplification, m.
_GAP_M = 200.0
#: Corners whose triangle is under this length squared are left out on the mainland, m; elsewhere
#: in proportion to the frame, which is drawn larger.
_GRAIN_M: dict[str, float] = {"departement": 800.0}
_FINE_M = 1_200.0


@dataclass(frozen=True)
class _Territories:
    codes: NDArray[np.object_]
    shapes: Shapes


def outlines(territory: Territory, by: str) -> OutlinesBody:
    """Return the outlines of a cut of the country, simplified together, in whole metres.

    Neighbours are cleaned into a coverage (no overlap, no gap) in the projection of their frame,
    then simplified as one, so that a border is the same points on both sides: Visvalingam and
    Whyatt's areas, by :func:`shapely.coverage_simplify`.

    Parameters
    ----------
    territory : Territory
        The pack's.
    by : str
        ``region``, ``departement``, ``epci``, ``zone_emploi``, ``territoire_industrie``, or the
        short name of one.

    Raises
    ------
    BadInputError
        If there is no such cut, or the pack has no outlines to draw it.
    """
    cut = cut_of(by)
    found = _found(territory, "departement" if cut == "region" else cut)
    if found is None:
        what = BY_WORDS[cut]
        raise bad_input(
            Text(f"ce paquet de données n'a pas de contours : {what.fr}",
                 f"this data pack has no outlines: {what.en}"),
            Text("choisir un autre découpage, ou bâtir le paquet avec les contours des communes"
                 " (tisites data build)",
                 "choose another cut, or build the pack with the outlines of communes"
                 " (tisites data build)"),
        )  # fmt: skip
    frame = _frames(found.shapes)
    grain = _GRAIN_M.get("departement" if cut == "region" else cut, _FINE_M)
    shapes: list[ShapeBody] = []
    for k, one in enumerate(SHOWN):
        rows = np.flatnonzero(frame == k)
        if not rows.size:
            continue
        drawn = _Territories(
            found.codes[rows], _simplified(found.shapes[rows], one, grain * _share(one.bounds_m))
        )
        if cut == "region":
            drawn = _regions(territory, drawn)
        shapes += [
            ShapeBody(id=str(code), zone=k, rings=_rings(shape))
            for code, shape in zip(drawn.codes, drawn.shapes, strict=True)
        ]
    # the same in every language: names of zones come with the sites
    named = [zone.model_copy(update={"name": zone.key}) for zone in zones()]
    return OutlinesBody(by=cut, zones=named, shapes=shapes)


def _share(bounds: tuple[int, int, int, int]) -> float:
    """Return the width of a frame as a share of the mainland's."""
    whole = SHOWN[0].bounds_m
    return (bounds[2] - bounds[0]) / (whole[2] - whole[0])


def _found(territory: Territory, cut: Territorial) -> _Territories | None:
    if cut in _LAYERS:
        layer, code = _LAYERS[cut]
        table = territory.polygons(layer)
        if table is None:
            return None
        table = table.sort_values(code)
        return _Territories(table[code].to_numpy(dtype=object), table.geometry.to_numpy())
    if cut in _OF_COMMUNES:
        table = territory.polygons("commune_outlines")
        if table is not None:
            import shapely

            code = territory.communes[_OF_COMMUNES[cut]].reindex(table["insee"])
            codes, shapes = code.to_numpy(dtype=object), table.geometry.to_numpy()
            return _joined(codes, shapes, shapely.union_all)
    return None


def _joined(
    group: NDArray[np.object_], shapes: Shapes, join: Callable[[Shapes], Any]
) -> _Territories:
    """Join the shapes of each group, in the order of codes; those of no group are left out."""
    import pandas as pd

    number, codes = pd.factorize(pd.Series(group, dtype=object), sort=True)
    whole = [join(shapes[number == k]) for k in range(len(codes))]
    return _Territories(codes.to_numpy(dtype=object), np.array(whole, dtype=object))


def _frames(shapes: Shapes) -> NDArray[np.int64]:
    """Return the frame that holds a point inside each shape, -1 where none does."""
    import shapely

    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    zone = zone_of_place(inner[:, 0], inner[:, 1])
    frame = np.where(zone == SHOWN[0].frame.zone, 0, -1)
    for k, one in enumerate(SHOWN[1:], start=1):
        rows = np.flatnonzero((zone == one.frame.zone) & (frame < 0))
        x_m, y_m = project(inner[rows, 0], inner[rows, 1], one.frame.zone)
        left, low, right, high = one.bounds_m
        frame[rows[(x_m >= left) & (x_m <= right) & (y_m >= low) & (y_m <= high)]] = k
    return frame


def _simplified(shapes: Shapes, one: Framed, grain_m: float) -> Shapes:
    import shapely

    metres = shapely.transform(
        shapes, lambda p: np.column_stack(project(p[:, 0], p[:, 1], one.frame.zone))
    )
    cover = shapely.coverage_clean(metres, gap_width=_GAP_M)
    return np.asarray(shapely.coverage_simplify(cover, grain_m), dtype=object)


def _regions(territory: Territory, departements: _Territories) -> _Territories:
    import shapely

    of_dep = territory.communes.drop_duplicates("dep").set_index("dep")["reg"]
    codes = of_dep.reindex(departements.codes).to_numpy(dtype=object)
    return _joined(codes, departements.shapes, shapely.coverage_union_all)


def _rings(shape: Any) -> list[list[int]]:
    import shapely

    rings = shapely.get_rings(shapely.get_parts(shape))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    cuts = np.flatnonzero(np.diff(ring)) + 1
    whole = np.rint(points).astype(np.int64)
    return [part.ravel().tolist() for part in np.split(whole, cuts)] if len(rings) else []
