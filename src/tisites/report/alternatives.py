"""What alternatives mean: the selections, core and sites to debate, pairs, as a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Fact, Said, Section, Table, frame_table
from tisites.report.phrases import SYNTHETIC
from tisites.report.robustness.sites import named_sites, site_words, sites_words
from tisites.study.alternatives.alternatives import (
    CLASSES,
    Alternative,
    Alternatives,
    ListEnd,
    presence,
)

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.read.case import Case

#: Name of the document; its tables.
NAME, TABLES = "alternatives", ("alternatives", "swaps", "sites", "interchangeable")
#: Rows of the tables of the terminal and the page; files hold all.
SHOWN = 25
#: Sites named in a cell of the list; files hold all.
_NAMED = 2
CLASS_WORDS = {
    "core": Text("noyau (dans toutes)", "core (in all)"),
    "frequent": Text("fréquent (la moitié ou plus)", "frequent (half or more)"),
    "occasional": Text("occasionnel (moins de la moitié)", "occasional (less than half)"),
    "never": Text("jamais", "never"),
}


@dataclass(frozen=True)
class AlternativesReport:
    """What is told of alternatives.

    Parameters
    ----------
    case : Case
        The case.
    listed : Alternatives
        The selections.
    pairs : DataFrame
        As :func:`~tisites.study.alternatives.pairs.interchangeable` gives it.
    most_loss : float
        Most points that a pair of the table may lose.
    """

    case: Case
    listed: Alternatives
    pairs: pd.DataFrame
    most_loss: float


def alternatives_document(report: AlternativesReport) -> Document:
    """Say what was found, what is proven of it, which sites are in all, which may be debated."""
    seen = presence(report.listed, report.case.program.n_columns)
    seen = seen[report.case.program.integer]
    counts = seen["class"].value_counts()
    facts = tuple(Fact(CLASS_WORDS[name], number(int(counts.get(name, 0)))) for name in CLASSES)
    first, *rest = _sentences(report)
    debate = Text("Noyau et sites à débattre", "Core and sites to debate")
    return Document(
        NAME,
        Text(
            f"Alternatives – {report.case.model.titled.fr}",
            f"Alternatives – {report.case.model.titled.en}",
        ),
        (
            Section(sentences=tuple(rest), tables=(_list_table(report),)),
            *_swaps(report),
            Section(debate, facts=facts, tables=(_sites_table(report, seen),)),
            Section(_pairs_title(report), tables=(_pairs_table(report),)),
        ),
        (first,),
        (SYNTHETIC,) if report.case.synthetic else (),
        _data(report),
    )


def _sentences(report: AlternativesReport) -> list[Text]:
    listed, best = report.listed, report.listed.best
    n, d = len(listed.found), listed.differ
    worst = number(listed.found[-1].loss_pct, 3) if n else "0"
    found = Text(
        f"{n} sélections presque aussi bonnes que la meilleure ({number(best.value, 2)} points) :"
        f" elles diffèrent d'elle et entre elles d'au moins {d} sites, et perdent au plus"
        f" {worst} %.",
        f"{n} selections nearly as good as the best ({number(best.value, 2)} points): they differ"
        f" from it and from one another by at least {d} sites, and lose {worst} % at most.",
    )
    proven = Text(
        "Chacune est prouvée la meilleure de toutes celles qui diffèrent assez des précédentes.",
        "Each is proven the best of all those that differ enough from the ones before it.",
    )
    return [found, proven, _end_words(listed)]


def _end_words(listed: Alternatives) -> Text:
    d, loss = listed.differ, number(listed.next_loss_pct, 3)
    within = number(listed.within_pct, 3)
    words = {
        ListEnd.COUNT: Text(
            "La liste s'arrête au nombre demandé ; il en existe peut-être d'autres.",
            "The list ends at the number asked for; there may be others.",
        ),
        ListEnd.WITHIN: Text(
            f"Prouvé : toute autre sélection qui diffère de celles-ci d'au moins {d} sites perd au"
            f" moins {loss} %, au-delà des {within} % admis.",
            f"Proven: every other selection that differs from these by at least {d} sites loses at"
            f" least {loss} %, beyond the {within} % allowed.",
        ),
        ListEnd.NONE: Text(
            f"Prouvé : aucune autre sélection ne diffère de celles-ci d'au moins {d} sites.",
            f"Proven: no other selection differs from these by at least {d} sites.",
        ),
        ListEnd.STOPPED: Text(
            "INCOMPLET : l'étude a été interrompue ; ce qui est listé est prouvé, la suite manque.",
            "INCOMPLETE: the study was interrupted; what is listed is proven, the rest is missing.",
        ),
    }
    return words[listed.end]


def _changes(report: AlternativesReport, one: Alternative) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns that enter and those that leave, against the best selection."""
    best = report.listed.best.selected
    return np.setdiff1d(one.selected, best), np.setdiff1d(best, one.selected)


