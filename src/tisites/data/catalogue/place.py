"""Files of the shelf as what a pack is built from: each read once, at the place builders know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import HeldFiles
from tisites.data.catalogue.sources import catalogue
from tisites.data.readers.files import unpacked
from tisites.data.readers.registry import read_published, reader_of
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from tisites.data.build.raw import Published
    from tisites.data.catalogue.shelf import Held, Shelf
    from tisites.data.catalogue.sources import Source


@dataclass(frozen=True, slots=True)
class Laid:
    """What the shelf gives to the builders.

    Parameters
    ----------
    files : HeldFiles
        Files that a layer is built from as they are published.
    published : mapping of str to DataFrame
        Every file that could be read, by its source.
    used : dict of str to Held
        The same files, as the shelf holds them.
    problems : list of Problem
        Of the files that could not; each names its source and the remedy.
    """

    files: HeldFiles
    published: Published
    used: dict[str, Held]
    problems: list[Problem]


def lay_out(shelf: Shelf, stack: ExitStack) -> Laid:
    """Read what the shelf holds, once, and say where each file lies for the builders.

    Parameters
    ----------
    shelf : Shelf
        Files obtained.
    stack : ExitStack
        Keeps unpacked what is held in an archive, until it closes.
    """
    held = shelf.held()
    files: dict[str, Path] = {}
    tables: dict[str, pd.DataFrame] = {}
    used: dict[str, Held] = {}
    problems: list[Problem] = []
    for source in catalogue():
        if source.name not in held:
            continue
        path = shelf.path(held[source.name])
        if not shelf.is_whole(held[source.name]):
            problems.append(_altered(source, path))
            continue
        try:
            tables[source.name] = read_published(source, path)
        except BadInputError as error:
            problems += error.problems
            continue
        used[source.name] = held[source.name]
        if source.file and reader_of(source).as_published:
            files[source.file] = stack.enter_context(unpacked(path, source.member))
    if "vigieau" in tables:
        zones = tables["vigieau"].drop(columns="geometry")
        tables["vigieau"] = pd.DataFrame(zones).assign(day=used["vigieau"].obtained)
    return Laid(HeldFiles(files, shelf.folder), tables, used, problems)


def _altered(source: Source, path: Path) -> Problem:
    return Problem(
        Text(
            f"source « {source.name} » : le fichier du cache est absent ou modifié",
            f"source '{source.name}': the cached file is missing or altered",
        ),
        Text(
            f"le reprendre : tisites data pull {source.name}, ou tisites data add {source.name}"
            " FICHIER",
            f"take it again: tisites data pull {source.name}, or tisites data add {source.name}"
            " FILE",
        ),
        Where(str(path)),
    )
