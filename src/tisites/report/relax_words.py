"""What is said of an infeasible scenario, in sentences; written as text, Markdown and JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.explain.files import write_study
from tisites.report.explain.phrases import (
    amount_words,
    constraint_words,
    figure,
    joined,
    limit_words,
    short_name,
)
from tisites.report.media.markdown import escaped
from tisites.report.phrases import SYNTHETIC, quoted
from tisites.solver.solution import Proof
from tisites.study.precheck.precheck import CONTRADICTIONS
from tisites.study.relax.dials import CHOOSE, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from tisites.messages.errors import Problem
    from tisites.messages.findings import Finding
    from tisites.run.read.case import Case
    from tisites.study.relax.answer import RelaxAnswer
    from tisites.study.relax.dials import Dial
    from tisites.study.relax.elastic import Concession
    from tisites.study.relax.relax import Relaxation


def relax_sentences(
    case: Case, found: RelaxAnswer, findings: Sequence[Finding], problems: Sequence[Problem]
) -> list[tuple[str, list[str]]]:
    """Return headings, each with its sentences, in the current language."""
    blocks: list[tuple[str, list[str]]] = []
    noticed = [str(p.what) for p in problems]
    told = {str(p.where.column).removeprefix("constraint.") for p in problems}
    noticed += [
        str(f.message) for f in findings if f.code in CONTRADICTIONS and f.subject not in told
    ]
    if noticed:
        title = Text("Vu avant de résoudre", "Seen before solving")
        blocks.append((str(title), noticed))
    if found.feasible:
        said = Text(
            "Une sélection respecte toutes les contraintes : il n'y a rien à concéder"
            f" (valeur {number(found.value, 2)}).",
            f"A selection meets every constraint: nothing has to give (value"
            f" {number(found.value, 2)}).",
        )
        return [(str(Text("Réponse", "Answer")), [str(said)]), *blocks]
    blocks.append((str(Text("Ce qui se contredit", "What clashes")), _clash(case, found)))
    alone = _alone(case, found.alone)
    if alone:
        title = Text(
            "Une seule concession, toutes les autres limites gardées",
            "One concession alone, every other limit kept",
        )
        blocks.append((str(title), alone))
    title = Text("La plus petite concession", "The least to concede")
    blocks.append((str(title), _least(case, found)))
    return blocks


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


def _alone(case: Case, tried: Sequence[tuple[Dial, Relaxation]]) -> list[str]:
    """Say which limit suffices when it alone gives way, then which do not, one a constraint."""
    enough: dict[str, None] = {}
    short: dict[str, list[str]] = {}
    undecided: dict[str, None] = {}
    for dial, one in tried:
        if one.concessions:
            enough[_concession(case, one.concessions[0])] = None
        elif one.proof is Proof.INFEASIBLE:
            short.setdefault(dial.constraint, []).append(limit_words(case, dial))
        else:
            limit = limit_words(case, dial)
            undecided[str(Text(f"{limit} : non tranché.", f"{limit}: undecided."))] = None
    failing = []
    for name, limits in short.items():
        distinct = list(dict.fromkeys(limits))
        if len(distinct) == 1:
            told = Text(f"{distinct[0]} : ne suffit pas.", f"{distinct[0]}: does not suffice.")
        else:
            label, count = quoted(str(label_of(case, name))), number(len(distinct))
            told = Text(
                f"{label}, {count} limites : aucune ne suffit à elle seule.",
                f"{label}, {count} limits: none suffices alone.",
            )
        failing.append(str(told))
    return [*enough, *undecided, *failing]


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


def _least(case: Case, found: RelaxAnswer) -> list[str]:
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
        said.append(
            str(Text("Non prouvée : une moindre existe peut-être.", "Not proven to be the least."))
        )
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


def print_relax(
    case: Case, title: str, blocks: Sequence[tuple[str, list[str]]], console: Console
) -> None:
    """Print the sentences."""
    if case.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    console.print(Line(title, style="bold"))
    for head, sentences in blocks:
        console.print()
        console.print(Line(head, style="bold underline"))
        for sentence in sentences:
            console.print(Line(f"  · {sentence}"))
    console.print()


def write_relax(
    case: Case,
    title: str,
    blocks: Sequence[tuple[str, list[str]]],
    study: dict[str, Any],
    folder: Path,
) -> None:
    """Write ``relax.md`` and ``study.json`` into a fresh folder."""
    lines = [f"# {title}", ""]
    if case.synthetic:
        lines += [f"**{str(SYNTHETIC).upper()}**", ""]
    for head, sentences in blocks:
        lines += [f"## {head}", "", *(f"- {escaped(sentence)}" for sentence in sentences), ""]
    (folder / "relax.md").write_text("\n".join(lines), encoding="utf-8", newline="\n")
    write_study(study, folder)
