"""The folder of an alternatives study: page, tables, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text
from tisites.report.alternatives.alternatives import (
    AlternativesReport,
    changes,
    class_rows,
    debated,
    debated_head,
    list_head,
    list_rows,
    pair_head,
    pair_rows,
    pairs_title,
    sentences,
)
from tisites.report.phrases import SYNTHETIC
from tisites.report.robustness.sites import (
    markdown_table,
    named_sites,
    save_csv,
    save_json,
    save_text,
)
from tisites.study.alternatives.alternatives import End, presence

if TYPE_CHECKING:
    from pathlib import Path

#: The file that makes a folder an alternatives study.
MARK = "alternatives.json"
WRITTEN = (
    "alternatives.csv", "sites.csv", "interchangeable.csv", "alternatives.md", MARK,
)  # fmt: skip


def write_alternatives(report: AlternativesReport, folder: Path) -> None:
    """Write the tables, the page, and ``alternatives.json`` last."""
    synthetic = report.case.synthetic
    save_csv(_list_table(report), folder / "alternatives.csv", synthetic=synthetic)
    save_csv(_sites_table(report), folder / "sites.csv", synthetic=synthetic)
    save_csv(_pairs_table(report), folder / "interchangeable.csv", synthetic=synthetic)
    save_text(page(report), folder / "alternatives.md")
    save_json(_contents(report), folder / MARK)


def page(report: AlternativesReport) -> str:
    """Return ``alternatives.md``."""
    counts, seen = class_rows(report)
    title = Text(f"Alternatives – {report.case.name}", f"Alternatives – {report.case.name}")
    lead = [str(SYNTHETIC).upper()] if report.case.synthetic else []
    lead += sentences(report)
    classes = [str(Text("Classe", "Class")), "Sites"]
    parts = [
        f"# {title}",
        "\n".join(f"- {sentence}" for sentence in lead),
        markdown_table([str(h) for h in list_head()], list_rows(report, 99)),
        f"## {Text('Noyau et sites à débattre', 'Core and sites to debate')}",
        markdown_table(classes, counts),
        markdown_table([str(h) for h in debated_head()], debated(report, seen)),
        f"## {pairs_title(report)}",
        markdown_table([str(h) for h in pair_head()], pair_rows(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _list_table(report: AlternativesReport) -> pd.DataFrame:
    labels = report.case.program.columns
    rows = []
    for k, one in enumerate(report.listed.everyone):
        into, out = changes(report, one)
        rows.append((
            k, one.value, one.bound, one.loss_pct, into.size,
            " ".join(map(str, labels[out])), " ".join(map(str, labels[into])),
        ))  # fmt: skip
    head = ["rank", "value", "bound", "loss_pct", "changed", "leave", "enter"]
    return pd.DataFrame(rows, columns=head)


def _sites_table(report: AlternativesReport) -> pd.DataFrame:
    seen = presence(report.listed, report.case.program.n_columns)
    sites = np.flatnonzero(report.case.program.integer)
    table = named_sites(report.case, sites)
    for name in ("times", "share", "class"):
        table[name] = seen[name].to_numpy()[sites]
    for k, one in enumerate(report.listed.everyone):
        table["optimum" if k == 0 else f"alternative_{k}"] = np.isin(sites, one.selected).astype(
            int
        )
    return table.sort_values(["times", "site_id"], ascending=[False, True], ignore_index=True)


def _pairs_table(report: AlternativesReport) -> pd.DataFrame:
    leave = named_sites(report.case, report.pairs["leaving"]).add_prefix("leaving_")
    enter = named_sites(report.case, report.pairs["entering"]).add_prefix("entering_")
    return pd.concat([leave, enter, report.pairs[["loss"]].reset_index(drop=True)], axis=1)


def _contents(report: AlternativesReport) -> dict[str, object]:
    listed, labels = report.listed, report.case.program.columns
    return {
        "scenario": report.case.name,
        "synthetic": report.case.synthetic,
        "differ": listed.differ,
        "within_pct": listed.within_pct,
        "end": str(listed.end),
        "next_loss_pct": listed.next_loss_pct,
        "complete": listed.end is not End.STOPPED,
        "pair_most_loss": report.most_loss,
        "selections": [
            {
                "value": one.value,
                "bound": one.bound,
                "loss_pct": one.loss_pct,
                "selected": sorted(map(str, labels[one.selected])),
            }
            for one in listed.everyone
        ],
    }
