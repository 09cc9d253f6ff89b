"""What each setting of a scenario does, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.compare.settings import difference_words
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.phrases import SYNTHETIC, plural

if TYPE_CHECKING:
    from tisites.study.compare.settings import Chosen, Setting, Settings

NAME, TABLES = "settings", ("settings", "settings_pairs")
_COLUMNS = (
    Column("setting", Text("réglage", "setting")),
    Column("alone", Text("changé seul : sites changés", "changed alone: sites changed"), "", 0,
           "right"),
    Column("last", Text("ajouté en dernier", "added last"), "", 0, "right"),
    Column("share", Text("part (Shapley)", "share (Shapley)"), "", 2, "right"),
    Column("enters", Text("entrent, changé seul", "enter, changed alone"), seen="files"),
    Column("leaves", Text("sortent, changé seul", "leave, changed alone"), seen="files"),
)  # fmt: skip
_PAIRS = (
    Column("first", Text("réglage", "setting")),
    Column("second", Text("et réglage", "and setting")),
    Column("sites", Text("sites", "sites"), "", 2, "right", signed=True),
)


def settings_document(found: Settings, names: tuple[str, str], *, synthetic: bool) -> Document:
    """Say what each setting between two scenarios changes, and what their meeting does."""
    here, there = names
    title = Text(f"De « {here} » à « {there} » : chaque réglage",
                 f"From '{here}' to '{there}': each setting")  # fmt: skip
    table = Table(TABLES[0], "", _COLUMNS, tuple(_row(found, one) for one in found.each))
    tables = (table, _pairs(found)) if found.shares is not None else (table,)
    return Document(
        NAME,
        title,
        (Section(sentences=tuple(_sentences(found)), tables=tables),),
        (_lead(found),),
        (SYNTHETIC,) if synthetic else (),
        _data(found, names),
    )


def _lead(found: Settings) -> str:
    many, changed = len(found.each), found.changed(found.there)
    s, x = plural(many), plural(changed)
    return str(
        Text(
            f"{number(many)} réglage{s} diffère{'nt' * (many > 1)} ; ensemble ils changent"
            f" {number(changed)} site{x} ({number(found.solves)} sélections résolues).",
            f"{number(many)} setting{s} differ{'s' * (many == 1)}; together they change"
            f" {number(changed)} site{x} ({number(found.solves)} selections solved).",
        )
    )


def _sentences(found: Settings) -> list[str]:
    said = []
    still = [one for one in found.each if one.alone is not None and one.alone == found.here]
    if still:
        names = " ; ".join(_words(one) for one in still)
        said.append(str(Text(f"Seul, ne change rien : {names}.", f"Alone, no change: {names}.")))
    if found.shares is not None and len(found.each) > 1:
        meeting = found.changed(found.there) - sum(found.shares.alone.values())
        sign = "+" if meeting > 0 else "−" if meeting < 0 else ""
        much = f"{sign}{number(abs(meeting))}"
        said.append(
            str(
                Text(
                    f"Interaction : {much} site{plural(meeting)} de plus que la somme de ce que"
                    " chacun change seul.",
                    f"Interaction: {much} site{plural(meeting)} beside the sum of what each"
                    " changes alone.",
                )
            )
        )
    if found.impossible:
        which = " ; ".join(" + ".join(one) for one in found.impossible[:5])
        said.append(
            str(Text(f"Sans sélection possible : {which}.", f"No selection possible: {which}."))
        )
    elif found.shares is None:
        said.append(
            str(
                Text(
                    "Trop de réglages pour toutes leurs combinaisons : chacun est changé seul, puis"
                    " ajouté en dernier.",
                    "Too many settings for every combination: each is changed alone, then added"
                    " last.",
                )
            )
        )
    if not all(chosen.proven for chosen in (found.here, found.there)):
        said.append(str(Text("NON PROUVÉ : une limite de temps.", "NOT PROVEN: a time limit.")))
    return said


def _words(one: Setting) -> str:
    if len(one.differences) == 1:
        return difference_words(one.differences[0])
    return one.key


def _row(found: Settings, one: Setting) -> tuple[object, ...]:
    share = None if found.shares is None else found.shares.value[one.key]
    return (
        Said(one.key, _words(one)),
        _changed(found, one.alone),
        None if one.last is None else len(_moved(one.last, found.there)),
        share,
        "" if one.alone is None else "|".join(sorted(one.alone.ids - found.here.ids)),
        "" if one.alone is None else "|".join(sorted(found.here.ids - one.alone.ids)),
    )


def _moved(one: Chosen, two: Chosen) -> frozenset[str]:
    return one.ids - two.ids


def _changed(found: Settings, chosen: Chosen | None) -> int | None:
    return None if chosen is None else found.changed(chosen)


def _pairs(found: Settings) -> Table:
    assert found.shares is not None
    rows = tuple(
        (a, b, much)
        for (a, b), much in sorted(found.shares.pairs.items(), key=lambda item: -abs(item[1]))
        if abs(much) > 1e-9
    )
    note = Text(
        "Négative : les deux réglages changent les mêmes sites ; positive : ensemble ils en"
        " changent d'autres.",
        "Negative: both settings change the same sites; positive: together they change others.",
    )
    return Table(TABLES[1], Text("Interactions", "Interactions"), _PAIRS, rows, note=note)


def _data(found: Settings, names: tuple[str, str]) -> dict[str, Any]:
    def ids(chosen: Chosen | None) -> list[str] | None:
        return None if chosen is None else sorted(chosen.ids)

    shares = found.shares
    return {
        "here": names[0],
        "there": names[1],
        "changed": found.changed(found.there),
        "settings": [
            {
                "key": one.key,
                "differences": [
                    {"key": d.key, "here": d.here, "there": d.there} for d in one.differences
                ],
                "alone": _changed(found, one.alone),
                "share": None if shares is None else shares.value[one.key],
                "selected_alone": ids(one.alone),
                "selected_without": ids(one.last),
            }
            for one in found.each
        ],
        "interactions": None
        if shares is None
        else [{"settings": list(pair), "sites": much} for pair, much in shares.pairs.items()],
        "impossible": [list(one) for one in found.impossible],
        "solves": found.solves,
    }
