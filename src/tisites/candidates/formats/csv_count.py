"""Counts the records of a CSV a second way, from its lines and quotes, and finds an open quote."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.formats.limits import MOST_CHARACTERS
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

_END = "\x02end of the file\x02"
#: Separators on one line that make it a row by itself, when quotes are well paired around it.
_SURELY_A_ROW = 3
_MEND = Text(
    'fermer le guillemet, ou doubler ceux qui sont dans le texte ("") ; réenregistrer en « CSV'
    " UTF-8 » depuis le tableur le fait",
    "close the quote, or double those inside the text (\"\"); saving as 'CSV UTF-8' from the"
    " spreadsheet does it",
)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a CSV: the line each begins on, header lines included."""

    lines: NDArray[np.int64]
    file: str
    odd_line: int | None = None

    def two_readings(self, read: int) -> BadInputError:
        """Return the error of a file whose quotes can be read in two ways."""
        n = number(len(self.lines))
        what = Text(
            f"guillemets ambigus : {number(read)} lignes lues, {n} comptées",
            f"ambiguous quotes: {number(read)} rows read, {n} counted",
        )
        return bad_input(what, _MEND, Where(self.file, self.odd_line))


def count_records(data: bytes, separator: str, width: int, file: str, before: int) -> Records:
    r"""Count the records below the header, and refuse a quote that swallows rows.

    Parameters
    ----------
    data : bytes
        UTF-8, lines ended by line feeds.
    separator : str
        One character.
    width : int
        Cells of the header.
    file : str
        For messages.
    before : int
        Lines above ``data``.

    Raises
    ------
    BadInputError
        If a quote is still open at the end, or was closed by a quote of a later row.

    Notes
    -----
    Without any quote a record is a line that is not blank. With quotes, Python's own ``csv``
    counts, while pyarrow reads.

    Examples
    --------
    >>> count_records(b'a;"x\ny";1\n\nb;z;2\n', ";", 3, "s.csv", 1).lines.tolist()
    [2, 5]
    """
    if b'"' not in data:
        return Records(_lines(data) + before, file)
    before_us = csv.field_size_limit(MOST_CHARACTERS)  # of the process: given back below
    try:
        return _count_quoted(data, separator, width, file, before)
    finally:
        csv.field_size_limit(before_us)


def _count_quoted(data: bytes, separator: str, width: int, file: str, before: int) -> Records:
    text = data.decode("utf-8", errors="replace")
    lines = text.split("\n")
    odd = _first_odd(text, separator)
    reader = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=separator)
    starts, begins = [], 1
    last: list[str] = []
    try:
        for row in reader:
            end = reader.line_num
            if row:
                starts.append(begins)
                if end > begins:
                    _check_swallowed(row, lines[begins - 1 : end], separator, width, file,
                                     before + begins, well_paired=odd is None)  # fmt: skip
            last, begins = row, end + 1
    except csv.Error as error:
        what = Text("cellule illisible ou démesurée", "unreadable or huge cell")
        raise bad_input(what, _MEND, Where(file, before + begins)) from error
    if last != [_END]:
        raise _open(file, before + starts[-1])
    found = np.array(starts[:-1], dtype=np.int64) + before
    return Records(found, file, None if odd is None else before + odd)


def _lines(data: bytes) -> NDArray[np.int64]:
    """Return the number, from 1, of each line that is not blank."""
    cells = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(cells == ord("\n"))
    starts = np.concatenate([[0], ends + 1])
    stops = np.concatenate([ends, [len(cells)]])
    length = stops - starts
    return_only = (length == 1) & (cells[np.minimum(starts, len(cells) - 1)] == ord("\r"))
    return np.flatnonzero((length > 0) & ~return_only).astype(np.int64) + 1


def _first_odd(text: str, separator: str) -> int | None:
    """Return the line of the first quote that is out of place, ``None`` if all are well paired."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error:
        return reader.line_num
    return None


def _check_swallowed(
    row: list[str],
    lines: list[str],
    separator: str,
    width: int,
    file: str,
    line: int,
    *,
    well_paired: bool,
) -> None:
    """Refuse a record over several lines of which one is a row by itself."""
    if width < 2 or (well_paired and width <= _SURELY_A_ROW) or row[-1].endswith(_END):
        return
    first = next((k for k, cell in enumerate(row) if "\n" in cell), 0)
    # read by itself, a line that ends a text holds the cells behind it: all but those before it
    looked = lines[1:] if first else [line.removeprefix('"') for line in lines[:-1]]
    alone = (next(csv.reader([part], delimiter=separator), []) for part in looked)
    if any(len(cells) >= width for cells in alone):
        raise _open(file, line)


def _open(file: str, line: int) -> BadInputError:
    what = Text(
        "guillemet ouvert et jamais fermé : les lignes suivantes seraient perdues",
        "quote opened and never closed: the rows below would be lost",
    )
    return bad_input(what, _MEND, Where(file, line))
