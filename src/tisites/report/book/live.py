r"""Weights to try: formulas that score and rank every eligible site again in the workbook.

A score is :math:`100 \sum_j w_j v_{ij} / \sum_j w_j`, as
:func:`tisites.score.scores.score` has it, with the stored values :math:`v` and the weights of the
sheet. Every formula is written with its value at the weights of the model, so that a reader that
computes nothing shows what was solved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tisites.criteria.indicators import specs
from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number, short
from tisites.report.book.tables import WHO, criterion_labels
from tisites.report.media.sheets import number_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tisites.report.media.sheets import Book
    from tisites.run.read.case import Case
    from tisites.score.criterion import Criterion

WEIGHTS, RANKING, FIRST = Text("Poids", "Weights"), Text("Classement", "Ranking"), Text(
    "Premiers", "First"
)  # fmt: skip
#: Rows of the sheets, from 0: heads of weights; weights in force, heads and first site of ranks.
WEIGHT_HEADS, IN_FORCE, RANK_HEADS = 5, 1, 2
#: Columns of the ranking, from 0; values of the criteria follow.
_ID, _CHOSEN, _SCORE, _RANK, _FIRST, _BEFORE, _MOVE, _KEY, _VALUES = 0, 5, 6, 7, 8, 9, 10, 11, 12
#: Column of the weights that are tried, from 0.
_TRIED = 3
#: Two sites of one score are told apart by their rows, so that the list of the first names both.
_TIE = 1e-11
_WHAT_RANKS_ARE = Text(
    "Un rang par points n'est pas la sélection : l'optimisation tient aussi les règles (feuilles"
    " Règles et Limites), que ces formules ignorent.",
    "A rank by points is not the selection: the optimisation also holds the rules (sheets Rules"
    " and Limits), which these formulas ignore.",
)
_YES, _NO = Text("oui", "yes"), Text("non", "no")


@dataclass(frozen=True)
class Live:
    """What the live sheets hold: eligible sites by score, and where their cells are.

    Parameters
    ----------
    case : Case
        What was solved.
    chosen : Index
        Ids of the selection.
    """

    case: Case
    chosen: pd.Index

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Eligible sites by score, then id; ``rank`` at the weights of the model, ties alike."""
        table = self.case.sites
        order = np.lexsort((table.index.to_numpy(dtype=str), -table["score"].to_numpy()))
        table = table.iloc[order].copy()
        table["rank"] = table["score"].rank(ascending=False, method="min").astype("int64")
        table["chosen"] = table.index.isin(self.chosen)
        return table

    @cached_property
    def figures(self) -> tuple[list[float], list[int], list[bool]]:
        """Score, rank and choice of every site, as plain figures, in the order of :attr:`sites`."""
        table = self.sites
        return table["score"].tolist(), table["rank"].tolist(), table["chosen"].tolist()

    @cached_property
    def weights(self) -> dict[str, float]:
        """Weight of each criterion in the model."""
        return {name: one.weight for name, one in self.case.model.score.items()}

    @cached_property
    def values(self) -> np.ndarray:
        """Value functions, (n sites, criteria), in the order of :attr:`sites`; 0 to 1."""
        table = self.case.values.loc[self.sites.index]
        return np.column_stack([table[name, "nominal"] for name in self.weights])

    @property
    def count(self) -> int:
        """Sites chosen: the N of « the first N »."""
        return len(self.chosen)

    def cell(self, row: int, column: int, sheet: Text = RANKING) -> str:
        """Return a cell of another sheet, fixed."""
        return f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def ranked(self, column: int) -> str:
        """Return a whole column of the ranking, fixed."""
        letter, first = xl_col_to_name(column), RANK_HEADS + 2
        return f"'{RANKING}'!${letter}${first}:${letter}${first + len(self.sites) - 1}"

    def of_site(self, column: int, where: str) -> str:
        """Return the formula of a site's figure in the ranking, by its id, however it is sorted."""
        return f"=SUMPRODUCT(EXACT({self.ranked(_ID)},{where})*{self.ranked(column)})"


