"""One raw table, whatever the format of the file it came from: cells with their lines.

Text loses its hidden characters once, here, before anything is understood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tisites.messages.clean import HIDDEN, clean, shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.spreadsheet_text import ESCAPED, unescape
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

#: What a text that cannot be decoded leaves behind.
_LOST = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many records a file holds, counted another way than they were read.

    Parameters
    ----------
    records : int
        Blank rows of a spreadsheet and blank lines of a CSV are none.
    how : Text
        What was counted.
    """

    records: int
    how: Text


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table of the sites stands in a file.

    Parameters
    ----------
    layer : str, optional
        Sheet of a workbook, layer of a GeoPackage; the only one, or the one whose columns are
        recognised, otherwise.
    header : tuple of int
        Lines of the header, the first one and the last one, from 1; looked for by recognised names
        where it is empty.
    """

    layer: str | None = None
    header: tuple[int, int] | tuple[()] = ()


#: The reader finds sheet and header by recognised names.
ANYWHERE = Layout()


@dataclass(frozen=True, slots=True)
class Grid:
    """The beginning of a table before its header is known: rows of trimmed text, by their line.

    Parameters
    ----------
    layer : str, optional
        Its sheet.
    rows : tuple of tuple of str
    lines : tuple of int
        Line of each row in the file.
    hidden : bool
        The spreadsheet does not show it.
    """

    layer: str | None
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds, before anything is understood.

    Parameters
    ----------
    file : str
        The file as the planner gave it, for messages.
    sha256 : str
        Hash of its bytes.
    table : DataFrame
        One row a site, index 0…n-1; columns as in the file, as text (CSV) or typed.
    lines : (n,) int64
        Line of each row in the file, header included; row number for formats without lines.
    header : tuple of str
        Every column of the file, also those that ``table`` leaves out.
    geometry : (n,) array of shapely geometries, optional
        In EPSG:4326; null where there is none or where it cannot be read.
    cut_names : bool
        Column names were cut at ten characters (shapefile).
    count : Count, optional
        Records of the file, counted on the file itself; ``None`` for a layer of a sealed pack.
    unread : tuple of (int, str)
        Rows whose geometry cannot be read, with its beginning or its kind.
    findings : tuple of Finding
        What reading mended, such as hidden characters.
    """

    file: str
    sha256: str
    table: pd.DataFrame
    lines: NDArray[np.int64]
    header: tuple[str, ...]
    geometry: NDArray[Any] | None = None
    cut_names: bool = False
    count: Count | None = None
    unread: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()


def clean_source(source: Source) -> Source:
    r"""Take hidden characters out of names and cells, and the marks that protect spreadsheets.

    Returns
    -------
    Source
        The same cells; a finding for each column where characters were taken out, or are lost.

    Examples
    --------
    >>> import numpy as np
    >>> table = pd.DataFrame({"id": ["a\x1b[2J", "'=1+1"]})
    >>> found = clean_source(Source("s.csv", "", table, np.array([2, 3]), ("id",)))
    >>> found.table["id"].tolist(), [f.code for f in found.findings]
    (['a', '=1+1'], ['hidden_characters'])
    """
    header = tuple(clean(name) for name in source.header)
    table = source.table.set_axis([clean(str(name)) for name in source.table.columns], axis=1)
    findings = list(source.findings)
    for position, name in enumerate(table.columns):
        cells = table.iloc[:, position]
        if not isinstance(cells.dtype, pd.StringDtype) and cells.dtype != object:
            continue
        text = pa.array(cells.astype("str"), pa.string())
        odd = _rows(text, HIDDEN)
        lost = _rows(text, _LOST)
        escaped = _rows(text, ESCAPED)
        if not (len(odd) or len(lost) or len(escaped)):
            continue
        mended = cells.astype(object).to_numpy(copy=True)
        for row in sorted({*odd, *escaped}):
            mended[row] = unescape(clean(str(mended[row])))
        if len(odd) or len(escaped):
            table.isetitem(position, pd.Series(mended, index=table.index, dtype="str"))
        for rows, code, what in ((odd, *_TAKEN), (lost, *_UNREAD)):
            if len(rows):
                findings.append(_finding(code, what, name, [int(source.lines[r]) for r in rows]))
    return replace(source, table=table, header=header, findings=tuple(findings))


def _rows(text: pa.Array, pattern: str) -> list[int]:
    found = pc.fill_null(pc.match_substring_regex(text, pattern), False)
    return pc.indices_nonzero(found).to_pylist()


_TAKEN = (
    "hidden_characters",
    Text(
        "caractères invisibles ou de commande retirés",
        "hidden or control characters taken out",
    ),
)
_UNREAD = (
    "lost_characters",
    Text(
        "caractères déjà perdus dans le fichier (�)",
        "characters already lost in the file (�)",
    ),
)


def _finding(code: str, what: Text, column: str, lines: list[int]) -> Finding:
    many = number(len(lines))
    return Finding(
        "candidates",
        code,
        "warning",
        Text(
            f"{column} : {what.fr} ({many} cellules)",
            f"{column}: {what.en} ({many} cells)",
        ),
        Text(
            "vérifier ces textes dans le fichier d'origine",
            "check these texts in the original file",
        ),
        subject=column,
        line=min(lines),
    )


#: Between the names that a header of several rows gives one column.
JOINT = " · "


def joined_header(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names that a header over several rows gives its columns, "" for none.

    What stands above several columns is written once, over the first of them (merged cells): it
    goes to those on its right that have a name below and none of their own above.

    Examples
    --------
    >>> joined_header([["N°", "Localisation", "", "Surface"], ["", "Commune", "Dépt", "(ha)"]])
    ['N°', 'Localisation · Commune', 'Localisation · Dépt', 'Surface · (ha)']
    """
    width = max(len(row) for row in rows)
    names = [""] * width
    for above, row in enumerate(rows):
        cells, over = [*row, *[""] * (width - len(row))], ""
        spread = above < len(rows) - 1
        for k, cell in enumerate(cells):
            told_below = any(k < len(below) and below[k] for below in rows[above + 1 :])
            over = cell or (over if spread and told_below else "")
            names[k] = JOINT.join(part for part in (names[k], over) if part)
    return names


def distinct(header: Iterable[str]) -> list[str]:
    """Make repeated names differ; naming the columns reports those that matter."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def no_layer(file: str, asked: str, names: Sequence[str]) -> BadInputError:
    """Return the error of a sheet or a layer that a file has not."""
    listed = shown(", ".join(names) or "-", 300)
    what = Text(
        f"pas de feuille ni de couche « {shown(asked)} »", f"no sheet nor layer '{shown(asked)}'"
    )
    remedy = Text(f"choisir parmi : {listed}", f"choose from: {listed}")
    return bad_input(what, remedy, Where(file, value=asked))


def no_site(file: str) -> BadInputError:
    """Return the error of a file without a single row."""
    what = Text("le fichier est vide : aucun site", "the file is empty: no site")
    give = Text("donner un fichier avec au moins un site", "give a file with at least one site")
    return bad_input(what, give, Where(file))
