"""A job: what was asked, as it lies on the disk, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from tisites.messages.text import Text, speaking
from tisites.web.contract import OPEN, JobBody, ProblemBody, State
from tisites.web.drafts import DraftContent
from tisites.web.workspace import write_json

if TYPE_CHECKING:
    from tisites.messages.text import Language
    from tisites.web.workspace import Workspace

FILE = "job.json"
#: A job that ended the server or its process this often is not taken up again.
MOST_RESUMED = 2
#: The state of a job in words.
STATE_WORDS: dict[State, Text] = {
    "queued": Text("en attente", "waiting"),
    "running": Text("en cours", "at work"),
    "done": Text("terminé", "done"),
    "stopped": Text("arrêté : le meilleur trouvé, non prouvé",
                    "stopped: the best that was found, not proven"),
    "limit": Text("limite atteinte : non prouvé", "limit reached: not proven"),
    "infeasible": Text("infaisable : aucune sélection ne respecte toutes les règles",
                       "infeasible: no selection meets every rule"),
    "bad_input": Text("à corriger avant de calculer", "to be mended first"),
    "failed": Text("en échec", "failed"),
    "killed": Text("interrompu sans résultat", "ended without a result"),
}  # fmt: skip


class JobAsk(BaseModel):
    """What a process needs to work on a job: nothing in it changes once it was asked.

    Parameters
    ----------
    job, verb, options
        As in the contract.
    run : str, optional
        The result that is questioned.
    base, changes
        The scenario of the draft and what it changes.
    scenario : str, optional
        The same as one file; the shipped name where nothing changed.
    title, pack, candidates
        Of the draft; the pack's folder, ``None`` for the demonstration.
    reading : str, optional
        File that tells how the columns of the list are read.
    content : DraftContent, optional
        What the draft said.
    language : str
        The words of the answer are in it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    job: str
    verb: str
    options: dict[str, Any] = {}
    run: str | None = None
    draft: str | None = None
    base: str | None = None
    changes: dict[str, Any] = {}
    scenario: str | None = None
    pack: str | None = None
    candidates: str | None = None
    reading: str | None = None
    content: DraftContent | None = None
    language: Literal["fr", "en"] = "fr"


class Job(BaseModel):
    """A job of a workspace.

    Parameters
    ----------
    body : JobBody
        What the page sees.
    ask : JobAsk
        What its process is given.
    """

    model_config = ConfigDict(extra="forbid")

    body: JobBody
    ask: JobAsk

    @property
    def id(self) -> str:
        """Its id."""
        return self.body.id

    @property
    def of_draft(self) -> bool:
        """Whether it prepares or solves a draft: short, and waited for at the page."""
        return self.body.verb in ("prepare", "solve")

    @property
    def open(self) -> bool:
        """Whether it waits or is at work."""
        return self.body.state in OPEN

    def keep(self, workspace: Workspace) -> None:
        """Write it down, whole."""
        place = workspace.folder("jobs", self.id, exists=False)
        write_json(place / FILE, self.model_dump(mode="json"))

    def turn(self, state: State, problems: list[ProblemBody] | None = None) -> None:
        """Bring it into a state, said in its language."""
        self.body.state = state
        self.body.words = said(state, self.ask.language)
        if problems is not None:
            self.body.problems = problems


def said(state: State, language: Language) -> str:
    """Return a state in words."""
    with speaking(language):
        return str(STATE_WORDS[state])


def mishap(what: Text, remedy: Text, language: Language) -> ProblemBody:
    """Return a problem that is nobody's input, in words."""
    with speaking(language):
        return ProblemBody(what=str(what), remedy=str(remedy), words=f"{what}\n    → {remedy}")