def write_beside(live: Live, book: Book, sheet: Any, ids: Sequence[str], column: int) -> None:
    """Write beside each chosen site, by its id in column B, its score and rank at these weights."""
    heads = (
        (Text("score avec les poids essayés (/ 100)", "score at the weights tried (/ 100)"),
         _SCORE, "score", 2),
        (Text("rang avec les poids essayés", "rank at the weights tried"), _RANK, "rank", 0),
    )  # fmt: skip
    for k, (head, figure, key, places) in enumerate(heads):
        sheet.set_column(column + k, column + k, 16)
        book.text(sheet, 0, column + k, head, "head", align="right")
        form = number_format(places)
        for row, site in enumerate(ids, start=1):
            formula = live.of_site(figure, f"$B{row + 1}")
            book.formula(sheet, row, column + k, formula, float(live.sites.at[site, key]), form)


def write_ranking(live: Live, book: Book, sheet: Any) -> None:
    """Write every eligible site with its score and rank at the weights tried."""
    names = [str(label) for label in criterion_labels(live.case.model).values()]
    heads = [
        *(str(column.label) for column in WHO), str(Text("retenu", "selected")),
        str(Text("score avec les poids essayés (/ 100)", "score at the weights tried (/ 100)")),
        str(Text("rang avec les poids essayés", "rank at the weights tried")),
        str(Text(f"dans les {live.count} premiers", f"in the first {live.count}")),
        str(Text("rang avec les poids du modèle", "rank at the model's weights")),
        str(Text("places gagnées (+) ou perdues (−)", "places gained (+) or lost (−)")),
        str(Text("clé de tri", "sort key")), *names,
    ]  # fmt: skip
    table = live.sites
    who = [[_word(v) for v in row] for row in table.reset_index()[[c.key for c in WHO]].to_numpy()]
    shown = [[*row, *[""] * (len(heads) - len(WHO))] for row in who]
    right = [k >= _SCORE and k != _FIRST for k in range(len(heads))]
    book.heads(sheet, heads, shown, at=RANK_HEADS, right=right)
    sheet.print_area(0, 0, RANK_HEADS + len(table), _MOVE)
    sheet.set_column(_SCORE, _VALUES + len(names) - 1, 13)
    sheet.set_column(_KEY, _KEY, 13, None, {"hidden": True})
    sheet.write_string(IN_FORCE, _MOVE, str(Text("poids essayés →", "weights tried →")),
                       book.style("number", italic=True))  # fmt: skip
    for k, weight in enumerate(live.weights.values()):
        place = live.cell(WEIGHT_HEADS + 1 + k, _TRIED, WEIGHTS)
        book.formula(sheet, IN_FORCE, _VALUES + k, f"={place}", weight, bold=True)
    for k, words in enumerate(who):
        _site_row(live, book, sheet, k, words)
    last = RANK_HEADS + len(table)
    sheet.autofilter(RANK_HEADS, 0, last, len(heads) - 1)
    sheet.freeze_panes(RANK_HEADS + 1, 2)
    book.text(sheet, 0, 0, _WHAT_RANKS_ARE, "plain")


def _site_row(live: Live, book: Book, sheet: Any, k: int, words: list[str]) -> None:
    row, last = RANK_HEADS + 1 + k, _VALUES + len(live.weights) - 1
    told, before, chosen = live.figures
    for column, word in enumerate(words):
        book.cell(sheet, row, column, word)
    book.text(sheet, row, _CHOSEN, _YES if chosen[k] else _NO, "cell")
    force = f"${xl_col_to_name(_VALUES)}${IN_FORCE + 1}:${xl_col_to_name(last)}${IN_FORCE + 1}"
    mine = f"{xl_rowcol_to_cell(row, _VALUES)}:{xl_rowcol_to_cell(row, last)}"
    score, rank = xl_rowcol_to_cell(row, _SCORE), xl_rowcol_to_cell(row, _RANK)
    first = _YES if before[k] <= live.count else _NO
    figures = (
        (_SCORE, f"=IF(SUM({force})>0,100*SUMPRODUCT({force},{mine})/SUM({force}),0)",
         told[k], number_format(2)),
        (_RANK, f"=RANK({score},{live.ranked(_SCORE)},0)", before[k], number_format(0)),
        (_FIRST, f'=IF({rank}<={live.count},"{_YES}","{_NO}")', str(first), "General"),
        (_MOVE, f"={xl_rowcol_to_cell(row, _BEFORE)}-{rank}", 0, "+#,##0;−#,##0;0"),
        (_KEY, f"={score}-ROW()*{_TIE:.0E}", told[k] - (row + 1) * _TIE, "General"),
    )  # fmt: skip
    for column, formula, value, form in figures:
        book.formula(sheet, row, column, formula, value, form)
    sheet.write_number(row, _BEFORE, before[k], book.style("number", num_format=number_format(0)))
    worth = book.style("number", num_format=number_format(3))
    for column, value in enumerate(live.values[k].tolist(), start=_VALUES):
        sheet.write_number(row, column, value, worth)


