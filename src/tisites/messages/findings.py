"""Findings: what was noticed in the data and did not stop the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from tisites.messages.text import Text

Severity = Literal["info", "warning", "exclusion"]
COLUMNS = ("room", "code", "severity", "subject", "line", "message", "remedy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about the data.

    Parameters
    ----------
    room : str
        The room that noticed it (``candidates``, ``criteria``, …).
    code : str
        Stable short code (``surface_above_maximum``), English, snake case.
    severity : {"info", "warning", "exclusion"}
        ``exclusion`` says that the subject left the competition.
    message, remedy : Text
        What was noticed, what to do about it.
    subject : str
        Site id, commune code, layer or constraint name; empty for the whole input.
    line : int, optional
        Line of the input file, counted from 1, header included.
    """

    room: str
    code: str
    severity: Severity
    message: Text
    remedy: Text
    subject: str = ""
    line: int | None = None


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return the findings as a table, in a fixed order, in the current language.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, sorted by room, code, subject and line.
    """
    import pandas as pd

    rows = [
        (f.room, f.code, f.severity, f.subject, f.line, str(f.message), str(f.remedy))
        for f in findings
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["line"] = table["line"].astype("Int64")
    return table.sort_values(list(COLUMNS[:5]), kind="stable", ignore_index=True)
