"""A reserve list as a document: the list, who replaces whom, who is not replaced, withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.phrases import SYNTHETIC
from tisites.report.reserve.words import (
    WHY_WORDS,
    differs,
    headline,
    repaired_words,
    sentences,
    share_words,
    site_words,
    why_nobody,
)
from tisites.report.robustness.sites import named_sites

if TYPE_CHECKING:
    from tisites.study.reserve.reserve import Reserve
    from tisites.study.reserve.withdrawals import Survival

#: Name of the document; its tables; its picture.
NAME, TABLES = (
    "reserve",
    ("reserve_list", "replacements", "withdrawals", "not_replaced", "recoverable"),
)
PICTURE = "reserve.png"
_LIST = (
    Column("rank", Text("rang", "rank"), align="right", decimals=0),
    Column("site_id", Text("site", "site")),
    Column("region", Text("région", "région")),
    Column("departement", Text("département", "département"), seen="files"),
    Column("hectares", Text("hectares", "hectares"), "", 1, "right"),
    Column("score", Text("score", "score"), "", 1, "right"),
    Column("why", Text("sur la liste parce que", "on the list because")),
    Column("replaces", Text("remplace d'abord", "replaces first"), "", 0, "right"),
    Column("could_replace", Text("pourrait remplacer", "could replace"), "", 0, "right"),
)
_REPLACED = (
    Column("site_id", Text("site qui se retire", "site that withdraws")),
    Column("region", Text("région", "région"), seen="files"),
    Column("weight", Text("propension", "propensity"), "", 2, "right", seen="files"),
    Column("substitute_id", Text("entre à sa place", "enters in its place")),
    Column("rank", Text("rang", "rank"), "", 0, "right"),
    Column("lost", Text("points perdus", "points lost"), "", 1, "right"),
    Column("possible", Text("remplaçants possibles", "possible substitutes"), "", 0, "right",
           seen="wide"),
    Column("best_id", Text("meilleur remplaçant, toutes listes", "best substitute of all"),
           seen="files"),
    Column("best_lost", Text("points perdus par lui", "points lost by it"), "", 1, "right",
           seen="files"),
    Column("recomputed", Text("points perdus, tout refait", "points lost, all chosen again"), "", 1,
           "right", seen="files"),
    Column("differs", Text("ce qui change", "what differs"), below=True),
)  # fmt: skip
_WITHDRAWALS = (
    Column("withdrawals", Text("retraits", "withdrawals"), "", 0, "right"),
    Column("list", Text("liste", "list")),
    Column("share", Text("tous remplacés", "all replaced"), align="right"),
    Column("low", Text("au moins", "at least"), "", 4, "right", seen="files"),
    Column("high", Text("au plus", "at most"), "", 4, "right", seen="files"),
    Column("draws", Text("cas joués", "cases played"), "", 0, "right"),
    Column("exact", Text("exact", "exact")),
    Column("lost", Text("points perdus", "points lost"), "", 1, "right"),
)
_REPAIRED = (
    Column("site_id", Text("site", "site")),
    Column("move", Text("mouvement", "move")),
    Column("region", Text("région", "région")),
    Column("hectares", Text("hectares", "hectares"), "", 1, "right"),
    Column("score", Text("score", "score"), "", 1, "right"),
)
_MISSING = (
    Column("site_id", Text("site retenu", "chosen site")),
    Column("region", Text("région", "région")),
    Column("why", Text("pourquoi", "why"), below=True),
)


def reserve_document(found: Reserve) -> Document:
    """Say who replaces whom, who is not replaced and why, and how long the list holds.

    Seconds are left out: the same answer makes the same bytes.
    """
    title = found.case.model.titled
    notices = (SYNTHETIC,) if found.case.synthetic else ()
    missing = _missing(found)
    sections = [Section(sentences=tuple(sentences(found)))]
    if found.repaired is not None:
        sections.insert(0, Section(
            Text("Sélection réparable", "Recoverable selection"),
            tuple(repaired_words(found.repaired, found.case)), tables=_moved(found),
        ))  # fmt: skip
    if missing.rows:
        sections.append(Section(Text("Sans remplaçant", "Without substitute"), tables=(missing,)))
    if found.listed.size:
        picture = Figure(
            PICTURE,
            Text("Chaque site retenu, relié au site de réserve qui entre à sa place",
                 "Every chosen site, joined to the reserve site that enters in its place"),
        )  # fmt: skip
        sections += [
            Section(Text("La liste", "The list"), tables=(_listed(found),)),
            Section(Text("Qui remplace qui", "Who replaces whom"), tables=(_replaced(found),),
                    figures=(picture,)),
        ]  # fmt: skip
    sections.append(
        Section(Text("Plusieurs retraits", "Several withdrawals"), tables=(_played(found),))
    )
    return Document(
        NAME, Text(f"Liste de réserve : {title.fr}", f"Reserve list: {title.en}"),
        tuple(sections), (headline(found),), notices, _data(found),
    )  # fmt: skip


def _listed(found: Reserve) -> Table:
    who = named_sites(found.case, found.listed)
    firsts = [sum(one.entrant == site for one in found.replaced) for site in found.listed]
    rows = tuple(
        (
            k + 1, Said(row.site_id, site_words(found.case, int(found.listed[k]))),
            row.region, row.departement, row.hectares, row.score,
            Said(found.why[k], WHY_WORDS[found.why[k]]), firsts[k], int(found.serves[k]),
        )
        for k, row in enumerate(who.itertuples(index=False))
    )  # fmt: skip
    return Table(TABLES[0], "", _LIST, rows)


def _replaced(found: Reserve) -> Table:
    rank = {int(site): k + 1 for k, site in enumerate(found.listed)}
    case, ids = found.case, found.case.program.columns

    def who(column: int) -> object:
        return Said(ids[column], site_words(case, column)) if column >= 0 else None

    order = sorted(found.replaced, key=lambda one: (one.entrant < 0, -_or_zero(one.lost)))
    rows = tuple(
        (
            who(one.column), case.everyone.at[ids[one.column], "reg_nom"], one.weight,
            who(one.entrant), rank.get(one.entrant), one.lost, one.possible,
            who(one.best), one.best_lost,
            _known(one.recomputed),
            differs(case, one.column, one.entrant),
        )
        for one in order
    )  # fmt: skip
    return Table(TABLES[1], "", _REPLACED, rows)


def _or_zero(value: float) -> float:
    return value if np.isfinite(value) else 0.0


def _played(found: Reserve) -> Table:
    names = (
        Text("liste de réserve", "reserve list"),
        Text("meilleurs scores écartés", "best scores left out"),
    )
    rows = tuple(
        (
            one.withdrawals, Said(key, name), Said(one.share, share_words(one)), one.low, one.high,
            one.draws, one.exact, one.lost,
        )
        for pair in zip(found.survivals, found.plain, strict=True)
        for key, name, one in zip(("reserve", "scores"), names, pair, strict=True)
    )  # fmt: skip
    note = Text(
        f"Un retrait : tous les cas. Plusieurs : {found.draws} tirages de graine {found.seed},"
        " intervalle de Wilson à 95 %.",
        f"One withdrawal: every case. Several: {found.draws} draws of seed {found.seed}, Wilson"
        " interval at 95%.",
    )
    return Table(TABLES[2], "", _WITHDRAWALS, rows, note=note)


def _moved(found: Reserve) -> tuple[Table, ...]:
    """Return the sites that a recoverable selection lets in and out, where it does."""
    repaired = found.repaired
    assert repaired is not None
    ways = (
        ("enters", Text("entre", "enters"), np.setdiff1d(repaired.selected, repaired.before)),
        ("leaves", Text("sort", "leaves"), np.setdiff1d(repaired.before, repaired.selected)),
    )
    rows = tuple(
        (Said(row.site_id, site_words(found.case, int(column))), Said(key, word), row.region,
         row.hectares, row.score)
        for key, word, columns in ways
        for column, row in zip(
            columns, named_sites(found.case, columns).itertuples(index=False), strict=True
        )
    )  # fmt: skip
    return (Table(TABLES[4], "", _REPAIRED, rows),) if rows else ()


def _missing(found: Reserve) -> Table:
    case, ids = found.case, found.case.program.columns
    rows = tuple(
        (
            Said(ids[one.column], site_words(case, one.column)),
            case.everyone.at[ids[one.column], "reg_nom"], str(why_nobody(found, one)),
        )
        for one in found.replaced
        if one.entrant < 0 and (found.listed.size or one.blocked is not None)
    )  # fmt: skip
    return Table(TABLES[3], "", _MISSING, rows)


def _data(found: Reserve) -> dict[str, Any]:
    ids = found.case.program.columns

    def name(column: int) -> str | None:
        return None if column < 0 else str(ids[column])

    return {
        "scenario": found.case.name,
        "synthetic": found.case.synthetic,
        "asked": found.rule.model_dump(mode="json"),
        "value": found.value,
        "selection_proven": found.proven,
        "list": [
            {"site": name(site), "why": why, "could_replace": int(many)}
            for site, why, many in zip(found.listed, found.why, found.serves, strict=True)
        ],
        "covered": found.covered,
        "reachable": found.reachable,
        "proof": found.covering.proof.value,
        "points_per_cover": found.covering.a_cover,
        "program_value": found.covering.value,
        "program_bound": found.covering.bound,
        "best_scores": [name(site) for site in found.plain_listed],
        "best_scores_covered": found.plain_covered,
        "replacements": [
            {
                "site": name(one.column), "weight": one.weight, "substitute": name(one.entrant),
                "lost": _known(one.lost), "possible": one.possible, "best": name(one.best),
                "best_lost": _known(one.best_lost), "recomputed": _known(one.recomputed),
                "why": None if one.entrant >= 0 else str(why_nobody(found, one)),
            }
            for one in found.replaced
        ],
        "withdrawals": [
            {"list": key, **_survival(one)}
            for key, each in (("reserve", found.survivals), ("scores", found.plain))
            for one in each
        ],
        "seed": found.seed,
        "recoverable": _repair(found),
    }  # fmt: skip


def _repair(found: Reserve) -> dict[str, Any] | None:
    one = found.repaired
    if one is None:
        return None
    ids = found.case.program.columns
    return {
        "limit": one.limit, "value": one.value, "bound": one.bound, "proof": one.proof.value,
        "price": one.price, "worst": _known(one.worst), "worst_before": _known(one.worst_before),
        "enters": ids[np.setdiff1d(one.selected, one.before)].tolist(),
        "leaves": ids[np.setdiff1d(one.before, one.selected)].tolist(),
        "exempt": ids[list(one.exempt)].tolist(),
    }  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _survival(one: Survival) -> dict[str, Any]:
    return {
        "withdrawals": one.withdrawals, "draws": one.draws, "exact": one.exact, "share": one.share,
        "low": one.low, "high": one.high, "lost": _known(one.lost),
    }  # fmt: skip
