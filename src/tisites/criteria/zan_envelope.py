"""Envelopes of natural land: what a region or a commune may still take."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.criteria.assumptions import Assumptions
    from tisites.territory.territory import Territory

TABLE = Path(__file__).with_name("zan_regions.toml")
ENDS = ("low", "nominal", "high")


@cache
def zan_rules() -> dict[str, Any]:
    """Return the versioned table of regional rules and balances.

    Examples
    --------
    >>> zan_rules()["region"]["32"]["envelope_ha"]
    7410.0
    """
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def own_document(region: str) -> str:
    """Return the document that sets a region's own target, or "" under the 54.5 % rule.

    Examples
    --------
    >>> own_document("11"), own_document("32")
    ('SDRIF-E', '')
    """
    return str(zan_rules()["own_document"].get(region, "")) if region != "source" else ""


def zan_envelope_ha(regions: pd.Index, share: tuple[float, float, float]) -> pd.DataFrame:
    r"""Return what this programme may take of each region's balance, hectares.

    .. math:: \sigma \cdot \max(0, B_r - C_r)

    with :math:`B_r` the region's envelope 2021-2031 outside PENE, :math:`C_r` what is consumed to
    date, :math:`\sigma` the share of the balance kept for the programme.

    Parameters
    ----------
    regions : Index of str
        Region codes.
    share : (float, float, float)
        :math:`\sigma`: low, nominal, high.

    Returns
    -------
    DataFrame
        Index ``reg``; ``low``, ``nominal``, ``high``; NaN where no figure is sourced.

    Examples
    --------
    >>> zan_envelope_ha(pd.Index(["32", "11"]), (0.01, 0.01, 0.02))["nominal"].round(2).tolist()
    [36.47, nan]
    """
    known = zan_rules()["region"]
    left = [
        max(0.0, known[r]["envelope_ha"] - known[r]["consumed_ha"])
        if r in known and not own_document(r)
        else np.nan
        for r in regions
    ]
    columns = {end: np.array(left) * part for end, part in zip(ENDS, share, strict=True)}
    return pd.DataFrame(columns, index=pd.Index(regions, name="reg"), dtype=float)


def zan_commune_ha(
    consumed_2011_20_ha: pd.Series, region: pd.Series, reduction_pct: float, guarantee_ha: float
) -> pd.DataFrame:
    r"""Return what a commune may take 2021-2031, the communal guarantee at least.

    .. math:: \max(G, (1 - \tau) \cdot conso_{2011-20})

    Parameters
    ----------
    consumed_2011_20_ha : Series
        By commune: consumption of the reference decade; NaN where unknown.
    region : Series of str
        Region of the same communes: those with their own document are unknown.
    reduction_pct : float
        :math:`\tau`, %.
    guarantee_ha : float
        :math:`G`: 1 ha for a commune whose planning document was prescribed in time.

    Returns
    -------
    DataFrame
        ``low`` (the guarantee: what was taken since 2021 is not known), ``nominal`` and ``high``
        (nothing taken since 2021).

    Examples
    --------
    >>> got = zan_commune_ha(pd.Series([10.0, 1.0]), pd.Series(["32", "32"]), 54.5, 1.0)
    >>> got["nominal"].round(2).tolist(), got["low"].tolist()
    ([4.55, 1.0], [1.0, 1.0])
    """
    allowed = (1.0 - reduction_pct / 100.0) * consumed_2011_20_ha.to_numpy(dtype=float)
    ours = np.array([own_document(str(code)) == "" for code in region], dtype=bool)
    top = np.where(
        ours, np.where(np.isnan(allowed), np.nan, np.fmax(allowed, guarantee_ha)), np.nan
    )
    low = np.where(np.isnan(top), np.nan, guarantee_ha)
    return pd.DataFrame({"low": low, "nominal": top, "high": top}, index=consumed_2011_20_ha.index)


def zan_capacities(territory: Territory, assumptions: Assumptions) -> dict[str, pd.DataFrame]:
    """Return ``zan_envelope_ha`` (by region) and ``zan_commune_ha`` (by commune)."""
    communes = territory.communes
    regions = pd.Index(sorted(communes["reg"].dropna().astype(str).unique()))
    share = assumptions.zan_programme_share
    land = territory.enaf_consumption
    taken = (
        land["enaf_2011_2020_ha"].reindex(communes.index)
        if land is not None
        else pd.Series(np.nan, communes.index)
    )
    return {
        "zan_envelope_ha": zan_envelope_ha(regions, (share.low, share.nominal, share.high)),
        "zan_commune_ha": zan_commune_ha(
            taken,
            communes["reg"].astype(str),
            assumptions.zan_reduction_pct,
            assumptions.zan_guarantee_ha,
        ),
    }


def envelope_findings(regions: pd.Series) -> tuple[Finding, ...]:
    """Say which sites are in regions outside the 54.5 % rule.

    Parameters
    ----------
    regions : (n,) Series of str
        Region of each site.
    """
    documents = regions.dropna().astype(str).map(own_document)
    counts = documents[documents != ""].value_counts().sort_index()
    if counts.empty:
        return ()
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    total = int(counts.sum())
    return (
        Finding(
            "criteria",
            "zan_own_document",
            "info",
            Text(
                f"{total} site{'s' * (total > 1)} hors de la règle des 54,5 % : leur région a son"
                " propre document"
                f" ({told})",
                f"{total} site{'s' * (total > 1)} outside the 54.5% rule: their region has its own"
                " document"
                f" ({told})",
            ),
            Text(
                "donner l'enveloppe de ces régions sous limits, d'après ce document",
                "give these regions' envelope under limits, from that document",
            ),
            subject="zan_debit_ha",
        ),
    )
