"""A planner's own sites beside a national list: one place told twice is one site, with both words.

A site of hers that the national list already holds competes once, as the national record: what
that record leaves blank is filled with her words, and what she says otherwise is told beside it as
one more statement (:mod:`~tisites.candidates.usage.gather`), never written over it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.duplicates import own_point, own_surface, possible_duplicates
from tisites.candidates.merges import knowledge
from tisites.candidates.name_likeness import distinctive_words, likeness, trigrams
from tisites.candidates.undeclared import SILENT
from tisites.candidates.usage.matched import near
from tisites.candidates.vocabulary import UNKNOWN_LABELS, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.candidates.consolidation_rules import DuplicateRules

#: Farthest a national record that is *not* her site is told beside it, km.
NEIGHBOUR_KM = 0.5
#: A national point within her outline is her site if the areas agree this far, or the names do.
SAME_EXTENT = 0.5
#: How two records were recognised as one place, the surest first; ``inside`` (a national point in
#: her outline, with another area and name) and ``near`` are told, and are not the same site.
BASES = ("id", "name", "outline", "surface", "place", "inside", "near")
SAME = BASES[:5]
PAIR_COLUMNS = ("mine", "other", "km", "basis", "name_similarity", "surface_ratio")
_WORDS = ("name", "site_type", "status", "pollution", "zoning")
_SURFACE = ("surface_ha", "surface_quality")
_POINT = ("lon", "lat", "coord_quality", "zone", "x_m", "y_m", "km_beyond_commune")
#: Keeps ids of both lists apart while pairs are looked for.
_MINE = "\N{SECTION SIGN}"


@dataclass(frozen=True, slots=True)
class Pool:
    """A national list and a planner's sites, one record a place.

    Parameters
    ----------
    candidates : Candidates
        Every national record, blanks filled by hers, then those of hers that are no record.
    national, mine : Candidates
        Both lists, as read.
    ids : Series of str
        Id in the pool of each of hers; the national record's where it is the same place.
    pairs : DataFrame
        :data:`PAIR_COLUMNS`: national records at or near each of hers; ``basis`` of :data:`BASES`.
    filled : DataFrame
        ``site`` (national id), ``mine``, ``field``: blanks of national records that hers filled.
    said : Candidates
        Her records of national sites, under their national ids: what she says of them.
    """

    candidates: Candidates
    national: Candidates
    mine: Candidates
    ids: pd.Series
    pairs: pd.DataFrame
    filled: pd.DataFrame
    said: Candidates

    @property
    def twins(self) -> pd.Series:
        """The national record that each of hers is; index her ids, those that are one only."""
        return self.ids[self.ids.isin(self.said.table.index)]

    @property
    def new(self) -> pd.Index:
        """Ids in the pool of those of hers that no national record is."""
        return pd.Index(self.ids[~self.ids.isin(self.said.table.index)], dtype="str")


def pooled(national: Candidates, mine: Candidates, rules: DuplicateRules) -> Pool:
    """Put a planner's sites beside a national list, each place once.

    A site of hers is a national record if both bear one id in one commune; if
    :func:`~.duplicates.possible_duplicates` says so (place, name, surface); or if that record's
    point, or outline, lies in her outline and the areas or the names agree. Of several, the surest
    basis decides, then the best-known record, then the nearest.

    Parameters
    ----------
    national, mine : Candidates
        As read, before evidence is gathered.
    rules : DuplicateRules
        The model's ``[duplicates]``.
    """
    pairs = _pairs(national, mine, rules)
    same = pairs[pairs["basis"].isin(SAME)]
    twins = same.drop_duplicates("mine").set_index("mine")["other"]
    table = mine.table
    free = [site for site in table.index if site not in twins.index]
    ids = pd.Series({site: twins.get(site) or _free_id(site, national) for site in table.index},
                    dtype="str").rename_axis("site_id")  # fmt: skip
    first = twins[~twins.duplicated()]
    said = _under(mine, first)
    filled, cells = _filled(national.table, said.table, first)
    records = national.table.copy(deep=False)
    for field, values in cells.items():
        if field not in records.columns:
            records[field] = pd.Series(None, records.index, dtype=table[field].dtype)
        column = records[field].copy()
        column.loc[list(values)] = list(values.values())
        records[field] = column
    own = _under(mine, ids.loc[free])
    every = pd.concat([records, own.table.reindex(columns=records.columns)]).sort_index()
    every = every.astype({c: records[c].dtype for c in COLUMNS})
    outlines = [o for o in (national.outlines, own.outlines) if o is not None and len(o)]
    joined = replace(
        national,
        table=every,
        findings=(*national.findings, *mine.findings),
        synthetic=national.synthetic or mine.synthetic,
        outlines=pd.concat(outlines).sort_index() if outlines else None,
    )
    return Pool(joined, national, mine, ids, pairs, filled, said)


def is_blank(cell: Any) -> bool:
    """Whether a word tells nothing: missing, or a word that says that it is not known.

    Examples
    --------
    >>> is_blank(None), is_blank("inconnu"), is_blank("friche industrielle")
    (True, True, False)
    """
    if not isinstance(cell, str):
        return bool(pd.isna(cell))
    return cell.casefold() in SILENT or spell(cell) in UNKNOWN_LABELS


def _free_id(site: str, national: Candidates) -> str:
    return f"{site} (liste)" if site in national.table.index else site


def _under(mine: Candidates, ids: pd.Series) -> Candidates:
    """Return some of hers under other ids; ``ids`` is indexed by hers."""
    table = mine.table.loc[ids.index].set_axis(pd.Index(ids.to_numpy(), dtype="str"), axis=0)
    table = table.rename_axis("site_id").sort_index()
    outlines = mine.outlines
    if outlines is not None:
        here = ids[ids.index.isin(outlines.index)]
        outlines = outlines.loc[here.index].set_axis(pd.Index(here.to_numpy(), dtype="str"))
    return replace(mine, table=table, outlines=outlines, findings=())


def _filled(
    national: pd.DataFrame, said: pd.DataFrame, twins: pd.Series
) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    """Find what hers tells and the national record does not; field by field, by national id."""
    mine = {str(other): str(site) for site, other in twins.items()}
    theirs = national.loc[list(mine)]
    cells: dict[str, dict[str, Any]] = {}
    rows: list[tuple[str, str, str]] = []
    points = dict(zip(mine, own_point(theirs), strict=True))
    areas = dict(zip(mine, own_surface(theirs), strict=True))
    here = said.loc[list(mine)]
    my_points = dict(zip(mine, own_point(here), strict=True))
    my_areas = dict(zip(mine, own_surface(here), strict=True))
    others = [c for c in said.columns if c not in COLUMNS]
    for site, row in mine.items():
        taken: list[str] = []
        record = theirs.loc[site]
        for field in (*_WORDS, *others):
            known = record.get(field)
            if field == "name" and known == site:
                known = None
            if is_blank(known) and not is_blank(here.at[site, field]):
                taken.append(field)
        if not areas[site] and my_areas[site]:
            taken += _SURFACE
        if not points[site] and my_points[site] and record["insee"] == here.at[site, "insee"]:
            taken += _POINT
        for field in taken:
            cells.setdefault(field, {})[site] = here.at[site, field]
            rows.append((site, row, field))
    return pd.DataFrame(rows, columns=["site", "mine", "field"]), cells


def _pairs(national: Candidates, mine: Candidates, rules: DuplicateRules) -> pd.DataFrame:
    """Return every pair of hers and a national record near it, the surest first for each."""
    around = _around(national, mine)
    hers = mine.table.set_axis(_MINE + mine.table.index.astype("str"), axis=0)
    theirs = national.table.loc[around]
    together = pd.concat(
        [
            theirs.assign(source="national"),
            hers.reindex(columns=theirs.columns).assign(source=_MINE),
        ]
    )
    found = possible_duplicates(together.rename_axis("site_id"), rules)
    rows = []
    for pair in found.itertuples():
        one, two = str(pair.one), str(pair.two)
        hers_first = one.startswith(_MINE)
        if hers_first == two.startswith(_MINE):
            continue
        site, other = (one, two) if hers_first else (two, one)
        told = (float(pair.name_similarity), float(pair.surface_ratio))
        rows.append((site.removeprefix(_MINE), other, float(pair.km), str(pair.basis), *told))
    rows += _by_id(theirs, mine.table)
    rows += _by_outline(national, mine, around, rules)
    rows += _by_distance(theirs, mine.table)
    pairs = pd.DataFrame(rows, columns=list(PAIR_COLUMNS)).astype({"mine": "str", "other": "str"})
    points = knowledge(theirs)
    pairs["order"] = pairs["basis"].map({basis: k for k, basis in enumerate(BASES)})
    pairs["known"] = -pairs["other"].map(points).astype("float64")
    by = ["mine", "order", "known", "km", "other"]
    ordered = pairs.sort_values(by, kind="stable").drop_duplicates(["mine", "other"])
    return ordered[list(PAIR_COLUMNS)].reset_index(drop=True)


def _around(national: Candidates, mine: Candidates) -> pd.Index:
    """Return the national records that may be one of hers, or beside it."""
    table, hers = national.table, mine.table
    at = near(hers[own_point(hers)], table[own_point(table)], 1000.0 * NEIGHBOUR_KM)
    placed = table.index[own_point(table)]
    close = table.index.isin(placed[sorted({other for _, other, _ in at})])
    close |= table["insee"].isin(set(hers["insee"].dropna())).to_numpy()
    if mine.outlines is not None and len(mine.outlines):
        boxes = np.array([shape.bounds for shape in mine.outlines])
        lon, lat = (table[c].to_numpy(dtype=np.float64) for c in ("lon", "lat"))
        for west, south, east, north in boxes:
            close |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return table.index[close]


def _by_id(
    theirs: pd.DataFrame, hers: pd.DataFrame
) -> Iterator[tuple[str, str, float, str, float, float]]:
    """Yield the records that bear her site's own id, in the same commune and not far from it."""
    own = dict(zip(hers.index, own_point(hers), strict=True))
    known = dict(zip(theirs.index, own_point(theirs), strict=True))
    for site in hers.index.intersection(theirs.index):
        mine, record = hers.loc[site], theirs.loc[site]
        placed = own[site] and known[site]
        points = ([float(one[c]) for c in ("x_m", "y_m")] for one in (mine, record))
        km = math.dist(*points) / 1000.0 if placed else math.nan
        if mine["insee"] == record["insee"] and not km > NEIGHBOUR_KM:
            yield str(site), str(site), km, "id", *_likeness(mine, record)


