"""``/results/RUN/sites/SITE`` and ``/results/RUN/gauges``: sites and limits of an answer."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response

from tisites.messages.text import Text, language
from tisites.web.refusals import not_there
from tisites.web.results import told_of, written
from tisites.web.routes.places import At
from tisites.web.views.card import CardMaker, SiteCard
from tisites.web.views.gauges import LimitGauge, gauges_of
from tisites.web.workspace import GAUGES, read_json

if TYPE_CHECKING:
    from tisites.desk.sources import Studied
    from tisites.run.read.stored import StoredRun

router = APIRouter(prefix="/results", tags=["results"])


class AnsweredRuns:
    """The last results that were asked about their sites, ready to be questioned.

    Parameters
    ----------
    most : int
        How many stay; each holds its program.
    """

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[StoredRun, Studied, CardMaker]] = OrderedDict()

    def of(self, run: StoredRun) -> tuple[Studied, CardMaker]:
        """Return a run checked against its program, and what makes its cards."""
        from tisites.desk.sources import studied_run

        with self._lock:  # one reader prepares what several wait for
            key = id(run)
            if key not in self._kept:
                studied = studied_run(run)
                self._kept[key] = (run, studied, CardMaker(studied))
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            _, studied, maker = self._kept[key]
            return studied, maker


ANSWERED = AnsweredRuns()


@router.get("/{run}/sites/{site}")
def read_card(run: str, site: str, at: At) -> SiteCard:
    """Return all that is known of one candidate of a result, whether it competes or not."""
    _, maker = ANSWERED.of(at.opened(run).run)
    if site not in maker.base.case.everyone.index:
        what = Text("ce site n'est pas un candidat", "this site is no candidate")
        raise not_there(what, site[:80])
    return maker.card(site)


@router.get("/{run}/gauges", responses={202: {"description": "Not written yet: ask again."}})
def read_gauges(run: str, at: At, response: Response) -> list[LimitGauge]:
    """Return how every limit of a result stands, and what its rule decides where measured.

    Of a result that was solved this instant, 202 and none until its process has told them.
    """
    told = told_of(at.workspace, run)
    if told:
        known = read_json(at.workspace.result(run) / GAUGES)
        if known is not None:
            return [LimitGauge.model_validate(one) for one in known[language()]]
        if at.jobs.has_process(at.workspace) and not written(at.workspace, str(told["run"])):
            response.status_code = 202
            return []
    studied, _ = ANSWERED.of(at.opened(run).run)
    return gauges_of(studied)
