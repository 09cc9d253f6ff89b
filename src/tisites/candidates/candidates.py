"""Candidates: the sites in competition, one row each, with the zonings of their commune."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.usage.planner_file import PlannerEvidence
    from tisites.messages.findings import Finding

#: Columns that come from the site itself.
SITE_COLUMNS: tuple[str, ...] = (
    "name",
    "site_type",
    "status",
    "insee",
    "surface_ha",
    "lon",
    "lat",
    "pollution",
    "zoning",
    "coord_quality",
    "surface_quality",
    "source",
    "line",
)
#: Columns that come from the commune, and from the place of the site relative to it.
COMMUNE_COLUMNS: tuple[str, ...] = (
    "commune",
    "dep",
    "dep_nom",
    "reg",
    "reg_nom",
    "epci_siren",
    "epci_nom",
    "zone_emploi",
    "ti_id",
    "water_basin",
    "zre",
    "zone",
    "x_m",
    "y_m",
    "km_beyond_commune",
    "communes",
    "members",
)
COLUMNS: tuple[str, ...] = SITE_COLUMNS + COMMUNE_COLUMNS


@dataclass(frozen=True)
class Candidates:
    """The sites of one file, validated and located.

    Parameters
    ----------
    table : DataFrame
        Index ``site_id`` (str, unique, sorted); columns :data:`COLUMNS`, then those of
        :data:`~tisites.candidates.column_names.OPTIONAL` that the file has. ``surface_ha`` in
        hectares, ``lon`` and ``lat`` in degrees (EPSG:4326), ``x_m`` and ``y_m`` in metres in the
        official projection of ``zone`` (-1: no known territory), ``km_beyond_commune`` in
        kilometres: distance from the site to its commune's point, less the radius of the disc of
        the commune's area. ``communes`` are the codes of every commune of the site joined by
        ``|``, the main one, ``insee``, first: everything that comes from a commune comes from the
        main one. ``members`` are the ids, joined by ``|``, of the sites that an assembled site is
        made of; null otherwise. Unknown is NaN or null everywhere. ``line`` is the line of the file
        (the row number for formats without lines) and is no part of a site's identity: it differs
        when the rows of the file are shuffled, nothing else does.
    findings : tuple of Finding
        What was noticed, sorted by code and site.
    file : str
        Name of the file, without its folder.
    sha256 : str
        Hash of its bytes.
    synthetic : bool
        Whether the sites are drawn by a generator: every output must then say so.
    outlines : Series of shapely polygons, optional
        EPSG:4326, index site id; only sites whose file gives a polygon.
    evidence : DataFrame, optional
        What every source says of the sites' use, status and area, once gathered
        (:mod:`tisites.candidates.usage.gather`).
    planner : PlannerEvidence, optional
        The file of evidence that a planner added.
    """

    table: pd.DataFrame
    findings: tuple[Finding, ...]
    file: str
    sha256: str
    synthetic: bool = False
    outlines: pd.Series | None = None
    evidence: pd.DataFrame | None = None
    planner: PlannerEvidence | None = None

    @cached_property
    def content_sha256(self) -> str:
        """Hash of what the candidates are, whatever the order of the file's rows and its name.

        Examples
        --------
        >>> import pandas as pd
        >>> table = pd.DataFrame({"surface_ha": [1.0], "line": [7]}, index=["a"])
        >>> one, two = (Candidates(t, (), "f", "") for t in (table, table.assign(line=9)))
        >>> one.content_sha256 == two.content_sha256
        True
        """
        import pandas as pd

        table = self.table.drop(columns=["line", "planned_use_source"], errors="ignore")
        rows = pd.util.hash_pandas_object(table, index=True)
        return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()
