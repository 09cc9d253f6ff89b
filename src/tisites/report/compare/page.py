"""``compare.md`` and ``compare.html``: one page to read and to send; the HTML needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import language, number
from tisites.report.compare.names import t
from tisites.report.compare.tables import (
    CODES,
    cause_of,
    cause_rows,
    consensus_table,
    difference_lines,
    distance_heads,
    distance_rows,
    figure_rows,
    short_name,
    side_words,
    swaps,
)
from tisites.report.compare.violations import violation_words
from tisites.report.compare.words import nothing_words
from tisites.report.media.markdown import escaped
from tisites.report.phrases import SYNTHETIC, plural

if TYPE_CHECKING:
    from tisites.study.compare.compare import Comparison, Pair
    from tisites.study.compare.reasons import Reason

_MARKDOWN = """# {{ title }}

{% for notice in notices %}> {{ notice }}
>
{% endfor %}
{% for line in parties %}- {{ line }}
{% endfor %}
![{{ map_title }}](map.png)

## {{ figures_title }}

{{ table(figures_head, figures) }}

## {{ distance_title }}

{{ table(distance_head, distance) }}

{% for part in violations %}## {{ part.title }}

{% for line in part.lines %}- {{ line }}
{% endfor %}
{% endfor %}{% for pair in pairs %}## {{ pair.title }}

{% if pair.differences %}{{ differences_title }}

{% for line in pair.differences %}- `{{ line }}`
{% endfor %}
{% endif %}{% if pair.same %}{{ pair.same }}
{% else %}{{ table(causes_head, pair.causes) }}

{{ table(swaps_head, pair.swaps) }}{% endif %}

{% endfor %}## {{ consensus_title }}

{{ consensus_lead }}

{{ table(consensus_head, consensus) }}
"""
_HTML = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-size:13px}
th,td{padding:.3rem .6rem;border-bottom:1px solid #d9d6cd;text-align:left;vertical-align:top}
th{vertical-align:bottom}img{max-width:100%}code{font-size:13px}
.notice{background:#f7e1dd;padding:.5rem .8rem;margin:.3rem 0;font-weight:600}
</style></head><body>
<h1>{{ title }}</h1>
{% for notice in notices %}<p class="notice">{{ notice }}</p>{% endfor %}
<ul>{% for line in parties %}<li>{{ line }}</li>{% endfor %}</ul>
<img alt="{{ map_title }}" src="data:image/png;base64,{{ image }}">
<h2>{{ figures_title }}</h2>{{ table(figures_head, figures) }}
<h2>{{ distance_title }}</h2>{{ table(distance_head, distance) }}
{% for part in violations %}<h2>{{ part.title }}</h2>
<ul>{% for line in part.lines %}<li>{{ line }}</li>{% endfor %}</ul>{% endfor %}
{% for pair in pairs %}<h2>{{ pair.title }}</h2>
{% if pair.differences %}<p>{{ differences_title }}</p>
<ul>{% for line in pair.differences %}<li><code>{{ line }}</code></li>{% endfor %}</ul>{% endif %}
{% if pair.same %}<p>{{ pair.same }}</p>
{% else %}{{ table(causes_head, pair.causes) }}{{ table(swaps_head, pair.swaps) }}
{% endif %}{% endfor %}
<h2>{{ consensus_title }}</h2><p>{{ consensus_lead }}</p>
{{ table(consensus_head, consensus) }}
</body></html>
"""


def markdown(found: Comparison) -> str:
    """Return the page as Markdown; its map is ``map.png`` beside it."""
    from jinja2 import Environment

    def cell(text: str) -> str:
        return "<br>".join(map(escaped, text.split("\n")))

    def table(head: list[str], rows: list[list[str]]) -> str:
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)

    page = Environment(autoescape=False, keep_trailing_newline=True).from_string(_MARKDOWN)
    return page.render(**_said(found), table=table)


