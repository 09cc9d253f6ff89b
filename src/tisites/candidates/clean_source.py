"""Text of a file without its hidden characters: once, here, before anything is understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tisites.messages.clean import HIDDEN, clean
from tisites.messages.findings import Finding
from tisites.messages.spreadsheet_text import ESCAPED, unescape
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.candidates.source import Source

#: What a text that cannot be decoded leaves behind.
_LOST = "\N{REPLACEMENT CHARACTER}"


def clean_source(source: Source) -> Source:
    r"""Take hidden characters out of names and cells, and the marks that protect spreadsheets.

    Returns
    -------
    Source
        The same cells; a finding for each column where characters were taken out, or are lost.

    Examples
    --------
    >>> import numpy as np
    >>> from tisites.candidates.source import Source
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