_LIST = (
    Column("rank", Text("N°", "No."), align="right"),
    Column("value", Text("Valeur", "Value"), "points", 2, "right"),
    Column("bound", Text("Borne", "Bound"), "points", 2, "right", seen="files"),
    Column("loss_pct", Text("Perte", "Loss"), "%", 3, "right"),
    Column("changed", Text("Changés", "Changed"), "sites", 0, "right"),
    Column("leave", Text("Sortent", "Leave")),
    Column("enter", Text("Entrent", "Enter")),
)


def _list_table(report: AlternativesReport) -> Table:
    labels, rows = report.case.program.columns, []
    for k, one in enumerate(report.listed.everyone):
        into, out = _changes(report, one)
        told = [
            Said(" ".join(map(str, labels[ids])), sites_words(report.case, ids, _NAMED))
            for ids in (out, into)
        ]
        rows.append((k, one.value, one.bound, one.loss_pct, int(into.size), *told))
    title = Text("Alternatives, de la meilleure à la moins bonne", "Alternatives, best first")
    note = Text("N° 0 : la meilleure sélection.", "No. 0: the best selection.")
    return Table(TABLES[0], title, _LIST, tuple(rows), note=note)


_SWAPS = (
    Column("rank", Text("Alternative", "Alternative"), align="right"),
    Column("loss_pct", Text("Perte", "Loss"), "%", 3, "right", seen="files"),
    Column("name", Text("Nom", "Name")),
    Column("site_id", Text("Identifiant", "Id"), seen="wide"),
    Column("way", Text("Mouvement", "Move")),
    Column("commune", Text("Commune", "Commune")),
    Column("departement", Text("Département", "Département")),
    Column("region", Text("Région", "Région"), seen="files"),
    Column("hectares", Text("Surface", "Area"), "ha", 1, "right"),
    Column("score", Text("Score", "Score"), "", 1, "right"),
)
WAYS = {"leaves": Text("sort", "leaves"), "enters": Text("entre", "enters")}


def _swaps(report: AlternativesReport) -> tuple[Section, ...]:
    """Say every site that each alternative changes, one a row, none left out."""
    rows: list[tuple[object, ...]] = []
    for k, one in enumerate(report.listed.found, start=1):
        into, out = _changes(report, one)
        loss = number(one.loss_pct, 3)
        head = Said(k, Text(f"N° {k} : perd {loss} %", f"No. {k}: loses {loss}%"))
        for way, sites in (("leaves", out), ("enters", into)):
            rows += [
                (head, one.loss_pct, row[1], row[0], Said(way, WAYS[way]), *row[2:])
                for row in named_sites(report.case, sites).itertuples(index=False, name=None)
            ]
    if not rows:
        return ()
    title = Text("Ce que chacune échange", "What each swaps")
    return (Section(tables=(Table(TABLES[1], title, _SWAPS, tuple(rows), group="rank"),)),)


