"""``aggregate.md`` and ``aggregate.html``, with the tables and pictures beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.text import language, number
from tisites.report.aggregate.figures import draw_frequency, draw_tornado
from tisites.report.aggregate.words import end_words, key_words, lead, rule_sentences, site_words, t
from tisites.report.phrases import SYNTHETIC
from tisites.report.sweep_summary import STATUSES
from tisites.run.answer.write import SYNTHETIC as NOTICE
from tisites.run.answer.write import finite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.study.aggregate.aggregate import Aggregate
    from tisites.study.aggregate.rules import Rule
    from tisites.territory.territory import Territory

#: The file that makes a folder an aggregation.
MARK = "aggregate.json"
WRITTEN = (
    MARK, "frequency", "clusters", "tornado", "rules", "aggregate.md", "aggregate.html",
)  # fmt: skip
#: Sites and rules on the pages; all of them are in the tables.
SITES, RULES = 60, 25

_MARKDOWN = """# {{ title }}

{% for line in lead %}- {{ line }}
{% endfor %}
{% if map %}![{{ map_title }}](frequency.png)

{% endif %}## {{ tornado_title }}

![{{ tornado_title }}](tornado.png)

{{ table(tornado_head, tornado_rows) }}

## {{ sites_title }}

{{ table(sites_head, sites_rows) }}

## {{ rules_title }}

{% for rule in rules %}- {{ rule | join(" ") }}
{% endfor %}
## {{ families_title }}

{{ table(families_head, families_rows) }}
"""
_HTML = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;font-size:13px}
th,td{padding:.25rem .6rem;border-bottom:1px solid #d9d6cd;text-align:right}
th:first-child,td:first-child{text-align:left}th{vertical-align:bottom}img{max-width:100%}
.notice{background:#b3261e;color:#fff;font-weight:bold;padding:.4rem .8rem}
</style></head><body><h1>{{ title }}</h1>
{% if notice %}<p class="notice">{{ notice }}</p>{% endif %}
<ul>{% for line in lead %}<li>{{ line }}</li>{% endfor %}</ul>
{% if map %}<img src="{{ map }}" alt="{{ map_title }}">{% endif %}
<h2>{{ tornado_title }}</h2><img src="{{ tornado }}" alt="{{ tornado_title }}">
{{ table(tornado_head, tornado_rows) }}
<h2>{{ sites_title }}</h2>{{ table(sites_head, sites_rows) }}
<h2>{{ rules_title }}</h2>
<ul>{% for rule in rules %}<li>{{ rule | join(" ") }}</li>{% endfor %}</ul>
<h2>{{ families_title }}</h2>{{ table(families_head, families_rows) }}
</body></html>
"""


def write_aggregate(
    found: Aggregate, rules: Sequence[Rule], territory: Territory | None, folder: Path
) -> None:
    """Write tables, pictures, both pages, and ``aggregate.json`` last.

    Parameters
    ----------
    found : Aggregate
        What the sweep says.
    rules : sequence of Rule
        What decides each site that is neither always nor never chosen.
    territory : Territory, optional
        A pack that has the outlines; no map without it, and the pages say so.
    folder : Path
        Where to write.
    """
    for name, table in tables(found, rules).items():
        if found.swept.synthetic:
            table["notice"] = NOTICE
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        table.to_parquet(folder / f"{name}.parquet", index=False)
    if territory is not None:
        draw_frequency(found, territory, folder / "frequency.png")
    draw_tornado(found, folder / "tornado.png")
    said = _said(found, rules, territory is not None)
    pictures = {
        "map": _inline(folder / "frequency.png") if territory is not None else "",
        "tornado": _inline(folder / "tornado.png"),
    }
    _save(folder / "aggregate.md", _markdown(said))
    _save(folder / "aggregate.html", _html({**said, **pictures}))
    told = {
        "sweep": found.swept.asked["scenarios"],
        "points": found.points,
        "sites": len(found.frequency),
        "always": int((found.frequency["count"] == found.points).sum()),
        "answers": int(found.clusters["answer"].nunique()),
        "families": int(found.clusters["family"].nunique()),
        "r2": found.r2,
        "synthetic": found.swept.synthetic,
    }
    _save(folder / MARK, json.dumps(finite(told), ensure_ascii=False, indent=2) + "\n")


def tables(found: Aggregate, rules: Sequence[Rule]) -> dict[str, pd.DataFrame]:
    """Return the tables of an aggregation, by file name."""
    decided = pd.DataFrame(
        [
            {
                "site_id": rule.site_id, "chosen": rule.chosen, "points": rule.points,
                "first": rule.first, "accuracy": rule.accuracy, "majority": rule.majority,
                "rule": " ".join(rule_sentences(found.swept, rule)),
            }
            for rule in rules
        ],
        columns=["site_id", "chosen", "points", "first", "accuracy", "majority", "rule"],
    )  # fmt: skip
    return {
        "frequency": found.frequency.reset_index(),
        "clusters": found.clusters.reset_index(),
        "tornado": found.tornado.reset_index(),
        "rules": decided,
    }


