"""Statements read from words: statuses, names, projects, zonings, activities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.candidates.usage.matched import bare_name
from tisites.candidates.usage.statements import Statement
from tisites.candidates.usage.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.candidates.usage.lexicon import Field, Lexicon, LexiconMatch
    from tisites.candidates.usage.statements import Confidence, Statements

#: Columns of a candidate or of a record, and how each is read.
_TEXTS: Mapping[str, Field] = {
    "status": "status",
    "name": "name",
    "project_url": "project",
    "zoning_label": "zoning",
}
_INDUSTRIAL = ("industry", "logistics")
#: Former activities that leave a mark which no project lifts.
_LASTING = ("waste",)


@dataclass(frozen=True, slots=True)
class Record:
    """One record about a site: its words by our names, its source and date, how far it lies."""

    site_id: str
    words: Mapping[str, str]
    source: str
    date: str = ""
    metres: float = float("nan")


def say_words(record: Record, lexicon: Lexicon, said: Statements) -> None:
    """Add what a record's words say of the use and the status.

    Parameters
    ----------
    record : Record
        Words ``status``, ``name``, ``project_url``, ``zoning_label``, ``reconversion``,
        ``dominant``, ``activity``, ``site_type``, ``origin``, ``planned_use``.
    lexicon : Lexicon
        The declared words.
    said : Statements
        Added to.
    """
    for column, field in _TEXTS.items():
        text = record.words.get(column, "")
        if text:
            _free_text(record, column, field, text, lexicon, said)
    _of_a_list(record, "reconversion", "reconversion", "certain", lexicon, said)
    _of_a_list(record, "dominant", "dominant", "context", lexicon, said)
    activity = record.words.get("activity", "")
    for found in lexicon.find(activity, "name"):
        if found.use in _LASTING and found.strength == "strong":
            _say(record, found.use, "probable", "activity", activity, said)
    origin = record.words.get("origin", "")
    for found in lexicon.find(origin, "project"):
        _say(record, found.use, "context", "origin", origin, said)
    planned = record.words.get("planned_use", "")
    if planned:
        for use in read_use(planned, lexicon):
            _say(record, use, "planner", "planned_use", planned, said)


def read_use(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the uses that a planner's word tells: a code, a label, or words of the lexicon.

    Examples
    --------
    >>> from tisites.candidates.usage.lexicon import lexicon
    >>> read_use("Logements sociaux", lexicon()), read_use("industry", lexicon())
    (('housing',), ('industry',))
    """
    known = {fold(code): code for code in lexicon.uses}
    known |= {fold(t): u.code for u in lexicon.uses.values() for t in (u.text.fr, u.text.en)}
    known |= {fold(word): use for word, use in lexicon.declared["reconversion"].items()}
    if fold(text) in known:
        return (known[fold(text)],)
    return tuple(f.use for f in lexicon.find(text, "status") if not f.past)


def _free_text(
    record: Record, column: str, field: Field, text: str, lexicon: Lexicon, said: Statements
) -> None:
    shown = text
    if field == "status":
        text = lexicon.present_use(text)
    if field == "name":
        text = bare_name(text)
    if field == "project":
        text = text.replace("_", " ")
    found = lexicon.find(text, field)
    if field == "zoning" and any(f.use in _INDUSTRIAL for f in found):
        found = tuple(f for f in found if f.use in _INDUSTRIAL or f.strength == "strong")
    for one in found:
        _say(record, one.use, confidence(one, field, lexicon), column, shown, said)
    if field == "status":
        stage = lexicon.stage(text if text != shown else shown)
        stage = stage or lexicon.stage(shown)
        value = "unlisted" if stage is None else stage.code
        said.add(
            Statement(
                record.site_id,
                "status",
                value,
                "certain",
                f"{record.source}, status",
                shown,
                record.date,
                metres=record.metres,
            )
        )


def confidence(found: LexiconMatch, field: Field, lexicon: Lexicon) -> Confidence:
    """Return how far an entry found in a field can be trusted.

    A status, a project or a zoning tells the use; a name tells it by strong words only. What is
    over counts for nothing, unless its use lasts.
    """
    if found.past and not lexicon.uses[found.use].lasting:
        return "context"
    if field == "zoning":
        return "probable" if found.use in _INDUSTRIAL or found.strength == "strong" else "hint"
    if found.strength == "strong" or field in ("status", "project"):
        return "probable"
    return "hint"


def _of_a_list(
    record: Record, column: str, table: str, trust: Confidence, lexicon: Lexicon, said: Statements
) -> None:
    text = record.words.get(column, "")
    if not text:
        return
    for part in text.split("|"):
        use = lexicon.listed(table, part)
        if use is not None:
            _say(record, use, trust, column, text, said)
        elif trust != "context":
            for found in lexicon.find(part, "project"):
                _say(record, found.use, confidence(found, "project", lexicon), column, text, said)


def _say(
    record: Record, use: str, trust: Confidence, column: str, told: str, said: Statements
) -> None:
    said.add(
        Statement(
            record.site_id,
            "use",
            use,
            trust,
            f"{record.source}, {column}",
            told[:200],
            record.date,
            metres=record.metres,
        )
    )


def words_of(row: Mapping[str, object], names: Mapping[str, str]) -> dict[str, str]:
    """Return the known words of a row, by our names (``names``: ours to the row's)."""
    return {
        ours: str(row[theirs]) for ours, theirs in names.items() if isinstance(row.get(theirs), str)
    }
