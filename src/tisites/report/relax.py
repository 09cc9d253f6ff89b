"""What a study of relaxation means: what clashes, each way out alone, the least to concede."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.explain.phrases import (
    amount_words,
    constraint_words,
    figure,
    joined,
    limit_words,
    short_name,
)
from tisites.report.phrases import SYNTHETIC, quoted
from tisites.solver.solution import Proof
from tisites.study.precheck.precheck import CONTRADICTIONS
from tisites.study.relax.changes import changes_of
from tisites.study.relax.dials import CHOOSE, label_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding
    from tisites.model.sites import Sites
    from tisites.report.document import Words
    from tisites.run.read.case import Case
    from tisites.study.relax.answer import RelaxAnswer
    from tisites.study.relax.dials import Dial
    from tisites.study.relax.elastic import Concession
    from tisites.study.relax.relax import LeastRelaxation

#: Name of the document, its table, and the file that makes a folder one of this study.
NAME, TABLES, MARK = "relax", ("concessions",), "study.json"
_CONCESSIONS = (
    Column("constraint", Text("contrainte", "constraint")),
    Column("group", Text("où", "where")),
    Column("side", Text("limite", "limit")),
    Column("unit", Text("unité", "unit"), seen="files"),
    Column("from", Text("de", "from"), align="right"),
    Column("to", Text("à", "to"), align="right"),
    Column("amount", Text("concession", "concession"), "", 3, "right", seen="files"),
    Column("cost", Text("coût", "cost"), "", 4, "right", seen="files"),
)
_SIDES = {
    "min": Text("au moins", "at least"),
    "max": Text("au plus", "at most"),
    "less": Text("sites à choisir, en moins", "sites to choose, fewer"),
    "more": Text("sites à choisir, en plus", "sites to choose, more"),
    "km": Text("écart d'au moins", "at least apart"),
    "lock_in": Text("site imposé", "site locked in"),
    "lock_out": Text("site exclu", "site locked out"),
    "rule": Text("règle", "rule"),
}
#: What may be saved at most, as a share, up to which it is worth telling.
FAR = 0.5
_STOPPED = Text(
    "INTERROMPU : ce qui suit est établi, le reste n'a pas été demandé",
    "INTERRUPTED: what follows holds, the rest was not asked",
)


def relax_document(
    case: Case,
    found: RelaxAnswer,
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    data: Mapping[str, Any],
    sites: Sites | None = None,
) -> Document:
    """Return what is told of a scenario that may be infeasible.

    Parameters
    ----------
    case : Case
        The scenario.
    found : RelaxAnswer
        What clashes, and the least to concede.
    findings, problems
        What was seen before solving.
    data : mapping
        What was asked, for programs.
    sites : Sites, optional
        Those that compete: which territories have none decides what a floor there takes.
    """
    blocks = relax_sentences(case, found, findings, problems)
    sections = tuple(Section(title, items=tuple(items)) for title, items in blocks)
    if found.relaxation.concessions:
        rows = tuple(_row(case, one) for one in found.relaxation.concessions)
        table = Table("concessions", "", _CONCESSIONS, rows)
        sections = (*sections, Section(tables=(table,), terminal=False))
    told = {
        **data,
        "synthetic": case.synthetic,
        "feasible": found.feasible,
        "conflict": found.conflict,
        "concessions": found.relaxation.concessions,
        "cost": found.relaxation.cost,
        "cost_at_least": found.relaxation.bound,
        "proof": found.relaxation.proof.value,
        "value": found.value,
        "selected": found.selected,
        "alone": [
            {"dial": dial, "proof": one.proof.value, "concessions": one.concessions}
            for dial, one in found.alone
        ],
        "ways": ways(case, found, sites),
        "sentences": {str(title): [str(item) for item in items] for title, items in blocks},
    }
    notices: tuple[Words, ...] = (SYNTHETIC,) if case.synthetic else ()
    return Document(
        NAME,
        Text(f"Scénario « {case.model.titled.fr} »", f"Scenario '{case.model.titled.en}'"),
        sections,
        notices=(*notices, _STOPPED) if found.interrupted else notices,
        data=told,
        mark=MARK,
    )


def ways(case: Case, found: RelaxAnswer, sites: Sites | None = None) -> list[dict[str, Any]]:
    """Return each way out: its sentences, and the keys of the model that it changes.

    The least to concede comes first, then each limit that suffices alone, the cheapest first.
    """
    alone = sorted((one for _, one in found.alone if one.concessions), key=lambda one: one.cost)
    told: list[dict[str, Any]] = []
    for k, one in enumerate([found.relaxation, *alone]):
        changes = changes_of(case.model, one.concessions, sites)
        keys = {".".join(keys): value for keys, value in changes.items()}
        if keys and all(keys != way["changes"] for way in told):
            said = [_concession(case, concession) for concession in one.concessions]
            told.append({"least": k == 0, "says": said, "changes": keys, "cost": one.cost})
    return told


def _row(case: Case, one: Concession) -> tuple[object, ...]:
    dial = one.dial
    name = Said(dial.constraint, str(label_of(case, dial.constraint)))
    moves = dial.side in ("min", "max", "less", "more", "km")
    then = dial.moved(one.amount) if moves else None
    return (
        name,
        dial.group or None,
        Said(dial.side, _SIDES[dial.side]),
        dial.unit or None,
        Said(dial.limit, amount_words(dial, dial.limit)) if moves else None,
        Said(then, written_limit(dial, then)) if then is not None else None,
        one.amount,
        one.cost,
    )


def relax_sentences(
    case: Case, found: RelaxAnswer, findings: Sequence[Finding], problems: Sequence[Problem]
) -> list[tuple[Text, list[str]]]:
    """Return headings, each with its sentences, in the current language."""
    blocks: list[tuple[Text, list[str]]] = []
    noticed = [str(p.what) for p in problems]
    told = {str(p.where.column).removeprefix("constraint.") for p in problems}
    noticed += [
        str(f.message) for f in findings if f.code in CONTRADICTIONS and f.subject not in told
    ]
    if noticed:
        blocks.append((Text("Vu avant de résoudre", "Seen before solving"), noticed))
    if found.feasible:
        return [(Text("Réponse", "Answer"), [_nothing(found)]), *blocks]
    blocks.append((Text("Ce qui se contredit", "What clashes"), _clash(case, found)))
    alone = _alone(case, found.alone)
    if alone:
        title = Text(
            "Une seule concession, toutes les autres limites gardées",
            "One concession alone, every other limit kept",
        )
        blocks.append((title, alone))
    title = Text("La plus petite concession", "The least to concede")
    blocks.append((title, _least(case, found)))
    return blocks


def _nothing(found: RelaxAnswer) -> str:
    value = "" if math.isnan(found.value) else number(found.value, 2)
    worth = Text(f" (valeur {value})", f" (value {value})") if value else Text("", "")
    return str(
        Text(
            f"Une sélection respecte toutes les contraintes : il n'y a rien à concéder{worth.fr}.",
            f"A selection meets every constraint: nothing has to give{worth.en}.",
        )
    )


def _clash(case: Case, found: RelaxAnswer) -> list[str]:
    if not found.conflict.dials:
        return [str(Text("Aucun conflit n'a pu être isolé.", "No clash could be isolated."))]
    told = list(dict.fromkeys(limit_words(case, dial) for dial in found.conflict.dials))
    said = [
        str(
            Text(
                f"{told[0]} ne peut être tenue, quelles que soient les autres limites.",
                f"{told[0]} cannot be met, whatever the other limits.",
            )
            if len(told) == 1
            else Text(
                f"{joined(told)} se contredisent : sans l'une quelconque de ces limites, les autres"
                " tiennent ensemble.",
                f"{joined(told)} clash: without any one of these limits, the others hold together.",
            )
        )
    ]
    if not found.conflict.smallest:
        said.append(
            str(
                Text(
                    "Le temps a manqué : ce conflit n'est peut-être pas le plus petit.",
                    "Time ran out: this clash may not be the smallest.",
                )
            )
        )
    for dial in found.conflict.dials:
        counted = dial.row in found.eligible and dial.side != "rule"
        if counted and dial.constraint != CHOOSE:
            count = found.eligible[dial.row]
            many = "s" if count > 1 else ""
            said.append(
                str(
                    Text(
                        f"{constraint_words(case, dial)} : {number(count)} site{many} éligible"
                        f"{many} y compte{'nt' if count > 1 else ''}.",
                        f"{constraint_words(case, dial)}: {number(count)} eligible site{many}"
                        f" count{'' if count > 1 else 's'} there.",
                    )
                )
            )
    return said


def _alone(case: Case, tried: Sequence[tuple[Dial, LeastRelaxation]]) -> list[str]:
    """Say which limit suffices when it alone gives way, then which do not, one a constraint."""
    enough: dict[str, None] = {}
    short: dict[str, list[str]] = {}
    undecided: dict[str, list[str]] = {}
    for dial, one in tried:
        if one.concessions:
            enough[_concession(case, one.concessions[0])] = None
        elif one.proof is Proof.INFEASIBLE:
            short.setdefault(dial.constraint, []).append(limit_words(case, dial))
        else:
            undecided.setdefault(dial.constraint, []).append(limit_words(case, dial))
    open_ = _by_constraint(
        case, undecided, Text("non tranché", "undecided"), Text("non tranché", "undecided")
    )
    failing = _by_constraint(
        case, short, Text("ne suffit pas", "does not suffice"),
        Text("aucune ne suffit à elle seule", "none suffices alone"),
    )  # fmt: skip
    return [*enough, *open_, *failing]


def _by_constraint(
    case: Case, limits: Mapping[str, Sequence[str]], one: Text, several: Text
) -> list[str]:
    """Say the same of limits, in one sentence a constraint."""
    said = []
    for name, every in limits.items():
        distinct = list(dict.fromkeys(every))
        if len(distinct) == 1:
            told = Text(f"{distinct[0]} : {one.fr}.", f"{distinct[0]}: {one.en}.")
        else:
            label, count = quoted(str(label_of(case, name))), number(len(distinct))
            told = Text(
                f"{label}, {count} limites : {several.fr}.",
                f"{label}, {count} limits: {several.en}.",
            )
        said.append(str(told))
    return said


def written_limit(dial: Dial, limit: float) -> str:
    """Write a moved limit, rounded to the side that still suffices.

    Examples
    --------
    >>> from tisites.study.relax.dials import Dial
    >>> written_limit(Dial("b", "", "max", 60.0, "ha", 1.0, 0), 63.121)
    '63,13 ha'
    """
    places = 3 if dial.side == "km" else 0 if dial.unit == "sites" else 2
    grain = 10.0**places
    scaled = limit * grain
    up = math.ceil(scaled - 1e-6) if dial.opens > 0 else math.floor(scaled + 1e-6)
    if dial.unit == "sites":
        return amount_words(dial, up / grain)
    return f"{figure(up / grain, places)}{unit_words(dial.unit)}"


def _concession(case: Case, one: Concession) -> str:
    dial = one.dial
    if dial.side == "lock_in":
        site = short_name(case, dial.group)
        name = constraint_words(case, dial)
        return str(Text(f"lever le verrou {name} sur {site}", f"drop the lock {name} on {site}"))
    if dial.side == "lock_out":
        site = short_name(case, dial.group)
        name = constraint_words(case, dial)
        return str(Text(f"admettre {site}, exclu par {name}", f"let in {site}, out by {name}"))
    if dial.side == "rule":
        name = constraint_words(case, dial)
        return str(Text(f"{name} : à lever", f"{name}: to drop"))
    then = written_limit(dial, dial.moved(one.amount))
    if dial.constraint == CHOOSE:
        now = number(dial.limit)
        return str(Text(f"{then} à choisir au lieu de {now}", f"{then} to choose, not {now}"))
    now, name = amount_words(dial, dial.limit), constraint_words(case, dial)
    side = Text("au plus", "at most") if dial.side == "max" else Text("au moins", "at least")
    share = f"{number(100.0 * dial.share(one.amount), 1)} %"
    return str(
        Text(
            f"{name} : {side.fr} {then} au lieu de {now} ({share} de la limite)",
            f"{name}: {side.en} {then} in place of {now} ({share} of the limit)",
        )
    )


def _not_proven(one: LeastRelaxation) -> Text:
    """Say how much less a relaxation may cost than the one that was found in time."""
    less = 1.0 - one.bound / one.cost if one.cost > 0 else 1.0
    if not 0.0 < less < FAR:
        return Text(
            "Non prouvée, le temps a manqué : une moindre existe peut-être.",
            "Not proven to be the least: time ran out.",
        )
    share = number(max(0.1, math.ceil(1000.0 * less) / 10.0), 1)
    return Text(
        f"Non prouvée, le temps a manqué : une autre coûterait au mieux {share} % de moins.",
        f"Not proven to be the least, time ran out: another would cost {share} % less at best.",
    )


def _least(case: Case, found: RelaxAnswer) -> list[str]:
    if not found.relaxation.concessions and found.relaxation.proof is not Proof.INFEASIBLE:
        return [str(Text("Non tranchée : le temps a manqué.", "Undecided: time ran out."))]
    if not found.relaxation.concessions:
        return [
            str(
                Text(
                    "Aucune concession sur les limites permises ne suffit.",
                    "No concession on the limits allowed suffices.",
                )
            )
        ]
    said = [_concession(case, one) for one in found.relaxation.concessions]
    if found.relaxation.proof is not Proof.OPTIMAL:
        said.append(str(_not_proven(found.relaxation)))
    if found.selected:
        count = number(len(found.selected))
        said.append(
            str(
                Text(
                    f"Vérifié : ainsi desserré, le scénario a une sélection de {count} sites, de"
                    f" valeur {number(found.value, 2)}"
                    f"{'' if found.proof is Proof.OPTIMAL else ' (non prouvée optimale)'}.",
                    f"Verified: so relaxed, the scenario has a selection of {count} sites, value"
                    f" {number(found.value, 2)}"
                    f"{'' if found.proof is Proof.OPTIMAL else ' (not proven optimal)'}.",
                )
            )
        )
    return said