def _said(found: Aggregate, rules: Sequence[Rule], mapped: bool) -> dict[str, Any]:
    swept = found.swept
    sentences = lead(found)
    if not mapped:
        sentences.append(
            t("Pas de carte : le paquet du balayage n'est pas sur cette machine (--data).",
              "No map: the sweep's pack is not on this machine (--data).")
        )  # fmt: skip
    if swept.synthetic:
        sentences.insert(0, str(SYNTHETIC))
    told = sorted(rules, key=lambda rule: abs(2 * rule.chosen - rule.points))
    return {
        "title": t("Ce que disent les scénarios ensemble", "What the scenarios say together"),
        "notice": str(SYNTHETIC) if swept.synthetic else "",
        "lead": sentences,
        "map": mapped,
        "map_title": t("sites selon la fréquence", "sites by frequency"),
        "tornado_title": t("Ce qui fait bouger l'objectif", "What moves the objective"),
        "tornado_head": [t("hypothèse", "assumption"), t("bas", "low"), t("haut", "high"),
                         t("objectif au bas", "objective at low"),
                         t("objectif au haut", "objective at high"), t("écart", "swing")],
        "tornado_rows": [
            [key_words(swept, str(key)),
             end_words(str(key), row["low"]), end_words(str(key), row["high"]),
             number(row["objective_low"], 1), number(row["objective_high"], 1),
             number(row["swing"], 1)]
            for key, row in found.tornado.iterrows()
        ],
        "sites_title": t("Sites les plus souvent retenus", "Sites most often selected"),
        "sites_head": [t("site", "site"), t("département", "département"),
                       t("hectares", "hectares"), t("fréquence", "frequency")],
        "sites_rows": [
            [site_words(swept, str(site)), str(row["dep_nom"] or ""),
             number(row["surface_ha"], 1) if row["surface_ha"] == row["surface_ha"] else "–",
             f"{number(100 * row['frequency'], 1)} %"]
            for site, row in found.frequency.head(SITES).iterrows()
        ],
        "rules_title": t("Quelle hypothèse décide d'un site", "Which assumption decides a site"),
        "rules": [rule_sentences(swept, rule) for rule in told[:RULES]],
        "families_title": t("Scénarios qui répondent presque pareil", "Scenarios nearly alike"),
        "families_head": [t("famille", "family"), t("scénarios", "scenarios"),
                          t("réponses différentes", "different answers"),
                          t("parmi eux", "such as")],
        "families_rows": _families(found),
    }  # fmt: skip


def _families(found: Aggregate) -> list[list[str]]:
    rows = []
    for family, here in found.clusters.groupby("family"):
        names = ", ".join(map(str, here.index[:4])) + (", …" if len(here) > 4 else "")
        rows.append([str(family), number(len(here)), number(here["answer"].nunique()), names])
    return rows[:20]


def print_aggregate(found: Aggregate, rules: Sequence[Rule], out: Path, console: Any) -> None:
    """Print what the sweep says as a whole."""
    from rich.table import Table
    from rich.text import Text as Line

    if found.swept.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    for line in lead(found):
        console.print(Line(line))
    counts = found.swept.results["status"].value_counts(sort=False)
    odd = [f"{number(int(n))} {STATUSES[s]}" for s, n in counts.items() if s != "optimal"]
    if odd:
        console.print(Line(" · ".join(odd), style="yellow"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(t("hypothèse", "assumption"))
    for head in (t("bas", "low"), t("haut", "high"), t("écart d'objectif", "swing")):
        table.add_column(head, justify="right")
    for key, row in found.tornado.head(12).iterrows():
        low, high = (end_words(str(key), str(row[end])) for end in ("low", "high"))
        table.add_row(key_words(found.swept, str(key)), low, high,
                      number(row["swing"], 1))  # fmt: skip
    console.print(table)
    told = sorted(rules, key=lambda rule: abs(2 * rule.chosen - rule.points))
    for rule in [rule for rule in told if rule.first][:3]:
        console.print(Line("• " + " ".join(rule_sentences(found.swept, rule, 1))))
    console.print(Line(f"{t('Résultat dans ', 'Result in ')}{out}", style="bold"))


def _markdown(said: dict[str, Any]) -> str:
    from jinja2 import Environment

    def table(head: list[str], rows: list[list[str]]) -> str:
        lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
        return "\n".join(
            "| " + " | ".join(str(c).replace("|", "\\|") for c in line) + " |" for line in lines
        )

    page = Environment(autoescape=False, keep_trailing_newline=True)
    return page.from_string(_MARKDOWN).render(**said, table=table)


def _html(said: dict[str, Any]) -> str:
    from jinja2 import Environment
    from markupsafe import Markup, escape

    def table(head: list[str], rows: list[list[str]]) -> Markup:
        top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return Markup(f"<table><tr>{top}</tr>{body}</table>")

    page = Environment(autoescape=True).from_string(_HTML)
    return page.render(**said, table=table, lang=language())


def _inline(path: Path) -> str:
    import base64

    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
