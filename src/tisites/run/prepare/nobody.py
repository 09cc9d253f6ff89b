"""Whether the sites that a scenario names are among the candidates: read, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.read import candidates_from_pack, read_candidates
from tisites.candidates.usage.gather import gather
from tisites.data.demo.demo import open_demo
from tisites.data.pack import open_pack
from tisites.messages.text import Text, same
from tisites.model.named_sites import named_sites, nobody_problems
from tisites.run.prepare.competitors import judged
from tisites.run.prepare.kept import AFRESH
from tisites.run.prepare.request import with_kept_reading
from tisites.territory.territory import load_territory

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.candidates import Candidates
    from tisites.messages.errors import Problem
    from tisites.model.declaration import Model
    from tisites.run.prepare.kept import Keep
    from tisites.run.prepare.request import Request


def nobody(model: Model, request: Request, keep: Keep = AFRESH) -> list[Problem]:
    """Read the candidates and return one problem for each site named that none of them is.

    Nothing is read when the model names no site.

    Parameters
    ----------
    model : Model
        Merged model of the scenario.
    request : Request
        Which pack and candidates.
    keep : Keep
        Candidates of one list of ``[columns]`` are read once.

    Raises
    ------
    BadInputError
        If the pack or the candidates cannot be read.
    """
    if not any(True for _ in named_sites(model)):
        return []
    request = with_kept_reading(request)

    def ids() -> pd.Index:
        territory = load_territory(open_pack(request.pack) if request.pack else open_demo())
        if request.candidates is None:
            read = candidates_from_pack(territory)
        else:
            columns, strict = model.columns or None, not request.tolerant
            path, reading = request.candidates, request.reading
            read = read_candidates(path, territory, columns, strict=strict, reading=reading)
        return known_ids(read, judged(gather(read, territory), model, territory)[0])

    data = (request.pack, request.candidates, request.tolerant, model.columns, request.reading)
    rules = (model.duplicates, model.assembly, model.eligibility, model.labelled_2024)
    return nobody_problems(
        model, keep("ids", (data, rules), ids), request.scenario, data_name(request)
    )


def known_ids(read: Candidates, judged: Candidates) -> pd.Index:
    """Return every id that a scenario may name: as read, and of sites assembled from those."""
    return read.table.index.union(judged.table.index)


def data_name(request: Request) -> Text:
    """Return what the candidates of a request are called.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tisites.run.prepare.request import Request
    >>> data_name(Request(candidates=Path("a/friches.csv"))).fr
    'friches.csv'
    >>> data_name(Request()).fr
    'le paquet de démonstration'
    """
    given = request.candidates or request.pack
    if given is not None:
        return same(given.name or str(given))
    return Text("le paquet de démonstration", "the demonstration pack")