def _sites_table(report: AlternativesReport, seen: pd.DataFrame) -> Table:
    """Return every site, those to debate first: pages show these alone."""
    case, best = report.case, set(report.listed.best.selected.tolist())
    order = seen.assign(debated=seen["class"].isin(("frequent", "occasional")))
    order = order.sort_values(["debated", "share"], ascending=False, kind="stable")
    sites = order.index.to_numpy(dtype=np.int64)
    table = named_sites(case, sites)
    table["site"] = [site_words(row) for row in table.itertuples(index=False)]
    table["optimum"] = [int(site in best) for site in sites]
    table["times"] = order["times"].to_numpy()
    table["presence_pct"] = 100.0 * order["share"].to_numpy(dtype=np.float64)
    table["class"] = [Said(name, CLASS_WORDS[name]) for name in order["class"]]
    for k, one in enumerate(report.listed.found, start=1):
        table[f"alternative_{k}"] = np.isin(sites, one.selected).astype(int)
    columns = (
        Column("site", Text("Site", "Site"), seen="page"),
        *_WHO,
        Column("optimum", Text("Optimum", "Optimum"), decimals=0, align="right"),
        Column("times", Text("Fois", "Times"), decimals=0, align="right", seen="files"),
        Column("presence_pct", Text("Présence", "Presence"), "%", 0, "right"),
        Column("class", Text("Classe", "Class")),
        *(
            Column(f"alternative_{k}", f"n° {k}", decimals=0, align="right", seen="files")
            for k in range(1, len(report.listed.found) + 1)
        ),
    )
    title = Text("Sites à débattre", "Sites to debate")
    shown = min(SHOWN, int(order["debated"].sum()))
    return frame_table(TABLES[2], title, columns, table, shown=shown)


_WHO = (
    Column("site_id", Text("Identifiant", "Id"), seen="files"),
    Column("name", Text("Nom", "Name"), seen="files"),
    Column("commune", Text("Commune", "Commune"), seen="files"),
    Column("departement", Text("Département", "Département")),
    Column("region", Text("Région", "Région"), seen="files"),
    Column("hectares", Text("Surface", "Area"), "ha", 2, "right", seen="files"),
    Column("score", Text("Score", "Score"), "", 2, "right", seen="files"),
)
_PAIRS = (
    Column("leaving", Text("Retenu", "Chosen"), seen="page"),
    Column("leaving_site_id", Text("Identifiant du retenu", "Id of the chosen"), seen="files"),
    Column("leaving_name", Text("Retenu", "Chosen"), seen="files"),
    Column("entering", Text("Remplaçable par", "Can be replaced by"), seen="page"),
    Column("entering_site_id", Text("Identifiant du remplaçant", "Id of the other"), seen="files"),
    Column("entering_name", Text("Remplaçable par", "Can be replaced by"), seen="files"),
    Column("departement", Text("Département", "Département")),
    Column("loss", Text("Perte", "Loss"), "points", 2, "right"),
)


def _pairs_table(report: AlternativesReport) -> Table:
    leave = named_sites(report.case, report.pairs["leaving"])
    enter = named_sites(report.case, report.pairs["entering"])
    table = leave[["site_id", "name"]].add_prefix("leaving_")
    table = table.join(enter[["site_id", "name"]].add_prefix("entering_"))
    table["leaving"] = [site_words(row) for row in leave.itertuples(index=False)]
    table["entering"] = [site_words(row) for row in enter.itertuples(index=False)]
    table["departement"] = enter["departement"]
    table["loss"] = report.pairs["loss"].to_numpy(dtype=np.float64)
    return frame_table(TABLES[3], "", _PAIRS, table, shown=SHOWN)


def _pairs_title(report: AlternativesReport) -> Text:
    most = number(report.most_loss, 2)
    return Text(
        f"Sites interchangeables : toutes les règles tenues, {most} point au plus de perdu",
        f"Interchangeable sites: every rule kept, {most} points lost at most",
    )


def _data(report: AlternativesReport) -> dict[str, Any]:
    listed, labels = report.listed, report.case.program.columns
    return {
        "scenario": report.case.name,
        "synthetic": report.case.synthetic,
        "differ": listed.differ,
        "within_pct": listed.within_pct,
        "end": str(listed.end),
        "next_loss_pct": listed.next_loss_pct,
        "complete": listed.end is not ListEnd.STOPPED,
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
