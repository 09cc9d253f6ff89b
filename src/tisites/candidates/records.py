"""No record is lost: those of the file are those read, and each that is left out is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.parsed import Parsed
    from tisites.candidates.source import Source


def counted(
    source: Source, parsed: Parsed, joined: pd.DataFrame, kept: pd.DataFrame
) -> list[Finding]:
    """Tell that records in are sites out and records left out.

    Parameters
    ----------
    source : Source
        The file, with its records counted another way.
    parsed, joined, kept
        What was understood of it; its rows; those that are sites.

    Raises
    ------
    BadInputError
        If the sums differ.
    """
    if source.count is None:
        return []
    records = int(source.count.records)
    nameless = int((joined["site_id"] == "").sum())
    again = len(joined) - nameless - len(kept)
    out = {
        Text("vides", "blank"): parsed.blank_rows,
        Text("sans identifiant", "without id"): nameless,
        Text("en double", "duplicates"): again,
    }
    left = sum(out.values())
    if records != len(kept) + left or again < 0:
        what = Text(
            f"{number(records)} fiches dans le fichier, {number(len(kept) + left)} lues",
            f"{number(records)} records in the file, {number(len(kept) + left)} read",
        )
        remedy = Text(
            "enregistrer de nouveau le fichier dans un autre format (CSV UTF-8, GeoPackage)",
            "save the file again in another format (CSV UTF-8, GeoPackage)",
        )
        raise bad_input(what, remedy, Where(source.file))
    fr = ", ".join(f"{number(n)} {why.fr}" for why, n in out.items() if n)
    en = ", ".join(f"{number(n)} {why.en}" for why, n in out.items() if n)
    said = Text(
        f"{_many(records, 'fiche')} = {_many(len(kept), 'site')}"
        + (f" + {_many(left, 'écartée')} ({fr})" if left else "")
        + f" ; comptées par {source.count.how.fr}",
        f"{_many(records, 'record')} = {_many(len(kept), 'site')}"
        + (f" + {number(left)} left out ({en})" if left else "")
        + f"; counted by {source.count.how.en}",
    )
    remedy = Text("rien à faire", "nothing to do")
    return [Finding("candidates", "records_counted", "info", said, remedy)]


def _many(count: int, word: str) -> str:
    return f"{number(count)} {word}{'s' if count > 1 else ''}"
