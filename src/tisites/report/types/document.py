"""The document of a choice of sites with their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Figure, Said, Section, Table
from tisites.report.phrases import SYNTHETIC, site_phrase
from tisites.report.price import PROOF_WORDS
from tisites.report.types.words import (
    kind_words,
    lead_words,
    map_title,
    other_words,
    price_words,
    reference_words,
    sum_words,
)
from tisites.study.types.fit import Met

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.criteria.spec import Indicators
    from tisites.study.types.types import TypesAnswer

#: Name of the document; its files.
NAME = "types"
FILES = ("types", "types_sites", "types_quotas", "types_needs", "types_unfit", "types.png")
SHOWN = 15
_TYPES = (
    Column("type", Text("type", "type")),
    Column("min", Text("au moins", "at least"), "", 0, "right"),
    Column("max", Text("au plus", "at most"), "", 0, "right"),
    Column("suits", Text("sites qui conviennent", "sites that suit"), "", 0, "right"),
    Column("verify", Text("dont à vérifier", "to verify"), "", 0, "right"),
    Column("in_reference", Text("dans la sélection sans types", "in the selection without types"),
           "", 0, "right", short=Text("sans types", "without types")),
    Column("chosen", Text("retenus", "chosen"), "", 0, "right"),
    Column("source", Text("source", "source"), seen="files"),
)  # fmt: skip
_SITES = (
    Column("type", Text("type", "type")),
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("site", Text("site", "site")),
    Column("region", Text("région", "région"), seen="wide"),
    Column("surface_ha", Text("surface", "area"), "ha", 1, "right"),
    Column("score", Text("score du type", "score of the type"), "", 1, "right"),
    Column("verify", Text("à vérifier", "to verify")),
    Column("others", Text("convient aussi à", "also suits"), seen="wide"),
    Column("kept", Text("choisi sans types", "chosen without types")),
)
_QUOTAS = (
    Column("type", Text("type", "type")),
    Column("side", Text("quota", "quota")),
    Column("limit", Text("de", "from"), "", 0, "right"),
    Column("moved", Text("à", "to"), "", 0, "right"),
    Column("gain", Text("points gagnés", "points gained"), "", 2, "right", signed=True),
    Column("sites_changed", Text("sites changés", "sites changed"), "", 0, "right"),
    Column("enters", Text("sites qui entrent", "sites that enter"), seen="files"),
    Column("leaves", Text("sites qui sortent", "sites that leave"), seen="files"),
    Column("proof", Text("preuve", "proof")),
)
_NEEDS = (
    Column("type", Text("type", "type")),
    Column("indicator", Text("indicateur", "indicator"), seen="files"),
    Column("need", Text("besoin", "need")),
    Column("yes", Text("le remplissent", "meet it"), "", 0, "right"),
    Column("no", Text("non", "do not"), "", 0, "right"),
    Column("unknown", Text("inconnu", "unknown"), "", 0, "right"),
    Column("counts", Text("l'inconnu", "the unknown")),
    Column("alone", Text("écartés par lui seul", "kept out by it alone"), "", 0, "right"),
    Column("source", Text("source", "source"), seen="files"),
)
_UNFIT = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("site", Text("site", "site")),
    Column("score", Text("score", "score"), "", 1, "right"),
    Column("nearest", Text("type le plus proche", "nearest type")),
    Column("missing", Text("ce qui manque", "what is missing"), below=True),
)


def types_document(study: TypesAnswer, indicators: Indicators) -> Document:
    """Say which site goes to which type, what quotas cost, who suits nothing and why."""
    title = study.model.titled
    notices: list[str | Text] = [SYNTHETIC] if study.synthetic else []
    if study.incomplete:
        notices.append(Text("INTERROMPU : des réponses manquent", "INTERRUPTED: answers missing"))
    figures: tuple[Figure, ...] = ()
    if study.kinds:
        said = map_title(study)
        figures = (Figure(FILES[-1], said, said),)
    opening = [*reference_words(study), sum_words(study), *other_words(study)]
    sections = [
        Section("", tuple(opening), tables=(_types_table(study),), figures=figures),
    ]
    if study.kinds:
        head = Text("Quel site pour quel type", "Which site for which type")
        sections.append(Section(head, tables=(_sites_table(study),)))
    if study.prices:
        head = Text("Ce que coûte chaque quota", "What each quota costs")
        sections.append(Section(head, tuple(price_words(study)), tables=(_quotas_table(study),)))
    head = Text("Ce que chaque besoin écarte", "What each need keeps out")
    sections.append(Section(head, tables=(_needs_table(study, indicators),)))
    sections.append(_unfit(study, indicators))
    return Document(
        NAME,
        Text(f"Sites et types de projets : {title.fr}", f"Sites and types: {title.en}"),
        tuple(sections),
        (lead_words(study),),
        tuple(notices),
        _data(study),
    )


def _site(study: TypesAnswer, site: str) -> str:
    row = study.sites.loc[site]
    return site_phrase(row["name"], row["commune"], site)


def _types_table(study: TypesAnswer) -> Table:
    given = study.reference
    rows = []
    for name, kind in study.model.type.items():
        fit = study.fits[name]
        chosen = sum(one == name for one in study.kinds.values())
        rows.append((
            Said(name, kind_words(study, name)), kind.min, kind.max, int(fit.allowed.sum()),
            int(fit.verify.sum()), None if given is None else given.suit[name], chosen,
            kind.source,
        ))  # fmt: skip
    return Table(FILES[0], "", _TYPES, tuple(rows))


def _sites_table(study: TypesAnswer) -> Table:
    order = {name: k for k, name in enumerate(study.model.type)}
    kept = set(() if study.reference is None else study.reference.ids)
    rows = []
    for site, kind in sorted(study.kinds.items(), key=lambda item: (order[item[1]], item[0])):
        at = study.sites.index.get_loc(site)
        row = study.sites.loc[site]
        others = [
            str(kind_words(study, name))
            for name, fit in study.fits.items()
            if name != kind and fit.allowed[at]
        ]
        rows.append((
            Said(kind, kind_words(study, kind)), site, _site(study, site), row["reg_nom"],
            float(row["surface_ha"]), float(study.values[kind][at]),
            bool(study.fits[kind].verify[at]), ", ".join(others) or None, site in kept,
        ))  # fmt: skip
    note = Text(
        "Les scores de deux types ne se comparent pas : chacun a ses poids.",
        "Scores of two types do not compare: each has its weights.",
    )
    unlike = any(kind.weights for kind in study.model.type.values())
    return Table(FILES[1], "", _SITES, tuple(rows), note=note if unlike else "", group="type")


def _quotas_table(study: TypesAnswer) -> Table:
    rows = []
    for one in study.prices:
        known = bool(np.isfinite(one.gain))
        rows.append((
            Said(one.kind, kind_words(study, one.kind)),
            Said(one.side, Text("au moins" if one.side == "min" else "au plus",
                                "at least" if one.side == "min" else "at most")),
            one.limit, one.moved, one.gain if known else None,
            len(one.enters) if known else None, *(
                Said("|".join(ids), ", ".join(_site(study, i) for i in ids))
                for ids in (one.enters, one.leaves)
            ),
            Said(one.proof.value, PROOF_WORDS[one.proof]),
        ))  # fmt: skip
    return Table(FILES[2], "", _QUOTAS, tuple(rows))


def need_words(study: TypesAnswer, kind: str, name: str, indicators: Indicators) -> Text:
    """Return a need in words: its indicator, its limits, its unit."""
    need, spec = study.model.type[kind].needs[name], indicators.specs.get(name)
    label = spec.label if spec is not None else Text(name, name)
    unit = unit_words(spec.unit) if spec is not None else Text("", "")
    fr, en = [], []
    for words, limit in ((Text("au moins", "at least"), need.min),
                         (Text("au plus", "at most"), need.max)):  # fmt: skip
        if limit is not None:
            figure = number(limit, 0 if float(limit).is_integer() else 1)
            fr.append(f"{words.fr} {figure}{unit.fr}")
            en.append(f"{words.en} {figure}{unit.en}")
    return Text(f"{label.fr} : {', '.join(fr)}", f"{label.en}: {', '.join(en)}")


def _needs_table(study: TypesAnswer, indicators: Indicators) -> Table:
    rows = []
    for kind, rule in study.model.type.items():
        needs = study.fits[kind].needs
        out = {name: _keeps_out(found, rule.needs[name].unknown) for name, found in needs.items()}
        for name, found in needs.items():
            rest = [flags for other, flags in out.items() if other != name]
            others = np.any(rest, axis=0) if rest else np.zeros(found.size, dtype=bool)
            need = rule.needs[name]
            rows.append((
                Said(kind, kind_words(study, kind)), name,
                need_words(study, kind, name, indicators),
                int((found == Met.YES).sum()), int((found == Met.NO).sum()),
                int((found == Met.UNKNOWN).sum()),
                Said(need.unknown, Text("écarte" if need.unknown == "exclude" else "à vérifier",
                                        "keeps out" if need.unknown == "exclude" else "to verify")),
                int((out[name] & ~others).sum()), need.source or rule.source,
            ))  # fmt: skip
    return Table(FILES[3], "", _NEEDS, tuple(rows))


def _keeps_out(found: np.ndarray, unknown: str) -> np.ndarray:
    bad = found == Met.NO
    return np.asarray(bad | (found == Met.UNKNOWN) if unknown == "exclude" else bad)


def _unfit(study: TypesAnswer, indicators: Indicators) -> Section:
    """Tell the sites that suit no type, the best first, and what the nearest type misses."""
    some = np.any([fit.allowed for fit in study.fits.values()], axis=0)
    score = study.values_plain
    at = [int(k) for k in np.flatnonzero(~some)]
    at.sort(key=lambda k: (-score[k], str(study.sites.index[k])))
    rows = [_unfit_row(study, indicators, k, float(score[k])) for k in at]
    many = len(rows)
    said = Text(
        f"{number(many)} des {number(len(study.sites))} sites éligibles ne conviennent à aucun"
        " type.",
        f"{number(many)} of {number(len(study.sites))} eligible sites suit no type.",
    )
    title = Text("Sites qui ne conviennent à rien, et pourquoi", "Sites that suit nothing, and why")
    table = Table(FILES[4], "", _UNFIT, tuple(rows), shown=SHOWN)
    return Section(title, (said,), tables=(table,) if rows else ())


def _unfit_row(
    study: TypesAnswer, indicators: Indicators, at: int, score: float
) -> tuple[object, ...]:
    """Return a site that suits nothing: the type of which fewest needs fail, and those."""
    best: tuple[int, str, Sequence[str]] | None = None
    for kind, rule in study.model.type.items():
        needs = study.fits[kind].needs
        missing = [
            name for name, found in needs.items()
            if _keeps_out(found, rule.needs[name].unknown)[at]
        ]  # fmt: skip
        if best is None or len(missing) < best[0]:
            best = (len(missing), kind, missing)
    assert best is not None
    kind, lacks = best[1:]
    said = [need_words(study, kind, name, indicators) for name in lacks]
    unknown = [bool(study.fits[kind].needs[name][at] == Met.UNKNOWN) for name in lacks]
    fr = " ; ".join(f"{w.fr}{' (inconnu)' * u}" for w, u in zip(said, unknown, strict=True))
    en = "; ".join(f"{w.en}{' (unknown)' * u}" for w, u in zip(said, unknown, strict=True))
    site = str(study.sites.index[at])
    return (
        site, _site(study, site), score, Said(kind, kind_words(study, kind)),
        Said("|".join(lacks), Text(fr, en)),
    )  # fmt: skip


def _data(study: TypesAnswer) -> dict[str, Any]:
    given, solution = study.reference, study.solution
    return {
        "scenario": study.name,
        "synthetic": study.synthetic,
        "proof": solution.proof.value,
        "value": None if np.isnan(solution.value) else solution.value,
        "bound": solution.bound if np.isfinite(solution.bound) else None,
        "only": study.only,
        "sum": None if study.model.types is None else study.model.types.sum,
        "conflict": list(study.conflict),
        "starved": [{"constraint": name, "group": group} for name, group in study.starved],
        "types": {name: kind.model_dump(mode="json") for name, kind in study.model.type.items()},
        "kinds": dict(study.kinds),
        "reference": None
        if given is None
        else {
            "selected": list(given.ids), "proof": given.proof.value, "kinds": dict(given.kinds),
            "suit": dict(given.suit), "none": list(given.none), "kept": list(given.kept),
            "kept_most": given.kept_most,
        },
        "quotas": [
            {"type": one.kind, "side": one.side, "limit": one.limit, "moved": one.moved,
             "gain": one.gain if np.isfinite(one.gain) else None, "proof": one.proof.value,
             "enters": list(one.enters), "leaves": list(one.leaves)}
            for one in study.prices
        ],
        "idle": [list(pair) for pair in study.idle],
        "incomplete": study.incomplete,
    }  # fmt: skip
