"""Reads GeoJSON (RFC 7946, and the named ``crs`` of 2008), feature by feature."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.formats.limits import MOST_JSON_BYTES, check_bytes, check_rows
from tisites.candidates.formats.shapes import decode, in_degrees, named_crs, unknown_crs
from tisites.candidates.formats.source import Count, Source, no_site
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from pathlib import Path

_BLANK = " \t\n\r"
_CHUNK = 1 << 24
_SAVE_AGAIN = Text(
    "l'ouvrir dans QGIS et l'enregistrer de nouveau en GeoJSON ; vérifier qu'il a été copié en"
    " entier",
    "open it in QGIS and save it again as GeoJSON; check that it was copied in full",
)
#: Other layouts of JSON that carry shapes, by a word of their first lines.
_OTHERS = {'"Topology"': "TopoJSON", '"geometryType"': "ESRI JSON", '"rings"': "ESRI JSON"}


@dataclass(frozen=True, slots=True)
class _Document:
    """A GeoJSON taken apart: its features, where each begins, and its ``crs``."""

    features: list[Any]
    begins: list[int]
    crs: Any
    span: tuple[int, int]


def read_geojson(path: Path, file: str) -> Source:
    """Read a GeoJSON.

    Raises
    ------
    BadInputError
        If it is no JSON, is cut, holds something else than features, or names no known reference
        system; with the line.
    """
    check_bytes(path.stat().st_size, file, MOST_JSON_BYTES)
    content = path.read_bytes()
    text = _text(content, file)
    document = _taken_apart(text, file)
    n = len(document.features)
    check_rows(n, file)
    if n == 0:
        raise no_site(file)
    for k, feature in enumerate(document.features):
        wrong = _not_a_feature(feature)
        if wrong is not None:
            raise _would_be_lost(k + 1, wrong, Where(file, _line(text, document.begins[k])))
    counted = _count_objects(text[slice(*document.span)])
    if counted != n:
        what = Text(
            f"{number(n)} objets lus, {number(counted)} comptés dans le fichier",
            f"{number(n)} features read, {number(counted)} counted in the file",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    import shapely

    drawn = [_drawn(feature.get("geometry")) for feature in document.features]
    geometry, unread = decode(drawn, shapely.from_geojson)
    crs = _crs(document.crs, file)
    if crs is not None:
        geometry = in_degrees(geometry, crs, file)
    table = _table(document.features)
    count = Count(counted, Text("objets du JSON", "features of the JSON"))
    lines = np.arange(1, n + 1, dtype=np.int64)
    return Source(
        file, hashlib.sha256(content).hexdigest(), table, lines, tuple(table.columns),
        None if shapely.is_missing(geometry).all() and not unread else geometry,
        count=count, unread=tuple(unread.items()),
    )  # fmt: skip


def _text(content: bytes, file: str) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = Text("fichier illisible : ce n'est pas de l'UTF-8", "unreadable: this is no UTF-8")
        raise bad_input(what, _SAVE_AGAIN, Where(file, line)) from error


def _taken_apart(text: str, file: str) -> _Document:
    """Take the members of the document one after the other, and its features one by one."""
    decoder = json.JSONDecoder()
    members: dict[str, Any] = {}
    features: list[Any] = []
    begins: list[int] = []
    span = (0, 0)
    at = _next(text, 0)
    if text[at : at + 1] != "{":
        raise _no_geojson(text, file)
    try:
        at = _next(text, at + 1)
        while text[at : at + 1] != "}":
            name, at = decoder.raw_decode(text, at)
            at = _after(text, at, ":")
            if not isinstance(name, str) or name in members:
                raise json.JSONDecodeError("repeated member", text, at)
            if name == "features" and text[at : at + 1] == "[":
                start = at
                features, begins, at = _array(decoder, text, at)
                span = (start + 1, at - 1)
                members[name] = features
            else:
                members[name], at = decoder.raw_decode(text, at)
            at = _next(text, at)
            if text[at : at + 1] == ",":
                at = _next(text, at + 1)
                continue
            if text[at : at + 1] != "}":
                raise json.JSONDecodeError("cut", text, at)
        if _next(text, at + 1) != len(text):
            raise json.JSONDecodeError("more after the end", text, at + 1)
    except (ValueError, RecursionError) as error:
        # where the text ends too soon, the last line it has
        where = min(getattr(error, "pos", at), len(text.rstrip()) - 1)
        what = Text("fichier illisible : JSON coupé ou abîmé", "unreadable: JSON cut or damaged")
        near = shown(text[max(0, where - 20) : where + 20])
        raise bad_input(what, _SAVE_AGAIN, Where(file, _line(text, where), value=near)) from error
    if members.get("type") == "Feature":
        return _Document([members], [0], members.get("crs"), _whole(text))
    if members.get("type") != "FeatureCollection" or "features" not in members:
        raise _no_geojson(text, file)
    if not isinstance(members["features"], list):
        raise _no_geojson(text, file)
    return _Document(features, begins, members.get("crs"), span)


def _whole(text: str) -> tuple[int, int]:
    return 0, len(text)


def _array(decoder: json.JSONDecoder, text: str, at: int) -> tuple[list[Any], list[int], int]:
    values: list[Any] = []
    begins: list[int] = []
    at = _next(text, at + 1)
    while text[at : at + 1] != "]":
        begins.append(at)
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at = _next(text, at)
        if text[at : at + 1] == ",":
            at = _next(text, at + 1)
            if text[at : at + 1] != "]":
                continue
        if text[at : at + 1] != "]":
            raise json.JSONDecodeError("cut", text, at)
    return values, begins, at + 1


def _next(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANK and at < len(text):
        at += 1
    return at


def _after(text: str, at: int, sign: str) -> int:
    at = _next(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"{sign} expected", text, at)
    return _next(text, at + 1)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, max(at, 0)) + 1


def _not_a_feature(feature: Any) -> str | None:
    """Say what makes an element no feature: readers that skip it lose a site without a word."""
    kind = feature.get("type") if isinstance(feature, dict) else None
    if kind != "Feature":
        return "type" if kind is None else f'"type": {json.dumps(kind, ensure_ascii=False)}'
    for name in ("properties", "geometry"):
        if not isinstance(feature.get(name), dict | None):
            return name
    return None


def _would_be_lost(number_of: int, wrong: str, where: Where) -> BadInputError:
    what = Text(
        f"l'élément {number_of} de \"features\" n'est pas un objet « Feature » : un site serait"
        " perdu",
        f'element {number_of} of "features" is no Feature: a site would be lost',
    )
    remedy = Text(
        'écrire "type": "Feature", "properties": {…} et "geometry": {…} (ou null)',
        'write "type": "Feature", "properties": {…} and "geometry": {…} (or null)',
    )
    return bad_input(what, remedy, Where(where.file, where.line, value=wrong))


def _count_objects(text: str) -> int:
    """Count the objects of an array by their braces alone, outside of strings."""
    body = text.encode("utf-8", "replace").replace(b"\\\\", b"__").replace(b'\\"', b"__")
    cells = np.frombuffer(body, dtype=np.uint8)
    quoted, depth, found = np.uint8(0), 0, 0
    for begin in range(0, len(cells), _CHUNK):
        chunk = cells[begin : begin + _CHUNK]
        parity = np.bitwise_xor.accumulate((chunk == ord('"')).astype(np.uint8)) ^ quoted
        step = np.zeros(len(chunk), dtype=np.int32)
        step[(chunk == ord("{")) | (chunk == ord("["))] = 1
        step[(chunk == ord("}")) | (chunk == ord("]"))] = -1
        step[parity == 1] = 0
        level = np.cumsum(step) + depth
        found += int(((chunk == ord("{")) & (step == 1) & (level == 1)).sum())
        quoted, depth = parity[-1], int(level[-1])
    return found


def _drawn(geometry: Any) -> str | None:
    return None if geometry is None else json.dumps(geometry)


def _table(features: list[Any]) -> pd.DataFrame:
    """Return the properties as text, columns in the order they are met; null where absent."""
    columns: dict[str, list[Any]] = {}
    for row, feature in enumerate(features):
        for name, value in (feature.get("properties") or {}).items():
            cells = columns.get(name)
            if cells is None:
                cells = columns[name] = [None] * len(features)
            cells[row] = _cell(value)
    found = {name: pd.Series(cells, dtype="str") for name, cells in columns.items()}
    return pd.DataFrame(found, index=pd.RangeIndex(len(features)))


def _cell(value: Any) -> str | None:
    """Write a value as text; whole numbers without a decimal part, as ids are written."""
    if value is None:
        return None
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _crs(declared: Any, file: str) -> Any:
    """Return the reference system that a ``crs`` member names, ``None`` without one: WGS 84.

    A member that gives an address (``link``, ``url``) is refused: nothing else is opened.
    """
    if declared is None:
        return None
    named = declared.get("properties") if isinstance(declared, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if not isinstance(name, str) or declared.get("type") != "name":
        value = shown(json.dumps(declared, ensure_ascii=False))
        if isinstance(declared, dict) and declared.get("type") in ("link", "url"):
            what = Text(
                "ce GeoJSON renvoie à une adresse pour son système de coordonnées : rien d'autre"
                " que le fichier n'est ouvert",
                "this GeoJSON gives an address for its reference system: nothing but the file is"
                " opened",
            )
            remedy = unknown_crs(file, None).problems[0].remedy
            raise bad_input(what, remedy, Where(file, column="crs", value=value))
        raise unknown_crs(file, value)
    return named_crs(name, file)


def _no_geojson(text: str, file: str) -> BadInputError:
    head = text[: 1 << 16]
    other = next((kind for word, kind in _OTHERS.items() if word in head), None)
    if other is None and head.lstrip()[:1] == "<":
        other = "XML"
    named = other or "?"
    what = Text(
        f"fichier illisible : ce n'est pas un GeoJSON de sites ({named})",
        f"unreadable: this is no GeoJSON of sites ({named})",
    )
    return bad_input(what, _SAVE_AGAIN, Where(file, 1, value=shown(head[:80])))
