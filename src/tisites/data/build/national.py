"""Sites of Cartofriches that the list of candidates lacks, added to it without doubling any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.former_communes import TABLE
from tisites.data.build.reading import Reading, noticed
from tisites.data.layers import CANDIDATES
from tisites.messages.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A record of Cartofriches this near a candidate of the same commune is taken for it, metres.
SAME_SITE_M = 100.0
SOURCE = "Cartofriches"
_EARTH_M = 6_371_008.8


def with_national(candidates: Reading, national: Reading) -> Reading:
    """Add the records of Cartofriches that no candidate stands for.

    The candidates keep their identifiers and figures. A record is taken for a candidate if both
    have one identifier, or lie within :data:`SAME_SITE_M` in one commune (codes of today); any
    other is added, under its own identifier, with the site's own area where it is told. What
    Cartofriches says of a candidate it stands for is read when candidates are.

    Parameters
    ----------
    candidates, national : Reading
        Layers ``candidates`` and ``cartofriches``.

    Returns
    -------
    Reading
        Layer ``candidates``, with a finding of the counts.
    """
    table, theirs = candidates.table, national.table
    same_id = theirs["site_id"].isin(table["site_id"])
    own = table[table["coord_quality"] == "site point"]
    near = within(theirs, own, SAME_SITE_M)
    added = theirs[~same_id & ~near]
    rows = pd.DataFrame(
        {
            "site_id": added["site_id"],
            "site_nom": added["site_nom"],
            "site_type": added["site_type"],
            "site_statut": added["site_statut"],
            "comm_insee": added["comm_insee"],
            "unite_fonciere_surface": added["site_surface"].where(
                added["site_surface"].notna(), added["unite_fonciere_surface"]
            ),
            "lon": added["lon"],
            "lat": added["lat"],
            "sol_pollution_existe": added["sol_pollution_existe"],
            "urba_zone_type": added["urba_zone_type"],
            **({"proprio_type": added["proprio_type"]} if "proprio_type" in added else {}),
            "coord_quality": np.where(added["lon"].notna(), "site point", "none"),
            "surface_quality": np.where(added["site_surface"].notna(), "site", "none"),
            "source_nom": SOURCE,
        }
    )
    every = pd.concat([table, rows], ignore_index=True)
    counts = Text(
        f"Cartofriches : {int(same_id.sum())} sites ont l'identifiant d'un candidat,"
        f" {int((near & ~same_id).sum())} sont à {SAME_SITE_M:g} m au plus d'un candidat de leur"
        f" commune, {len(added)} ajoutés",
        f"Cartofriches: {int(same_id.sum())} sites have a candidate's identifier,"
        f" {int((near & ~same_id).sum())} lie within {SAME_SITE_M:g} m of a candidate of their"
        f" commune, {len(added)} added",
    )
    nothing = Text("rien à faire", "nothing to do")
    told = noticed(CANDIDATES.name, "national_joined", counts, nothing)
    about = replace(
        candidates.source,
        source=f"{candidates.source.source} ; {national.source.source}",
        caveat=f"{candidates.source.caveat} ; {len(added)} sites ajoutés de Cartofriches",
    )
    return Reading(CANDIDATES.name, about, every, (*candidates.findings, told))


def within(theirs: pd.DataFrame, ours: pd.DataFrame, metres: float) -> NDArray[np.bool_]:
    """Whether each of their records lies near one of ours, in the same commune.

    Parameters
    ----------
    theirs, ours : DataFrame
        Columns ``lon``, ``lat`` (°) and ``comm_insee``.
    metres : float
        Farthest, on the sphere.

    Examples
    --------
    >>> a = pd.DataFrame({"lon": [2.0, 2.0], "lat": [48.0, 48.0], "comm_insee": ["1", "2"]})
    >>> b = pd.DataFrame({"lon": [2.001], "lat": [48.0], "comm_insee": ["1"]})
    >>> within(a, b, 100.0).tolist()
    [True, False]
    """
    from scipy.spatial import cKDTree

    found = np.zeros(len(theirs), dtype=bool)
    here, there = ours[ours["lon"].notna() & ours["lat"].notna()], theirs["lon"].notna()
    if here.empty or not there.any():
        return found
    code_here, code_there = (_today(t["comm_insee"]) for t in (here, theirs))
    tree = cKDTree(_sphere(here))
    rows = np.flatnonzero(there.to_numpy())
    around = tree.query_ball_point(_sphere(theirs.iloc[rows]), metres / _EARTH_M)
    for row, ids in zip(rows, around, strict=True):
        found[row] = any(code_here[i] == code_there[row] for i in ids)
    return found


def _today(codes: pd.Series) -> NDArray[np.object_]:
    former = pd.read_csv(TABLE, dtype=str).set_index("insee_former")["insee"]
    return codes.map(former).fillna(codes).to_numpy(dtype=object)


def _sphere(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return points on the unit sphere: chords stand for short distances."""
    lon, lat = (np.radians(table[name].to_numpy(dtype=np.float64)) for name in ("lon", "lat"))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
