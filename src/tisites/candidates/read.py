"""Reads a candidate file, or the candidates of a pack, whatever the format."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.clean_source import clean_source
from tisites.candidates.columns import Columns, resolve_columns
from tisites.candidates.commune_check import check_communes, tell_place
from tisites.candidates.commune_findings import tell_communes
from tisites.candidates.commune_join import join_communes
from tisites.candidates.faults import find_faults, is_published
from tisites.candidates.open_source import open_source
from tisites.candidates.parsed import Parsed, parse
from tisites.candidates.records import counted
from tisites.candidates.refuse import refuse
from tisites.candidates.remarks import remarks
from tisites.candidates.shape_text import shape_columns
from tisites.candidates.source import Source
from tisites.candidates.verdict import forgive, notice, without_twins
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from tisites.territory.territory import Territory

_LAYER = "candidates"


def read_candidates(
    path: Path,
    territory: Territory,
    columns: Mapping[str, str] | None = None,
    *,
    strict: bool = True,
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
    return _candidates(open_source(path), path.name, territory, columns, strict=strict)


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
    read = _candidates(source, entry.file, territory, None, strict=False)
    return replace(read, synthetic=entry.synthetic)


def _candidates(
    source: Source,
    name: str,
    territory: Territory,
    mapping: Mapping[str, str] | None,
    *,
    strict: bool,
) -> Candidates:
    columns = _columns(source, mapping, territory)
    parsed = parse(source, columns, territory)
    if parsed.frame.empty:
        raise bad_input(
            Text("le fichier est vide : aucun site", "the file is empty: no site"),
            Text("donner un fichier avec au moins un site", "give a file with a site in it"),
            Where(source.file),
        )
    joined = join_communes(parsed.frame, territory)
    faults = without_twins(find_faults(joined), parsed)
    checked = check_communes(joined, territory, parsed.former)
    if strict:
        published = is_published(source.header)
        refuse(faults, joined, source, parsed, published=published, cause=checked.cause)
    kept, exclusions = forgive(faults, joined)
    kept, oddities = notice(kept)
    kept, told_apart = tell_place(kept, checked)
    oddities += [*tell_communes(kept, parsed, territory), *told_apart]
    outlines = _outlines(kept, parsed)
    table = kept.set_index("site_id").sort_index()
    table["line"] = table["line"].astype("Int64")
    optional = parsed.optional
    findings = [
        *source.findings, *columns.findings, *remarks(parsed), *optional.findings, *exclusions,
        *oddities, *counted(source, parsed, joined, kept),
    ]  # fmt: skip
    ordered = sorted(findings, key=lambda f: (f.code, f.subject, f.line or 0))
    told = [*COLUMNS, *optional.columns]
    return Candidates(table[told], tuple(ordered), name, source.sha256, outlines=outlines)


def _outlines(kept: pd.DataFrame, parsed: Parsed) -> pd.Series | None:
    if parsed.outlines is None:
        return None
    import pandas as pd

    shapes = pd.Series(parsed.outlines[kept.index], index=kept["site_id"], dtype=object)
    return shapes.dropna().sort_index()


def content_sha256(candidates: Candidates) -> str:
    """Hash what the candidates are, whatever the order of the file's rows and its name.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"surface_ha": [1.0], "line": [7]}, index=["a"])
    >>> moved = table.assign(line=9)
    >>> one, two = (Candidates(t, (), "f", "") for t in (table, moved))
    >>> content_sha256(one) == content_sha256(two)
    True
    """
    import pandas as pd

    table = candidates.table.drop(columns=["line", "planned_use_source"], errors="ignore")
    rows = pd.util.hash_pandas_object(table, index=True)
    return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()


def _columns(source: Source, mapping: Mapping[str, str] | None, territory: Territory) -> Columns:
    polygons = False
    if source.geometry is not None:
        import shapely

        polygons = bool(np.isin(shapely.get_type_id(source.geometry), (3, 6, 7)).any())
    drawn = shape_columns(source)
    columns, problems = resolve_columns(
        source.header,
        mapping,
        source.file,
        has_geometry=source.geometry is not None,
        has_polygons=polygons or any(drawn.values()),
        shapes=list(drawn),
        cut_names=source.cut_names,
        commune_needed=territory.commune_shapes is None,
    )
    if problems:
        raise BadInputError(problems)
    return columns
