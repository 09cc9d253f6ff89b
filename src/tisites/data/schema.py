"""What a layer must satisfy: pandera schemas drawn from the contract of ``layers.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pandera.pandas as pa

    from tisites.data.layers import Column, Layer

#: Problems reported one by one for each column and check; beyond, a count.
SHOWN = 5

#: Bounds of a quantity by unit. Degrees are those of the column's own name. A change in percent
#: cannot fall below −100; a share lies within 0 and 100. Candidates carry no bounds: their layer
#: is the source as it is, and the candidates room judges it, line by line.
_CHANGE = (-100.0, np.inf)
_SHARE = (0.0, 100.0)
_POSITIVE = (0.0, np.inf)
_DEGREES = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0)}


def bounds(layer: Layer, column: Column) -> tuple[float, float] | None:
    """Return the bounds of a column, in its unit, or None where nothing bounds it.

    Examples
    --------
    >>> from tisites.data.layers import LOW_FLOW, ZONES_EMPLOI
    >>> bounds(ZONES_EMPLOI, ZONES_EMPLOI.columns[2])
    (0.0, 100.0)
    >>> bounds(LOW_FLOW, LOW_FLOW.columns[1])
    (-100.0, inf)
    """
    if column.kind != "float" or layer.name == "candidates":
        return None
    if column.unit == "°":
        return _DEGREES[column.name]
    if column.unit == "%":
        return _CHANGE if "_change_" in column.name else _SHARE
    return _POSITIVE if column.unit else None


def layer_schema(layer: Layer) -> pa.DataFrameSchema:
    """Draw the pandera schema of a layer's attribute columns.

    Parameters
    ----------
    layer : Layer
        A layer of the contract.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Nullability, bounds, finiteness and a unique, never null key; types are settled before, by
        :func:`tisites.data.normalise.normalise`.

    Examples
    --------
    >>> from tisites.data.layers import REGIONS
    >>> sorted(layer_schema(REGIONS).columns)
    ['nom', 'reg']
    """
    import pandera.pandas as pa  # slow to import; a pack is opened without it

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(nullable=column.nullable, checks=_checks(layer, column))
            for column in layer.columns
        },
        unique=list(layer.key),
        report_duplicates="exclude_first",
        name=layer.name,
    )


def schema_problems(layer: Layer, table: pd.DataFrame) -> list[Problem]:
    """Return everything in which a table fails the schema of its layer.

    Parameters
    ----------
    layer : Layer
        The layer the table claims to be.
    table : pandas.DataFrame
        Attribute columns of the right types, indexed from 0.

    Returns
    -------
    list of Problem
        Empty if the table is sound; at most :data:`SHOWN` by column and check, then a count.
    """
    import pandera.pandas as pa

    try:
        layer_schema(layer).validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return _problems(layer, table, errors.failure_cases)
    return []


def contract_problems(layer: Layer, table: pd.DataFrame) -> list[Problem]:
    """Return everything in which a layer that is read breaks its contract, without pandera.

    What :func:`schema_problems` checks when a pack is written, fast enough for each opening: nulls,
    empty texts, infinities, bounds, repeated keys; and geometries that lie nowhere on Earth.

    Parameters
    ----------
    layer : Layer
        The layer the table claims to be.
    table : pandas.DataFrame
        Columns of the right types.
    """
    problems = []
    there = [*layer.columns, *(c for c in layer.extra if c.name in table.columns)]
    for column in there:
        values = table[column.name]
        for check, bad in _breaches(layer, column, values):
            rows = np.flatnonzero(bad)
            cases = [(f"{_key(layer, table, int(r))} : {values.iloc[r]}", int(r)) for r in rows]
            problems += _grouped(cases, layer.name, column.name, _what(check))
    twice = np.flatnonzero(table.duplicated(list(layer.key)).to_numpy())
    cases = [(_key(layer, table, int(row)), int(row)) for row in twice]
    problems += _grouped(
        cases, layer.name, "+".join(layer.key), Text("clé répétée", "key repeated")
    )
    if layer.geometry is not None:
        problems += _places(layer, table)
    return problems


def _breaches(layer: Layer, column: Column, values: pd.Series) -> Iterator[tuple[str, np.ndarray]]:
    missing = values.isna().to_numpy()
    if not column.nullable and missing.any():
        yield "not_nullable", missing
    if column.kind == "str":
        empty = (values == "").fillna(False).to_numpy(dtype=bool)
        if empty.any():
            yield "empty", empty
    if column.kind != "float":
        return
    figures = values.to_numpy(dtype=np.float64)
    endless = np.isinf(figures)
    if endless.any():
        yield "finite", endless
    limits = bounds(layer, column)
    if limits is not None:
        outside = ((figures < limits[0]) | (figures > limits[1])) & ~endless
        if outside.any():
            yield f"range [{limits[0]:g}, {limits[1]:g}]", outside


def _places(layer: Layer, table: pd.DataFrame) -> list[Problem]:
    import shapely

    shapes = table["geometry"].to_numpy()
    corners = shapely.bounds(shapes)
    known = ~shapely.is_missing(shapes)
    off = ~np.isfinite(corners).all(axis=1) | (np.abs(corners[:, ::2]) > 180.0).any(axis=1)
    off |= (np.abs(corners[:, 1::2]) > 90.0).any(axis=1)
    rows = np.flatnonzero(known & off)
    cases = [(_key(layer, table, int(row)), int(row)) for row in rows]
    what = Text("géométrie vide, ou hors du globe", "geometry empty, or off the globe")
    return _grouped(cases, layer.name, "geometry", what)


def _checks(layer: Layer, column: Column) -> list[pa.Check]:
    import pandera.pandas as pa

    if column.kind == "str":
        return [pa.Check(lambda s: s.str.len() > 0, name="empty")]
    limits = bounds(layer, column)
    checks = []
    if column.kind == "float":
        checks.append(pa.Check(lambda s: s.abs() < np.inf, name="finite"))
    if limits is not None:
        low, high = limits
        within = f"range [{low:g}, {high:g}]"
        checks.append(pa.Check(lambda s: (s >= low) & (s <= high), name=within))
    return checks


def _problems(layer: Layer, table: pd.DataFrame, failures: pd.DataFrame) -> list[Problem]:
    problems = []
    keyed = failures["check"].isin(["multiple_fields_uniqueness"])
    keyed |= failures["check"].astype(str).str.contains("unique")
    rows = sorted({int(i) for i in failures.loc[keyed, "index"].dropna()})
    problems += _grouped(
        [(_key(layer, table, row), row) for row in rows],
        layer.name,
        "+".join(layer.key),
        Text("clé répétée", "key repeated"),
    )
    for (column, check), group in failures[~keyed].groupby(["column", "check"], sort=True):
        cases = [
            (f"{_key(layer, table, int(row))} : {case}", int(row))
            for case, row in zip(group["failure_case"], group["index"], strict=True)
        ]
        problems += _grouped(sorted(cases, key=_row), layer.name, str(column), _what(str(check)))
    return problems


def _row(case: tuple[str, int]) -> int:
    return case[1]


def _key(layer: Layer, table: pd.DataFrame, row: int) -> str:
    return " ".join(str(table[name].iloc[row]) for name in layer.key)


def _what(check: str) -> Text:
    if check == "not_nullable":
        return Text("valeur absente là où elle est obligatoire", "missing where it is required")
    if check == "empty":
        return Text("texte vide", "empty text")
    if check == "finite":
        return Text("valeur infinie", "infinite value")
    interval = check.removeprefix("range ")
    return Text(f"valeur hors de l'intervalle {interval}", f"value out of {interval}")


def _grouped(cases: list[tuple[str, int]], file: str, column: str, what: Text) -> list[Problem]:
    remedy = Text(
        "corriger la donnée à sa source, puis reconstruire le paquet",
        "mend the data at its source, then rebuild the pack",
    )
    problems = [
        Problem(what, remedy, Where(file, column=column, value=value)) for value, _ in cases[:SHOWN]
    ]
    rest = len(cases) - SHOWN
    if rest > 0:
        more = Text(f"{what.fr} (et {rest} autres lignes)", f"{what.en} (and {rest} more rows)")
        problems.append(Problem(more, remedy, Where(file, column=column)))
    return problems
