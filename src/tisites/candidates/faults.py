"""What is wrong with each row, and which faults stop the work.

What is an error and what is a finding
--------------------------------------
A planner's own file must be right: every fault below is an error, nothing is written. A file
recognised as a *published inventory* (:func:`is_published`: the extracts of Cartofriches and
``friches_france``, official data known to be incomplete) may have rows without surface,
coordinates or commune code, or with the code of a commune that has merged: such rows stay out of
the competition, each with a finding. Faults that no published inventory has (duplicate ids, text
in a number, negative surfaces, coordinates swapped or out of France, impossible commune codes) are
errors there too, because they tell of a damaged file. In tolerant mode, which the pack's own layer
uses and ``--tolerant`` asks for, every fault is a finding. A surface of 0 means "unknown" in the
published inventories, and is a finding everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.candidates.column_names import plain
from tisites.candidates.fault_kinds import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.candidates.places import Places

#: Sets of columns (as :func:`~tisites.candidates.column_names.plain` writes them) that only
#: published inventories have: friches_france declares the quality of its columns and their origin;
#: the flattened Cartofriches has ``site_surface``, which the CNIG standard does not.
_SIGNATURES: tuple[frozenset[str], ...] = (
    frozenset({"coord_quality", "surface_quality"}),
    frozenset({"uid", "src"}),
    frozenset({"site_id", "site_surface", "comm_insee", "sol_pollution_origine"}),
)


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the rows of a file.

    Parameters
    ----------
    places : Places
        Its sites.
    table : DataFrame
        Columns ``code`` (of :data:`~tisites.candidates.fault_kinds.FAULTS`) and ``row`` (index in
        the frame of ``places``), sorted by row.
    published : bool
        Whether the file is a published inventory.
    """

    places: Places
    table: pd.DataFrame
    published: bool


def is_published(header: Iterable[str]) -> bool:
    """Whether a file is one of the published inventories, by its columns.

    Examples
    --------
    >>> is_published(["uid", "lon", "lat", "insee", "src"]), is_published(["site_id", "insee"])
    (True, False)
    """
    names = {plain(name) for name in header}
    return any(signature <= names for signature in _SIGNATURES)


def find_faults(places: Places) -> Faults:
    """Check every row.

    Parameters
    ----------
    places : Places
        The sites of a file.
    """
    table = _without_twins(_checked(places.frame), places)
    return Faults(places, table, is_published(places.values.source.header))


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the faults of every row, all of them, by a pandera schema."""
    import pandera.pandas as pa

    by_column: dict[str, list[Any]] = {}
    for fault in FAULTS:
        check = pa.Check(fault.holds, name=fault.code, error=fault.code)
        by_column.setdefault(fault.column, []).append(check)
    columns = {c: pa.Column(checks=checks, nullable=True) for c, checks in by_column.items()}
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        found = pd.DataFrame({"code": cases["check"], "row": cases["index"]})
        found["row"] = found["row"].astype("int64")
        order = {fault.code: n for n, fault in enumerate(FAULTS)}
        found["order"] = found["code"].map(order)
        return found.sort_values(["row", "order"], ignore_index=True)[["code", "row"]]
    return pd.DataFrame({"code": pd.Series(dtype="str"), "row": pd.Series(dtype="int64")})


def _without_twins(faults: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Leave out what is said twice: a missing latitude beside a missing longitude.

    Returns
    -------
    DataFrame
        ``faults`` less the rows of the latitude whose longitude, in the same row, says the same
        (both missing, or both read from the same cell).
    """
    one_cell = places.shown["lon"] == places.shown["lat"]
    said = pd.DataFrame(
        {"row": faults["row"], "code": faults["code"].str.replace("lat_", "lon_", regex=False)}
    )
    twin = said.duplicated(keep="first") & faults["code"].str.startswith("lat_")
    return faults[~(twin & (one_cell | (faults["code"] == "lat_missing")))]
