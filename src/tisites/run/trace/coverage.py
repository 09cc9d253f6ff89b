"""How much is known: share of candidates with each indicator known, by région."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.read import candidates_from_pack
from tisites.candidates.usage.gather import gather
from tisites.criteria.blanks import admitted
from tisites.criteria.indicators import measure, specs
from tisites.data.demo.demo import open_demo
from tisites.data.pack import open_pack
from tisites.messages.text import Text, number
from tisites.model.points import load_scenario
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Stopwatch

#: Codes of the overseas régions, shown apart.
OVERSEAS = ("01", "02", "03", "04", "06")
#: Heads short enough for a table of eighteen régions.
SHORT = {
    "11": "IDF", "24": "CVL", "27": "BFC", "28": "NOR", "32": "HDF", "44": "GES", "52": "PDL",
    "53": "BRE", "75": "NAQ", "76": "OCC", "84": "ARA", "93": "PAC", "94": "COR",
    "01": "GLP", "02": "MTQ", "03": "GUF", "04": "REU", "06": "MYT",
}  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """What is known.

    Parameters
    ----------
    shares : DataFrame
        Index indicator; a column for each code of région with a candidate, then ``FR``: share of
        candidates whose value is known, 0 to 1. An interval with no nominal value is not known.
    own : DataFrame
        The same columns: share of candidates with a place and with a surface of their own, rather
        than those of their commune or an imputed one.
    candidates : Series
        Candidates by code of région.
    names : mapping of str to str
        Région names.
    pack, built, scenario : str
        Of what.
    synthetic : bool
        Whether the pack carries drawn data.
    """

    shares: pd.DataFrame
    own: pd.DataFrame
    candidates: pd.Series
    names: dict[str, str]
    pack: str
    built: str
    scenario: str
    synthetic: bool


def coverage(
    pack: Path | None, scenario: str = "reference", stopwatch: Stopwatch | None = None
) -> Coverage:
    """Measure every candidate of a pack and count what is known.

    Parameters
    ----------
    pack : Path or None
        Data pack; the demo pack by default.
    scenario : str
        Scenario whose assumptions hold.
    stopwatch : Stopwatch, optional
        Told the phases.

    Raises
    ------
    BadInputError
        If the pack or the scenario is bad, or the pack carries no candidates.
    """
    model, name = load_scenario(scenario, None)
    opened = open_pack(pack) if pack is not None else open_demo()
    territory = load_territory(opened)
    table = gather(candidates_from_pack(territory), territory).candidates.table
    found = measure(
        table, territory, model.assumptions, words=admitted(model.eligibility), stopwatch=stopwatch
    ).table
    known = found[list(specs())].notna()
    regions = table["reg"].fillna("?").astype(str).to_numpy()
    own = pd.DataFrame(
        {
            "place": table["coord_quality"].eq("site point").fillna(value=False).astype(bool),
            "surface": table["surface_quality"].str.startswith("site", na=False).astype(bool),
        }
    )
    communes = territory.communes.drop_duplicates("reg")
    return Coverage(
        _shares(known, regions),
        _shares(own, regions),
        pd.Series(1, index=regions).groupby(level=0).sum(),
        dict(zip(communes["reg"].astype(str), communes["reg_nom"].astype(str), strict=True)),
        opened.manifest.name,
        opened.manifest.built,
        name,
        opened.manifest.synthetic,
    )


def _shares(known: pd.DataFrame, regions: np.ndarray) -> pd.DataFrame:
    shares = known.groupby(regions).mean().T
    shares["FR"] = known.mean()
    return shares


def coverage_markdown(found: Coverage) -> str:
    """Write the coverage as two tables, mainland and overseas, in percent."""
    there = [reg for reg in SHORT if reg in found.candidates.index]
    mainland = [reg for reg in there if reg not in OVERSEAS]
    overseas = [reg for reg in there if reg in OVERSEAS]
    none = [found.names[reg] for reg in OVERSEAS if reg not in found.candidates.index]
    count = number(int(found.candidates.sum()))
    head = Text(
        f"Paquet « {found.pack} », {count} candidats, scénario {found.scenario} ; en % des"
        " candidats de la région.",
        f"Pack '{found.pack}', {count} candidates, scenario {found.scenario}; in % of the région's"
        " candidates.",
    )
    legend = " · ".join(f"{SHORT[reg]} {found.names.get(reg, reg)}" for reg in there)
    parts = [str(head), "", legend, ""]
    if found.synthetic:
        mark = Text("**Données synthétiques en partie.**", "**Synthetic data in part.**")
        parts = [str(mark), "", *parts]
    parts += [f"### {Text('Métropole', 'Mainland')}", "", *_table(found, [*mainland, "FR"]), ""]
    if overseas:
        parts += [f"### {Text('Outre-mer', 'Overseas')}", "", *_table(found, overseas)]
    if none:
        text = Text("Sans candidat : ", "Without a candidate: ")
        parts += ["", f"{text}{', '.join(none)}."]
    return "\n".join(parts) + "\n"


def _table(found: Coverage, regions: list[str]) -> list[str]:
    heads = [SHORT.get(reg, "France") for reg in regions]
    counts = [
        str(int(found.candidates.sum() if reg == "FR" else found.candidates[reg]))
        for reg in regions
    ]
    rows = [
        f"| {Text('indicateur', 'indicator')} | " + " | ".join(heads) + " |",
        "|---|" + "---:|" * len(regions),
        f"| *{Text('candidats', 'candidates')}* | " + " | ".join(counts) + " |",
    ]
    own = {
        "place": Text("lieu propre au site", "place of the site's own"),
        "surface": Text("surface propre au site", "surface of the site's own"),
    }
    heads_of = {f"*{own[str(name)]}*": found.own.loc[name] for name in found.own.index}
    heads_of |= {f"`{name}`": found.shares.loc[name] for name in found.shares.index}
    for head, shares in heads_of.items():
        cells = [_percent(float(shares[reg])) for reg in regions]
        rows.append(f"| {head} | " + " | ".join(cells) + " |")
    return rows


def _percent(share: float) -> str:
    """Write a share; only what is complete is 100, only what is empty is 0.

    Examples
    --------
    >>> _percent(0.9999), _percent(1.0), _percent(0.0001), _percent(0.0)
    ('99', '100', '1', '0')
    """
    percent = 100.0 * share
    if 0.0 < percent < 1.0:
        return "1"
    return str(int(np.floor(percent + 0.5))) if percent <= 99.0 or percent == 100.0 else "99"
