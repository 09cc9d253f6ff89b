"""What the dossiers of the brownfield fund say: the project's kind, and the brownfield's area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.usage.matched import SAME_SITE_M, dossier_numbers, located, near, placed
from tisites.candidates.usage.rows import rows_of
from tisites.candidates.usage.statements import Statement
from tisites.candidates.usage.tokens import fold
from tisites.data.statements import FUND_DOSSIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.candidates.usage.lexicon import Lexicon
    from tisites.candidates.usage.statements import Confidence, Statements
    from tisites.territory.territory import Territory

LAYER = "fund_dossiers"
#: How a name begins that comes from a call of the fund.
_CALL = re.compile(r".*\bAppel\s+[àa]\s+projets?\b", re.IGNORECASE)
#: What is said of a dossier that tells nothing of its project.
_UNTOLD = "projet non dit, le fonds a surtout financé du logement"
_KEYS = ("builder", "balance", "logic", "intervention")
_LOWER: Mapping[str, Confidence] = {"certain": "probable", "probable": "hint", "hint": "hint"}


def say_dossiers(
    sites: pd.DataFrame,
    names: Mapping[str, Iterable[object]],
    records: Mapping[str, str],
    territory: Territory,
    lexicon: Lexicon,
    said: Statements,
) -> None:
    """Add what the dossiers of each site say.

    A name that comes from a call of the fund without a dossier that is known says that a project
    exists, and not which. A dossier is a site's if its number stands in one of the site's names,
    if it is told of the site's record, or if its point lies within :data:`~.matched.SAME_SITE_M`
    in the same commune.

    Parameters
    ----------
    sites : DataFrame
        Candidates.
    names : mapping of str to iterable
        Site to its names.
    records : mapping of str to str
        Site to the id of its record in Cartofriches.
    territory, lexicon, said
        As elsewhere.
    """
    table = territory.pack.read(LAYER) if territory.has(LAYER) else _no_dossier()
    table = table.set_index("dossier")
    rows = rows_of(table, [*_KEYS, "nature", "winner", "friche_ha", "site_id"])
    by_record: dict[str, list[str]] = {}
    for number, row in rows.items():
        if "site_id" in row:
            by_record.setdefault(row["site_id"], []).append(number)
    found: dict[tuple[str, str], float] = {}
    for site, told in names.items():
        numbers = [number for number in dossier_numbers(told) if number in rows]
        for key in dict.fromkeys((site, records.get(site, ""))):
            numbers += by_record.get(key, [])
        found |= {(site, number): float("nan") for number in numbers}
    own = sites[placed(sites)]
    there = located(table, territory)
    here_insee, there_insee = (t["insee"].to_numpy(dtype=object) for t in (own, there))
    for here, other, metres in near(own, there, SAME_SITE_M):
        if here_insee[here] == there_insee[other]:
            found.setdefault((str(own.index[here]), str(there.index[other])), metres)
    told_of = {site for site, _ in found}
    for site, told in names.items():
        call = next((str(n) for n in told if isinstance(n, str) and _CALL.match(n)), None)
        if call is not None and site not in told_of:
            use, trust = dossier_use({}, lexicon)
            source = "fonds friches ou Fonds vert, dossier sans numéro"
            said.add(Statement(site, "use", use, trust, source, f"{call[:120]} : {_UNTOLD}"))
    for (site, number), metres in found.items():
        say_dossier(site, number, rows[number], metres, lexicon, said)


def _no_dossier() -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in FUND_DOSSIERS.columns])


def say_dossier(
    site: str,
    number: str,
    dossier: Mapping[str, object],
    metres: float,
    lexicon: Lexicon,
    said: Statements,
) -> None:
    """Add what one dossier says: a winner is committed, an application shows a wish."""
    won = fold(str(dossier.get("winner", ""))) == "oui"
    use, trust = dossier_use(dossier, lexicon)
    told = ", ".join(
        [str(dossier[key]) for key in (*_KEYS, "nature") if isinstance(dossier.get(key), str)]
    )
    source = f"fonds friches, dossier {number}" + (" (lauréat)" if won else " (non lauréat)")
    said.add(
        Statement(
            site,
            "use",
            use,
            trust if won else _LOWER[trust],
            source,
            told or "rien de dit",
            "2021-2023",
            metres=metres,
        )
    )
    area = dossier.get("friche_ha")
    if isinstance(area, float) and area > 0:
        said.add(
            Statement(
                site,
                "area",
                "dossier",
                "probable",
                source,
                f"{area:g} ha de friche au dossier",
                "2021-2023",
                ha=area,
                metres=metres,
            )
        )


def dossier_use(dossier: Mapping[str, object], lexicon: Lexicon) -> tuple[str, Confidence]:
    """Return the use a dossier tells, by the first declared rule that fits.

    Examples
    --------
    >>> from tisites.candidates.usage.lexicon import lexicon
    >>> dossier_use({"builder": "Bailleur social"}, lexicon())
    ('housing', 'certain')
    """
    said = {key: fold(str(dossier[key])) for key in _KEYS if isinstance(dossier.get(key), str)}
    for rule in lexicon.declared["dossier"]:
        wanted = {key: rule[key] for key in _KEYS if key in rule}
        if all(
            key in said and any(fold(word) in said[key] for word in words)
            for key, words in wanted.items()
        ):
            return str(rule["use"]), rule["confidence"]
    raise AssertionError("the last rule of the lexicon fits every dossier")
