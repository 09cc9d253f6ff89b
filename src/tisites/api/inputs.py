"""Packs and lists of candidates, opened from Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.candidates import read
from tisites.candidates.commune_names import asked_communes
from tisites.candidates.guess.propose import Hints, propose
from tisites.data import pack as packs
from tisites.data.demo.demo import open_demo
from tisites.messages.findings import findings_table
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from geopandas import GeoDataFrame

    from tisites.candidates.candidates import Candidates
    from tisites.data.pack import Pack


def open_pack(folder: str | Path | None = None) -> Pack:
    """Open a data pack; the embedded demonstration pack (synthetic) without a folder.

    Parameters
    ----------
    folder : str or Path, optional
        Folder that ``tisites data build`` wrote.

    Returns
    -------
    Pack
        ``.manifest`` traces every layer; ``.read("communes")`` gives one, with its geometry.

    Raises
    ------
    BadInputError
        If the folder is no pack, or was altered.

    Examples
    --------
    >>> import tisites
    >>> pack = tisites.open_pack()
    >>> pack.manifest.synthetic, len(pack.read("regions"))
    (True, 18)
    """
    return open_demo() if folder is None else packs.open_pack(Path(folder))


@dataclass(frozen=True)
class Sites:
    """A list of candidate sites, read and located.

    Parameters
    ----------
    path : Path
        Its file.
    tolerant : bool
        Whether faulty rows were left out with a finding instead of refused.
    candidates : Candidates
        As the engine has them.
    """

    path: Path
    tolerant: bool
    candidates: Candidates = field(repr=False)

    def __len__(self) -> int:
        return len(self.candidates.table)

    @property
    def table(self) -> GeoDataFrame:
        """One row a site, index ``site_id``, points in EPSG:4326 (none where unknown)."""
        return located(self.candidates.table)

    @property
    def findings(self) -> pd.DataFrame:
        """What was noticed in the file: room, code, severity, subject, line, message, remedy."""
        return findings_table(self.candidates.findings)

    def _repr_html_(self) -> str:
        return str(self.table.head(20).to_html(max_cols=12))


def read_candidates(
    path: str | Path,
    *,
    pack: Pack | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    tolerant: bool = False,
    yes: bool = False,
    sheet: str | None = None,
    communes: Mapping[str, str] | None = None,
) -> Sites:
    r"""Read a list of candidate sites.

    Parameters
    ----------
    path : str or Path
        CSV, Excel, GeoJSON, GeoPackage, Parquet, GeoParquet or Shapefile.
    pack : Pack, str or Path, optional
        Pack whose communes the sites are joined to; the demonstration pack by default.
    columns : mapping of str to str, optional
        Datum (``site_id``, ``surface_ha``, ``lon`` …) to column of the file, where the names are
        not recognised.
    tolerant : bool
        Leave out faulty rows with a finding, instead of refusing the file.
    yes : bool
        Where the columns are not recognised, read the list as they are guessed to be: finding
        ``columns_guessed`` tells each. A list that is read as it is loses nothing by it.
    sheet : str, optional
        Sheet or layer of the list.
    communes : mapping of str to str
        Name of a commune that several bear, to the code that is meant.

    Raises
    ------
    BadInputError
        Every problem found, with file, line, column, value and remedy.

    Examples
    --------
    >>> import tisites, pathlib, tempfile
    >>> text = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "sites.csv"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     sites = tisites.read_candidates(path)
    >>> len(sites), sites.table.loc["S1", "commune"], str(sites.table.crs)
    (1, 'Le Creusot', 'EPSG:4326')
    >>> text = "N°;Commune;Dépt;Surface\n7;St-Étienne;42;9 ha\nTOTAL;;;9 ha\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "sites.csv"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     sites = tisites.read_candidates(path, yes=True)
    >>> row = sites.table.iloc[0]
    >>> row["commune"], float(row["surface_ha"]), row["coord_quality"]
    ('Saint-Étienne', 9.0, 'commune representative point')
    """
    territory = load_territory(pack_of(pack))
    path, reading = Path(path), None
    if yes:
        hints = Hints(columns or {}, sheet, asked_communes(communes or {}), None, tolerant)
        guess = propose(path, territory, hints)
        reading = None if guess is None else guess.reading
    found = read.read_candidates(
        path, territory, columns, strict=not tolerant, reading=reading, sheet=sheet
    )
    return Sites(path, tolerant, found)


def pack_of(pack: Pack | str | Path | None) -> Pack:
    """Return an opened pack, whatever names it."""
    return pack if isinstance(pack, packs.Pack) else open_pack(pack)


def located(table: pd.DataFrame) -> GeoDataFrame:
    """Give a table with ``lon`` and ``lat`` its points; none where either is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> found = located(pd.DataFrame({"lon": [2.35, None], "lat": [48.85, 45.0]}))
    >>> found.geometry.isna().tolist(), str(found.crs)
    ([False, True], 'EPSG:4326')
    """
    import geopandas

    known = table[["lon", "lat"]].notna().all(axis=1)
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)),
        index=table.index,
        crs="EPSG:4326",
    )
    return geopandas.GeoDataFrame(table.copy(), geometry=points.where(known))
