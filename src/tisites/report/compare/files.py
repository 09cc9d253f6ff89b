"""The files of a comparison: Markdown, HTML, XLSX, CSV, a map, and its figures as JSON."""

from __future__ import annotations

import base64
import datetime
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.spreadsheet_text import disarm, for_spreadsheet
from tisites.messages.text import language
from tisites.report.compare.map import draw_comparison
from tisites.report.compare.names import t
from tisites.report.compare.page import html, markdown, notices, party_lines
from tisites.report.compare.tables import (
    CODES,
    cause_of,
    consensus_table,
    difference_lines,
    figure_rows,
    short_name,
    side_words,
    swaps,
)
from tisites.report.compare.violations import violation_words
from tisites.report.media.files import write_media
from tisites.run.answer.write import finite
from tisites.run.files.folder import staged
from tisites.study.compare.evaluate import violation_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.report.document import Document
    from tisites.study.compare.compare import Comparison
    from tisites.territory.territory import Territory

#: The file that makes a folder a comparison.
MARK = "compare.json"
WRITTEN = (
    "compare.md", "compare.html", "compare.xlsx", "sites.csv", "exchanges.csv", "map.png",
    "labels_2024", MARK,
)  # fmt: skip


def write_comparison(
    found: Comparison, out: Path, territory: Territory, beside: Sequence[Document] = ()
) -> None:
    """Write every file of a comparison, all of them or none.

    Parameters
    ----------
    found : Comparison
        What to write, in the current language.
    out : Path
        Folder; an older comparison in it is replaced.
    territory : Territory
        Any pack that has the outlines, for the map.
    beside : sequence of Document
        What goes into the same folder, in every medium.

    Raises
    ------
    BadInputError
        If the folder holds something else, or the pack lacks the outlines.
    """
    with staged(out, MARK, WRITTEN) as fresh:
        draw_comparison(found, territory, fresh / "map.png")
        image = base64.b64encode((fresh / "map.png").read_bytes()).decode("ascii")
        _save(fresh / "compare.html", html(found, image))
        _save(fresh / "compare.md", markdown(found))
        _excel_csv(_noticed(consensus_table(found), found), fresh / "sites.csv")
        _excel_csv(_noticed(exchanges_table(found), found), fresh / "exchanges.csv")
        _workbook(found, fresh / "compare.xlsx")
        for document in beside:
            write_media(document, fresh)
        text = json.dumps(finite(record(found)), ensure_ascii=False, indent=1, allow_nan=False)
        _save(fresh / MARK, text + "\n")


def exchanges_table(found: Comparison) -> pd.DataFrame:
    """Return every site that leaves or enters, with its cause, its scores and the sentence."""
    rows: list[dict[str, Any]] = []
    for pair in found.pairs:
        for k, (km, out, into) in enumerate(swaps(pair), start=1):
            for leaves, reason in ((True, out), (False, into)):
                if reason is None:
                    continue
                scores = (reason.score_in, reason.score_out)
                one, two = scores if leaves else scores[::-1]
                rows.append({
                    t("de", "from"): found.labels[pair.here],
                    t("à", "to"): found.labels[pair.there],
                    t("échange", "exchange"): k,
                    "distance": km,
                    t("sens", "way"): t("sort", "leaves") if leaves else t("entre", "enters"),
                    t("identifiant", "id"): reason.site,
                    t("site", "site"): short_name(found, reason),
                    "cause": str(CODES[cause_of(reason)]),
                    t("score, première", "score, first"): one,
                    t("score, seconde", "score, second"): two,
                    t("pourquoi", "why"): side_words(found, pair, reason, leaves=leaves),
                })  # fmt: skip
    return pd.DataFrame(rows)


