"""The tables of a frontier: points and their sites, for machines and for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text
from tisites.report.frontier.words import scale_of, title_of, unit_of
from tisites.report.sheets import rounded

if TYPE_CHECKING:
    from tisites.study.frontier import Frontier

_PLACES = ("name", "commune", "dep_nom", "reg_nom")


def frontier_table(found: Frontier, sites: pd.DataFrame) -> pd.DataFrame:
    """Return one row a point, from the efficient end to the fair end.

    Parameters
    ----------
    found : Frontier
    sites : DataFrame
        Every site of the program, index ``site_id``; ``commune`` where it is known.

    Returns
    -------
    DataFrame
        ``value`` and ``bound`` (points), ``measure`` (its unit), ``price_pct`` (share of the
        efficient value lost), ``enter`` and ``leave`` (site ids against the point before),
        ``enter_communes`` and ``leave_communes`` (their communes, in the same order),
        ``enter_from_efficient`` (how many sites differ from the efficient selection), ``proven``.
    """
    rows, before, first = [], None, None
    ids = sites.index
    for point in found.points:
        chosen = set(ids[np.flatnonzero(point.x > 0.5)])
        first = chosen if first is None else first
        previous = chosen if before is None else before
        efficient = found.points[0].value
        enter, leave = sorted(chosen - previous), sorted(previous - chosen)
        rows.append(
            {
                "value": round(point.value, 6),
                "bound": round(point.bound, 6),
                "measure": point.measure,
                "price_pct": round(100.0 * (efficient - point.value) / abs(efficient), 6),
                "enter": " ".join(enter),
                "leave": " ".join(leave),
                "enter_communes": communes_of(enter, sites),
                "leave_communes": communes_of(leave, sites),
                "enter_from_efficient": len(chosen - first),
                "proven": point.proven,
            }
        )
        before = chosen
    return pd.DataFrame(rows)


def communes_of(ids: list[str], sites: pd.DataFrame) -> str:
    """Return the communes of sites, in their order; the id stands where none is known."""
    if "commune" not in sites.columns:
        return ", ".join(ids)
    names = sites["commune"].reindex(ids)
    return ", ".join(
        name if isinstance(name, str) else site for site, name in zip(ids, names, strict=True)
    )


def sites_table(found: Frontier, sites: pd.DataFrame) -> pd.DataFrame:
    """Return one row a chosen site of a point: ``point``, ``site_id``, where it lies."""
    parts = []
    places = [column for column in _PLACES if column in sites.columns]
    for k, point in enumerate(found.points):
        part = sites.iloc[np.flatnonzero(point.x > 0.5)][places].rename_axis("site_id")
        part = part.reset_index()
        part.insert(0, "point", k)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def frontier_sheet(found: Frontier, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the points for a spreadsheet: headings in the current language, rounded figures."""
    table = frontier_table(found, sites).rename_axis("point").reset_index()
    table["measure"] *= scale_of(found)
    yes, no = str(Text("prouvé", "proven")), str(Text("non prouvé", "not proven"))
    table["proven"] = table["proven"].map({True: yes, False: no})
    places = {"value": 2, "bound": 2, "measure": 4, "price_pct": 3}
    heads = {
        "point": Text("point", "point"),
        "value": Text("valeur (points)", "value (points)"),
        "bound": Text("borne prouvée (points)", "proven bound (points)"),
        "measure": Text(
            f"{title_of(found).fr} ({unit_of(found).fr})",
            f"{title_of(found).en} ({unit_of(found).en})",
        ),
        "price_pct": Text("valeur perdue (%)", "value lost (%)"),
        "enter": Text("sites qui entrent", "sites that enter"),
        "enter_communes": Text("communes qui entrent", "communes that enter"),
        "leave": Text("sites qui sortent", "sites that leave"),
        "leave_communes": Text("communes qui sortent", "communes that leave"),
        "enter_from_efficient": Text(
            "sites changés depuis le premier point", "sites changed since the first point"
        ),
        "proven": Text("preuve", "proof"),
    }
    table = rounded(table, places)[list(heads)]
    return table.rename(columns={key: str(text) for key, text in heads.items()})


def sites_sheet(found: Frontier, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites of every point for a spreadsheet."""
    heads = {
        "site_id": Text("identifiant", "id"),
        "name": Text("nom", "name"),
        "commune": Text("commune", "commune"),
        "dep_nom": Text("département", "département"),
        "reg_nom": Text("région", "région"),
    }
    return sites_table(found, sites).rename(columns={k: str(text) for k, text in heads.items()})
