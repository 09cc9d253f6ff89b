"""Who would leave the best scores under other weights: scores alone, nothing is solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.score.scores import score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Preview:
    """What other weights do to the best scores.

    Parameters
    ----------
    top : int
        How many of the best by score are looked at: the number of sites to choose.
    gone : tuple of (str, str)
        Id and name of the sites of the selection that were among the best and no longer are.
    enter : tuple of (str, str)
        Id and name of the sites that come among the best.
    """

    top: int
    gone: tuple[tuple[str, str], ...]
    enter: tuple[tuple[str, str], ...]

    @property
    def leave(self) -> int:
        """How many sites of the selection leave."""
        return len(self.gone)


def preview(
    known: Prepared, before: Model, after: Model, selected: Sequence[str] | None = None
) -> Preview:
    """Compare the best scores of those who compete under two models.

    Parameters
    ----------
    known : Prepared
        Who competes, and what was measured of them.
    before, after : Model
        Criteria, and the number of sites.
    selected : sequence of str, optional
        Sites of which those that leave are told; the best under ``before`` by default.
    """
    ids = known.sites.table.index
    first, then = _best(known, before, after.choose), _best(known, after, after.choose)
    mine = first if selected is None else np.asarray(ids.isin(list(selected)))
    names = known.sites.table["name"]

    def told(which: np.ndarray) -> tuple[tuple[str, str], ...]:
        here = names[which]
        return tuple((str(site), str(name)) for site, name in here.items())

    return Preview(after.choose, told(mine & first & ~then), told(then & ~first))


def _best(known: Prepared, model: Model, count: int) -> np.ndarray:
    """Return which sites are among the best by score, (n,) bool; the earlier id wins a tie."""
    found = score(model.score, known.sites.indicators).table["score"].to_numpy(dtype=np.float64)
    best = np.zeros(found.size, dtype=bool)
    best[np.argsort(-found, kind="stable")[:count]] = True
    return best