def write_first(live: Live, book: Book, sheet: Any) -> None:
    """Write the first sites at the weights tried, as many as were chosen; it sorts itself."""
    heads = [
        str(Text("rang", "rank")), *(str(column.label) for column in WHO[:5]),
        str(Text("score avec les poids essayés (/ 100)", "score at the weights tried (/ 100)")),
        str(Text("retenu par l'optimisation", "selected by the optimisation")),
        str(Text("rang avec les poids du modèle", "rank at the model's weights")),
    ]  # fmt: skip
    top = live.sites.head(live.count)
    who = [
        [str(k + 1), *map(_word, row)]
        for k, row in enumerate(top.reset_index()[[c.key for c in WHO]].to_numpy())
    ]
    shown = [[*row, "", "", ""] for row in who]
    right = [k in (0, 6, 8) for k in range(len(heads))]
    book.heads(sheet, heads, shown, at=2, right=right)
    sheet.set_column(6, 8, 16)
    book.text(sheet, 0, 0, _WHAT_RANKS_ARE, "plain")
    for k, site in enumerate(top.itertuples()):
        row = 3 + k
        sheet.write_number(row, 0, k + 1, book.style("number", num_format="0"))
        place = f"MATCH(LARGE({live.ranked(_KEY)},{k + 1}),{live.ranked(_KEY)},0)"
        cells = (
            *((column, column - 1, who[k][column], "General") for column in range(1, 6)),
            (6, _SCORE, float(site.score), number_format(2)),
            (7, _CHOSEN, str(_YES if site.chosen else _NO), "General"),
            (8, _BEFORE, int(site.rank), number_format(0)),
        )
        for column, of, value, form in cells:
            book.formula(sheet, row, column, f"=INDEX({live.ranked(of)},{place})", value, form)
    sheet.freeze_panes(3, 3)


def write_weights(live: Live, book: Book, sheet: Any) -> None:
    """Write the weights, one cell each to change, and what the ranking makes of them."""
    model, total = live.case.model, sum(live.weights.values())
    labels = criterion_labels(model)
    heads = [
        str(Text("critère", "criterion")), str(Text("donnée", "datum")),
        str(Text("poids du modèle", "weight in the model")),
        str(Text("POIDS À ESSAYER", "WEIGHT TO TRY")), str(Text("part (%)", "share (%)")),
        str(Text("échelle (donnée = valeur)", "scale (datum = value)")),
        str(Text("source", "source")),
    ]  # fmt: skip
    rows = [
        [str(labels[name]), _datum(one.indicator), "", "", "", _scale(one), one.source]
        for name, one in model.score.items()
    ]
    right = [k in (2, _TRIED, 4) for k in range(len(heads))]
    book.heads(sheet, heads, rows, at=WEIGHT_HEADS, right=right)
    first, last = WEIGHT_HEADS + 1, WEIGHT_HEADS + len(rows)
    tried = f"$D${first + 1}:$D${last + 1}"
    for row, (words, weight) in enumerate(zip(rows, live.weights.values(), strict=True), first):
        for column in (0, 1, 5, 6):
            book.text(sheet, row, column, words[column], "cell")
        sheet.write_number(row, 2, weight, book.style("number"))
        sheet.write_number(row, _TRIED, weight, book.editable(None))
        share = f"=IF(SUM({tried})>0,100*D{row + 1}/SUM({tried}),0)"
        book.formula(sheet, row, 4, share, 100.0 * weight / total, "0.0")
    sheet.data_validation(first, _TRIED, last, _TRIED, {
        "validate": "decimal", "criteria": ">=", "value": 0,
        "error_title": str(Text("Poids", "Weight")),
        "error_message": str(Text("Un poids est un nombre, zéro ou plus.",
                                  "A weight is a number, zero or more.")),
    })  # fmt: skip
    book.text(sheet, last + 1, 0, Text("Total", "Total"), "strong")
    for column, of in ((2, f"C{first + 1}:C{last + 1}"), (_TRIED, tried)):
        book.formula(sheet, last + 1, column, f"=SUM({of})", total, bold=True)
    _outcome(live, book, sheet, last + 3)
    for row, (line, style) in enumerate(weight_words(live)):
        book.text(sheet, row, 0, line, style)
    sheet.freeze_panes(WEIGHT_HEADS + 1, 1)


