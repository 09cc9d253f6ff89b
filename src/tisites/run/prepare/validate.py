"""A scenario checked without measuring: its words, its indicators, the sites it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.indicators import indicator_names
from tisites.messages.errors import BadInputError
from tisites.model.cannot_work import indicator_problems
from tisites.model.complaints import with_line
from tisites.model.load import find
from tisites.model.points import load_points
from tisites.run.prepare.kept import Kept
from tisites.run.prepare.nobody import nobody
from tisites.run.prepare.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.errors import Problem


def validated(file: str, pack: Path | None = None, candidates: Path | None = None) -> int:
    """Check a scenario or a grid, and return how many points it has.

    Parameters
    ----------
    file : str
        Path or shipped name.
    pack, candidates : Path, optional
        Where the sites that it names are looked for, as ``tisites run`` would read them. Neither
        is read by a scenario that names none.

    Raises
    ------
    BadInputError
        All that is wrong, with its line.
    """
    points = load_points(file)
    path, keep = find("scenarios", file), Kept(4)
    request = Request(str(path), None, pack, candidates, tolerant=True)
    wrong: dict[Problem, None] = {}
    for point in points:
        here = indicator_problems(point.model, indicator_names(), str(path))
        here += nobody(point.model, request, keep)
        wrong |= dict.fromkeys(here)
    if wrong:
        raise BadInputError([with_line(problem, path) for problem in wrong])
    return len(points)
