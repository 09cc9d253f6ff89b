"""The workbook of a run: the answer, the selection, weights to try, everyone, limits, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.book.limits import GAUGES, limits_table, rules_table
from tisites.report.book.live import (
    FIRST,
    RANKING,
    WEIGHTS,
    Live,
    write_beside,
    write_first,
    write_ranking,
    write_weights,
)
from tisites.report.book.tables import (
    chosen_tables,
    everyone_table,
    sites_of,
    sources_table,
    territories_table,
)
from tisites.report.document import Document, Section
from tisites.report.media.sheets import open_book
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.profile import for_profile
from tisites.report.rules.words import rule_name
from tisites.report.run_card import run_card

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tisites.report.book.tables import ReadRun, SiteLists
    from tisites.report.media.sheets import Book
    from tisites.report.profile import Profile

_READ = Text("Lisez-moi", "Read me")
#: Columns that stay in sight, by table.
_FROZEN = {
    "selection": 3,
    "points": 3,
    "context": 3,
    "candidates": 2,
    "territories": 3,
    "rules": 1,
    "limits": 2,
    "sources": 1,
}


def write_book(run: ReadRun, path: Path, profile: Profile = "internal") -> None:
    """Write the workbook of a run.

    Parameters
    ----------
    run : ReadRun
        What was solved and answered.
    path : Path
        XLSX file to write.
    profile : {"public", "internal"}
        The public one withholds owners and what else is confidential.

    Raises
    ------
    BadInputError
        If a file of the run cannot be read.
    """
    sites = sites_of(run)
    document = for_profile(book_document(run, sites), profile)
    tables = {table.name: table for table in document.tables}
    live = Live(run.case, run.ids)
    with open_book(path, document.title, document.notices) as book:
        first = book.sheet(_READ)
        for name, table in tables.items():
            if name == "points":
                _live_sheets(book, live)
            sheet = book.sheet(table.title, repeat=(0, 0))
            book.table(sheet, table, frozen=_FROZEN[name], gauges=GAUGES)
            if name == "selection":
                write_beside(live, book, sheet, sites.chosen.index, len(table.seen("files")))
        _read_me(book, first, document, live)


def book_document(run: ReadRun, sites: SiteLists) -> Document:
    """Return what the workbook says: the answer in three sentences, and its tables."""
    card = run_card(run.case, run.report)
    tables = (
        *chosen_tables(run, sites), everyone_table(sites), territories_table(run),
        rules_table(run), limits_table(run), sources_table(run.report["inputs"]),
    )  # fmt: skip
    notices = (SYNTHETIC,) if run.case.synthetic else ()
    lead = (*card.lead, _extent(run), *_dearest(run))
    return Document("book", card.title, (Section(tables=tables),), lead, notices)


def _extent(run: ReadRun) -> Text:
    """Say where the selection lies and out of how many it was chosen."""
    chosen = run.everyone.loc[run.ids]
    hectares = chosen["surface_ha"].sum()
    regions, deps = chosen["reg"].nunique(), chosen["dep"].nunique()
    many, eligible = number(len(run.everyone)), number(len(run.case.ids))
    return Text(
        f"Ils couvrent {number(hectares)} ha dans {regions} région{plural(regions)} et {deps}"
        f" département{plural(deps)} ; {eligible} des {many} candidats étaient éligibles.",
        f"They cover {number(hectares)} ha in {regions} région{plural(regions)} and {deps}"
        f" département{plural(deps)}; {eligible} of {many} candidates were eligible.",
    )


def _dearest(run: ReadRun) -> tuple[Text, ...]:
    """Say which rule decides most, where that was measured."""
    effects = [one for one in (run.report.get("rules") or {}).get("rules", [])
               if one["proof"] == "optimal" and one["gain"] > 0]  # fmt: skip
    if not effects:
        return ()
    most = max(effects, key=lambda one: one["gain"])
    name, sites = rule_name(most["name"], run.model), len(most["enters"])
    gain = number(most["gain"], 1)
    return (
        Text(
            f"La règle qui décide le plus est « {name.fr} » : sans elle, la meilleure sélection"
            f" gagnerait {gain} point{plural(most['gain'])} et changerait {sites}"
            f" site{plural(sites)}.",
            f"The rule that decides most is '{name.en}': without it the best selection would gain"
            f" {gain} points and change {sites} site{plural(sites)}.",
        ),
    )


def _live_sheets(book: Book, live: Live) -> None:
    write_weights(live, book, book.sheet(WEIGHTS))
    write_first(live, book, book.sheet(FIRST, repeat=(2, 2)))
    write_ranking(live, book, book.sheet(RANKING, repeat=(1, 2)))


def _read_me(book: Book, sheet: Any, document: Document, live: Live) -> None:
    lines = [(str(document.title), "title")]
    lines += [(str(notice), "notice") for notice in document.notices]
    lines += [("", "text")] + [(str(sentence), "text") for sentence in document.lead]
    lines += [("", "text"), (str(Text("Contenu", "Contents")), "section")]
    row = book.lines(sheet, lines)
    eligible, everyone = number(len(live.sites)), number(len(live.case.everyone))
    contents = {table.name: (str(table.title), _CONTENTS[table.name]) for table in document.tables}
    order = [
        contents.pop("selection"),
        (str(WEIGHTS), _WEIGHTS), (str(FIRST), _FIRST),
        (str(RANKING), Text(f"les {eligible} candidats éligibles, notés de nouveau avec les poids"
                            " essayés", f"the {eligible} eligible candidates, scored again at the"
                            " weights tried")),
        *contents.values(),
    ]  # fmt: skip
    sheet.set_column(0, 0, 110)
    for name, words in order:
        book.link(sheet, row, 0, name)
        book.text(sheet, row + 1, 0, words)
        row += 2
    more = (
        Text(f"Les {everyone} candidats sont dans la feuille Candidats, sans formule ; seuls les"
             f" {eligible} éligibles se classent de nouveau.",
             f"All {everyone} candidates are in the sheet Candidates, without formulas; only the"
             f" {eligible} eligible ones are ranked again."),
        Text("Une cellule vide est une donnée inconnue. Les nombres gardent toutes leurs"
             " décimales ; seul l'affichage les arrondit.",
             "An empty cell is an unknown datum. Numbers keep all their decimals; only their"
             " display rounds them."),
        *(section.note for section in document.sections if str(section.note)),
    )  # fmt: skip
    for line, said in enumerate(more, start=row + 1):
        book.text(sheet, line, 0, said)


_WEIGHTS = Text(
    "un poids par critère, à changer dans la colonne jaune : scores et rangs suivent",
    "one weight a criterion, to change in the yellow column: scores and ranks follow",
)
_FIRST = Text(
    "les premiers avec les poids essayés, et s'ils sont dans la sélection prouvée",
    "the first at the weights tried, and whether they are in the proven selection",
)
_CONTENTS = {
    "selection": Text(
        "les sites retenus, numérotés comme sur la carte, et leur rang avec les poids essayés",
        "the selected sites, numbered as on the map, and their rank at the weights tried",
    ),
    "points": Text(
        "ce que chaque critère apporte à chaque site retenu, avec les poids du modèle",
        "what each criterion brings to each selected site, at the model's weights",
    ),
    "context": Text(
        "ce qui est montré de chaque site retenu sans compter dans son score",
        "what is shown of each selected site and counts for nothing",
    ),
    "candidates": Text(
        "tous les candidats, leur situation et son motif",
        "every candidate, its situation and the reason of it",
    ),
    "territories": Text(
        "chaque territoire de chaque découpage : habitants, candidats, sites retenus",
        "every territory of every cut: people, candidates, selected sites",
    ),
    "rules": Text(
        "ce que chaque règle décide : la sélection refaite sans elle",
        "what each rule decides: the selection made again without it",
    ),
    "limits": Text(
        "ce qui est utilisé de chaque limite, avec une jauge",
        "what is used of each limit, with a gauge",
    ),
    "sources": Text(
        "les données, leur producteur, leur licence, leur date et leur empreinte",
        "the data, their producer, licence, date and digest",
    ),
}
