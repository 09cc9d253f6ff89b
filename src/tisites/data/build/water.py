"""Water: low-flow change (Explore2), zones de répartition des eaux, basins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.raw import float_columns, read_csv, read_json
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.layers import LOW_FLOW, WARMINGS
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

LOW_FLOW_FILE = "water/explore2_etiage_communes.csv"
ZRE_FILE = "water/zre_communes.json"
BASIN_FILE = "water/commune_bassin.csv"
_QUANTILES = {"_low": "q05", "": "q50", "_high": "q95"}


def read_low_flow(source: Files, insee: pd.Series) -> Reading:
    """Read the projected change of summer low flow (VCN10), quantiles 5, 50 and 95 %.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    insee : pandas.Series
        Current commune codes; those the projection lacks are counted.

    Returns
    -------
    Reading
        Layer ``low_flow``: change in percent at each warming; an interval that is out of order is
        unknown, and a finding.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    published = {
        f"low_flow_change_{warming}_pct{suffix}": (
            f"VCN10_ete_{warming.upper().replace('_', '.')}_{quantile}"
        )
        for warming in WARMINGS
        for suffix, quantile in _QUANTILES.items()
    }
    raw = read_csv(source, LOW_FLOW_FILE, ["insee", *published.values()])
    table = float_columns(raw, list(published.values()), LOW_FLOW_FILE)
    table = table.set_axis(list(published), axis=1)
    findings = [f for warming in WARMINGS if (f := _order(table, warming)) is not None]
    table.insert(0, "insee", raw["insee"])
    absent = len(set(insee) - set(raw["insee"]))
    if absent:
        findings.append(_absent(absent))
    caveat = (
        "intervalle de projections (quantiles 5, 50, 95 %) à +2, +2,7 et +4 °C, à prendre comme"
        f" tel ; {absent} communes sans projection (dont l'outre-mer) : inconnu"
    )
    about = LayerSource(
        "Évolution du débit d'étiage d'été (VCN10)",
        "Explore2, DRIAS-Eau (Météo-France, INRAE)",
        LICENCE_OUVERTE,
        "Explore2, indicateurs hydrologiques par commune",
        "projections à +2, +2,7 et +4 °C",
        caveat=caveat,
    )
    return Reading(LOW_FLOW.name, about, table, tuple(findings))


def read_zre(
    source: Files, communes: pd.DataFrame, inside: Collection[str] | None = None
) -> tuple[pd.Series, list[Finding]]:
    """Return whether each commune's point lies in a zone de répartition des eaux.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    communes : pandas.DataFrame
        Columns ``insee`` and ``dep``.
    inside : collection of str, optional
        Codes of the communes in a zone, where its outlines were read; otherwise those of the file.

    Returns
    -------
    zre : pandas.Series
        Nullable booleans on the index of ``communes``. True in a published zone; False elsewhere on
        the mainland, where absence proves nothing; unknown in Corsica and overseas, which the
        source does not cover.
    findings : list of Finding
        Codes of the source that are no current commune.
    """
    if inside is None:
        inside = read_json(source, ZRE_FILE, ["codes"])["codes"]
    codes = set(map(str, inside))
    covered = ~communes["dep"].str.startswith(("2A", "2B", "97"))
    here = communes["insee"].isin(codes)
    zre = pd.Series(np.where(here | covered, here, None), communes.index, dtype="boolean")
    former = sorted(codes - set(communes["insee"]))
    if not former:
        return zre, []
    message = Text(
        f"{len(former)} codes de communes en ZRE ne sont plus des communes ({some(former)}) :"
        " la commune actuelle est jugée sur son propre point",
        f"{len(former)} ZRE codes are no longer communes ({some(former)}): the present commune is"
        " judged by its own point",
    )
    remedy = Text("rien à faire", "nothing to do")
    return zre, [noticed("communes", "zre_former_commune", message, remedy)]


def read_basins(source: Files) -> pd.Series:
    """Return the water basin of each commune, indexed by INSEE code."""
    return read_csv(source, BASIN_FILE, ["insee", "bassin"]).set_index("insee")["bassin"]


def _order(table: pd.DataFrame, warming: str) -> Finding | None:
    names = [f"low_flow_change_{warming}_pct{suffix}" for suffix in _QUANTILES]
    low, nominal, high = (table[name] for name in names)
    wrong = (low > nominal) | (nominal > high) | (low > high)
    if not wrong.any():
        return None
    table.loc[wrong, names] = np.nan
    count = int(wrong.sum())
    message = Text(
        f"{count} communes ont un intervalle d'étiage dans le désordre à {warming} : inconnu",
        f"{count} communes have a low-flow interval out of order at {warming}: unknown",
    )
    remedy = Text("vérifier la source Explore2", "check the Explore2 source")
    return noticed(LOW_FLOW.name, "interval_out_of_order", message, remedy, "warning")


def _absent(count: int) -> Finding:
    message = Text(
        f"{count} communes n'ont pas de projection d'étiage : inconnu, jamais zéro",
        f"{count} communes have no low-flow projection: unknown, never zero",
    )
    remedy = Text(
        "instruire l'eau de ces sites à part", "examine the water of these sites separately"
    )
    return noticed(LOW_FLOW.name, "no_low_flow_projection", message, remedy)
