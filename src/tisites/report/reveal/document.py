"""What a selection says of the weights behind it: caveats first, never a weight alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.phrases import SYNTHETIC
from tisites.report.reveal.words import (
    GRAINS,
    VERDICTS,
    caveats,
    headline,
    left_words,
    likelihood_words,
    share,
    weight_name,
)

if TYPE_CHECKING:
    from tisites.study.reveal.reveal import Preferences, WeightsRead

#: Name of the document; its tables and its picture.
NAME, PICTURE = "reveal", "reveal.png"
TABLES = ("reveal_family", "reveal_criterion", "reveal_rules", "reveal_aside")
#: The scenario of the revealed weights, where it is asked for.
SCENARIO = "scenario_reveal.toml"
_WEIGHTS = (
    Column("name", Text("poids", "weight")),
    Column("prior_pct", Text("modèle", "model"), "%", 1, "right"),
    Column("revealed_pct", Text("révélé", "revealed"), "%", 1, "right", seen="files"),
    Column("low_pct", Text("au moins", "at least"), "%", 1, "right", seen="files"),
    Column("high_pct", Text("au plus", "at most"), "%", 1, "right", seen="files"),
    Column("interval", Text("révélé [intervalle à 95 %]", "revealed [95% interval]"), seen="page"),
    Column("verdict", Text("ce qu'on peut en dire", "what can be told")),
    Column("nearest_pct", Text("quasi optimum", "nearly best"), "%", 1, "right", seen="files"),
    Column("exact_low_pct", Text("exact, au moins", "exact, at least"), "%", 1, "right",
           seen="files"),
    Column("exact_high_pct", Text("exact, au plus", "exact, at most"), "%", 1, "right",
           seen="files"),
    Column("exact", Text("sous optimum [exact]", "as the best [exact]"), seen="page"),
    Column("exact_proven", Text("bornes prouvées", "ends proven"), seen="files"),
)  # fmt: skip
_RULES = (
    Column("rule", Text("règle", "rule")),
    Column("territory", Text("où", "where")),
    Column("limit", Text("limite du modèle", "the model's limit"), "", 2, "right"),
    Column("held", Text("la sélection", "the selection"), "", 2, "right"),
)
_ASIDE = (
    Column("site_id", Text("site", "site"), seen="files"),
    Column("name", Text("site", "site")),
    Column("reason", Text("motif", "reason")),
)


def reveal_document(study: Preferences) -> Document:
    """Say which weights explain a selection, which are not identified, and why."""
    notices = [SYNTHETIC] if study.case.synthetic else []
    if study.incomplete:
        notices.append(
            Text(
                "INTERROMPU : une borne qui n'est pas prouvée est plus large que la vraie",
                "INTERRUPTED: an end that is not proven is wider than the true one",
            )
        )
    sections = [Section(Text("À savoir d'abord", "Know first"), items=tuple(caveats(study)))]
    for level in study.levels:
        sections.append(
            Section(
                GRAINS[level.grain],
                (*likelihood_words(level), *left_words(level)),
                tables=(_weights_table(study, level),),
            )
        )
    alt = Text(
        "poids du modèle, poids révélés et leurs intervalles",
        "the model's weights, revealed ones and their intervals",
    )
    sections.insert(2, Section(figures=(Figure(PICTURE, alt),), terminal=False))
    sections += _beside(study)
    return Document(
        NAME,
        Text(
            f"Quels poids expliquent « {study.name} » ?", f"Which weights explain '{study.name}'?"
        ),
        tuple(sections),
        tuple(headline(study)),
        tuple(notices),
        _data(study),
        owns=("scenario_reveal",),
    )


def _weights_table(study: Preferences, level: WeightsRead) -> Table:
    nearest = None if level.inverse is None else level.inverse.nearest
    bounds = None if level.inverse is None else level.inverse.bounds
    rows = []
    for j, name in enumerate(level.names):
        seen, prior = level.logit, float(level.prior[j])
        ends = float(seen.low[j]), float(seen.high[j])
        exact = None if bounds is None else (float(bounds.low[j]), float(bounds.high[j]))
        proven = None if bounds is None else bool(bounds.proven[j])
        verdict = level.verdicts[j]
        told = f"{share(float(seen.weights[j]))} [{share(ends[0])} – {share(ends[1])}]"
        rows.append((
            Said(name, weight_name(study, level.grain, name)),
            100.0 * prior, 100.0 * float(seen.weights[j]), 100.0 * ends[0], 100.0 * ends[1], told,
            Said(verdict, VERDICTS[verdict]),
            None if nearest is None else 100.0 * float(nearest.weights[j]),
            None if exact is None else 100.0 * exact[0],
            None if exact is None else 100.0 * exact[1],
            None if exact is None else
            f"[{share(exact[0])} – {share(exact[1])}]" + ("" if proven else " *"),
            proven,
        ))  # fmt: skip
    note: Text | str = ""
    if bounds is not None and not bounds.proven.all():
        note = Text(
            "* non prouvé : l'intervalle exact est plus étroit, ou le même",
            "* not proven: the exact interval is narrower, or the same",
        )
    hide = (
        () if bounds is not None else ("exact", "exact_low_pct", "exact_high_pct", "exact_proven")
    )
    keep = [k for k, column in enumerate(_WEIGHTS) if column.key not in hide]
    kept = tuple(tuple(row[k] for k in keep) for row in rows)
    return Table(f"reveal_{level.grain}", "", tuple(_WEIGHTS[k] for k in keep), kept, note=note)


def _beside(study: Preferences) -> list[Section]:
    """Return what the selection does not keep, and the sites that could not be judged."""
    from tisites.report.rules.words import rule_name

    found = []
    if study.loosened:
        broken = tuple(
            (Said(one.constraint, rule_name(one.constraint, study.case.model)), one.group or None,
             one.limit, one.held)
            for one in study.loosened
        )  # fmt: skip
        found.append(
            Section(
                Text("Règles d'aujourd'hui qu'elle ne respecte pas", "Today's rules it breaks"),
                tables=(Table(TABLES[2], "", _RULES, broken, shown=15),),
            )
        )
    if len(study.aside):
        rows = tuple(
            (site, name if isinstance(name, str) else site, reason)
            for site, name, reason in zip(
                study.aside.index.astype(str), study.aside["name"], study.aside["reason_text"],
                strict=True,
            )
        )  # fmt: skip
        found.append(
            Section(
                Text("Sites qui n'ont pu être jugés", "Sites that could not be judged"),
                tables=(Table(TABLES[3], "", _ASIDE, rows, shown=15),),
            )
        )
    return found


def _data(study: Preferences) -> dict[str, Any]:
    return {
        "scenario": study.case.name,
        "selection": study.name,
        "synthetic": study.case.synthetic,
        "incomplete": study.incomplete,
        "sites_judged": len(study.judged),
        "sites_aside": [str(site) for site in study.aside.index],
        "sites_without_alternative": int(study.choices.alone.size),
        "alternatives": int(study.choices.alternatives.size),
        "criteria_aside": list(study.criteria_aside),
        "rules_loosened": [
            {"rule": one.constraint, "territory": one.group, "limit": one.limit, "held": one.held}
            for one in study.loosened
        ],
        "levels": [_level_data(level) for level in study.levels],
    }


def _level_data(level: WeightsRead) -> dict[str, Any]:
    told, inverse = level.logit.likelihood, level.inverse
    bounds = None if inverse is None else inverse.bounds
    return {
        "of": level.grain,
        "sharpness": level.logit.sharpness,
        "likelihood": {
            "chance": told.chance, "model": told.model, "best": told.best,
            "ratio_to_chance": told.against_chance, "ratio_to_model": told.against_model,
            "freedom": told.freedom, "p_chance": told.p_chance, "p_model": told.p_model,
        },
        "residual": None if inverse is None else {
            "model": inverse.model.residual, "nearest": inverse.nearest.residual,
            "least": inverse.kindest.residual, "proven": inverse.whole, "solves": inverse.cuts,
        },
        "weights": [
            {
                "name": name, "prior": float(level.prior[j]),
                "revealed": float(level.logit.weights[j]), "low": float(level.logit.low[j]),
                "high": float(level.logit.high[j]), "verdict": level.verdicts[j],
                "nearest": None if inverse is None else float(inverse.nearest.weights[j]),
                "exact": None if bounds is None else
                [float(bounds.low[j]), float(bounds.high[j]), bool(bounds.proven[j])],
            }
            for j, name in enumerate(level.names)
        ],
    }  # fmt: skip


def scenario_text(study: Preferences) -> str:
    """Return a scenario of the revealed weights, that says what they are and are not.

    Families bear the weights that the choices speak for; inside each, criteria keep the model's
    proportions, since fifty sites do not tell fifteen weights.
    """
    level = study.levels[0]
    model, lines = study.case.model, []
    for j, family in enumerate(level.names):
        inside = {name: one.weight for name, one in model.score.items() if one.family == family
                  and name not in study.criteria_aside}  # fmt: skip
        total = sum(inside.values())
        low, high = share(float(level.logit.low[j])), share(float(level.logit.high[j]))
        lines += ["", f"# {family} : {share(float(level.logit.weights[j]))} [{low} – {high}],"
                      f" {VERDICTS[level.verdicts[j]].fr}"]  # fmt: skip
        for name, weight in inside.items():
            part = weight / total if total > 0 else 1.0 / len(inside)
            mine = 100.0 * float(level.logit.weights[j]) * part
            lines += [f"[score.{name}]", f"weight = {round(mine, 6)}"]
    for name in study.criteria_aside:
        lines += ["", "# non jugé par cette sélection : sans poids ici", f"[score.{name}]",
                  "weight = 0.0"]  # fmt: skip
    head = [
        f"# POIDS RÉVÉLÉS, NON CHOISIS : ce qu'une sélection ({study.name}) laisse lire de ses"
        " poids.",
        "# Chaque poids n'a de sens qu'avec son intervalle à 95 % (tisites reveal) ; ce n'est pas"
        " une",
        "# recommandation, et personne ne les a déclarés.",
        f'from = "{study.case.name}"',
        'name = "poids-reveles"',
        'title = "Poids révélés par une sélection (non choisis)"',
        'title_en = "Weights revealed by a selection (not chosen)"',
    ]
    return "\n".join([*head, *lines]) + "\n"
