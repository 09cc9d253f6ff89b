"""How a planner's list would be read, as the page shows it before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.column_names import ALIASES
from tisites.candidates.guess.header_words import GUESSED
from tisites.candidates.guess.quantity import HECTARES
from tisites.messages.text import Text, number
from tisites.report.listing import DATA, SURE, meaning, row_words, where_words
from tisites.web.contract import Choice
from tisites.web.contract_lists import CommuneAsked, CommuneChoice, GuessBody, ListColumnBody
from tisites.web.refusals import problem_body
from tisites.web.views.findings import finding_groups, list_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tisites.candidates.commune_names import CommuneQuestion
    from tisites.candidates.guess.guess import GuessedColumn
    from tisites.desk.reading import SeenList
    from tisites.messages.errors import Problem
    from tisites.web.uploads import Upload

#: Findings that the table of columns tells.
_IN_TABLE = ("columns_guessed", "columns_ignored")
#: Lines that a question names.
_SHOWN = 50
_UNITS = {
    "ha": Text("hectares", "hectares"),
    "m2": Text("mètres carrés", "square metres"),
    "km2": Text("kilomètres carrés", "square kilometres"),
    "a": Text("ares", "ares"),
    "ca": Text("centiares", "centiares"),
}


def guess_body(
    upload: Upload, seen: SeenList, sheets: Sequence[str], communes: Mapping[str, str]
) -> GuessBody:
    """Return how a list would be read.

    Parameters
    ----------
    upload : Upload
    seen : SeenList
        As the desk looked at it.
    sheets : sequence of str
        Sheets or layers that it has to choose from.
    communes : mapping of str to str
        Answers given so far, by key.
    """
    reading, faults = seen.reading, seen.faults
    layer = reading.layout.layer if reading is not None else None
    out = int(faults.table["row"].nunique())
    unit = reading.surface_unit if reading is not None else None
    surface = any(column.datum == "surface" for column in seen.columns)
    ambiguous = bool((faults.table["code"] == "surface_ambiguous").any())
    return GuessBody(
        upload=upload.key,
        name=upload.name,
        state="known" if seen.found is not None else "guessed" if seen.guessed else "as_it_is",
        title=str(_title(seen)),
        where="" if reading is None else str(where_words(reading.layout, faults)),
        sheet=layer,
        sheets=list(sheets) if len(sheets) > 1 else [],
        unit=unit,
        unit_asked=surface and (ambiguous or unit is not None),
        units=[Choice(value=key, label=str(_UNITS[key])) for key in HECTARES],
        columns=[_column(one) for one in seen.columns],
        data=_data(),
        rows=[str(words) for words in row_words(faults)],
        questions=[*_questions(seen.questions, seen, communes)],
        findings=finding_groups(f for f in seen.candidates.findings if f.code not in _IN_TABLE),
        sites=len(faults.places.frame),
        left_out=out,
    )


def refused_body(upload: Upload, problems: Iterable[Problem], sheets: Sequence[str]) -> GuessBody:
    """Return why a list cannot be read, and the sheets that it might be read from."""
    title = Text(f"« {upload.name} » ne peut pas être lu tel quel",
                 f"'{upload.name}' cannot be read as it is")  # fmt: skip
    return GuessBody(
        upload=upload.key,
        name=upload.name,
        state="refused",
        title=str(title),
        sheets=list(sheets) if len(sheets) > 1 else [],
        problems=[problem_body(one) for one in list_named(problems, upload.path, upload.name)],
    )


def _title(seen: SeenList) -> Text:
    count = number(len(seen.faults.places.frame))
    if seen.found is not None:
        return Text(f"{count} sites, lus comme confirmé avant", f"{count} sites, read as before")
    if seen.guessed:
        return Text(
            f"{count} sites : lecture proposée, à vérifier", f"{count} sites: proposed reading"
        )
    return Text(
        f"{count} sites : les colonnes portent des noms connus",
        f"{count} sites: the columns bear known names",
    )


def _column(one: GuessedColumn) -> ListColumnBody:
    used = one.datum is not None
    return ListColumnBody(
        name=one.name,
        datum=one.datum,
        meaning=meaning(one),
        examples=[" ".join(cell.split())[:120] for cell in one.examples],
        sure=one.sure if used else None,
        sure_words=str(SURE[one.sure]) if used else "",
    )


def _data() -> list[Choice]:
    """Return what a column may be read as: what has words first, then names of the standards."""
    known = dict.fromkeys((*DATA, *GUESSED, *ALIASES))
    return [Choice(value=key, label=str(DATA.get(key, key))) for key in known]


def _questions(
    questions: Iterable[CommuneQuestion], seen: SeenList, communes: Mapping[str, str]
) -> Iterable[CommuneAsked]:
    lines = seen.faults.places.frame["line"]
    chosen = {} if seen.reading is None else seen.reading.communes
    for asked in questions:
        yield CommuneAsked(
            key=asked.key,
            name=asked.name,
            lines=[int(lines.iloc[row]) for row in asked.rows[:_SHOWN]],
            choices=[
                CommuneChoice(code=code, name=name, department=dep)
                for code, name, dep in asked.choices
            ],
            chosen=communes.get(asked.key, chosen.get(asked.key)),
        )
