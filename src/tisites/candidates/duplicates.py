"""Pairs of records that seem to be the same site: by place, name and surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.name_likeness import distinctive_words, grams_of, similarities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.consolidation_rules import DuplicateRules

#: Two records of one source are one site only if their surfaces are equal and they lie on each
#: other, or have similar names: neighbours are listed apart on purpose.
SAME_PLACE_M = 10.0
SAME_SURFACE = 0.999
#: Words shared by more records of a commune than this tell nothing.
MOST_OF_A_COMMUNE = 40
#: Territories are drawn apart, so that one tree serves them all, metres.
_APART_M = 1e8
PAIR_COLUMNS = ("one", "two", "km", "surface_ratio", "name_similarity", "basis")


def possible_duplicates(table: pd.DataFrame, rules: DuplicateRules) -> pd.DataFrame:
    """Find pairs of records that seem to be the same site.

    Pairs are looked for around each site (a KD-tree, each territory in its own projection);
    records placed at their commune's point are compared by name within their commune.

    Parameters
    ----------
    table : DataFrame
        Of :class:`~tisites.candidates.candidates.Candidates`, n sites.
    rules : DuplicateRules
        The model's ``[duplicates]`` table.

    Returns
    -------
    DataFrame
        Columns :data:`PAIR_COLUMNS`: ids with ``one`` before ``two``; ``km`` (NaN without two own
        points); ``surface_ratio`` and ``name_similarity`` (NaN where one is unknown); ``basis``:
        ``name`` (names agree), ``surface`` (surfaces agree, names unknown or different) or
        ``place`` (a name and a surface unknown). Sorted by ids; the same for any order of rows.
    """
    table = table.sort_index()
    placed, measured = own_point(table), own_surface(table)
    pairs, km = _near(table, placed, max(rules.max_km, rules.max_km_unnamed))
    source = pd.factorize(table["source"])[0]  # unknown sources are one source
    ratio = _ratios(table, measured, pairs)
    same = source[pairs[:, 0]] == source[pairs[:, 1]]
    worth = ~same | (ratio >= SAME_SURFACE)
    pairs, km, ratio, same = pairs[worth], km[worth], ratio[worth], same[worth]
    grams = _grams(table, pairs)
    alike = similarities(grams, pairs[:, 0], pairs[:, 1])
    basis = _basis(km, ratio, alike, rules)
    other = same & ~((km * 1000.0 <= SAME_PLACE_M) | (alike >= rules.name_similarity))
    basis[other] = ""
    found = _pairs_table(table, pairs, km, ratio, alike, basis)
    return pd.concat([found, _in_communes(table, placed, measured, source, rules)]).sort_values(
        ["one", "two"], ignore_index=True
    )


def own_point(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each site has coordinates of its own, not its commune's."""
    known = np.isfinite(table["x_m"].to_numpy(dtype=np.float64))
    return known & (table["coord_quality"] != "commune representative point").to_numpy(dtype=bool)


