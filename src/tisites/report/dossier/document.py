"""A dossier for people: the answer on one page, then a page a site of hers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.dossier.site import site_part
from tisites.report.dossier.words import (
    BASES,
    FIELDS,
    VERDICTS,
    WINNERS,
    count_words,
    doubt_words,
    rank_words,
    value_words,
    what_decides,
)
from tisites.report.explain.phrases import joined, points
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.rules.words import rule_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.study.dossier.dossier import Dossier, Materials, SiteVerdict
    from tisites.study.dossier.twins import Twin

#: Name of the document; its tables and pictures.
NAME = "dossier"
TABLES = ("sites", "to_do", "changes_of_selection", "same_sites", "neighbours", "points", "doubts",
          "changes", "evidence", "rows")  # fmt: skip
_SITES = (
    Column("row", Text("N°", "No."), align="right", whole=True),
    Column("line", Text("ligne", "line"), seen="files"),
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("name", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("departement", Text("Département", "Département"), seen="files"),
    Column("region", Text("Région", "Région"), seen="files"),
    Column("hectares", Text("ha", "ha"), "", 1, "right"),
    Column("verdict", Text("Verdict", "Verdict")),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("score_low", Text("score au pire", "score at worst"), "", 1, "right", seen="files"),
    Column("score_high", Text("score au mieux", "score at best"), "", 1, "right", seen="files"),
    Column("rank", Text("rang", "rank"), seen="files"),
    Column("rank_region", Text("rang en région", "rank in région"), seen="files"),
    Column("rank_departement", Text("rang en département", "rank in département"), seen="files"),
    Column("ranks", Text("Rang : pays, région, département", "Rank: country, région, département"),
           align="right", seen="print"),
    Column("decides", Text("Ce qui décide", "What decides"), seen="wide", below=True),
    Column("conditions", Text("conditions", "conditions"), seen="files"),
)  # fmt: skip
_TO_DO = (
    Column("row", Text("N°", "No."), align="right", whole=True),
    Column("name", Text("Site", "Site")),
    Column("change", Text("Le plus petit changement à portée", "The smallest change in reach")),
    Column("verify", Text("À vérifier d'abord", "To verify first")),
)
_MOVED = (
    Column("site_id", Text("identifiant", "id"), seen="files"),
    Column("name", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("region", Text("Région", "Région")),
    Column("score", Text("Score", "Score"), "", 1, "right"),
    Column("move", Text("Avec votre liste", "With your list")),
)
_SAME = (
    Column("row", Text("N°", "No."), align="right", whole=True),
    Column("national_id", Text("Fiche nationale", "National record")),
    Column("basis", Text("Reconnu par", "Recognised by")),
    Column("field", Text("Donnée", "Datum")),
    Column("hers", Text("Votre liste", "Your list")),
    Column("national", Text("Liste nationale", "National list")),
    Column("counts", Text("Ce qui compte", "What counts")),
    Column("why", Text("Pourquoi", "Why"), below=True),
    Column("conflict", Text("désaccord", "conflict"), seen="files"),
)
_NEAR = (
    Column("row", Text("N°", "No."), align="right", whole=True),
    Column("name", Text("Votre site", "Your site")),
    Column("national_id", Text("Fiche nationale", "National record")),
    Column("national_name", Text("Site national", "National site")),
    Column("metres", Text("Distance", "Distance"), "m", 0, "right"),
    Column("surface_ratio", Text("Rapport des surfaces", "Ratio of areas"), "", 2, "right"),
    Column("basis", Text("Situation", "How")),
)
#: Neighbours shown on a page.
_SHOWN = 12


def dossier_document(
    found: Dossier, given: Materials, list_name: str, head: dict[str, Any]
) -> Document:
    """Say what becomes of each of her sites, and what her list changes.

    Parameters
    ----------
    found : Dossier
        The verdicts.
    given : Materials
        What they were made of.
    list_name : str
        Name of her file.
    head : dict
        What was asked, for the JSON file.
    """
    sections = (
        _verdicts(found, given),
        *_to_do(found, given),
        *_changed(found, given),
        *_same(found),
        *_neighbours(found),
        *_left_out(given),
    )
    synthetic = given.answer is not None and given.answer.case.synthetic
    return Document(
        NAME,
        Text(f"Dossier : {list_name}", f"Dossier: {list_name}"),
        sections,
        tuple(_lead(found, given)),
        (SYNTHETIC,) if synthetic else (),
        {**head, "dossier": found},
        tuple(site_part(one, given) for one in found.sites),
    )


def _lead(found: Dossier, given: Materials) -> Iterator[str]:
    rows = len(found.sites)
    chosen, out = found.those("chosen"), found.those("out")
    competing = len(chosen) + len(out)
    size = 0 if given.answer is None else given.answer.selected.size
    alone = given.baseline is None
    among = (
        t("dans votre liste", "in your list")
        if alone
        else t(
            f"parmi les {number(size)} sites de la sélection nationale",
            f"among the {number(size)} sites of the national selection",
        )
    )
    yield t(
        f"Sur les {number(rows)} lignes de votre liste, {_fr(competing, 'concourt', 'concourent')}"
        f" et {_fr(len(chosen), 'est retenue', 'sont retenues')} {among}.",
        f"Of the {number(rows)} rows of your list, {number(competing)} compete"
        f" and {number(len(chosen))} {'are' if len(chosen) != 1 else 'is'} selected {among}.",
    )
    rest = [
        (found.those("to_verify"), Text("à vérifier avant de concourir", "to verify first")),
        (found.those("excluded"), Text("ne concourt pas", "does not compete")),
        (found.those("duplicate"), Text("en double", "duplicate")),
        (found.those("refused"), Text("illisible", "not readable")),
    ]
    several = {
        "ne concourt pas": Text("ne concourent pas", "do not compete"),
        "illisible": Text("illisibles", "not readable"),
    }
    told = [count_words(len(some), one, several.get(one.fr, one)) for some, one in rest if some]
    if told:
        yield t(f"Les autres : {joined(told)}.", f"The others: {joined(told)}.")
    if chosen:
        names = joined([f"{one.name} ({one.commune})" for one in chosen])
        yield t(f"Retenus : {names}.", f"Selected: {names}.")
    elif not alone:
        yield (
            t(
                "La sélection nationale reste ce qu'elle est sans votre liste.",
                "The national selection is what it is without your list.",
            )
            if not found.enters
            else t(
                "Votre liste change pourtant la sélection nationale (voir plus bas).",
                "Your list changes the national selection all the same (see below).",
            )
        )


def _fr(count: int, one: str, several: str) -> str:
    """Say in French how many do something.

    Examples
    --------
    >>> _fr(0, "est retenue", "sont retenues"), _fr(1, "est retenue", "sont retenues")
    ("aucune n'est retenue", '1 est retenue')
    """
    if count == 0:
        return f"aucune {'n’' if one[0] in 'aeiouhé' else 'ne '}{one}".replace("’", "'")
    return f"{number(count)} {one if count == 1 else several}"


def _verdicts(found: Dossier, given: Materials) -> Section:
    rows = []
    for one in found.sites:
        ranks = {
            rank.cut: rank_words(rank, short=True) if one.competes
            else f"({rank_words(rank, short=True)})"
            for rank in one.ranks if one.verdict != "duplicate"
        }  # fmt: skip
        rows.append((
            one.row, one.line, one.site, one.name, one.commune, one.departement, one.region,
            _known(one.hectares), Said(one.verdict, VERDICTS[one.verdict]),
            Said(_known(one.score), one.score if one.competes else _would(one)),
            _known(one.low), _known(one.high),
            ranks.get("country", ""), ranks.get("region", ""), ranks.get("departement", ""),
            " ".join(ranks.values()),
            what_decides(one, given), " ; ".join(one.conditions),
        ))  # fmt: skip
    note = t(
        "Entre parenthèses : le score et le rang qu'aurait un site qui ne concourt pas.",
        "In brackets: the score and the rank that a site which does not compete would have.",
    )
    return Section(
        Text("Vos sites", "Your sites"),
        tables=(Table("sites", "", _SITES, tuple(rows), note=note),),
    )


def _would(one: SiteVerdict) -> str | float:
    return math.nan if math.isnan(one.score) else f"({number(one.score, 1)})"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _to_do(found: Dossier, given: Materials) -> Iterator[Section]:
    from tisites.report.dossier.site import smallest_words

    rows = []
    for one in found.sites:
        change = smallest_words(one, given)
        verify = doubt_words(one.doubts[0], given.model) if one.doubts else ""
        if (change or verify) and one.verdict != "duplicate":
            rows.append((one.row, one.name, change, verify))
    if rows:
        yield Section(
            Text("Ce qu'on peut faire, et vérifier d'abord", "What can be done, verified first"),
            tables=(Table("to_do", "", _TO_DO, tuple(rows)),),
        )


def _changed(found: Dossier, given: Materials) -> Iterator[Section]:
    if given.baseline is None or given.answer is None:
        return
    title = Text(
        "Ce que votre liste change dans la sélection nationale",
        "What your list changes in the national selection",
    )
    if not found.enters and not found.leaves:
        yield Section(
            title,
            (t(
                f"Rien : les mêmes {number(given.answer.selected.size)} sites sont retenus avec et"
                f" sans elle (valeur {number(given.answer.value, 2)}), parmi"
                f" {number(found.national)} autres candidats en concours.",
                f"Nothing: the same {number(given.answer.selected.size)} sites are selected with"
                f" and without it (value {number(given.answer.value, 2)}), among"
                f" {number(found.national)} other candidates.",
            ),),
        )  # fmt: skip
        return
    rows = []
    mine = set(given.pool.ids)
    for sites, word in (
        (found.enters, Text("entre", "enters")), (found.leaves, Text("sort", "leaves")),
    ):  # fmt: skip
        for site in sites:
            row = given.everyone.loc[site]
            hers = t(" (votre liste)", " (your list)") if site in mine else ""
            name = row["name"] if isinstance(row["name"], str) else site
            rows.append((
                site, f"{name}{hers}", row["commune"], row["reg_nom"], _known(float(row["score"])),
                word,
            ))  # fmt: skip
    gain = t(
        f"La meilleure sélection y gagne {points(max(0.0, found.gain))}.",
        f"The best selection gains {points(max(0.0, found.gain))}.",
    )
    yield Section(title, (gain,), tables=(Table("changes_of_selection", "", _MOVED, tuple(rows)),))


def _same(found: Dossier) -> Iterator[Section]:
    rows: list[tuple[object, ...]] = []
    for one in found.sites:
        for twin in one.twins:
            for cell in twin.compared:
                if cell.winner == "neither":
                    continue
                shown = [value_words(v) for v in (cell.hers, cell.national, cell.counts)]
                rows.append((
                    one.row, f"{twin.other} ({_metres(twin)})" if _metres(twin) else twin.other,
                    Said(twin.basis, BASES[twin.basis]), Said(cell.field, FIELDS[cell.field]),
                    *shown, WINNERS[cell.winner], cell.conflict,
                ))  # fmt: skip
    if not rows:
        return
    told = len({row[0] for row in rows})
    conflicts = sum(bool(row[-1]) for row in rows)
    lead = t(
        f"{count_words(told, Text('ligne', ''), Text('lignes', ''))} de votre liste"
        f" {'sont' if told > 1 else 'est'} déjà dans la liste nationale : chaque lieu concourt une"
        f" fois. {number(conflicts)} donnée{plural(conflicts)} en désaccord.",
        f"{number(told)} row{plural(told)} of your list {'are' if told > 1 else 'is'} in the"
        f" national list already: each place competes once. {number(conflicts)} datum in conflict.",
    )
    yield Section(
        Text("Déjà dans la liste nationale", "In the national list already"), (lead,),
        tables=(Table("same_sites", "", _SAME, tuple(rows)),),
    )  # fmt: skip


def _neighbours(found: Dossier) -> Iterator[Section]:
    rows = []
    for one in found.sites:
        for twin in one.twins:
            if twin.same:
                continue
            rows.append((
                one.row, one.name, twin.other, twin.name, _known(twin.km * 1000.0),
                _known(twin.surface_ratio), Said(twin.basis, BASES[twin.basis]),
            ))  # fmt: skip
    if rows:
        yield Section(
            Text("Fiches nationales voisines, tenues pour d'autres sites",
                 "National records nearby, taken for other sites"),
            (t("À moins de 500 m, avec un autre nom et une autre surface. Si l'une est votre site,"
               " donner le même nom ou la même surface.",
               "Within 500 m, with another name and area. If one is your site, give it the same"
               " name or area."),),
            tables=(Table("neighbours", "", _NEAR, tuple(rows), shown=_SHOWN),), terminal=False,
        )  # fmt: skip


def _left_out(given: Materials) -> Iterator[Section]:
    """Say which rules of the national model hers were not held to."""
    if given.baseline is not None:
        return
    off = [
        str(rule_words(name, given.model))
        for name, rule in given.model.constraint.items()
        if not rule.enabled
    ]
    yield Section(
        Text("Ce que ce modèle laisse de côté", "What this model leaves out"),
        (t(
            "Vos sites sont classés et choisis entre eux seuls. Les règles qui répartissent les"
            " sites sur le pays ne s'y appliquent pas :",
            "Your sites are ranked and chosen among themselves alone. The rules that share sites"
            " over the country are not applied:",
        ),),
        items=tuple(off),
    )  # fmt: skip


def _metres(twin: Twin) -> str:
    return "" if math.isnan(twin.km) else f"{number(twin.km * 1000.0)} m"