def _by_distance(
    theirs: pd.DataFrame, hers: pd.DataFrame
) -> Iterator[tuple[str, str, float, str, float, float]]:
    """Yield the national records within :data:`NEIGHBOUR_KM` of hers."""
    mine, others = hers[own_point(hers)], theirs[own_point(theirs)]
    for row, other, metres in near(mine, others, 1000.0 * NEIGHBOUR_KM):
        site, record = str(mine.index[row]), str(others.index[other])
        alike, ratio = _likeness(mine.loc[site], others.loc[record])
        yield site, record, metres / 1000.0, "near", alike, ratio


def _by_outline(
    national: Candidates, mine: Candidates, around: pd.Index, rules: DuplicateRules
) -> Iterator[tuple[str, str, float, str, float, float]]:
    """Yield the national records whose point, or most of whose outline, lies in hers."""
    if mine.outlines is None or mine.outlines.empty or around.empty:
        return
    import shapely

    theirs = national.table.loc[around]
    placed = theirs[own_point(theirs)]
    points = shapely.points(
        placed["lon"].to_numpy(dtype=float), placed["lat"].to_numpy(dtype=float)
    )
    shapes = national.outlines if national.outlines is not None else pd.Series([], dtype=object)
    for site, outline in mine.outlines.items():
        whole = shapely.make_valid(outline)
        row = mine.table.loc[str(site)]
        for k in np.flatnonzero(shapely.contains(whole, points)):
            record = str(placed.index[k])
            alike, ratio = _likeness(row, placed.loc[record])
            if record in shapes.index:  # both outlines are known: their overlap decides
                part = shapely.make_valid(shapes[record])
                ratio = float(
                    shapely.area(shapely.intersection(whole, part))
                    / shapely.area(shapely.union(whole, part))
                )
            agree = alike >= rules.name_similarity or not ratio < SAME_EXTENT
            there = placed.loc[record]
            km = math.dist(*([float(one[c]) for c in ("x_m", "y_m")] for one in (row, there)))
            basis = "outline" if agree else "inside"
            yield str(site), record, km / 1000.0, basis, alike, ratio


def _likeness(mine: pd.Series, other: pd.Series) -> tuple[float, float]:
    """Return how alike the names are and the ratio of the areas, NaN where one is not told."""
    alike = np.nan
    names = [r["name"] for r in (mine, other)]
    if all(isinstance(name, str) for name in names):
        words = [distinctive_words(str(name)) for name in names]
        alike = likeness(trigrams(words[0]), trigrams(words[1])) if all(words) else np.nan
    areas = [float(r["surface_ha"]) for r in (mine, other)]
    ratio = min(areas) / max(areas) if all(a > 0 for a in areas) else np.nan
    return float(alike), float(ratio)
