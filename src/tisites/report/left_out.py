"""Tables of a run or a check: who was left out and why, what was noticed in the data."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tisites.candidates.consolidate import FAMILIES, reason_family
from tisites.candidates.eligibility import REASONS
from tisites.candidates.usage.verify import TO_VERIFY
from tisites.messages.text import Text, same
from tisites.report.document import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from tisites.messages.findings import Finding
    from tisites.model.declaration import Bar
    from tisites.run.prepare.prepared import Prepared, Survey

_REASONS = (
    Column("reason", Text("Motif", "Reason")),
    Column("code", Text("Code", "Code"), seen="files"),
    Column("sites", Text("Sites", "Sites"), "", 0, "right"),
)
_FINDINGS = (
    Column("code", Text("Code", "Code"), seen="files"),
    Column("severity", Text("Nature", "Kind")),
    Column("count", Text("Nombre", "Count"), "", 0, "right"),
    Column("example", Text("Exemple", "Example")),
)
SEVERITIES = {
    "exclusion": Text("exclusion", "exclusion"),
    "warning": Text("avertissement", "warning"),
    "info": Text("information", "information"),
}


def exclusions_table(prepared: Prepared | Survey) -> Table | None:
    """Return how many candidates left the competition, by first reason; ``None`` if none did."""
    reason = prepared.admission.reason
    counts = Counter(reason_family(str(code)) for code in reason[reason != ""])
    if not counts:
        return None
    rows = tuple(
        (reason_label(code, prepared), code, count)
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    title = Text("Candidats écartés, par premier motif", "Candidates left out, by first reason")
    return Table("left_out", title, _REASONS, rows, file="candidates_excel.csv")


def reason_label(code: str, prepared: Prepared | Survey) -> str:
    """Return the reason behind a code, in the planner's language."""
    told = prepared.admission.reason_text[prepared.admission.reason == code]
    return str(reason_words(code, getattr(prepared.model, "exclude", {}), told))


def reason_words(code: str, bars: Mapping[str, Bar], told: pd.Series) -> Text:
    """Return the reason behind a code, without what is particular to a site.

    Parameters
    ----------
    code : str
        Reason code, or its family.
    bars : mapping
        Declared bars of the model by name.
    told : Series of str
        What was told of the sites that it keeps out; used where nothing else names the code.

    Examples
    --------
    >>> import pandas as pd
    >>> told = pd.Series(["usage à vérifier : un indice", "usage à vérifier : un projet"])
    >>> reason_words("verify.planned_use", {}, told).fr
    'usage à vérifier'
    """
    family = reason_family(code)
    for known in (REASONS, TO_VERIFY, FAMILIES):
        if family in known:
            return known[family]
    head, _, name = code.partition(".")
    bar = bars.get(name) if head == "exclude" else None
    if bar is not None:
        return Text(bar.reason, bar.reason_en or bar.reason)
    texts = told.dropna().astype(str).unique()
    words = code if not len(texts) else texts[0]
    return same(words if len(texts) < 2 else re.split(r" : |: | \(", words)[0])


def findings_table(findings: Iterable[Finding]) -> Table | None:
    """Return the findings counted by code, ``None`` without any.

    Counts of exclusions by reason have their own table, :func:`exclusions_table`.
    """
    rows = tuple(
        (code, SEVERITIES[severity], count, example)
        for code, severity, count, example in _by_code(
            f for f in findings if not f.code.startswith("excluded_")
        )
    )
    title = Text("Constats sur les données", "Findings on the data")
    return Table("findings", title, _FINDINGS, rows, file="findings.csv") if rows else None


def _by_code(findings: Iterable[Any]) -> Iterable[tuple[str, str, int, str]]:
    """Count by code; those that put sites out first, then warnings, then the rest."""
    ordered = sorted(findings, key=lambda f: (f.code, f.subject, -1 if f.line is None else f.line))
    groups: dict[tuple[str, str], list[Any]] = {}
    for finding in ordered:
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    rank = {severity: k for k, severity in enumerate(SEVERITIES)}
    for (severity, code), members in sorted(
        groups.items(), key=lambda item: (rank[item[0][0]], -len(item[1]), item[0][1])
    ):
        yield code, severity, len(members), str(members[0].message)
