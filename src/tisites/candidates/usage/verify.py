"""Sites that no rule excludes and that no one would sign yet: what is to verify of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates import vocabulary
from tisites.candidates.usage.lexicon import lexicon
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tisites.candidates.eligibility_rules import EligibilityRules

#: First part of the reason code of a site to verify; such a site does not compete.
VERIFY = "verify"
VERDICTS: dict[str, Text] = {
    "eligible": Text("éligible", "eligible"),
    "to_verify": Text("à vérifier", "to verify"),
    "excluded": Text("exclu", "excluded"),
}
#: Codes of what is to verify, in the order that makes one of them the first.
TO_VERIFY: dict[str, Text] = {
    f"{VERIFY}.status": Text("statut à vérifier", "status to verify"),
    f"{VERIFY}.unchecked": Text("friche jamais vérifiée", "brownfield never checked"),
    f"{VERIFY}.area": Text("surface à vérifier", "area to verify"),
}


def verdict(reason: str) -> str:
    """Return the class of a reason code: ``eligible``, ``to_verify`` or ``excluded``.

    Examples
    --------
    >>> verdict(""), verdict("verify.area"), verdict("zoning_excluded")
    ('eligible', 'to_verify', 'excluded')
    """
    if not reason:
        return "eligible"
    to_verify = reason == "surface_above_maximum" or reason.startswith(f"{VERIFY}.")
    return "to_verify" if to_verify else "excluded"


def counted_status(table: pd.DataFrame) -> pd.Series:
    """Return the status that counts for each site: a CNIG word where the lexicon reads one.

    Inflections are read: "Reconvertie en 2021" counts as "friche reconvertie".
    """
    if "status" not in table.columns:
        return pd.Series(np.nan, index=table.index, dtype="str", name="status")
    codes, distinct = pd.factorize(table["status"])
    words = [_counted(str(word)) for word in distinct]
    return pd.Series(pd.array([*words, None], dtype="str")[codes], index=table.index, name="status")


def _counted(status: str) -> str:
    if vocabulary.spell(status) in vocabulary.CNIG_STATUSES:
        return status
    stage = lexicon().stage(status)
    return stage.counts_as if stage is not None and stage.counts_as else status


def to_verify(
    table: pd.DataFrame, rules: EligibilityRules
) -> list[tuple[str, NDArray[np.bool_], Text, pd.Series | None]]:
    """Return what is to verify: code, sites, words (``{}``: the site's own value), values.

    Parameters
    ----------
    table : DataFrame
        Candidates; the columns of :mod:`~tisites.candidates.usage.gather` where they are there.
    rules : EligibilityRules
        ``statuses_to_verify``, ``max_area_ratio``.
    """
    told = table["status"] if "status" in table.columns else counted_status(table)
    if "status_verify" in table.columns:
        unsure = table["status_verify"].to_numpy(dtype=bool)
        words = table["status_words"]
    else:
        unsure, words = _unsure(told), told
    head = TO_VERIFY["verify.status"]
    status = Text(
        f"{head.fr} : « {{}} » n'est pas un statut connu, ou dit le site occupé ou en partie"
        " reconverti",
        f"{head.en}: '{{}}' is no known status, or says that the site is in use or partly"
        " reconverted",
    )
    found: list[tuple[str, NDArray[np.bool_], Text, pd.Series | None]] = [
        ("verify.status", unsure, status, words)
    ]
    waiting = {vocabulary.family(word) for word in rules.statuses_to_verify}
    counted = counted_status(table)
    unchecked = counted.map(lambda w: isinstance(w, str) and vocabulary.family(w) in waiting)
    found.append(
        ("verify.unchecked", unchecked.to_numpy(dtype=bool), _told("verify.unchecked"), counted)
    )
    if rules.max_area_ratio is not None and "surface_ratio" in table.columns:
        found += _areas(table, rules.max_area_ratio)
    return found


def _areas(
    table: pd.DataFrame, most: float
) -> list[tuple[str, NDArray[np.bool_], Text, pd.Series | None]]:
    head = TO_VERIFY["verify.area"]
    confirmed = table["surface_basis"].isin(["planner", "cadastre"]).to_numpy(dtype=bool)
    apart = (table["surface_ratio"] > most).to_numpy(dtype=bool) & ~confirmed
    text = Text(
        f"{head.fr} : la plus grande dite est plus de {number(most, 1)} fois la plus petite"
        " (rapport {})",
        f"{head.en}: the largest told is more than {number(most, 1)} times the smallest (ratio"
        " {})",
    )
    alone = (table["surface_basis"] == "land_unit").to_numpy(dtype=bool)
    unit = Text(
        f"{head.fr} : seule celle de l'unité foncière est dite",
        f"{head.en}: only that of the land unit is told",
    )
    return [
        ("verify.area", apart, text, table["surface_ratio"]),
        ("verify.area", alone, unit, None),
    ]


def _told(code: str) -> Text:
    head = TO_VERIFY[code]
    return Text(f"{head.fr} : {{}}", f"{head.en}: {{}}")


def _unsure(status: pd.Series) -> NDArray[np.bool_]:
    """Whether each status is unlisted, or of a stage that is to verify."""
    codes, distinct = pd.factorize(status)
    stages = [lexicon().stage(str(word)) for word in distinct]
    odd = np.array([s is None or s.verify for s in stages] + [False], dtype=bool)
    return np.asarray(odd[codes], dtype=bool)
