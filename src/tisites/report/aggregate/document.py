"""What a sweep says as a whole, as a document: sure sites, what moves the value, what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.aggregate.figures import draw_frequency, draw_tornado
from tisites.report.aggregate.words import end_words, key_words, lead, rule_sentences, site_words
from tisites.report.document import (
    Column,
    Document,
    Figure,
    Said,
    Section,
    Table,
    frame_table,
)
from tisites.report.phrases import SYNTHETIC
from tisites.report.sweep import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tisites.study.aggregate.aggregate import Aggregate
    from tisites.study.aggregate.rules import SiteRule
    from tisites.territory.territory import Territory

#: Name of the document; its tables and pictures.
NAME, FILES = "aggregate", ("frequency", "clusters", "families", "tornado", "rules")
#: Sites, rules and families on the pages; all of them are in the files.
SITES, RULES, FAMILIES = 60, 25, 20


def aggregate_document(
    found: Aggregate, rules: Sequence[SiteRule], territory: Territory | None
) -> tuple[Document, Callable[[Path], None]]:
    """Say what scenarios say together, and draw it.

    Parameters
    ----------
    found : Aggregate
        What the sweep says.
    rules : sequence of SiteRule
        What decides each site that is neither always nor never chosen.
    territory : Territory, optional
        A pack that has the outlines; no map without it, and the document says so.

    Returns
    -------
    document : Document
    draw : callable
        Draws its pictures into a folder.
    """
    sections = (
        Section(figures=_map(territory)),
        Section(_TORNADO, tables=(_tornado_table(found),), figures=(_TORNADO_FIGURE,)),
        Section(Text("Sites les plus souvent retenus", "Sites most often selected"),
                tables=(_sites_table(found),), terminal=False),
        Section(Text("Quelle hypothèse décide d'un site", "Which assumption decides a site"),
                items=_told(found, rules), tables=(_rules_table(found, rules),)),
        Section(Text("Scénarios qui répondent presque pareil", "Scenarios nearly alike"),
                tables=(_families_table(found), _clusters_table(found)), terminal=False),
    )  # fmt: skip

    def draw(folder: Path) -> None:
        if territory is not None:
            draw_frequency(found, territory, folder / "frequency.png")
        draw_tornado(found, folder / "tornado.png")

    title = Text("Ce que disent les scénarios ensemble", "What the scenarios say together")
    notices = (SYNTHETIC,) if found.swept.synthetic else ()
    return Document(NAME, title, sections, _lead(found, territory), notices, _data(found)), draw


def _lead(found: Aggregate, territory: Territory | None) -> tuple[str, ...]:
    counts = found.swept.results["status"].value_counts(sort=False)
    odd = [f"{number(int(n))} {STATUSES[s]}" for s, n in counts.items() if s != "optimal"]
    said = [*lead(found), *([" · ".join(odd)] if odd else [])]
    if territory is None:
        said.append(str(Text(
            "Pas de carte : le paquet du balayage n'est pas sur cette machine (--data).",
            "No map: the sweep's pack is not on this machine (--data).",
        )))  # fmt: skip
    return tuple(said)


def _map(territory: Territory | None) -> tuple[Figure, ...]:
    alt = Text(
        "Carte de France : chaque site selon la part des scénarios qui le retiennent",
        "Map of France: each site by the share of scenarios that select it",
    )
    return (Figure("frequency.png", alt),) if territory is not None else ()


_TORNADO = Text("Ce qui fait bouger l'objectif", "What moves the objective")
_TORNADO_FIGURE = Figure(
    "tornado.png",
    Text(
        "Barres : objectif aux deux extrêmes de chaque hypothèse, la plus influente en haut",
        "Bars: objective at both ends of each assumption, the most influential on top",
    ),
)


def _tornado_table(found: Aggregate) -> Table:
    columns = (
        Column("key", Text("hypothèse", "assumption")),
        Column("low", Text("bas", "low"), align="right"),
        Column("high", Text("haut", "high"), align="right"),
        Column("objective_low", Text("objectif au bas", "objective at low"), "points", 1, "right"),
        Column("objective_high", Text("objectif au haut", "objective at high"), "points", 1,
               "right"),
        Column("swing", Text("écart", "swing"), "points", 1, "right"),
    )  # fmt: skip
    rows = tuple(
        (
            Said(str(key), key_words(found.swept, str(key))),
            *(Said(str(row[end]), end_words(str(key), str(row[end]))) for end in ("low", "high")),
            *(float(row[name]) for name in ("objective_low", "objective_high", "swing")),
        )
        for key, row in found.tornado.iterrows()
    )
    return Table("tornado", "", columns, rows, shown=SITES)


def _sites_table(found: Aggregate) -> Table:
    table = found.frequency.reset_index()
    table["site"] = [site_words(found.swept, str(site)) for site in table["site_id"]]
    table["frequency_pct"] = 100.0 * table["frequency"]
    columns = (
        Column("site", Text("site", "site"), seen="page"),
        Column("site_id", Text("identifiant", "id"), seen="files"),
        Column("name", Text("nom", "name"), seen="files"),
        Column("commune", Text("commune", "commune"), seen="files"),
        Column("dep_nom", Text("département", "département")),
        Column("surface_ha", Text("surface", "area"), "ha", 1, "right"),
        Column("count", Text("scénarios", "scenarios"), "", 0, "right"),
        Column("frequency_pct", Text("fréquence", "frequency"), "%", 1, "right"),
    )
    return frame_table("frequency", "", columns, table, shown=SITES)


def _told(found: Aggregate, rules: Sequence[SiteRule]) -> tuple[str, ...]:
    """Return the rules in sentences, those of the most disputed sites first."""
    order = sorted(rules, key=lambda rule: abs(2 * rule.chosen - rule.points))
    return tuple(" ".join(rule_sentences(found.swept, rule)) for rule in order[:RULES])


def _rules_table(found: Aggregate, rules: Sequence[SiteRule]) -> Table:
    columns = (
        Column("site_id", Text("identifiant", "id")),
        Column("chosen", Text("scénarios qui le retiennent", "scenarios that select it"), "", 0,
               "right"),
        Column("points", Text("scénarios", "scenarios"), "", 0, "right"),
        Column("first", Text("hypothèse qui en décide d'abord", "assumption that decides first")),
        Column("accuracy", Text("part juste", "share right"), "", 3, "right"),
        Column("majority", Text("part juste sans règle", "share right without a rule"), "", 3,
               "right"),
        Column("rule", Text("règle", "rule")),
    )  # fmt: skip
    rows = tuple(
        (
            rule.site_id, rule.chosen, rule.points,
            Said(rule.first, key_words(found.swept, rule.first)) if rule.first else None,
            float(rule.accuracy), float(rule.majority),
            " ".join(rule_sentences(found.swept, rule)),
        )
        for rule in rules
    )  # fmt: skip
    return Table("rules", "", columns, rows, shown=0)


def _families_table(found: Aggregate) -> Table:
    columns = (
        Column("family", Text("famille", "family"), "", 0, "right"),
        Column("scenarios", Text("scénarios", "scenarios"), "", 0, "right"),
        Column("answers", Text("réponses différentes", "different answers"), "", 0, "right"),
        Column("such_as", Text("parmi eux", "such as")),
    )
    rows = []
    for family, here in found.clusters.groupby("family"):
        names = ", ".join(map(str, here.index[:4])) + (", …" if len(here) > 4 else "")
        rows.append((int(str(family)), len(here), int(here["answer"].nunique()), names))
    return Table("families", "", columns, tuple(rows), shown=FAMILIES)


def _clusters_table(found: Aggregate) -> Table:
    table = found.clusters.reset_index()
    labels = {
        "point": Text("scénario", "scenario"),
        "family": Text("famille", "family"),
        "answer": Text("réponse", "answer"),
    }
    columns = tuple(
        Column(str(key), labels.get(str(key), str(key)), decimals=0 if k else None)
        for k, key in enumerate(table.columns)
    )
    return frame_table("clusters", "", columns, table, shown=0)


def _data(found: Aggregate) -> dict[str, Any]:
    return {
        "sweep": found.swept.asked["scenarios"],
        "points": found.points,
        "sites": len(found.frequency),
        "always": int((found.frequency["count"] == found.points).sum()),
        "answers": int(found.clusters["answer"].nunique()),
        "families": int(found.clusters["family"].nunique()),
        "r2": found.r2,
        "synthetic": found.swept.synthetic,
    }
