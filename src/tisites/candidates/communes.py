"""Which communes a site is in: by the code that its file writes, or else by its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.position import Place
from tisites.data.arrondissements import COMMUNE_OF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.position import Positions
    from tisites.territory.territory import Territory

#: Between the codes of one cell: the CNIG standard's list separator, and what spreadsheets make
#: of it.
_BETWEEN = r"\s*[|;]\s*"
JOINT = "|"
LAYER = "former_communes"
#: Départements and collectivities, as a commune code begins (INSEE, Code officiel géographique).
_DEPARTEMENTS = r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[46789]\d{2}"
#: Collectivities that are no département: a pack has none of their communes.
_BEYOND = r"97[578]\d{2}|98[46789]\d{2}"


class CommuneState(IntEnum):
    """What a commune code is worth."""

    KNOWN = 0
    MISSING = 1
    MALFORMED = 2
    UNKNOWN = 3
    BEYOND = 4


@dataclass(frozen=True, slots=True)
class Communes:
    """The communes of every site.

    Parameters
    ----------
    codes : CommuneCodes
        Codes as understood, the communes that an outline covers added.
    found : Series of str
        Rows whose commune their file does not tell, with the code found from their place.
    state : (n,) int8
        :class:`CommuneState` of each main code.
    """

    codes: CommuneCodes
    found: pd.Series
    state: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class CommuneCodes:
    """The commune cells of a file, understood.

    Parameters
    ----------
    insee : (n,) Series of str
        Code of the main commune (the first of the cell), as of today where the pack tells; as
        written where it is unknown; "" where missing.
    communes : (n,) Series of str
        Every commune of the site joined by ``|``, the main one first, none twice.
    former : Series of str
        Rows whose main code was a former one, with that code.
    strange : Series of str
        Rows of which a further code is unknown, with those codes; they are not in ``communes``.
    padded, arrondissements : int
        Main codes without their leading zero, main codes of an arrondissement.
    """

    insee: pd.Series
    communes: pd.Series
    former: pd.Series
    strange: pd.Series
    padded: int
    arrondissements: int


def find_communes(
    written: pd.Series, points: Positions, outlines: NDArray[Any] | None, territory: Territory
) -> Communes:
    """Find the communes of every site, by its code, or by its place where it has none.

    Parameters
    ----------
    written : (n,) Series of str
        Commune cells of the file, "" where missing.
    points : Positions
        Points of the sites.
    outlines : (n,) array of shapely geometries, optional
        Their outlines, EPSG:4326, null where a site has none.
    territory : Territory
        Its communes, and their outlines where the pack has them.
    """
    found = _found(written, points, outlines, territory)
    codes = read_commune_codes(written.mask(found != "", found), territory)
    every = with_others(codes.communes, _inside(outlines, territory))
    state = _states(codes.insee, territory)
    return Communes(replace(codes, communes=every), found[found != ""], state)


def _found(
    written: pd.Series, points: Positions, outlines: NDArray[Any] | None, territory: Territory
) -> pd.Series:
    """Return the commune of each row that names none, from its place; "" where none is found.

    A polygon is of the commune that holds most of its area, a point of the commune that holds it.
    Without outlines of communes nothing is found.
    """
    found = pd.Series("", index=written.index, dtype="str")
    shapes = territory.commune_shapes
    here = points.place == Place.IN_FRANCE
    asked = np.flatnonzero((written == "").to_numpy(dtype=bool) & here)
    if shapes is None or not asked.size:
        return found
    code, km = shapes.at(points.lon[asked], points.lat[asked])
    inside = km == 0.0
    found.iloc[asked[inside]] = code[inside]
    if outlines is not None:
        row, insee, _ = shapes.shares(_polygons(outlines[asked]))
        first = np.unique(row, return_index=True)[1]
        found.iloc[asked[row[first]]] = insee[first]
    return found


def _polygons(outlines: NDArray[Any]) -> NDArray[Any]:
    import shapely

    shapes = np.asarray(outlines, dtype=object).copy()
    shapes[~np.isin(shapely.get_type_id(shapes), (3, 6))] = None
    return shapes


def _inside(outlines: NDArray[Any] | None, territory: Territory) -> pd.Series:
    """Return the communes whose point a site's polygon holds: the site surely lies on them.

    A pack has no outlines of communes: a site that covers a part of a commune without its point
    keeps only the communes that its file lists.
    """
    if outlines is None:
        return pd.Series([], dtype="str", index=pd.RangeIndex(0))
    import shapely

    communes = territory.communes
    placed = communes["lon"].notna().to_numpy()
    points = shapely.points(communes["lon"].to_numpy()[placed], communes["lat"].to_numpy()[placed])
    tree = shapely.STRtree(points)
    rows, found = tree.query(outlines, predicate="intersects")
    order = np.lexsort((found, rows))
    codes = communes.index[placed].to_numpy()[found[order]]
    return pd.Series(codes, index=rows[order], dtype="str")


def _states(codes: pd.Series, territory: Territory) -> NDArray[np.int8]:
    state = np.full(len(codes), CommuneState.UNKNOWN, dtype=np.int8)
    state[~codes.str.fullmatch(_DEPARTEMENTS).to_numpy(dtype=bool)] = CommuneState.MALFORMED
    beyond = codes.str.fullmatch(_BEYOND).to_numpy(dtype=bool)
    state[beyond] = CommuneState.BEYOND
    state[(codes == "").to_numpy()] = CommuneState.MISSING
    state[territory.communes.index.get_indexer(codes) >= 0] = CommuneState.KNOWN
    return state


def former_codes(territory: Territory) -> dict[str, str]:
    """Return former code to code of today; empty for a pack that does not tell."""
    if not territory.pack.has(LAYER):
        return {}
    table = territory.pack.read(LAYER)
    return dict(zip(table["insee_former"], table["insee"], strict=True))


def read_commune_codes(cells: pd.Series, territory: Territory) -> CommuneCodes:
    """Understand the cells of a commune column.

    Parameters
    ----------
    cells : (n,) Series of str
        One code, or several separated by ``|`` or ``;``, the main commune first (CNIG Friches).
    territory : Territory
        Whose communes are known; its pack may tell former codes.

    Returns
    -------
    CommuneCodes
        Same index as ``cells``.
    """
    known = pd.Index(territory.communes.index.to_numpy(dtype=object))
    listed = cells.str.contains(r"[|;]", regex=True).to_numpy(dtype=bool)
    main = cells
    others = pd.Series([], dtype="str", index=cells.index[:0])
    if listed.any():
        parts = cells[listed].str.strip("|; ").str.split(_BETWEEN, regex=True)
        main = cells.mask(listed, parts.str[0].reindex(cells.index))
        others = parts.str[1:].explode().dropna()
        others = others[others != ""].astype("str")
    main, padded, of_city = _plain(main)
    others = _plain(others)[0]
    unknown = ~_known(main, known) & (main != "")
    former = pd.Series([], dtype="str", index=cells.index[:0])
    if unknown.any() or (~_known(others, known)).any():
        now = former_codes(territory)
        replaced = main[unknown].map(now).dropna()
        replaced = replaced[_known(replaced, known)]
        former = main[replaced.index]
        main = main.mask(main.index.isin(replaced.index), replaced.reindex(main.index))
        others = others.mask(~_known(others, known), others.map(now).fillna(others))
    main = main.astype("str")
    strange = others[~_known(others, known)]
    return CommuneCodes(
        main,
        _joined(main, others[_known(others, known)]),
        former,
        strange.groupby(level=0).agg(", ".join) if len(strange) else strange,
        padded,
        of_city,
    )


def _known(codes: pd.Series, known: pd.Index) -> np.ndarray:
    # an index of objects looks codes up far faster than ``isin`` does in Arrow strings
    return np.asarray(known.get_indexer(codes.to_numpy(dtype=object)) >= 0)


def with_others(communes: pd.Series, others: pd.Series) -> pd.Series:
    """Add further communes to the lists of some sites.

    Parameters
    ----------
    communes : (n,) Series of str
        Codes joined by ``|``, the main one first.
    others : Series of str
        Further codes; the index repeats the label of its site.

    Examples
    --------
    >>> communes = pd.Series(["01004", "13055"])
    >>> with_others(communes, pd.Series(["01005", "01004"], index=[0, 0])).tolist()
    ['01004|01005', '13055']
    """
    return _joined(communes, others)


def _joined(communes: pd.Series, others: pd.Series) -> pd.Series:
    if others.empty:
        return communes.astype("str").rename("communes")
    joined = communes.astype(object).copy()
    for row, codes in others.groupby(level=0):
        every = [*str(joined[row]).split(JOINT), *map(str, codes)]
        joined[row] = JOINT.join(dict.fromkeys(code for code in every if code))
    return joined.astype("str").rename("communes")


def _plain(codes: pd.Series) -> tuple[pd.Series, int, int]:
    codes = codes.str.upper().str.replace(r"\.0$", "", regex=True)
    short = codes.str.fullmatch(r"\d{4}").fillna(value=False).astype(bool)
    codes = codes.mask(short, "0" + codes)
    of_city = codes.isin(list(COMMUNE_OF))
    if of_city.any():
        codes = codes.mask(of_city, codes[of_city].map(COMMUNE_OF).astype("str"))
    return codes, int(short.sum()), int(of_city.sum())
