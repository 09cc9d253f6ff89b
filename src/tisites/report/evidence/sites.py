"""One chosen site: what speaks for it, what against, what could not be checked, what to verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.candidates.usage.decide import INDUSTRIAL, NONE_KNOWN
from tisites.candidates.usage.statements import CONFIDENCE_TEXT, RANK, source_text
from tisites.messages.text import Text, number
from tisites.report.explain.evidence import value_words

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A use is sure enough to contradict a site from this confidence on.
SURE = RANK["probable"]
#: Areas this far apart are worth a measure before signing, though not contradictory.
APART = 1.25
#: Statements of a source older than this year are worth asking again.
RECENT = "2023"


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader should know before signing one site."""

    site: str
    title: str
    facts: str
    for_it: tuple[str, ...]
    against: tuple[str, ...]
    unchecked: tuple[str, ...]
    verify: tuple[str, ...]
    contradicted: bool


def told_of(site: str, row: Mapping[Any, Any], said: pd.DataFrame, most_ratio: float) -> Told:
    """Tell a site.

    Parameters
    ----------
    site : str
        Its id.
    row : mapping
        Of the run's candidates.
    said : DataFrame
        Statements about this site.
    most_ratio : float
        Ratio of areas from which they contradict each other.
    """
    uses = said[said["kind"] == "use"]
    good = uses[uses["value"].isin(INDUSTRIAL)]
    bad = uses[~uses["value"].isin([*INDUSTRIAL, NONE_KNOWN])]
    surest = bad["confidence"].map(RANK).max() if len(bad) else 0
    industrial = good["confidence"].map(RANK).max() if len(good) else 0
    ratio = _figure(row.get("surface_ratio"))
    apart = ratio > most_ratio and row.get("surface_basis") not in ("planner", "cadastre")
    title = f"{row['name']}, {row['commune']} ({row['dep']})"
    facts = _facts(row)
    return Told(
        site,
        title,
        facts,
        tuple(_statement(one) for one in good.to_dict("records")) or (_no_proof(),),
        tuple(_statement(one) for one in bad.to_dict("records")),
        tuple(map(str, _unchecked(row, said))),
        tuple(map(str, _verify(row, bad, ratio, len(good)))),
        bool(apart or (surest >= SURE and surest >= industrial)),
    )


def _facts(row: Mapping[Any, Any]) -> str:
    area = number(_figure(row["surface_ha"]), 1)
    score, low, high = (
        number(_figure(row[name]), 1) for name in ("score", "score_low", "score_high")
    )
    status, zoning = (_word(row.get(name), "") for name in ("status_words", "zoning"))
    return str(
        Text(
            f"{area} ha ; statut : {status or 'non dit'} ; zonage : {zoning or 'non dit'} ;"
            f" score {score} ({low} à {high})",
            f"{area} ha; status: {status or 'not told'}; zoning: {zoning or 'not told'};"
            f" score {score} ({low} to {high})",
        )
    )


def _statement(row: Mapping[Any, Any]) -> str:
    use = value_words("use", str(row["value"]))
    trust = CONFIDENCE_TEXT[str(row["confidence"])]
    date = f", {row['date']}" if row["date"] else ""
    told = str(row["told"])
    short = told if len(told) <= 110 else told[:109] + "…"
    return f"{use} ({trust}) : « {short} » [{source_text(str(row['source']))}{date}]"


def _no_proof() -> str:
    return str(
        Text(
            "aucune source ne dit l'industrie ; aucune ne dit autre chose",
            "no source says industry; none says anything else",
        )
    )


def _unchecked(row: Mapping[Any, Any], said: pd.DataFrame) -> list[Text]:
    missing = []
    if not said["source"].str.startswith("Cartofriches").any():
        missing.append(
            Text("absent de Cartofriches (mars 2024)", "not in Cartofriches (March 2024)")
        )
    if not _word(row.get("zoning"), ""):
        missing.append(Text("zonage du PLU non dit", "zoning of the local plan not told"))
    if (said["kind"] == "area").sum() < 2:
        missing.append(Text("surface d'une seule source", "area from one source only"))
    if not said["source"].str.contains("dossier").any():
        missing.append(
            Text(
                "aucun dossier du fonds friches rattaché",
                "no dossier of the brownfield fund joined",
            )
        )
    return missing


def _verify(row: Mapping[Any, Any], bad: pd.DataFrame, ratio: float, industrial: int) -> list[Text]:
    """Return what to verify first, the gravest first."""
    first: list[Text] = []
    if str(row.get("status")) == "friche avec projet":
        first.append(
            Text("le projet en cours : lequel, et avec qui", "the project: which, and with whom")
        )
    serious = bad[bad["confidence"] != "context"]
    for use in serious["value"].drop_duplicates():
        label = value_words("use", str(use))
        first.append(Text(f"l'indice contraire : {label}", f"the hint against: {label}"))
    if bad["value"].eq("photovoltaics").any() and "photovoltaics" not in set(serious["value"]):
        first.append(
            Text(
                "l'intérêt pour le photovoltaïque signalé par l'ADEME : un bail est-il signé ?",
                "the interest for photovoltaics told by ADEME: is a lease signed?",
            )
        )
    if not industrial:
        first.append(Text("l'usage que la commune prévoit", "the use that the commune plans"))
    if not _word(row.get("zoning"), ""):
        first.append(Text("le zonage au PLU", "the zoning in the local plan"))
    if ratio > APART:
        words = number(ratio, 2)
        first.append(
            Text(
                f"la surface au cadastre (les sources diffèrent d'un facteur {words})",
                f"the area in the cadastre (sources differ by a factor of {words})",
            )
        )
    pollution = _word(row.get("pollution"), "")
    first.append(
        Text(
            f"les sols ({pollution})" if pollution else "les sols (rien n'est dit)",
            f"the soil ({pollution})" if pollution else "the soil (nothing is told)",
        )
    )
    owner = _word(row.get("owner"), "")
    first.append(
        Text(
            f"le propriétaire ({owner or 'type non dit'}) et sa volonté de céder",
            f"the owner ({owner or 'type not told'}) and whether it will sell",
        )
    )
    return first


def _figure(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _word(value: object, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise
