"""Findings and refusals of a planner's list, as the page shows them: by kind, with their rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.messages.errors import Where
from tisites.messages.text import Text
from tisites.report.left_out import SEVERITIES
from tisites.web.contract_lists import FindingGroup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding

#: Rows and sites that a group names; it counts them all.
SHOWN = 200
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_SHEET = Text("dans « Feuille ou couche »", "under 'Sheet or layer'")
#: Options of the command line, and what the page has in their place.
_ON_PAGE: tuple[tuple[re.Pattern[str], Text], ...] = (
    (re.compile(r" ?; (?:l['’])?option --tolerant [^.;]*"), Text("", "")),
    (re.compile(r"(?:avec|with) --sheet(?! [^\s,;])"), _SHEET),
    (re.compile(r"--sheet (?:«[^»]*»|\S+)"), _SHEET),
    (re.compile(r'--commune "[^"]*"'), Text("ci-dessous", "below")),
    (re.compile(r" \(--yes\)"), Text("", "")),
)


def on_page(words: str) -> str:
    """Say a remedy as the page has it: its own controls in place of options.

    Examples
    --------
    >>> on_page("désigner la feuille avec --sheet, ou la garder à part")
    'désigner la feuille dans « Feuille ou couche », ou la garder à part'
    """
    for option, told in _ON_PAGE:
        words = option.sub(str(told), words)
    return words


def list_named(problems: Iterable[Problem], path: Path, name: str) -> list[Problem]:
    """Return what is wrong with a list, under the name that its planner knows.

    Parameters
    ----------
    problems : iterable of Problem
    path : Path
        Where the list lies: never told.
    name : str
        What its planner calls it.
    """
    return [_named(one, path, name) for one in problems]


def _named(problem: Problem, path: Path, name: str) -> Problem:
    where = problem.where
    remedy = Text(on_page(problem.remedy.fr), on_page(problem.remedy.en))
    placed = Where(_without(where.file, path, name), where.line, where.column, where.value)
    return replace(problem, where=placed, remedy=remedy)


def _without(file: str, path: Path, name: str) -> str:
    """Return a place within a list without the folders that it lies in.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> _without("/w/uploads/12/a.zip/b.csv", PurePosixPath("/w/uploads/12/a.zip"), "a.zip")
    'a.zip/b.csv'
    """
    return name + file[len(str(path)) :] if file.startswith(str(path)) else file


def finding_groups(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Return findings by kind: those that put sites out first, then warnings, then the rest."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.severity, one.code, _kind(one)), []).append(one)
    ordered = sorted(
        groups.items(), key=lambda item: (_RANK[item[0][0]], -len(item[1]), item[0][1:])
    )
    return [_group(members) for _, members in ordered]


def _kind(finding: Finding) -> str:
    """Return what tells two findings of one code apart: nothing, where they are about rows."""
    return "" if finding.line is not None else str(finding.message)


def _group(members: list[Finding]) -> FindingGroup:
    first = members[0]
    lines = sorted({one.line for one in members if one.line is not None})
    subjects = list(dict.fromkeys(one.subject for one in members if one.subject))
    return FindingGroup(
        code=first.code,
        severity=first.severity,
        severity_words=str(SEVERITIES[first.severity]),
        message=str(first.message),
        remedy=on_page(str(first.remedy)),
        count=len(members),
        lines=lines[:SHOWN],
        subjects=subjects[:SHOWN],
    )
