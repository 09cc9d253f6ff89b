"""Reads a candidate file, or the candidates of a pack, whatever the format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.columns import confirmed_columns, name_columns
from tisites.candidates.faults import find_faults
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.formats.source import Layout, Source, clean_source
from tisites.candidates.places import locate
from tisites.candidates.refuse import refuse, refuse_whole
from tisites.candidates.values import read_values
from tisites.candidates.verdict import settle
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.columns import Columns
    from tisites.candidates.guess.reading import ListReading
    from tisites.candidates.places import Places
    from tisites.territory.territory import Territory

_LAYER = "candidates"


def read_candidates(
    path: Path,
    territory: Territory,
    columns: Mapping[str, str] | None = None,
    *,
    strict: bool = True,
    reading: ListReading | None = None,
    sheet: str | None = None,
) -> Candidates:
    r"""Read a file of candidates.

    Parameters
    ----------
    path : Path
        CSV (any separator, UTF-8 or latin-1, decimal comma or point), GeoJSON, GeoPackage,
        GeoParquet, Parquet, Shapefile; or one of them in a zip. CNIG Friches names and those of
        the published inventories are recognised.
    territory : Territory
        Communes the sites are joined to.
    columns : mapping of str to str, optional
        The ``[columns]`` table: datum (``site_id``, ``surface_ha``, ``surface_m2``, ``lon``,
        ``lat``, ``insee``, …) to column of the file; ``crs`` is the reference system of ``x`` and
        ``y``, such as ``EPSG:2154``.
    strict : bool
        Whether faults stop the work (:mod:`tisites.candidates.faults` says which), or put their
        site out of the competition with a finding.
    reading : ListReading, optional
        What the planner confirmed of a list whose columns had to be guessed
        (:mod:`tisites.candidates.guess`). Its faults were shown before it was confirmed: they leave
        their rows out, as without ``strict``; what makes a whole file wrong still refuses it.
    sheet : str, optional
        Sheet or layer, of a file that is read without a reading.

    Returns
    -------
    Candidates
        The same, ``line`` apart, for any order of the rows.

    Raises
    ------
    BadInputError
        Every problem found, with file, line, column, value and remedy.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from tisites.data.demo.demo import open_demo
    >>> from tisites.territory.territory import load_territory
    >>> text = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\n"
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "sites.csv"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     found = read_candidates(path, load_territory(open_demo()))
    >>> site = found.table.loc["S1"]
    >>> f"{site['commune']}, {site['surface_ha']} ha"
    'Le Creusot, 12.5 ha'
    """
    source = open_source(path, Layout(sheet) if reading is None else reading.layout)
    if reading is None:
        return _one_way(source, path.name, territory, columns, strict=strict)
    faults = find_faults(located(source, confirmed_columns(source, reading), territory))
    refuse_whole(faults)
    return settle(faults, territory, path.name)


def candidates_from_pack(territory: Territory) -> Candidates:
    """Read the candidates a pack carries, official data taken as published: tolerant.

    Raises
    ------
    BadInputError
        If the pack carries no candidates, or the layer is truncated, altered or empty.
    """
    pack = territory.pack
    if not pack.has(_LAYER):
        raise bad_input(
            Text(
                "ce paquet de données ne porte pas de candidats",
                "this data pack carries no candidates",
            ),
            Text(
                "donner un fichier de sites avec --candidates",
                "give a file of sites with --candidates",
            ),
            Where(str(pack.folder)),
        )
    entry = pack.entries[_LAYER]
    layer = pack.read(_LAYER).reset_index(drop=True)
    where = str(pack.folder / entry.file)
    if layer.empty:
        raise bad_input(
            Text("la couche des candidats est vide", "the layer of candidates is empty"),
            Text(
                "donner un fichier de sites avec --candidates",
                "give a file of sites with --candidates",
            ),
            Where(where),
        )
    lines = np.arange(1, len(layer) + 1, dtype=np.int64)
    source = clean_source(Source(where, entry.sha256, layer, lines, tuple(layer.columns)))
    read = _one_way(source, entry.file, territory, None, strict=False)
    return replace(read, synthetic=entry.synthetic)


def located(source: Source, columns: Columns, territory: Territory) -> Places:
    """Return what the cells of a file say, and where its sites are."""
    return locate(read_values(source, columns), territory)


def _one_way(
    source: Source,
    name: str,
    territory: Territory,
    mapping: Mapping[str, str] | None,
    *,
    strict: bool,
) -> Candidates:
    """Go from cells to candidates: each step takes the table of the one before."""
    columns = name_columns(source, mapping, commune_needed=territory.commune_shapes is None)
    faults = find_faults(located(source, columns, territory))
    if strict:
        refuse(faults)
    return settle(faults, territory, name)
