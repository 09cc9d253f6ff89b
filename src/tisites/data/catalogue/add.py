"""A file that the planner already has, put on the shelf once its reader has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.readers.registry import read_published
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.catalogue.shelf import Held, Shelf
    from tisites.data.catalogue.sources import Source


def add(source: Source, path: Path, shelf: Shelf) -> Held:
    """Put a file on the shelf as the file of a source.

    Parameters
    ----------
    source : Source
        Which source the file is of.
    path : Path
        The file; it is copied, not moved.
    shelf : Shelf
        Where to.

    Returns
    -------
    Held
        What the shelf says of it.

    Raises
    ------
    BadInputError
        If the file is missing or not in the source's format; the shelf is left as it was.
    """
    if not path.is_file():
        what = Text("fichier introuvable", "no such file")
        raise bad_input(what, Text("vérifier le chemin", "check the path"), Where(str(path)))
    rows = len(read_published(source, path))
    suffix = path.suffix.lower() or f".{source.format}"
    return shelf.put(
        source.name, path, source.name + suffix, rows=rows, how="add", origin=path.name
    )
