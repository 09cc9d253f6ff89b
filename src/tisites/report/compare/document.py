"""Selections side by side, as a document: figures, distance, broken rules, each exchange."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.compare.names import site_name
from tisites.report.compare.settings import difference_words
from tisites.report.compare.side_by_side import SIDE_BY_SIDE, loss_words, side_by_side
from tisites.report.compare.violations import violation_words
from tisites.report.compare.words import reason_words
from tisites.report.document import Column, Document, Fact, Figure, Said, Section, Table, first
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.real_choice import NAME as LABELS
from tisites.study.compare.evaluate import violation_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.study.compare.compare import Comparison, Pair
    from tisites.study.compare.contestant import Contestant
    from tisites.study.compare.reasons import Reason

#: Name of the document; its tables, its picture, and what may stand beside it.
NAME, PICTURE = "compare", "map.png"
TABLES = (
    SIDE_BY_SIDE, "distances", "violations", "differences", "causes", "exchanges", "sites",
    PICTURE, LABELS,
)  # fmt: skip
#: Exchanges, settings and broken rules that a terminal shows.
_EXCHANGES, _DIFFERENCES, _VIOLATIONS = 12, 12, 15
CODES: dict[str, Text] = {
    "ineligible": Text("pas éligible", "not eligible"),
    "absent": Text("pas candidat", "no candidate"),
    "locked_out": Text("interdit", "locked out"),
    "imposed": Text("imposé", "imposed"),
    "limit": Text("une règle ou sa limite diffère", "a rule or its limit differs"),
    "room": Text("sa place est prise par d'autres", "others take its room"),
    "held": Text("retenu par une contrainte", "held back by a constraint"),
    "outscored": Text("moins bien noté", "worth less"),
    "tie": Text("à égalité", "a tie"),
    "open": Text("échange possible (non optimal)", "open exchange (not optimal)"),
    "hand": Text("choix à la main", "made by hand"),
}
_PAIR = (
    Column("from", Text("de", "from"), seen="files"),
    Column("to", Text("à", "to"), seen="files"),
)
_DISTANCES = (
    *_PAIR,
    Column("pair", Text("Sélections", "Selections"), seen="page"),
    Column("common", Text("Communs", "In common"), "", 0, "right"),
    Column("only_first", Text("1re seule", "1st alone"), "", 0, "right"),
    Column("only_second", Text("2e seule", "2nd alone"), "", 0, "right"),
    Column("jaccard", Text("Jaccard", "Jaccard"), "", 2, "right"),
    Column("exchanges", Text("Échanges", "Exchanges"), "", 0, "right"),
    Column("km_mean", Text("km, moyenne", "km, mean"), "", 0, "right"),
    Column("km_total", Text("km, total", "km, total"), "", 0, "right"),
)
_VIOLATED = (
    Column("selection", Text("sélection", "selection"), seen="files"),
    Column("rule", Text("règle", "rule"), seen="files"),
    Column("by", Text("écart", "by"), "", 4, "right", seen="files"),
    Column("violation", Text("Règle violée", "Rule broken"), below=True),
)
_DIFFERENT = (
    *_PAIR,
    Column("key", Text("clé", "key"), seen="files"),
    Column("setting", Text("Réglage", "Setting"), below=True),
)
_CAUSES = (
    *_PAIR,
    Column("cause", Text("Cause", "Cause")),
    Column("leave", Text("sortent", "leave"), "", 0, "right"),
    Column("enter", Text("entrent", "enter"), "", 0, "right"),
)
_MOVED = (
    *_PAIR,
    Column("exchange", Text("échange", "exchange"), "", 0, "right", seen="files"),
    Column("km", Text("distance", "distance"), "km", 1, "right", seen="files"),
    Column("way", Text("sens", "way"), seen="files"),
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("site", Text("site", "site"), seen="files"),
    Column("moved", Text("Sort (−), entre (+)", "Leaves (−), enters (+)"), seen="page"),
    Column("distance", Text("Distance", "Distance"), align="right", seen="page"),
    Column("cause", Text("Cause", "Cause")),
    Column("score_first", Text("score, première", "score, first"), "", 2, "right", seen="files"),
    Column("score_second", Text("score, seconde", "score, second"), "", 2, "right", seen="files"),
    Column("why", Text("Pourquoi", "Why"), below=True),
)
_SITES = (
    Column("site_id", Text("identifiant", "id")),
    Column("name", Text("nom", "name"), seen="files"),
    Column("commune", Text("commune", "commune")),
    Column("dep", Text("code dép.", "dép. code"), seen="files"),
    Column("dep_nom", Text("département", "département")),
    Column("reg", Text("code région", "région code"), seen="files"),
    Column("reg_nom", Text("région", "région")),
    Column("surface_ha", Text("surface", "surface"), "ha", 2, "right", seen="files"),
    Column("count", Text("présences", "times"), "", 0, "right", seen="files"),
)


def compare_document(found: Comparison, *, every: bool = False) -> Document:
    """Say what selections share, what each is worth, and why each site moved.

    Parameters
    ----------
    found : Comparison
        What was compared.
    every : bool
        Whether a terminal shows every exchange, not the first twelve.
    """
    alt = t("Carte des différences", "Map of differences")
    distances = Table("distances", "", _DISTANCES, tuple(map(tuple, _distances(found))))
    return Document(
        NAME,
        Text("Sélections comparées", "Selections compared"),
        (
            Section(facts=tuple(Fact(*line) for line in _contestants(found))),
            Section(figures=(Figure(PICTURE, alt),), terminal=False),
            Section(Text("Côte à côte", "Side by side"), tables=(side_by_side(found),)),
            Section(Text("Distance", "Distance"), tables=(distances,)),
            *_violations(found),
            *(_pair(found, pair, every=every) for pair in found.pairs),
            _consensus(found),
        ),
        tuple(_lead(found)),
        tuple(_notices(found)),
        _record(found),
        owns=TABLES,
    )


def _notices(found: Comparison) -> list[Text]:
    told = [SYNTHETIC] if found.synthetic else []
    return told + [
        contestant.notice for contestant in found.contestants if contestant.notice is not None
    ]


def _lead(found: Comparison) -> Iterator[str]:
    for pair in found.pairs:
        a, b, d = found.labels[pair.here], found.labels[pair.there], pair.distance
        if not (pair.leaves or pair.enters):
            same, s = number(d.common), plural(d.common)
            yield t(f"{a} et {b} : les mêmes {same} site{s}.",
                    f"{a} and {b}: the same {same} site{s}.")  # fmt: skip
            continue
        causes = Counter(map(cause_of, (*pair.leaves, *pair.enters)))
        leave = "sortent" if plural(d.only_here) else "sort"
        enter = "entrent" if plural(d.only_there) else "entre"
        most = CODES[causes.most_common(1)[0][0]]
        yield t(
            f"De {a} à {b} : {number(d.common)} en commun, {number(d.only_here)} {leave},"
            f" {number(d.only_there)} {enter} ; le plus souvent : {most}.",
            f"From {a} to {b}: {number(d.common)} in common, {number(d.only_here)} leave,"
            f" {number(d.only_there)} enter; most often: {most}.",
        )
    for k, (label, contestant) in enumerate(zip(found.labels, found.contestants, strict=True)):
        if contestant.hand:
            loss = loss_words(found, k)
            yield t(f"Perte de {label} face à l'optimum : {loss}.",
                    f"Loss of {label} against the optimum: {loss}.")  # fmt: skip


def _contestants(found: Comparison) -> Iterator[tuple[str, str]]:
    for label, contestant in zip(found.labels, found.contestants, strict=True):
        judged = f"{t('jugée par', 'judged by')} " * contestant.hand
        yield label, f"{contestant.name} – {contestant.title} ({judged}{contestant.run[:16]})"


def _distances(found: Comparison) -> Iterator[tuple[object, ...]]:
    for pair in found.pairs:
        a, b, d = found.labels[pair.here], found.labels[pair.there], pair.distance
        yield (
            a, b, f"{a} – {b}", d.common, d.only_here, d.only_there, d.jaccard, d.swaps,
            d.km_mean if np.isfinite(d.km_mean) else None, d.km_total,
        )  # fmt: skip


def _violations(found: Comparison) -> Iterator[Section]:
    for label, contestant, value in zip(found.labels, found.contestants, found.own, strict=True):
        if not contestant.hand:
            continue
        broken = value.violations
        if not broken:
            said = t(f"{label} respecte toutes les règles du modèle.", f"{label} breaks no rule.")
            yield Section(sentences=(said,))
            continue
        count, s = number(len(broken)), plural(len(broken))
        rows = tuple(
            (label, one.constraint or one.kind, one.by, violation_words(one, contestant.case.model))
            for one in broken
        )
        title = t(f"{label} viole {count} règle{s}", f"{label} breaks {count} rule{s}")
        yield Section(
            title, tables=(Table("violations", "", _VIOLATED, rows, excerpt=first(_VIOLATIONS)),)
        )


def _pair(found: Comparison, pair: Pair, *, every: bool) -> Section:
    a, b = found.labels[pair.here], found.labels[pair.there]
    said = []
    if not pair.same_data:
        said.append(t("Données différentes (paquet ou candidats).", "Other data."))
    if not (pair.leaves or pair.enters):
        said.append(t("Les mêmes sites, de part et d'autre.", "The same sites on both sides."))
    differences = tuple((a, b, one.key, difference_words(one)) for one in pair.differences)
    moved, shown = _moved(found, pair)
    settings = t("Réglages qui diffèrent", "Settings that differ")
    tables = (
        Table("differences", settings, _DIFFERENT, differences, excerpt=first(_DIFFERENCES)),
        Table("causes", t("Causes", "Causes"), _CAUSES, tuple(_causes(pair, a, b))),
        Table("exchanges", t("Échanges", "Exchanges"), _MOVED, moved,
              excerpt=None if every else first(shown)),
    )  # fmt: skip
    return Section(t(f"De {a} à {b}", f"From {a} to {b}"), tuple(said), tables=tables)


def _causes(pair: Pair, a: str, b: str) -> Iterator[tuple[object, ...]]:
    left, entered = (Counter(map(cause_of, side)) for side in (pair.leaves, pair.enters))
    for code, words in CODES.items():
        if left[code] or entered[code]:
            yield a, b, Said(code, words), left[code], entered[code]


def cause_of(reason: Reason) -> str:
    """Return the key of :data:`CODES` that a reason comes under."""
    if reason.code != "held":
        return reason.code
    own = [change for change in reason.holds if not change.floor]
    if any(change.status != "same" for change in own):
        return "limit"
    if not own:
        return "outscored"
    return "room" if any(change.others for change in reason.holds) else "held"


def _moved(found: Comparison, pair: Pair) -> tuple[tuple[tuple[object, ...], ...], int]:
    """Return the sites that move, exchange by exchange, and how many are in the first twelve."""
    a, b = found.labels[pair.here], found.labels[pair.there]
    rows: list[tuple[object, ...]] = []
    shown = 0
    for k, (km, out, into) in enumerate(_exchanges(pair), start=1):
        for leaves, reason in ((True, out), (False, into)):
            if reason is None:
                continue
            way = (
                Said("leaves", t("sort", "leaves"))
                if leaves
                else Said("enters", t("entre", "enters"))
            )
            name, code = site_name(found, reason.site), cause_of(reason)
            scores = (reason.score_in, reason.score_out)[:: 1 if leaves else -1]
            rows.append((
                a, b, k, km, way, reason.site, name, f"{'−' if leaves else '+'} {name}",
                "" if km is None else f"{number(km)} km", Said(code, CODES[code]), *scores,
                reason_words(found, pair, reason, leaves=leaves),
            ))  # fmt: skip
        if k <= _EXCHANGES:
            shown = len(rows)
    return tuple(rows), shown


def _exchanges(pair: Pair) -> Iterator[tuple[float | None, Reason | None, Reason | None]]:
    """Yield kilometres, who leaves, who enters; nearest first, sites without a match last."""
    left = {reason.site: reason for reason in pair.leaves}
    entered = {reason.site: reason for reason in pair.enters}
    for match in sorted(pair.distance.matches, key=lambda m: (m.km, m.out)):
        yield match.km, left.pop(match.out), entered.pop(match.into)
    yield from ((None, reason, None) for reason in left.values())
    yield from ((None, None, reason) for reason in entered.values())


def _consensus(found: Comparison) -> Section:
    members = tuple(Column(f"in_{label}", label) for label in found.labels)
    shared = int((found.sites["count"] == len(found.contestants)).sum())
    said = t(
        f"Dans toutes les sélections : {number(shared)} site{plural(shared)}, sur"
        f" {number(len(found.sites))} cités.",
        f"In every selection: {number(shared)} site{plural(shared)}, of"
        f" {number(len(found.sites))} named.",
    )
    rows = tuple(
        (
            site, *(_known(row[c.key]) for c in _SITES[1:-1]),
            *(Said(bool(row[f"in_{k}"]), "×" * bool(row[f"in_{k}"])) for k in range(len(members))),
            int(row["count"]),
        )
        for site, row in found.sites.iterrows()
    )  # fmt: skip
    table = Table("sites", "", (*_SITES[:-1], *members, _SITES[-1]), rows, excerpt=())
    return Section(Text("Consensus", "Consensus"), (said,), tables=(table,))


def _known(value: Any) -> Any:
    return value if isinstance(value, str) or np.isfinite(_number(value)) else None


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _record(found: Comparison) -> dict[str, Any]:
    return {
        "synthetic": found.synthetic,
        "notices": list(map(str, _notices(found))),
        "parties": [
            {
                "label": label, **_contestant(contestant), "value": value.value,
                "valued": value.valued,
                "loss": contestant.optimum - value.value if contestant.hand else None,
                "violations": [violation_record(one) for one in value.violations],
                "value_under_first": first.value,
                "violations_under_first": len(first.violations),
                "figures": asdict(figures),
            }
            for label, contestant, value, first, figures in zip(
                found.labels, found.contestants, found.own, found.under_first, found.figures,
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


def _contestant(one: Contestant) -> dict[str, Any]:
    return {
        "name": one.name, "title": one.title, "run": one.run, "hand": one.hand,
        "optimum": one.optimum, "proven": one.proven, "selected": list(one.ids),
    }  # fmt: skip
