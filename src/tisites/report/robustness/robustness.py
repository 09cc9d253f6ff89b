"""``robustness.md`` and its tables and pictures; the same in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.robustness.data import verify_table
from tisites.report.robustness.figures import draw_acceptability, draw_intervals
from tisites.report.robustness.levers import levers_csv
from tisites.report.robustness.sections import sections
from tisites.report.robustness.sites import markdown_table, save_csv, save_json, save_text
from tisites.report.robustness.words import axis_rows, sentences, site_table
from tisites.report.tables import add, make_table
from tisites.study.robustness.acceptability import selection_weights

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from tisites.study.robustness.study import Robustness

#: The file that makes a folder a robustness study.
MARK = "robustness.json"
WRITTEN = (
    "depends_on.csv", "scores.csv", "weight_intervals.csv", "weight_intervals.png",
    "acceptability.csv",
    "acceptability.png", "samples.csv", "verify_first.csv", "robustness.md", MARK,
)  # fmt: skip
#: Rows shown in the terminal; in the page, four times as many; files hold all.
SHOWN = 20
#: Columns that a terminal can hold, where the page has more.
NARROW = {"weight_intervals.csv": 3}

PART_WORDS = {
    "rules": Text("règles et droit", "rules and law"),
    "scores": Text("scores", "scores"),
    "axes": Text("poids", "weights"),
    "samples": Text("tirages", "draws"),
    "data": Text("données", "data"),
}


def write_robustness(study: Robustness, folder: Path) -> None:
    """Write tables, pictures and page of what was studied, and ``robustness.json`` last."""
    synthetic = study.case.synthetic
    if study.levers:
        save_csv(levers_csv(study), folder / "depends_on.csv", synthetic=synthetic)
    if study.scores is not None:
        save_csv(_scores_csv(study), folder / "scores.csv", synthetic=synthetic)
    if study.sides:
        table = pd.DataFrame([{f: getattr(r, f) for f in r.__slots__} for r in axis_rows(study)])
        save_csv(table, folder / "weight_intervals.csv", synthetic=synthetic)
        if len(table):
            draw_intervals(study, folder / "weight_intervals.png")
    if study.sampled is not None and study.sampled.selections:
        save_csv(site_table(study), folder / "acceptability.csv", synthetic=synthetic)
        save_csv(_samples_csv(study), folder / "samples.csv", synthetic=synthetic)
        draw_acceptability(study, folder / "acceptability.png")
    if study.data is not None:
        table = verify_table(study.case, study.data)
        save_csv(table, folder / "verify_first.csv", synthetic=synthetic)
    save_text(page(study), folder / "robustness.md")
    save_json(_contents(study), folder / MARK)


def print_robustness(study: Robustness, out: Path | None, console: Console) -> None:
    """Print the study."""
    if study.case.synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold red"))
    for sentence in sentences(study):
        console.print(Line(f"• {sentence}"))
    console.print()
    for title, heads, rows, file in sections(study):
        width = NARROW.get(file, len(heads))
        table = make_table(title, *((head, "left") for head in heads[:width]))
        for row in rows[:SHOWN]:
            add(table, *row[:width])
        if len(rows) > SHOWN:
            left = len(rows) - SHOWN
            more, s = number(left), plural(left)
            table.caption = str(Text(f"et {more} autre{s} : {file}", f"and {more} more: {file}"))
            table.caption_justify = "left"
        console.print(table)
        console.print()
    spent = [f"{PART_WORDS[part]} {number(s, 1)} s" for part, s in study.seconds.items()]
    console.print(Line(" · ".join([*spent, *([str(out)] if out is not None else [])])))


def page(study: Robustness) -> str:
    """Return ``robustness.md``."""
    title = Text(f"Robustesse – {study.case.name}", f"Robustness – {study.case.name}")
    lead = [str(SYNTHETIC).upper()] if study.case.synthetic else []
    parts = [f"# {title}", "\n".join(f"- {line}" for line in [*lead, *sentences(study)])]
    pictures = {
        "weight_intervals.csv": "weight_intervals.png",
        "acceptability.csv": "acceptability.png",
    }
    for head, heads, rows, file in sections(study):
        parts.append(f"## {head}")
        if file in pictures:
            parts.append(f"![{head}]({pictures[file]})")
        parts.append(markdown_table([str(h) for h in heads], rows[: 4 * SHOWN]))
        if len(rows) > 4 * SHOWN:
            parts.append(str(Text(f"La suite est dans `{file}`.", f"The rest is in `{file}`.")))
    return "\n\n".join(parts) + "\n"


def _scores_csv(study: Robustness) -> pd.DataFrame:
    assert study.scores is not None
    labels = study.case.program.columns
    rows = [
        {
            "selection": one.name, "worst": one.worst, "nominal": one.nominal, "best": one.best,
            "regret": one.regret, "selected": " ".join(sorted(map(str, labels[one.selected]))),
            "rival": " ".join(sorted(map(str, labels[one.rival]))),
        }
        for one in study.scores.judged
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _samples_csv(study: Robustness) -> pd.DataFrame:
    assert study.sampled is not None
    labels = study.case.program.columns
    table = pd.DataFrame(study.sampled.weights, columns=list(study.weighing.criteria))
    table["value"] = study.sampled.values
    table["selected"] = [" ".join(map(str, labels[np.sort(s)])) for s in study.sampled.selections]
    return table


def _contents(study: Robustness) -> dict[str, object]:
    labels, asked = study.case.program.columns, study.asked
    told: dict[str, object] = {
        "scenario": study.case.name,
        "synthetic": study.case.synthetic,
        "complete": study.complete,
        "parts": list(asked.parts),
        "samples": asked.samples,
        "seed": asked.seed,
        "order": list(asked.order),
        "selected": sorted(map(str, labels[study.selected])),
        "value": study.value,
        "replaced": study.replaced,
        "seconds": study.seconds,
    }
    if study.scores is not None:
        s = study.scores
        told["scores"] = {
            "best_low": s.best_low, "best_nominal": s.best_nominal, "best_high": s.best_high,
            "least_regret": s.least_regret,
        }  # fmt: skip
    if study.sampled is not None and study.sampled.selections:
        share, central, kept = selection_weights(study.sampled, study.selected)
        weights = dict(zip(study.weighing.criteria, map(float, central), strict=True))
        told["sampled"] = {
            "answered": len(study.sampled.selections),
            "selection_share": share,
            "selection_central_weights": weights,
            "sites_kept": kept,
        }
    if study.data is not None:
        told["data"] = {
            "unknown": study.data.unknown,
            "could_change": len(study.data.table),
            "screened": study.data.screened,
            "solved": study.data.solved,
        }
    return told
