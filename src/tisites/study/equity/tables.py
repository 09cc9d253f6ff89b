"""The tables behind an equity report: territories, programmes of the State."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.benefit import PER_SCALE, PER_WORDS, base_of
from tisites.model.sites import GROUP_COLUMN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.benefit import Benefit

#: Classes of FRR that do not put a whole commune inside.
_NOT_WHOLLY = ("no", "partial")
#: Cuts that leave parts of the country out.
PARTIAL = ("territoire_industrie", "epci")
#: Column of the candidates behind each benefit; sites count 1.
_AMOUNT = {"hectares": "surface_ha", "jobs": "labour_need_jobs", "score": "score"}


def site_amount(rows: pd.DataFrame, benefit: str) -> np.ndarray:
    """Return what each chosen site brings, NaN where unknown."""
    if benefit == "sites":
        return np.ones(len(rows))
    return rows[_AMOUNT[benefit]].to_numpy(dtype=np.float64)


def territories_of(
    rows: pd.DataFrame, every: Mapping[str, pd.DataFrame], benefit: Benefit
) -> pd.DataFrame:
    """Return the table of :class:`~tisites.study.equity.equity.Equity` for chosen sites.

    Shares are those of the whole country, also where the cut leaves parts of it out; of what is
    known of it, where the cut covers it all. The amount of a territory is unknown as soon as that
    of one of its chosen sites is.
    """
    bases = every[benefit.by]
    group = rows[GROUP_COLUMN[benefit.by]].astype(object)
    inside = group.notna().to_numpy()
    amount = site_amount(rows, benefit.benefit)
    sums = (
        pd.DataFrame(
            {"chosen": 1, "amount": np.nan_to_num(amount), "unknown": np.isnan(amount).astype(int)}
        )[inside]
        .groupby(group[inside].astype(str).to_numpy())
        .sum()
    )
    table = bases.copy()
    table["region"] = table["reg"].map(every["region"]["name"]) if "reg" in table else None
    for column in ("chosen", "amount", "unknown"):
        table[column] = sums[column].reindex(table.index).fillna(0)
    table["chosen"], table["unknown"] = table["chosen"].astype(int), table["unknown"].astype(int)
    base = base_of(benefit.per, table, table["eligible_ha"].to_numpy(dtype=np.float64))
    good = base > 0
    scaled = PER_SCALE[benefit.per] * table["amount"].to_numpy(dtype=np.float64)
    table["base"] = base
    table["value"] = np.divide(scaled, base, out=np.full(len(table), np.nan), where=good)
    reachable = (table["eligible"] > 0) | (table["chosen"] > 0)
    told = table["unknown"] == 0
    for column in ("amount", "value"):
        table[column] = table[column].where(told)
    table["judged"] = good & reachable & told
    table["why_not"] = np.select(
        [~reachable, np.isnan(base), base <= 0, ~told],
        ["no_candidate", "unknown_base", "empty_base", "unknown_benefit"],
        "",
    )
    total = float(np.nansum(amount))
    table["share"] = table["amount"] / total if total else np.nan
    for name, column in (
        ("population_share", "population"),
        ("industry_share", "industry_jobs"),
        ("eligible_ha_share", "eligible_ha"),
    ):
        table[name] = _share(table[column], every["region"][column], benefit.by)
    table["base_share"] = _base_share(table, every, benefit)
    table["index"] = (table["share"] / table["population_share"]).where(
        table["population_share"] > 0
    )
    return table


def _share(part: pd.Series, regions: pd.Series, by: str) -> pd.Series:
    """Share of what is known of the country.

    A cut that covers the country is divided by its own total, so that its shares add up to one:
    classes that lie across regions know jobs that no region of theirs does (overseas).
    """
    whole = max(regions.sum(), part.sum()) if by in PARTIAL else part.sum()
    return part / whole if whole > 0 else part * np.nan


def _base_share(
    table: pd.DataFrame, every: Mapping[str, pd.DataFrame], benefit: Benefit
) -> pd.Series:
    """Share of the base itself: what the benefit's share is to be compared with."""
    if benefit.per == "territory":
        return pd.Series(1.0 / max(1, int(table["judged"].sum())), table.index)
    base = table["base"].where(table["base"] > 0)
    regions = every["region"]
    of_regions = base_of(benefit.per, regions, regions["eligible_ha"].to_numpy(dtype=np.float64))
    return _share(base, pd.Series(of_regions).clip(lower=0.0), benefit.by)


