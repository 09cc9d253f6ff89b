"""What each setting between two scenarios does: the verb ``compare --settings``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.report.compare.separate import NAME, TABLES, settings_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.study.compare.settings import Chosen, Settings


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """What is asked of the settings between two scenarios.

    Parameters
    ----------
    scenarios : tuple of str
        Two; changes are told from the first.
    data, candidates : Path, optional
        As ``tisites run`` takes them.
    tolerant : bool
        The same.
    seconds : float, optional
        Limit of each solve.
    out : Path, optional
        Folder of the files; ``studies/settings-…`` otherwise.
    """

    scenarios: tuple[str, ...]
    data: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    seconds: float | None = None
    out: Path | None = None


@verb
def settings(request: SettingsRequest, listener: Listener) -> Answer[Settings]:
    """Change every setting between two scenarios, alone and together, and choose each time.

    Raises
    ------
    BadInputError
        Not two scenarios, an unknown one, two that differ in nothing; a folder that may not be
        written.
    InfeasibleError
        If one of the two scenarios itself has no selection.
    """
    from tisites.model.points import load_scenario
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import Kept
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.prepare.request import Request
    from tisites.solver.solution import Proof
    from tisites.study.compare.settings import Chosen, separate, settings_of

    if len(request.scenarios) != 2:
        raise bad_input(
            Text("--settings demande deux scénarios", "--settings needs two scenarios"),
            Text(
                "par exemple : tisites compare reference bundle-late-grid --settings",
                "for example: tisites compare reference bundle-late-grid --settings",
            ),
        )
    first, second = request.scenarios
    (here, name), (there, other) = load_scenario(first), load_scenario(second)
    if not settings_of(here, there):
        what = Text(f"« {name} » et « {other} » ne diffèrent en rien",
                    f"'{name}' and '{other}' differ in nothing")  # fmt: skip
        raise bad_input(what, Text("nommer deux scénarios", "name two scenarios"))
    folder = request.out or Path("studies") / f"settings-{name}-{other}"
    may_write(folder, NAME, TABLES)
    asked = Request(
        first, None, request.data, request.candidates, request.tolerant,
        seconds=request.seconds,
    )  # fmt: skip
    kept = Kept(4)
    synthetic = False

    def choose(model: Model) -> Chosen:
        nonlocal synthetic
        prepared = compiled(survey(replace(asked), declared=(model, model.name), keep=kept), kept)
        synthetic = prepared.synthetic
        outcome = execute(prepared)
        return Chosen(frozenset(outcome.ids), outcome.solution.proof is Proof.OPTIMAL)

    for model in (here, there):  # told by their own words where one has no selection
        choose(model)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"sélection {done + 1} sur {of}", f"selection {done + 1} of {of}")))

    found = separate(here, there, choose, told)
    whole = found.here.proven and found.there.proven
    document = settings_document(found, (name, other), synthetic=synthetic)
    return Answer(found, document, folder, End.DONE if whole else End.LIMIT)
