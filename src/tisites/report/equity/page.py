"""``equity.md`` and ``equity.html``: the report of an equity study, to read and to send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tisites.messages.findings import findings_table
from tisites.messages.spreadsheet_text import for_programs
from tisites.messages.text import Text, language
from tisites.report.equity.figure import draw_equity
from tisites.report.equity.sentences import sentences
from tisites.report.equity.sheets import lorenz_excel, measures_excel, territories_excel
from tisites.report.equity.tables import (
    headings,
    measure_headings,
    measure_rows,
    measures_csv,
    rows_of,
    territories_csv,
)
from tisites.report.equity.words import spaced, title_of
from tisites.report.media.markdown import escaped
from tisites.report.phrases import SYNTHETIC
from tisites.report.sheets import write_sheet
from tisites.run.answer.write import finite

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.equity.equity import Equity

#: The file that makes a folder an equity study.
MARK = "equity.json"
WRITTEN = (
    "territories.csv", "territories_excel.csv", "measures.csv", "measures_excel.csv",
    "lorenz.csv", "lorenz_excel.csv", "lorenz.png", "findings.csv", "equity.md", "equity.html",
    MARK,
)  # fmt: skip

_MARKDOWN = """# {{ title }}

{% for line in lead %}- {{ line }}
{% endfor %}
{% for notice in notices %}> {{ notice }}
>
{% endfor %}
![{{ curve }}](lorenz.png)

## {{ measures_title }}

{{ table(measure_headings, measure_rows) }}

## {{ territories_title }}

{{ table(headings, rows) }}

{{ foot }}
"""
_HTML = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-size:13px}
th,td{padding:.25rem .6rem;border-bottom:1px solid #d9d6cd;text-align:right}
th:first-child,td:first-child{text-align:left}th{vertical-align:bottom}
img{max-width:100%}.notice{background:#f7f1d8;padding:.5rem .8rem;margin:.3rem 0}
</style></head><body><h1>{{ title }}</h1>
<ul>{% for line in lead %}<li>{{ line }}</li>{% endfor %}</ul>
{% for notice in notices %}<p class="notice">{{ notice }}</p>{% endfor %}
<img src="{{ image }}" alt="{{ curve }}">
<h2>{{ measures_title }}</h2>{{ table(measure_headings, measure_rows) }}
<h2>{{ territories_title }}</h2>{{ table(headings, rows) }}
<p>{{ foot }}</p></body></html>
"""


def write_equity(equity: Equity, folder: Path) -> None:
    """Write the tables, the picture, both pages, and ``equity.json`` last."""
    import base64

    for name, table in (
        ("territories.csv", territories_csv(equity)),
        ("measures.csv", measures_csv(equity)),
        ("lorenz.csv", equity.curve),
        ("findings.csv", findings_table(equity.findings)),
    ):
        for_programs(table).to_csv(folder / name, index=False, lineterminator="\n")
    for name, table in (
        ("territories_excel.csv", territories_excel(equity)),
        ("measures_excel.csv", measures_excel(equity)),
        ("lorenz_excel.csv", lorenz_excel(equity)),
    ):
        write_sheet(table, folder / name)
    draw_equity(equity, folder / "lorenz.png")
    picture = base64.b64encode((folder / "lorenz.png").read_bytes()).decode()
    _save(folder / "equity.md", markdown(equity))
    _save(folder / "equity.html", html(equity, f"data:image/png;base64,{picture}"))
    told = json.dumps(finite(contents(equity)), ensure_ascii=False, indent=2, allow_nan=False)
    _save(folder / MARK, told + "\n")


def contents(equity: Equity) -> dict[str, Any]:
    """Return the figures of a report as JSON-able data."""
    return {
        "selection": equity.name,
        "benefit": equity.benefit.model_dump(mode="json"),
        "unit": str(equity.benefit.unit),
        "synthetic": equity.synthetic,
        "worst": equity.worst,
        "measures": {
            str(layer): {str(code): _plain(value) for code, value in equity.measures[layer].items()}
            for layer in equity.measures.columns
        },
        "programmes": equity.programmes.to_dict("index"),
        "not_judged": {
            str(code): str(why)
            for code, why in equity.territories["why_not"].items()
            if why
        },
        "notices": [str(notice) for notice in equity.notices],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)


def markdown(equity: Equity) -> str:
    """Return the page as Markdown; its picture is ``lorenz.png`` beside it."""
    from jinja2 import Environment

    def table(head: list[str], rows: list[list[str]]) -> str:
        lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
        return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines)

    page = Environment(autoescape=False, keep_trailing_newline=True).from_string(_MARKDOWN)
    return page.render(**_said(equity), table=table)


def html(equity: Equity, image: str) -> str:
    """Return the page as one HTML file that needs no other."""
    from jinja2 import Environment
    from markupsafe import Markup, escape

    def table(head: list[str], rows: list[list[str]]) -> Markup:
        top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return Markup(f"<table><tr>{top}</tr>{body}</table>")

    page = Environment(autoescape=True).from_string(_HTML)
    return page.render(**_said(equity), table=table, image=image, lang=language())


def _cell(text: str) -> str:
    return escaped(text)


def _said(equity: Equity) -> dict[str, Any]:
    notices = [str(notice) for notice in equity.notices]
    notices += [str(found.message) for found in equity.findings]
    if equity.synthetic:
        notices.insert(0, str(SYNTHETIC))
    unit = equity.benefit.unit
    return {
        "title": spaced(str(title_of(equity))),
        "lead": [spaced(str(sentence)) for sentence in sentences(equity)],
        "notices": [spaced(notice) for notice in notices],
        "curve": str(Text("courbe de Lorenz", "Lorenz curve")),
        "measures_title": str(Text(f"Mesures ({unit.fr})", f"Measures ({unit.en})")),
        "territories_title": str(Text("Territoires", "Territories")),
        "measure_headings": measure_headings(equity),
        "measure_rows": [[spaced(cell) for cell in row] for row in measure_rows(equity)],
        "headings": headings(equity),
        "rows": [[spaced(cell) for cell in row] for row in rows_of(equity)],
        "foot": spaced(
            str(
                Text(
                    "Formules, sources et mode d'emploi : docs/equity.md de tisites.",
                    "Formulas, sources and when to use which: docs/equity.md of tisites.",
                )
            )
        ),
    }


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
