"""Commune codes as files write them: padded, arrondissements, former codes, several in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.arrondissements import COMMUNE_OF

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

#: Between the codes of one cell: the CNIG standard's list separator, and what spreadsheets make
#: of it.
_BETWEEN = r"\s*[|;]\s*"
JOINT = "|"
LAYER = "former_communes"


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
