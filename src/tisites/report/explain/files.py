"""Sheets as files: Markdown, HTML and JSON; and on the terminal."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from tisites.messages.text import Text, language
from tisites.report.media.markdown import escaped
from tisites.report.phrases import SYNTHETIC
from tisites.report.tables import add, make_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from tisites.report.explain.sheet import Grid, Section, Sheet
    from tisites.study.explain.explain import Explanation

#: The file that makes a folder a study.
MARK = "study.json"

_PAGE = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
       color: #1a1a1a; }
h1 { font-size: 1.5rem; border-top: 3px solid #000091; padding-top: 1rem; }
h2 { font-size: 1.1rem; margin-top: 1.8rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .5rem; text-align: left; }
th.r, td.r { text-align: right; white-space: nowrap; }
.lead { font-weight: 600; } .note { color: #555; font-size: .9rem; }
.synthetic { background: #b34000; color: #fff; padding: .4rem .8rem; font-weight: 700; }
@media print { h1 { page-break-before: auto; } article + article { page-break-before: always; } }
</style></head><body>
{% for sheet in sheets %}<article>
{% if sheet.synthetic %}<p class="synthetic">{{ synthetic }}</p>{% endif %}
<h1>{{ sheet.title }}</h1>
{% for sentence in sheet.lead %}<p class="lead">{{ sentence }}</p>
{% endfor %}{% for section in sheet.sections %}<h2>{{ section.title }}</h2>
{% for sentence in section.sentences %}<p>{{ sentence }}</p>
{% endfor %}{% if section["items"] %}<ul>{% for item in section["items"] %}<li>{{ item }}</li>
{% endfor %}</ul>{% endif %}{% if section.grid %}<table><thead><tr>
{% for head in section.grid.heads %}<th{% if section.grid.right[loop.index0] %} class="r"{% endif %}>{{ head }}</th>{% endfor %}
</tr></thead><tbody>{% for row in section.grid.rows %}<tr>
{% for cell in row %}<td{% if section.grid.right[loop.index0] %} class="r"{% endif %}>{{ cell }}</td>{% endfor %}
</tr>{% endfor %}</tbody></table>{% endif %}
{% if section.note %}<p class="note">{{ section.note }}</p>{% endif %}{% endfor %}</article>
{% endfor %}</body></html>
"""  # noqa: E501


def write_sheets(
    sheets: Sequence[Sheet], found: Sequence[Explanation], head: dict[str, Any], folder: Path
) -> None:
    """Write ``explain.md``, ``explain.html`` and ``study.json`` into a fresh folder."""
    text = "\n".join(markdown(sheet) for sheet in sheets)
    (folder / "explain.md").write_text(text, encoding="utf-8", newline="\n")
    (folder / "explain.html").write_text(html(sheets), encoding="utf-8", newline="\n")
    told = {"explanations": [plain(one) for one in found], "sheets": [plain(s) for s in sheets]}
    write_study({**head, **told}, folder)


def write_study(study: dict[str, Any], folder: Path) -> None:
    """Write ``study.json``, the file that makes a folder a study."""
    told = json.dumps(plain(study), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MARK).write_text(told + "\n", encoding="utf-8", newline="\n")


def plain(value: Any) -> Any:
    """Return a JSON-able copy; unknown figures become ``null``, endless ones ``"infinite"``.

    Examples
    --------
    >>> plain({"a": float("nan"), "b": (float("inf"), 1.0)})
    {'a': None, 'b': ['infinite', 1.0]}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite" if value > 0 else "-infinite"
    if isinstance(value, str):
        return str(value)
    return value.item() if hasattr(value, "item") else value


def html(sheets: Sequence[Sheet]) -> str:
    """Write sheets as one page, one printed page or more a site."""
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True).from_string(_PAGE)
    title = sheets[0].title if len(sheets) == 1 else str(Text("Motivations", "Explanations"))
    return page.render(sheets=sheets, title=title, lang=language(), synthetic=str(SYNTHETIC)) + "\n"


def markdown(sheet: Sheet) -> str:
    """Write a sheet as Markdown."""
    lines = [f"# {escaped(sheet.title)}", ""]
    if sheet.synthetic:
        lines += [f"**{str(SYNTHETIC).upper()}**", ""]
    for sentence in sheet.lead:
        lines += [f"**{escaped(sentence)}**", ""]
    for section in sheet.sections:
        lines += [f"## {section.title}", ""]
        for sentence in section.sentences:
            lines += [escaped(sentence), ""]
        if section.items:
            lines += [*(f"- {escaped(item)}" for item in section.items), ""]
        if section.grid:
            lines += [*_grid(section.grid), ""]
        if section.note:
            lines += [section.note, ""]
    return "\n".join(lines)


def _grid(grid: Grid) -> list[str]:
    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(map(escaped, cells)) + " |"

    rule = "|" + "|".join("--:" if right else "---" for right in grid.right) + "|"
    return [row(grid.heads), rule, *map(row, grid.rows)]


def print_sheet(sheet: Sheet, console: Console) -> None:
    """Print a sheet, but for what only a letter needs."""
    if sheet.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    console.print(Line(sheet.title, style="bold"))
    for sentence in sheet.lead:
        console.print(Line(sentence))
    for section in sheet.sections[:-1]:  # the last answers the law: it is in the files
        console.print()
        _print_section(section, console)
    console.print()


def _print_section(section: Section, console: Console) -> None:
    console.print(Line(section.title, style="bold underline"))
    for sentence in section.sentences:
        console.print(Line(sentence))
    for item in section.items:
        console.print(Line(f"  · {item}"))
    if section.grid is None:
        return
    heads = [
        (Text(head, head), "right" if right else "left")
        for head, right in zip(section.grid.heads, section.grid.right, strict=True)
    ]
    table = make_table(Text("", ""), *heads)  # type: ignore[arg-type]
    table.title = None
    for row in section.grid.rows:
        add(table, *row)
    console.print(table)
    if section.note:
        console.print(Line(section.note, style="dim"))
