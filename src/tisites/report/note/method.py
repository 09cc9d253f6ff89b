"""How a selection was made: law, rules of points, sources, and what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.criteria.indicators import specs
from tisites.data.catalogue.titles import input_title
from tisites.messages.text import Text, number
from tisites.report.document import Column, Fact, Section, Table
from tisites.report.law_words import law_words
from tisites.report.phrases import both, solver_words
from tisites.report.proof_words import claim, value_and_bound
from tisites.report.rules.words import rule_limit, rule_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.report.document import Words
    from tisites.report.note.basis import Basis

_WEIGHTS = (
    Column("criterion", Text("Critère", "Criterion")),
    Column("weight", Text("Poids", "Weight"), "%", 1, "right"),
    Column("scale", Text("Échelle : donnée → part des points", "Scale: datum → share of points")),
    Column("source", Text("Fondement de l'échelle et du poids", "Grounds of scale and weight")),
)
_RULES = (
    Column("rule", Text("Règle", "Rule")),
    Column("limit", Text("Limite", "Limit")),
    Column("source", Text("Fondement", "Grounds")),
)
_SOURCES = (
    Column("name", Text("Donnée", "Data")),
    Column("producer", Text("Producteur", "Producer")),
    Column("licence", Text("Licence", "Licence")),
    Column("vintage", Text("Date", "Date")),
    Column("sha256", Text("Empreinte SHA-256", "SHA-256")),
)


def method_section(basis: Basis) -> Section:
    """Say in a few sentences what was done, under which law, with which weights."""
    model = basis.model
    law = model.law
    sentences: list[Words] = [
        Text(
            "Chaque donnée devient une valeur de 0 à 1 sur une échelle fixe, multipliée par son"
            " poids et sommée en un score sur 100 ; la sélection retenue est celle dont le total"
            " des scores est le plus grand parmi toutes celles qui respectent toutes les règles.",
            "Each datum becomes a value from 0 to 1 on a fixed scale, times its weight, summed"
            " into a score out of 100; the selection is the one of largest total score among all"
            " those that keep every rule.",
        ),
        Text(
            "Une donnée inconnue n'aide jamais : elle compte au plus mal de ce qu'elle peut être,"
            " et élargit l'intervalle du score.",
            "An unknown datum never helps: it counts as the worst it may be, and widens the"
            " interval of the score.",
        ),
        *law_words(model),
    ]
    facts = [
        Fact(Text("Scénario", "Scenario"), model.titled),
        Fact(Text("Modèle", "Model"), f"{model.name}, version {model.version}"),
    ]
    if law is not None:
        facts.append(
            Fact(
                Text("Droit", "Law"),
                Text(f"{law.text} ({law.status})", f"{law.text_en or law.text} ({law.status_en})"),
            )
        )
    return Section(
        Text("Méthode et poids", "Method and weights"),
        tuple(sentences),
        tuple(facts),
        tables=(_weights(basis), _rules(basis)),
    )


def _weights(basis: Basis) -> Table:
    score = basis.model.score
    whole = sum(criterion.weight for criterion in score.values())
    known = specs()
    rows = tuple(
        (
            Text(one.label, one.label_en or one.label),
            100.0 * one.weight / whole if whole else 0.0,
            _scale(one, known.get(one.indicator)),
            one.source,
        )
        for one in sorted(score.values(), key=lambda c: -c.weight)
        if one.weight
    )
    unweighted = [Text(c.label, c.label_en or c.label) for c in score.values() if not c.weight]
    note: Text | str = ""
    if unweighted:
        note = Text(
            f"Mesurés sans compter : {', '.join(x.fr for x in unweighted)}.",
            f"Measured, not counted: {', '.join(x.en for x in unweighted)}.",
        )
    return Table("weights", Text("Critères et poids", "Criteria and weights"), _WEIGHTS, rows,
                 note=note)  # fmt: skip


def _scale(criterion: Any, spec: Any) -> str:
    from tisites.criteria.unit_words import unit_words

    unit = unit_words(spec.unit) if spec is not None else Text("", "")
    steps = [f"{_plain(x)} → {number(100.0 * y)}" for x, y in dict(criterion.scale).items()]
    return f"{' ; '.join(steps)} % ({str(unit).strip() or Text('niveau', 'level')})"


def _plain(value: Any) -> str:
    if not isinstance(value, int | float):
        return str(value)
    return number(value, 0 if float(value).is_integer() else 1)


def _rules(basis: Basis) -> Table:
    rows = tuple(
        (rule_name(name, basis.model), rule_limit(name, basis.model), rule.source)
        for name, rule in basis.model.constraint.items()
        if rule.enabled
    )
    return Table("rules_asked", Text("Règles demandées", "Rules asked for"), _RULES, rows)


def sources_section(basis: Basis) -> Section:
    """Return every input with its producer, its licence, its date and its hash."""
    rows = tuple(
        (
            input_title(entry["name"]),
            entry.get("producer") or Text("donné par le planificateur", "given by the planner"),
            entry.get("licence") or Text("celle du fichier", "that of the file"),
            entry.get("vintage") or Text("non précisée", "not told"),
            f"{entry['sha256'][:16]}…",
        )
        for entry in basis.report["inputs"]
    )
    return Section(
        Text("Sources des données", "Sources of the data"),
        tables=(Table("sources", "", _SOURCES, rows),),
    )


def proof_section(basis: Basis) -> Section:
    """Return the claim, its bound, how it was certified, and what names the run for ever."""
    return Section(Text("Preuve", "Proof"), facts=tuple(_proof(basis)))


def _proof(basis: Basis) -> Iterator[Fact]:
    stated, report = basis.stated, basis.report
    yield Fact(Text("Ce qui est établi", "What is established"), claim(stated))
    yield Fact(Text("Valeur et borne", "Value and bound"), both(lambda: value_and_bound(stated)))
    yield Fact(
        Text("Certificat", "Certificate"),
        Text("vérifié sans le solveur (tisites runs verify)", "checked without the solver"
             " (tisites runs verify)")
        if stated.certified
        else Text("aucun : la preuve repose sur le solveur", "none: the proof rests on the solver"),
    )  # fmt: skip
    yield Fact(Text("Solveur", "Solver"), solver_words(str(report["solver"])))
    versions = report["versions"]
    yield Fact(Text("Logiciel", "Software"), f"tisites {versions['tisites']}")
    run = report.get("run")
    yield Fact(
        Text("Empreinte du résultat", "Hash of the run"),
        run or Text("ce résultat n'en porte pas", "this run bears none"),
    )
    yield Fact(
        Text("Refaire le calcul", "Run it again"),
        Text(
            "mêmes données, même modèle et même version donnent le même résultat, au bit près",
            "same data, same model and same version give the same run, to the bit",
        ),
    )