def weight_words(live: Live) -> list[tuple[Text, str]]:
    """Say what may be changed, what follows, and what does not."""
    term = live.case.program.access is not None
    beyond = Text(
        " La desserte, qui compte aussi dans l'optimisation, n'est pas dans ces points.",
        " Access, which the optimisation counts too, is not in these points.",
    )
    return [
        (Text("Poids à essayer", "Weights to try"), "title"),
        (Text("Changez un poids dans la colonne jaune : le score et le rang de chaque candidat"
              " éligible changent aussitôt (feuilles Classement, Premiers, Sélection).",
              "Change a weight in the yellow column: score and rank of every eligible candidate"
              " follow at once (sheets Ranking, First, Selection)."), "plain"),
        (Text(f"{_WHAT_RANKS_ARE.fr}{beyond.fr if term else ''}",
              f"{_WHAT_RANKS_ARE.en}{beyond.en if term else ''}"), "plain"),
        (Text("Pour une sélection prouvée avec d'autres poids : tisites scenario new, puis"
              " tisites run.", "For a proven selection at other weights: tisites scenario new,"
              " then tisites run."), "plain"),
    ]  # fmt: skip


def _outcome(live: Live, book: Book, sheet: Any, at: int) -> None:
    """Write what the weights tried make of the selection."""
    table, many = live.sites, number(live.count)
    yes, score, rank = f'"{_YES}"', live.ranked(_SCORE), live.ranked(_RANK)
    mine, first = live.ranked(_CHOSEN), live.ranked(_FIRST)
    of_chosen, of_first = table["chosen"], table["rank"] <= live.count
    best = np.sort(table["score"].to_numpy())[::-1][: live.count]
    points_first = (
        f"SUMPRODUCT(({live.ranked(_KEY)}>=LARGE({live.ranked(_KEY)},{live.count}))*{score})"
    )
    points_mine = f"SUMPRODUCT(({mine}={yes})*{score})"
    lines = (
        (Text(f"Sites retenus qui sont dans les {many} premiers",
              f"Selected sites among the first {many}"),
         f"=SUMPRODUCT(({mine}={yes})*({first}={yes}))", int((of_chosen & of_first).sum()), 0),
        (Text("Points de la sélection retenue", "Points of the selection"), f"={points_mine}",
         float(table["score"][of_chosen].sum()), 1),
        (Text(f"Points des {many} premiers", f"Points of the first {many}"), f"={points_first}",
         float(best.sum()), 1),
        (Text("Écart : au plus ce que les règles coûtent en points",
              "Difference: at most what the rules cost in points"),
         f"={points_first}-{points_mine}", float(best.sum() - table["score"][of_chosen].sum()), 1),
        (Text("Rang du moins bien classé des sites retenus", "Rank of the lowest selected site"),
         f"=SUMPRODUCT(MAX(({mine}={yes})*{rank}))", int(table["rank"][of_chosen].max()), 0),
    )  # fmt: skip
    book.text(sheet, at, 0, Text("Ce que donnent ces poids", "What these weights give"), "section")
    for row, (words, formula, value, places) in enumerate(lines, start=at + 1):
        book.text(sheet, row, 0, words)
        book.formula(sheet, row, _TRIED, formula, value, number_format(places), bold=True)


def _datum(indicator: str) -> str:
    """Return what is measured, with its unit; what is not known here, by its name."""
    spec = specs().get(indicator)
    if spec is None:
        return indicator
    unit = str(unit_words(spec.unit)).strip()
    return f"{spec.label} ({unit})" if unit else str(spec.label)


def _scale(criterion: Criterion) -> str:
    """Write the points of a value function; a year takes no mark of thousands."""
    spec = specs().get(criterion.indicator)
    year = spec is not None and spec.unit == "year"
    points = (
        f"{f'{at:g}' if year else short(at)} = {short(value)}"
        for at, value in criterion.scale.items()
    )
    return str(Text(" ; ", "; ")).join(points).replace("-", "−")


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