def refuse_absent(bases: Mapping[str, pd.DataFrame], benefit: Benefit) -> None:
    """Refuse a cut of the country that the data have not.

    Raises
    ------
    BadInputError
        If no territory of the cut is known.
    """
    if benefit.by in bases and len(bases[benefit.by]):
        return
    what = Text(
        f"découpage « {benefit.by} » : aucune donnée du paquet ne le donne",
        f"cut '{benefit.by}': no data of the pack gives it",
    )
    others = ", ".join(by for by in bases if len(bases[by]))
    remedy = Text(f"prendre un autre découpage : {others}", f"take another cut: {others}")
    if benefit.by == "frr":
        remedy = Text(
            "ajouter la liste des communes FRR (tisites data pull frr, puis data build) ; ou"
            f" {remedy.fr}",
            "add the list of FRR communes (tisites data pull frr, then data build); or"
            f" {remedy.en}",
        )
    raise bad_input(what, remedy, Where("--by", value=benefit.by))


def refuse_unjudged(table: pd.DataFrame, bases: pd.DataFrame, benefit: Benefit) -> None:
    """Refuse a benefit that no territory can be judged by.

    Raises
    ------
    BadInputError
        Always in that case.
    """
    if table["judged"].any():
        return
    per = PER_WORDS[benefit.per]
    known = benefit.per in ("territory", "eligible_ha") or bases[benefit.per].notna().any()
    what = (
        Text("aucun territoire n'a de candidat éligible", "no territory has an eligible candidate")
        if known
        else Text(
            f"« {per.fr} » : aucune donnée du paquet ne le permet",
            f"'{per.en}': no data of the pack allows it",
        )
    )
    others = ", ".join(name for name in PER_SCALE if name not in (benefit.per, "jobs_lost"))
    remedy = Text(f"prendre une autre base : --per {others}", f"take another base: --per {others}")
    if benefit.per == "jobs_lost" and not known:
        remedy = Text(
            "ajouter les emplois de l'INSEE, qui ont trois recensements (tisites data pull"
            f" insee-emploi, puis data build) ; ou {remedy.fr}",
            "add INSEE's jobs, which hold three censuses (tisites data pull insee-emploi, then data"
            f" build); or {remedy.en}",
        )
    raise bad_input(what, remedy, Where("--per", value=benefit.per))


def programmes_of(
    rows: pd.DataFrame, bases: Mapping[str, pd.DataFrame], benefit: Benefit
) -> pd.DataFrame:
    """Share of the selection in Territoires d'industrie, overseas and FRR, beside their weight.

    FRR is told where the candidates carry its classes.
    """
    amount = np.nan_to_num(site_amount(rows, benefit.benefit))
    country = bases["overseas"]
    inside = {
        "territoire_industrie": rows["ti_id"].notna().to_numpy(),
        "overseas": rows["overseas"].eq("yes").to_numpy(dtype=bool),
    }
    parts = {
        "territoire_industrie": bases["territoire_industrie"],
        "overseas": country.loc[country.index == "yes"],
    }
    classes = bases.get("frr")  # a run of before, or a pack without the list, cannot tell
    if classes is not None and len(classes):
        aided = [code for code in classes.index if code not in _NOT_WHOLLY]
        parts["frr"] = classes.loc[aided]
        inside["frr"] = rows["frr"].isin(aided).to_numpy(dtype=bool)
    found = {}
    for name, here in inside.items():
        shares = {
            "sites": float(here.sum()) / max(1, len(rows)),
            "amount": _over(amount[here].sum(), amount.sum()),
        }
        for column in ("population", "industry_jobs", "eligible", "eligible_ha"):
            # unknown parts of a country (industrial jobs of Guyane, Mayotte) leave no share of it
            whole = country[column].sum(skipna=False)
            if column == "industry_jobs":
                whole = bases["region"][column].sum()
            known = parts[name][column].sum() if parts[name][column].notna().any() else np.nan
            shares[column] = _over(known, whole)
        found[name] = shares
    return pd.DataFrame(found).T.rename_axis("programme")


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole and whole > 0 else float("nan")
