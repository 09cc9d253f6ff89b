"""Faults that stop the work become problems: what, where, how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.fault_kinds import BY_CODE, FAULTS
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.candidates.commune_check import Cause
    from tisites.candidates.fault_kinds import Fault
    from tisites.candidates.faults import Faults
    from tisites.candidates.places import Places

SHOWN = 20
#: Faults of single rows that one cause of a file explains.
_BY_CAUSE = ("commune_malformed", "commune_unknown")
#: A column is told as a whole if so many of its rows, and half of them, say the same.
MANY = 3


def refuse(faults: Faults) -> None:
    """Raise the faults that are errors.

    Raises
    ------
    BadInputError
        With at most :data:`SHOWN` rows and the count of the others. What most wrong communes of a
        file have in common is told once, instead of row by row.
    """
    places = faults.places
    frame, cause = places.frame, places.checked.cause
    forgiven = [fault.code for fault in FAULTS if faults.published and fault.published]
    errors = faults.table[~faults.table["code"].isin(forgiven)]
    whole: list[Problem] = []
    if cause is not None and not faults.published:
        of_cause = errors["code"].isin(_BY_CAUSE) & errors["row"].isin(cause.rows)
        errors, whole = errors[~of_cause], [_one_cause(cause, places)]
    # one problem a duplicated id, at its first row, naming every line
    ids = frame["site_id"].iloc[errors["row"]].to_numpy()
    again = pd.DataFrame({"code": errors["code"].to_numpy(), "id": ids}).duplicated().to_numpy()
    errors = errors[~(again & (errors["code"] == "id_duplicate").to_numpy())]
    if errors.empty and not whole:
        return
    errors, of_columns = _of_the_column(errors, places)
    shown = whole + of_columns
    shown += [_problem(code, row, places) for code, row in _pairs(errors.head(SHOWN))]
    rest = len(errors) - SHOWN
    if rest > 0:
        what = Text(
            f"et {rest} autres problèmes semblables dans ce fichier",
            f"and {rest} other such problems in this file",
        )
        counts = errors["code"].value_counts().sort_index()
        listed = ", ".join(f"{code} : {n}" for code, n in counts.items())
        every = Text(f"au total : {listed}", f"in all: {listed}")
        shown.append(Problem(what, every, Where(places.values.source.file)))
    raise BadInputError(shown)


def refuse_whole(faults: Faults) -> None:
    """Raise what makes a whole file wrong, though its rows were confirmed one by one.

    Raises
    ------
    BadInputError
        If most communes that can be checked are wrong for one cause.
    """
    cause = faults.places.checked.cause
    if cause is not None and not faults.published:
        raise BadInputError([_one_cause(cause, faults.places)])


def _one_cause(cause: Cause, places: Places) -> Problem:
    at = places.frame.iloc[int(cause.rows[0])]
    column = places.shown.get("insee", "insee")
    where = Where(places.values.source.file, int(at["line"]), column, str(at["insee"]))
    return Problem(cause.what, cause.remedy, where)


def _of_the_column(errors: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[Problem]]:
    """Tell once what is wrong with most of a column: its unit or its place, not its cells.

    Returns
    -------
    errors : DataFrame
        Those that are left to tell row by row.
    problems : list of Problem
        One for each column, at its first row, with the names to write.
    """
    frame, table = places.frame, places.values.source.table
    lon, lat = places.shown["lon"], places.shown["lat"]
    remedies: dict[str, tuple[str, ...]] = {
        "coordinates_in_metres": (f'x = "{lon}"', f'y = "{lat}"', 'crs = "EPSG:2154"'),
        "coordinates_swapped": (f'lon = "{lat}"', f'lat = "{lon}"'),
    }
    told = []
    for code in list(remedies):
        here = errors[errors["code"] == code]
        many = len(here)
        if many < max(MANY, len(frame) / 2) or not {lon, lat} <= set(table.columns):
            continue
        if lon == lat:  # one column of geometries
            if code != "coordinates_in_metres":
                continue
            remedies[code] = (f'geometry = "{lon}"', 'crs = "EPSG:2154"')
        one = _problem(code, int(here["row"].iloc[0]), places)
        written = ", ".join(remedies[code])
        what = Text(
            f"{one.what.fr}, sur {number(many)} lignes de {number(len(frame))}",
            f"{one.what.en}, on {number(many)} rows of {number(len(frame))}",
        )
        remedy = Text(
            f"écrire sous [columns] du scénario : {written}",
            f"write under [columns] of the scenario: {written}",
        )
        told.append(Problem(what, remedy, one.where))
        errors = errors[errors["code"] != code]
    return errors, told


def _pairs(errors: pd.DataFrame) -> list[tuple[str, int]]:
    return [(str(c), int(r)) for c, r in zip(errors["code"], errors["row"], strict=True)]


def _problem(code: str, row: int, places: Places) -> Problem:
    fault, frame = BY_CODE[code], places.frame
    line = int(frame["line"].iloc[row])
    what = fault.what
    if code == "id_duplicate":
        same = frame["line"][frame["site_id"] == frame["site_id"].iloc[row]].tolist()
        lines = ", ".join(str(n) for n in same[:SHOWN])
        what = Text(f"{what.fr}, lignes {lines}", f"{what.en}, lines {lines}")
    column, value = _cell(fault, row, places)
    return Problem(what, fault.remedy, Where(places.values.source.file, line, column, value))


def _cell(fault: Fault, row: int, places: Places) -> tuple[str, str]:
    """Return the name and the content, as read, of the cell at fault."""
    at, source = places.frame.iloc[row], places.values.source
    names = [places.shown.get(fault.shown, fault.shown)]
    if fault.shown in ("position", "lon", "lat"):
        lon_column, lat_column = places.points.columns[int(at["way"])]
        of = {"position": (lon_column, lat_column), "lon": (lon_column,), "lat": (lat_column,)}
        names = list(dict.fromkeys(of[fault.shown]))
    unread = dict(source.unread)
    values = []
    for name in names:
        if name == "geometry" and row in unread:
            values.append(unread[row])
        elif name in source.table.columns:
            cell = source.table[name].iloc[row]
            values.append("" if pd.isna(cell) else str(cell))
        elif fault.shown == "position":
            values.append(f"{at['lon']:.6g}, {at['lat']:.6g}")
        else:
            values.append("")
    return ", ".join(names), ", ".join(values)