def html(found: Comparison, image: str) -> str:
    """Return the page as one HTML file; ``image`` is the map in base 64."""
    from jinja2 import Environment
    from markupsafe import Markup, escape

    def cell(text: str) -> Markup:
        return Markup("<br>").join(escape(line) for line in text.split("\n"))

    def table(head: list[str], rows: list[list[str]]) -> Markup:
        top = "".join(f"<th>{escape(text)}</th>" for text in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{cell(text)}</td>" for text in row) + "</tr>" for row in rows
        )
        return Markup(f"<table><tr>{top}</tr>{body}</table>")

    page = Environment(autoescape=True).from_string(_HTML)
    return page.render(**_said(found), table=table, image=image, lang=language())


def _said(found: Comparison) -> dict[str, Any]:
    shared = int((found.sites["count"] == len(found.parties)).sum())
    table = consensus_table(found)
    members = list(found.labels)
    kept = [table.columns[0], *(c for c in ("commune", "département", "région")), *members]
    return {
        "title": t("Sélections comparées", "Selections compared"),
        "notices": notices(found),
        "parties": party_lines(found),
        "map_title": t("Carte des différences", "Map of differences"),
        "figures_title": t("Côte à côte", "Side by side"),
        "figures_head": ["", *members],
        "figures": figure_rows(found),
        "distance_title": t("Distance", "Distance"),
        "distance_head": distance_heads(),
        "distance": distance_rows(found),
        "violations": _violations(found),
        "differences_title": t("Réglages qui diffèrent :", "Settings that differ:"),
        "causes_head": ["Cause", t("sortent", "leave"), t("entrent", "enter")],
        "swaps_head": [t("Distance", "Distance"), t("Sort", "Leaves"), t("Entre", "Enters")],
        "pairs": [_pair(found, pair) for pair in found.pairs],
        "consensus_title": t("Consensus", "Consensus"),
        "consensus_lead": t(
            f"Dans toutes les sélections : {number(shared)} site{plural(shared)}, sur"
            f" {number(len(table))} cités.",
            f"In every selection: {number(shared)} site{plural(shared)}, of"
            f" {number(len(table))} named.",
        ),
        "consensus_head": kept,
        "consensus": table[kept].fillna("?").astype(str).to_numpy().tolist(),
    }


def notices(found: Comparison) -> list[str]:
    """Return what must be said beside every figure."""
    told = [str(SYNTHETIC)] if found.synthetic else []
    return told + [str(p.notice) for p in found.parties if p.notice is not None]


def party_lines(found: Comparison) -> list[str]:
    """Return each selection in a line: letter, name, title, hash of the run behind it."""
    return [
        f"{label} : {party.name} – {party.title}"
        + (f" ({t('jugée par', 'judged by')} {party.run[:16]})" if party.hand
           else f" ({party.run[:16]})")
        for label, party in zip(found.labels, found.parties, strict=True)
    ]  # fmt: skip


def _violations(found: Comparison) -> list[dict[str, Any]]:
    parts = []
    for label, party, value in zip(found.labels, found.parties, found.own, strict=True):
        if party.hand:
            count = number(len(value.violations))
            title = t(f"{label} : {count} règles violées", f"{label}: {count} rules broken")
            lines = [violation_words(one, party.case.model) for one in value.violations]
            parts.append({"title": title, "lines": lines})
    return parts


def _pair(found: Comparison, pair: Pair) -> dict[str, Any]:
    a, b = found.labels[pair.here], found.labels[pair.there]

    def told(reason: Reason | None, *, leaves: bool) -> str:
        if reason is None:
            return ""
        head = f"{short_name(found, reason)} – {CODES[cause_of(reason)]}"
        return f"{head}\n{side_words(found, pair, reason, leaves=leaves)}"

    return {
        "title": t(f"De {a} à {b}", f"From {a} to {b}"),
        "same": nothing_words(pair),
        "differences": difference_lines(pair),
        "causes": cause_rows(pair),
        "swaps": [
            [km, told(out, leaves=True), told(into, leaves=False)] for km, out, into in swaps(pair)
        ],
    }
