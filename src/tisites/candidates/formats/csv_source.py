"""Reads CSV of any separator and encoding, and knows the line each row stands on."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from tisites.candidates.column_names import recognised_count
from tisites.candidates.formats.csv_count import count_records
from tisites.candidates.formats.limits import check_bytes, check_rows
from tisites.candidates.formats.source import (
    ANYWHERE,
    Count,
    Grid,
    Layout,
    Source,
    joined_header,
)
from tisites.messages.clean import clean
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEPARATORS = (",", ";", "\t", "|")
#: Lines among which a header is looked for below titles.
TITLES_WITHIN = 20
_CHUNK = 1 << 24
#: Bytes and records that are looked at to find the header.
_HEAD, GRID_ROWS = 1 << 20, 200
_SHOWN = 20
#: In place of NUL, which ends strings in some libraries: cleaned, and told, with the hidden codes.
NUL = b"\x01"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_csv(content: bytes, file: str, layout: Layout = ANYWHERE) -> Source:
    r"""Read the bytes of a CSV.

    Parameters
    ----------
    content : bytes
        UTF-8 with or without a mark, UTF-16 with a mark, or cp1252 (which latin-1 is a part of).
    file : str
        For messages.
    layout : Layout
        Lines of the header, where they are known.

    Returns
    -------
    Source
        Every cell as text.

    Raises
    ------
    BadInputError
        If the file is empty, is no text, or has rows with more or fewer cells than the header.

    Examples
    --------
    >>> source = read_csv("uid;surface_ha\n a ;1,5\n".encode(), "sites.csv")
    >>> source.table["surface_ha"].tolist(), source.lines.tolist()
    (['1,5'], [2])
    """
    check_bytes(len(content), file)
    digest = hashlib.sha256(content).hexdigest()
    body = _text_of(content, file)
    header, separator, start, lines_before = (
        _header_at(body, file, *layout.header) if layout.header else _header(body, file)
    )
    data = body[start:]
    if not data.strip():
        raise _no_rows(file)
    table, bad = _cells(data, separator, len(header), file)
    counted = count_records(data, separator, len(header), file, lines_before)
    lines = counted.lines
    if len(lines) != table.num_rows + len(bad):
        raise counted.two_readings(table.num_rows + len(bad))
    if bad:
        raise BadInputError(_ragged(bad, lines, len(header), file))
    check_rows(len(lines), file)
    frame = table.to_pandas()
    frame.columns = _distinct(header)
    count = Count(len(lines), Text("lignes et guillemets", "lines and quotes"))
    return Source(file, digest, frame, lines, tuple(header), count=count)


def csv_grid(content: bytes, file: str) -> Grid:
    r"""Return the first records of a CSV, to find its header below titles.

    Examples
    --------
    >>> grid = csv_grid("Liste;;\n\nN°;Nom;ha\n1;Gare;1,5\n".encode(), "s.csv")
    >>> grid.rows[1], grid.lines
    (('N°', 'Nom', 'ha'), (1, 3, 4))
    """
    body = _text_of(content, file)
    head = body[:_HEAD].decode("utf-8", errors="ignore")
    bare = re.sub(r"\([^()]*\)", "()", head)  # commas within an outline part no cells
    best, chosen = -1, SEPARATORS[0]
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _records(bare, separator)[0] if len(row) > 1)
        width, many = max(widths.items(), key=lambda one: one[0] * one[1], default=(0, 0))
        if width * many > best:
            best, chosen = width * many, separator
    rows, lines = _records(head, chosen)
    return Grid(None, tuple(rows), tuple(lines))


def _records(head: str, separator: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the first records that are not blank lines, and the line each begins on."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    rows: list[tuple[str, ...]] = []
    lines, begins = [], 1
    try:
        for row in reader:
            if row and len(rows) < GRID_ROWS:
                rows.append(tuple(clean(cell).strip() for cell in row))
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error:  # told where it is read
        return rows, lines
    return rows, lines


def _header_at(body: bytes, file: str, first: int, last: int) -> tuple[list[str], str, int, int]:
    """Return the header that stands on known lines, as :func:`_header` does."""
    start = 0
    for _ in range(first - 1):
        start = body.find(b"\n", start) + 1
        if not start:
            raise _no_rows(file)
    head = body[start : start + _HEAD].decode("utf-8", errors="ignore")
    best: tuple[int, list[str], str, int] | None = None
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        rows = []
        try:
            while reader.line_num < last - first + 1:
                rows.append([clean(name).strip() for name in next(reader)])
        except (csv.Error, StopIteration):
            continue
        names = joined_header(rows)
        if best is None or len(names) > best[0]:
            best = (len(names), names, separator, reader.line_num)
    if best is None:
        raise _no_rows(file)
    _, names, separator, used = best
    for _ in range(used):
        end = body.find(b"\n", start)
        start = len(body) if end < 0 else end + 1
    return names, separator, start, first - 1 + used


def _text_of(content: bytes, file: str) -> bytes:
    """Return the text of a CSV in UTF-8, with the line ends of today.

    Raises
    ------
    BadInputError
        If it is empty, is no text, or is a page.
    """
    body = _with_line_feeds(_as_utf8(content, file))
    if not body.strip():
        raise _empty(file)
    _refuse_page(body, file)
    return body


_RESAVE = Text(
    "enregistrer le fichier en « CSV UTF-8 » depuis le tableur",
    "save the file as 'CSV UTF-8' from the spreadsheet",
)


def _with_line_feeds(body: bytes) -> bytes:
    """Return the text with the line ends of today."""
    if body.count(b"\r") > body.count(b"\r\n"):
        # alone, it ends the lines of old Macintosh spreadsheets; among line feeds, it is a stray
        lone = b" " if b"\n" in body else b"\n"
        body = body.replace(b"\r\n", b"\n").replace(b"\r", lone)
    return body


def _refuse_page(body: bytes, file: str) -> None:
    """Refuse a page that a download gave in place of the file."""
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        what = Text(
            "c'est une page web ou un fichier XML, pas un CSV",
            "this is a web page or an XML file, no CSV",
        )
        again = Text(
            "télécharger de nouveau le fichier lui-même (lien direct), puis vérifier qu'il s'ouvre"
            " dans un tableur",
            "download the file itself again (direct link), then check that a spreadsheet opens it",
        )
        raise bad_input(what, again, Where(file))


def _cells(
    data: bytes, separator: str, width: int, file: str
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """Return every cell as text; and number and width of the rows that are too short or long."""
    names = [f"c{i}" for i in range(width)]
    bad: list[tuple[int, int]] = []

    def keep(row: Any) -> str:
        bad.append((int(row.number), int(row.actual_columns)))
        return "skip"

    try:
        table = pa_csv.read_csv(
            pa.py_buffer(data),
            # rows are numbered only without threads, and their numbers make the messages
            pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=_CHUNK),
            pa_csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=keep
            ),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        what = Text("ce CSV est illisible", "this CSV cannot be read")
        raise bad_input(what, _RESAVE, Where(file, value=str(error)[:120])) from error
    return table, bad


def _empty(file: str) -> BadInputError:
    return bad_input(
        Text("le fichier est vide : aucun site", "the file is empty: no site"),
        Text(
            "donner un fichier avec une ligne d'en-tête et au moins un site",
            "give a file with a header line and at least one site",
        ),
        Where(file),
    )


def _no_rows(file: str) -> BadInputError:
    return bad_input(
        Text(
            "le fichier est vide : aucun site sous la ligne d'en-tête",
            "the file is empty: no site below the header line",
        ),
        Text("ajouter une ligne par site", "add one line a site"),
        Where(file),
    )


def _as_utf8(content: bytes, file: str) -> bytes:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            rest = content[len(mark) :]
            if encoding == "utf-8":
                return _as_utf8(rest, file) if rest else rest
            return rest.decode(encoding, errors="replace").encode()
    if _is_binary(content):
        what = Text("ce fichier n'est pas du texte", "this file is not text")
        raise bad_input(what, _RESAVE, Where(file))
    content = content.replace(b"\0", NUL)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252").encode()
        except UnicodeDecodeError:
            return content.decode("latin-1").encode()
    return content


def _is_binary(content: bytes) -> bool:
    """Whether bytes are no text: many NUL, or control codes of many kinds."""
    kinds = [code for code in range(32) if code not in b"\t\n\r\x1b" and bytes([code]) in content]
    return len(kinds) >= 8 or content.count(0) > max(3, len(content) / 50)


def _header(body: bytes, file: str) -> tuple[list[str], str, int, int]:
    """Return the header, the separator, where the data begin, and the lines before them."""
    start = lines = 0
    declared = ""
    while True:  # blank lines, and the "sep=;" line that Excel writes
        end = body.find(b"\n", start)
        first = body[start:] if end < 0 else body[start : end + 1]
        text = first.strip()
        if text.lower().startswith(b"sep=") and len(text) == 5:
            declared = text[4:].decode()
        elif text or end < 0:
            break
        start, lines = start + len(first), lines + 1
    if not body[start:].strip():
        raise _empty(file)
    start, lines = _below_titles(body, start, lines, declared)
    head = body[start : start + _HEAD].decode("utf-8", errors="ignore")
    best: tuple[tuple[int, int], list[str], str, int] | None = None
    for separator in (declared,) if declared else SEPARATORS:
        stream = io.StringIO(head, newline="")
        reader = csv.reader(stream, delimiter=separator)
        try:
            names = [name.strip() for name in next(reader)]
        except csv.Error as error:
            what = Text("l'en-tête de ce CSV est illisible", "this CSV's header cannot be read")
            raise bad_input(what, _RESAVE, Where(file, 1, value=str(error)[:80])) from error
        rank = (recognised_count(names), len(names))
        if best is None or rank > best[0]:
            best = (rank, names, separator, reader.line_num)
    assert best is not None
    _, names, separator, used = best
    if len(names) > 1 and not names[-1] and not _has_cells(body, start, separator, len(names)):
        names = names[:-1]  # a separator at the end of the header line only
    for _ in range(used):
        end = body.find(b"\n", start)
        start = len(body) if end < 0 else end + 1
    return names, separator, start, lines + used


def _below_titles(body: bytes, start: int, lines: int, declared: str) -> tuple[int, int]:
    """Return where the header begins: below titles, as inventories have them on top.

    A line is the header if two of its names are recognised; without any such line near the top, the
    first one is taken as the header, and the columns it lacks are told.
    """
    at, number = start, lines
    for _ in range(TITLES_WITHIN):
        end = body.find(b"\n", at)
        line = body[at:] if end < 0 else body[at:end]
        text = line.decode("utf-8", errors="ignore")
        for separator in (declared,) if declared else SEPARATORS:
            cells = [cell.strip().strip('"') for cell in text.split(separator)]
            if recognised_count(cells) >= 2:
                return at, number
        if end < 0:
            break
        at, number = end + 1, number + 1
    return start, lines


def _has_cells(body: bytes, start: int, separator: str, width: int) -> bool:
    """Whether the first row is as wide as the header."""
    head = body[start : start + _HEAD].decode("utf-8", errors="ignore")
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    rows = [row for row, _ in zip(reader, range(2), strict=False)]
    return len(rows) == 2 and len(rows[1]) >= width


def _distinct(header: list[str]) -> list[str]:
    """Make repeated names differ; resolving the columns reports those that matter."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}\0{seen[name]}")
    return names


def _ragged(
    bad: list[tuple[int, int]], lines: NDArray[np.int64], expected: int, file: str
) -> list[Problem]:
    remedy = Text(
        "une virgule décimale ou un séparateur non protégé par des guillemets coupe souvent une"
        " ligne ; un fichier tronqué finit par une ligne trop courte",
        "a decimal comma or a separator without quotes often splits a row; a truncated file ends"
        " with a row too short",
    )
    problems = [
        Problem(
            Text(
                f"{actual} cellules, {expected} attendues d'après l'en-tête",
                f"{actual} cells, {expected} expected from the header",
            ),
            remedy,
            Where(file, int(lines[min(number, len(lines)) - 1])),
        )
        for number, actual in bad[:_SHOWN]
    ]
    if len(bad) > _SHOWN:
        rest = len(bad) - _SHOWN
        what = Text(f"et {rest} autres lignes coupées", f"and {rest} other split rows")
        problems.append(Problem(what, remedy, Where(file)))
    return problems