def own_surface(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each surface is known and the site's own: an imputed one tells nothing."""
    imputed = table["surface_quality"].str.startswith("imputed").fillna(value=False)
    return (table["surface_ha"] > 0).to_numpy(dtype=bool) & ~imputed.to_numpy(dtype=bool)


def _near(
    table: pd.DataFrame, placed: NDArray[np.bool_], max_km: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pairs of positions within a distance, lower position first, and the distance."""
    from scipy.spatial import cKDTree

    rows = np.flatnonzero(placed)
    if rows.size < 2:
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    xy = table[["x_m", "y_m"]].to_numpy(dtype=np.float64)[rows]
    xy[:, 0] += table["zone"].to_numpy(dtype=np.float64)[rows] * _APART_M
    near = cKDTree(xy).query_pairs(max_km * 1000.0 * (1 + 1e-12), output_type="ndarray")
    km = np.hypot(*(xy[near[:, 0]] - xy[near[:, 1]]).T) / 1000.0
    return np.sort(rows[near], axis=1).astype(np.int64), km


def _ratios(
    table: pd.DataFrame, own: NDArray[np.bool_], pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    surface = np.where(own, table["surface_ha"].to_numpy(dtype=np.float64), np.nan)[pairs]
    return np.asarray(surface.min(axis=1, initial=np.inf) / surface.max(axis=1, initial=0.0))


def _grams(table: pd.DataFrame, pairs: NDArray[np.int64]) -> pd.Series:
    """Trigrams of the names that are in some pair; the others are never looked at."""
    grams = pd.Series(
        np.full(len(table), frozenset[str](), dtype=object), index=table.index, dtype=object
    )
    rows = np.unique(pairs)
    grams.iloc[rows] = grams_of(table["name"].iloc[rows]).to_numpy()
    return grams


def _basis(
    km: NDArray[np.float64],
    ratio: NDArray[np.float64],
    alike: NDArray[np.float64],
    rules: DuplicateRules,
) -> NDArray[np.object_]:
    basis = np.full(km.size, "", dtype=object)
    close = km <= rules.max_km_unnamed
    basis[close & np.isnan(alike) & np.isnan(ratio)] = "place"
    basis[close & (ratio >= rules.surface_ratio)] = "surface"
    basis[(km <= rules.max_km) & (alike >= rules.name_similarity)] = "name"
    return basis


def _in_communes(
    table: pd.DataFrame,
    placed: NDArray[np.bool_],
    measured: NDArray[np.bool_],
    source: NDArray[np.int64],
    rules: DuplicateRules,
) -> pd.DataFrame:
    """Pairs of one commune, of which one record at least has no point of its own, by name."""
    named = table["name"].notna() & table["commune"].notna()
    rows = np.flatnonzero(
        named & table["insee"].isin(table["insee"][named.to_numpy() & ~placed]).to_numpy()
    )
    words = [
        (row, insee, word)
        for row, insee, name in zip(
            rows, table["insee"].iloc[rows], table["name"].iloc[rows], strict=True
        )
        for word in sorted(set(distinctive_words(str(name))))
    ]
    listed = pd.DataFrame(words, columns=["row", "insee", "word"])
    often = listed.groupby(["insee", "word"])["row"].transform("size")
    listed = listed[(often > 1) & (often <= MOST_OF_A_COMMUNE)]
    both = listed.merge(listed, on=["insee", "word"])
    both = both[both["row_x"] < both["row_y"]][["row_x", "row_y"]].drop_duplicates()
    pairs = both.to_numpy(dtype=np.int64).reshape(-1, 2)
    one, two = pairs[:, 0], pairs[:, 1]
    kept = (source[one] != source[two]) & ~(placed[one] & placed[two])
    pairs = pairs[kept]
    ratio = _ratios(table, measured, pairs)
    alike = similarities(_grams(table, pairs), pairs[:, 0], pairs[:, 1])
    agree = (alike >= rules.name_similarity) & ~(ratio < rules.surface_ratio)
    basis = np.where(agree, "name", "").astype(object)
    return _pairs_table(table, pairs, np.full(len(pairs), np.nan), ratio, alike, basis)


def _pairs_table(
    table: pd.DataFrame,
    pairs: NDArray[np.int64],
    km: NDArray[np.float64],
    ratio: NDArray[np.float64],
    alike: NDArray[np.float64],
    basis: NDArray[np.object_],
) -> pd.DataFrame:
    ids = table.index.to_numpy(dtype=object)
    found = pd.DataFrame(
        {
            "one": ids[pairs[:, 0]],
            "two": ids[pairs[:, 1]],
            "km": km,
            "surface_ratio": ratio,
            "name_similarity": alike,
            "basis": basis,
        },
        columns=list(PAIR_COLUMNS),
    )
    return found[basis != ""]