def violations_table(found: Comparison) -> pd.DataFrame:
    """Return every rule that a selection breaks under its own model."""
    return pd.DataFrame(
        [
            {
                t("sélection", "selection"): label,
                t("règle", "rule"): one.constraint or one.kind,
                t("écart", "by"): one.by,
                t("violation", "violation"): violation_words(one, party.case.model),
            }
            for label, party, value in zip(found.labels, found.parties, found.own, strict=True)
            for one in value.violations
        ]
    )


def record(found: Comparison) -> dict[str, Any]:
    """Return the contents of ``compare.json``: figures and causes, no sentences."""
    return {
        "synthetic": found.synthetic,
        "notices": notices(found),
        "parties": [
            {
                "label": label, "name": party.name, "title": party.title, "run": party.run,
                "hand": party.hand, "optimum": party.optimum, "proven": party.proven,
                "selected": list(party.ids), "value": value.value, "valued": value.valued,
                "loss": party.optimum - value.value if party.hand else None,
                "violations": [violation_record(one) for one in value.violations],
                "value_under_first": first.value,
                "violations_under_first": len(first.violations),
                "figures": asdict(figures),
            }
            for label, party, value, first, figures in zip(
                found.labels, found.parties, found.own, found.under_first, found.figures,
                strict=True,
            )
        ],
        "jaccard": found.jaccard().tolist(),
        "pairs": [
            {
                "from": found.labels[pair.here], "to": found.labels[pair.there],
                "same_data": pair.same_data,
                "differences": [asdict(one) for one in pair.differences],
                "distance": {**asdict(pair.distance), "km_total": pair.distance.km_total},
                "leaves": {r.site: cause_of(r) for r in pair.leaves},
                "enters": {r.site: cause_of(r) for r in pair.enters},
            }
            for pair in found.pairs
        ],
        "consensus": {str(site): int(count) for site, count in found.sites["count"].items()},
    }  # fmt: skip


def _noticed(table: pd.DataFrame, found: Comparison) -> pd.DataFrame:
    told = " ; ".join(notices(found))
    return table.assign(notice=told) if told else table


def _excel_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table that a spreadsheet of the language opens with a double click."""
    french = language() == "fr"
    for_spreadsheet(table).to_csv(
        path, index=False, sep=";" if french else ",", decimal="," if french else ".",
        float_format="%.2f", encoding="utf-8-sig", lineterminator="\r\n",
    )  # fmt: skip


def _workbook(found: Comparison, path: Path) -> None:
    import xlsxwriter

    figures = pd.DataFrame(figure_rows(found), columns=["", *found.labels])
    lines = [*party_lines(found), *notices(found)]
    settings = pd.DataFrame(
        [
            {t("de", "from"): found.labels[p.here], t("à", "to"): found.labels[p.there],
             t("réglage", "setting"): line}
            for p in found.pairs for line in difference_lines(p)
        ]
    )  # fmt: skip
    sheets = {
        t("Lire", "Read"): pd.DataFrame({t("Sélections comparées", "Selections"): lines}),
        t("Côte à côte", "Side by side"): figures,
        t("Échanges", "Exchanges"): exchanges_table(found),
        t("Consensus", "Consensus"): consensus_table(found),
        t("Règles violées", "Rules broken"): violations_table(found),
        t("Réglages", "Settings"): settings,
    }
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": True}) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        for name, full in sheets.items():
            table = full if len(full) else pd.DataFrame([{name: t("rien ici", "nothing here")}])
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for k, column in enumerate(table.columns):
                values = table[column].tolist()
                widest = max([len(str(column)), *(len(str(v)) for v in values)], default=8)
                sheet.set_column(k, k, min(90, widest + 2), cell)
                sheet.write(0, k, str(column), head)
                for row, value in enumerate(values, start=1):
                    _put(sheet, row, k, value)


def _put(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write a cell; an id or a name is text even where it looks like a formula."""
    if isinstance(value, str):
        sheet.write_string(row, column, disarm(value))
    elif pd.isna(value):
        sheet.write_blank(row, column, None)
    else:
        sheet.write_number(row, column, float(value))


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
