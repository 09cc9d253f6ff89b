"""What a layer must satisfy: pandera schemas drawn from the contract of ``layers.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandera.pandas as pa

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    import pandas as pd

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
    try:
        layer_schema(layer).validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return _problems(layer, table, errors.failure_cases)
    return []


def _checks(layer: Layer, column: Column) -> list[pa.Check]:
    if column.kind == "str":
        return [pa.Check(lambda s: s.str.len() > 0, name="empty")]
    limits = bounds(layer, column)
    checks = []
    if column.kind == "float":
        checks.append(pa.Check(lambda s: s.abs() < np.inf, name="finite"))
    if limits is not None:
        low, high = limits
        checks.append(pa.Check.in_range(low, high, name=f"range [{low:g}, {high:g}]"))
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
