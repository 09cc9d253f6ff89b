"""The files that a list of candidates is made of, and where its confirmed reading is kept."""

from __future__ import annotations

from pathlib import Path

#: Folder of the working directory where confirmed readings of lists are kept, and how their files'
#: names end (:mod:`tisites.candidates.guess.reading`).
READINGS, READING_SUFFIX = Path("lectures"), ".columns.toml"


def parts_of_list(path: Path | None) -> list[Path]:
    """Return a file and what is read with it: the parts of a shapefile, the journal of SQLite.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("a.shp", "a.dbf", "b.dbf"):
    ...         _ = (Path(folder) / name).write_text("")
    ...     [part.name for part in parts_of_list(Path(folder) / "a.shp")]
    ['a.dbf', 'a.shp']
    """
    if path is None:
        return []
    if path.suffix.lower() == ".shp" and path.parent.is_dir():
        return sorted(p for p in path.parent.iterdir() if p.stem == path.stem and p.is_file())
    return [path, *(p for p in (path.with_name(f"{path.name}-wal"),) if p.is_file())]
