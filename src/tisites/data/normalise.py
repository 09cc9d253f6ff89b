"""One table made to the letter of its layer: columns, types, order, projection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.schema import schema_problems
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.layers import Column, Layer

#: Text is stored with this dtype whatever the version of pandas; a missing text is null.
TEXT = pd.StringDtype(na_value=np.nan)
CRS = "EPSG:4326"
_GEOMETRIES = {
    "point": {"Point"},
    "line": {"LineString", "MultiLineString"},
    "polygon": {"Polygon", "MultiPolygon"},
}
_REMEDY = Text(
    "corriger le lecteur de cette couche ou sa source ; le contrat est data/layers.py",
    "mend this layer's reader or its source; the contract is data/layers.py",
)


def normalise(layer: Layer, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as its layer wants it, the same whatever the order of rows and columns.

    Parameters
    ----------
    layer : Layer
        The layer of the contract.
    table : pandas.DataFrame or geopandas.GeoDataFrame
        One row an object. Exactly the layer's columns, any of its extra ones, plus ``geometry``
        with a CRS if the layer has one.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Columns in the contract's order, stable types, sorted by key, indexed from 0, EPSG:4326.

    Raises
    ------
    BadInputError
        With every missing or unexpected column, wrong type, null, value out of bounds, repeated
        key or wrong geometry.

    Examples
    --------
    >>> from tisites.data.layers import ZONES_EMPLOI
    >>> table = pd.DataFrame(
    ...     {"nom": ["B", "A"], "zone_emploi": ["02", "01"], "unemployment_pct": [7, None]}
    ... )
    >>> normalise(ZONES_EMPLOI, table).to_numpy().tolist()
    [['01', 'A', nan], ['02', 'B', 7.0]]
    """
    there = tuple(column for column in layer.extra if column.name in table.columns)
    layer = replace(layer, columns=(*layer.columns, *there))
    problems = _column_problems(layer, table)
    if problems:
        raise BadInputError(problems)
    columns = {}
    for column in layer.columns:
        try:
            columns[column.name] = _CASTS[column.kind](table[column.name])
        except (TypeError, ValueError) as error:
            problems.append(_type_problem(layer, column, str(error)))
    if problems:
        raise BadInputError(problems)
    values = pd.DataFrame(columns).reset_index(drop=True)
    problems = schema_problems(layer, values)
    if layer.geometry is not None:
        problems += _geometry_problems(layer, table)
    if problems:
        raise BadInputError(problems)
    for column in layer.columns:
        if column.kind == "bool" and not column.nullable:
            values[column.name] = values[column.name].astype(bool)
    if layer.geometry is not None:
        values = _with_geometry(values, table)
    return values.sort_values(list(layer.key), kind="stable", ignore_index=True)


def _column_problems(layer: Layer, table: pd.DataFrame) -> list[Problem]:
    known = [column.name for column in layer.columns]
    if layer.geometry is not None:
        known.append("geometry")
    repeated = sorted({str(name) for name in table.columns[table.columns.duplicated()]})
    cases = [
        (sorted(set(known) - set(table.columns)), "colonne absente", "missing column"),
        (sorted(set(map(str, table.columns)) - set(known)), "colonne inconnue", "unknown column"),
        (repeated, "colonne répétée", "repeated column"),
    ]
    return [
        Problem(Text(fr, en), _REMEDY, Where(layer.name, column=name))
        for names, fr, en in cases
        for name in names
    ]


def _type_problem(layer: Layer, column: Column, value: str) -> Problem:
    return Problem(
        Text(f"type inattendu, {column.kind} attendu", f"unexpected type, {column.kind} expected"),
        _REMEDY,
        Where(layer.name, column=column.name, value=value),
    )


def _text(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.StringDtype):  # nothing but text can be in it
        return values.astype(TEXT)
    present = values.dropna()
    for value in present:
        # A code read as a number has lost its leading zeros: never cast it back.
        if not isinstance(value, str):
            raise TypeError(repr(value))
    return values.astype(object).where(values.notna(), None).astype(TEXT)


def _float(values: pd.Series) -> pd.Series:
    for value in values.dropna() if values.dtype == object else ():
        if isinstance(value, (str, bool)):
            raise TypeError(repr(value))
    if not (values.dtype == object or pd.api.types.is_numeric_dtype(values)):
        raise TypeError(str(values.dtype))
    if pd.api.types.is_bool_dtype(values):
        raise TypeError(str(values.dtype))
    # + 0.0 turns −0.0 into 0.0: two equal tables then have equal bytes.
    return pd.Series(values.to_numpy(dtype=np.float64, na_value=np.nan) + 0.0, index=values.index)


def _int(values: pd.Series) -> pd.Series:
    floats = _float(values)
    odd = floats[floats.isna() | (floats != floats.round())]
    if len(odd):
        raise ValueError(repr(odd.iloc[0]))
    return floats.astype(np.int64)


def _bool(values: pd.Series) -> pd.Series:
    for value in values.dropna() if not pd.api.types.is_bool_dtype(values) else ():
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError(repr(value))
    return values.astype(object).where(values.notna(), None).astype("boolean")


_CASTS = {"str": _text, "float": _float, "int": _int, "bool": _bool}


def _geometry_problems(layer: Layer, table: pd.DataFrame) -> list[Problem]:
    where = Where(layer.name, column="geometry")
    if getattr(table, "crs", None) is None:
        what = Text("couche sans système de coordonnées", "layer without a coordinate system")
        return [Problem(what, _REMEDY, where)]
    present = table["geometry"][table["geometry"].notna()]
    allowed = _GEOMETRIES[layer.geometry or "point"]
    odd = sorted(set(present.geom_type) - allowed)
    if bool(present.is_empty.any()):
        odd.append("EMPTY")
    if not odd:
        return []
    what = Text(
        f"géométrie inattendue, {' ou '.join(sorted(allowed))} attendu",
        f"unexpected geometry, {' or '.join(sorted(allowed))} expected",
    )
    return [Problem(what, _REMEDY, Where(layer.name, column="geometry", value=", ".join(odd)))]


def _with_geometry(values: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    import geopandas

    geometry = geopandas.GeoSeries(table["geometry"].to_numpy(), crs=table.crs)
    if geometry.crs != CRS:
        geometry = geometry.to_crs(CRS)
    return geopandas.GeoDataFrame(values, geometry=geometry, crs=CRS)
