"""Drafts: a scenario and what the planner changes in it, with undo, redo, and TOML out and in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from tisites.desk.workshop.draft import Draft
from tisites.desk.workshop.workshop import Workshop
from tisites.messages.clean import clean
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text
from tisites.web.contract import DraftBody, SolvedBody
from tisites.web.refusals import not_there
from tisites.web.saved import PREFIX, SavedScenarios
from tisites.web.scenario_text import changed_text
from tisites.web.workspace import new_id, now, read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.desk.workshop.form import Form
    from tisites.web.contract import DraftPatch, NewDraft
    from tisites.web.contract_lists import SavedScenario
    from tisites.web.results import Opened
    from tisites.web.workspace import Workspace

#: Steps that can be taken back.
STEPS = 200
FILE = "draft.json"
#: A scenario file that was sent, by its content.
_KEPT = re.compile(r"scenarios/[0-9a-f]{16}\.toml")
#: Drafts that a workspace holds.
MOST = 500


class DraftContent(BaseModel):
    """What a draft says: all that undo brings back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    pack: str
    candidates: str | None
    scenario: str
    changes: dict[str, Any]

    def unlike(self, other: DraftContent) -> int:
        """Count what differs and matters to a solve."""
        here, there, gone = self.changes, other.changes, object()
        keys = {*here, *there}
        heads = [name for name in ("pack", "candidates", "scenario")
                 if getattr(self, name) != getattr(other, name)]  # fmt: skip
        return len(heads) + sum(here.get(key, gone) != there.get(key, gone) for key in keys)


class DraftRecord(BaseModel):
    """A draft as it lies on the disk."""

    model_config = ConfigDict(extra="forbid")

    id: str
    content: DraftContent
    undo: list[DraftContent] = []
    redo: list[DraftContent] = []
    created: str
    updated: str
    revision: int = 1
    run: str | None = None
    solved: DraftContent | None = None
    saved_as: str | None = None
    mark: str | None = None

    def body(self) -> DraftBody:
        """Return it as the contract has it."""
        content = self.content
        return DraftBody(
            id=self.id, **content.model_dump(), can_undo=bool(self.undo), can_redo=bool(self.redo),
            created=self.created, updated=self.updated, revision=self.revision,
            saved_as=self.saved_as, solved=self._solved(),
        )  # fmt: skip

    def _solved(self) -> SolvedBody | None:
        """Return the last result: as many revisions behind as there are changes it has not seen."""
        if self.run is None or self.solved is None:
            return None
        return SolvedBody(run=self.run, revision=self.revision - self.content.unlike(self.solved))


@dataclass(frozen=True)
class Drafts:
    """The drafts of a workspace.

    Parameters
    ----------
    workspace : Workspace
        Where they lie.
    packs : collection of str
        Keys of the packs that there are.
    """

    workspace: Workspace
    packs: frozenset[str]

    def list(self) -> list[DraftRecord]:
        """Return every draft, last changed first."""
        found = [DraftRecord.model_validate(one) for one in self.workspace.records("drafts", FILE)]
        return sorted(found, key=lambda draft: draft.updated, reverse=True)

    def get(self, name: str) -> DraftRecord:
        """Return a draft.

        Raises
        ------
        RefusedError
            If there is none (404).
        """
        told = read_json(self.workspace.folder("drafts", name) / FILE)
        if told is None:
            raise not_there(Text("ce brouillon n'existe pas", "there is no such draft"), name)
        return DraftRecord.model_validate(told)

    def create(self, asked: NewDraft) -> DraftRecord:
        """Make a draft of a scenario, or of the text of a scenario file.

        Raises
        ------
        BadInputError
            If the scenario, a change or the pack is wrong.
        """
        scenario = asked.scenario
        saved: SavedScenario | None = None
        if asked.toml is not None:
            scenario = self._kept_text(asked.toml)
        elif scenario.startswith(PREFIX):
            text, saved = SavedScenarios(self.workspace).read(scenario.removeprefix(PREFIX))
            scenario = self._kept_text(text)
        content = DraftContent(
            title=clean(asked.title), pack=asked.pack, candidates=asked.candidates,
            scenario=scenario, changes={},
        )  # fmt: skip
        content = self.changed(content, asked.changes)
        if not content.title:
            title = str(SHOP.declared(self.draft_of(content)).start.titled)
            content = content.model_copy(update={"title": title})
        if sum(1 for _ in self.workspace.records("drafts", FILE)) >= MOST:
            raise bad_input(
                Text(f"il y a déjà {MOST} brouillons", f"there are {MOST} drafts already"),
                Text("en supprimer", "delete some"),
            )
        moment = now()
        draft = DraftRecord(
            id=new_id(), content=content, created=moment, updated=moment,
            saved_as=None if saved is None else saved.name,
            mark=None if saved is None else saved.mark,
        )  # fmt: skip
        return self._write(draft)

    def of_run(self, opened: Opened, asked: NewDraft) -> DraftRecord:
        """Make a draft that starts from a result: its own draft's content, or its merged model."""
        told = opened.told.get("content")
        if told:
            known = DraftContent.model_validate(told)
            given = {"pack": known.pack, "candidates": known.candidates,
                     "scenario": known.scenario, "changes": {**known.changes, **asked.changes},
                     "title": asked.title or known.title}  # fmt: skip
            return self.create(asked.model_copy(update=given))
        import tomli_w

        report = opened.run.report
        model = _without_none(report["model"])
        text = tomli_w.dumps({"base": str(model.get("name", "turnkey50")),
                              **model, "name": str(report["scenario"])})  # fmt: skip
        return self.create(asked.model_copy(update={"toml": text}))

    def patch(self, name: str, asked: DraftPatch) -> DraftRecord:
        """Change a draft, if what it becomes is right; nothing changes otherwise.

        Raises
        ------
        BadInputError
            One problem for each thing that is wrong, with the engine's remedy.
        """
        with _TURN:
            draft = self.get(name)
            given = asked.model_dump(exclude_unset=True, exclude={"changes"})
            if given.get("title") is not None:
                given["title"] = clean(given["title"])
            given = {key: value for key, value in given.items() if key == "candidates" or value}
            new = self.changed(draft.content.model_copy(update=given), asked.changes)
            return draft if new == draft.content else self._moved(draft, new)

    def load(self, name: str, text: str) -> DraftRecord:
        """Put the text of a scenario file in place of a draft's scenario and changes.

        Raises
        ------
        BadInputError
            If it is no scenario, with its line.
        """
        with _TURN:
            draft = self.get(name)
            scenario = self._kept_text(text)
            new = draft.content.model_copy(update={"scenario": scenario, "changes": {}})
            return self._moved(draft, self.changed(new, {}))

    def save_as(self, name: str, title: str, *, replace: bool = False) -> SavedScenario:
        """Save a draft as a scenario of that name; what it saved or opened there is replaced.

        Raises
        ------
        BadInputError
            If the name cannot be given.
        RefusedError
            409 if another scenario has it, or someone saved another one there meanwhile.
        """
        with _TURN:
            draft = self.get(name)
            same = draft.saved_as is not None and draft.saved_as.casefold() == title.casefold()
            known = "*" if replace else draft.mark if same else None
            text = self.text_of(draft)
            saved = SavedScenarios(self.workspace).write(title, text, known)
            kept = {"saved_as": saved.name, "mark": saved.mark}
            self._write(draft.model_copy(update=kept))
            return saved

    def step(self, name: str, *, back: bool) -> DraftRecord:
        """Take the last change back, or make it again; nothing happens where there is none."""
        with _TURN:
            draft = self.get(name)
            here, there = (draft.undo, draft.redo) if back else (draft.redo, draft.undo)
            if not here:
                return draft
            there.append(draft.content)
            new = here.pop()
            kept = {"content": new, "revision": draft.revision + 1, "updated": now()}
            return self._write(draft.model_copy(update=kept))

    def delete(self, name: str) -> None:
        """Delete a draft; results solved from it stay."""
        with _TURN:
            self.workspace.forget("drafts", name)

    def solved(self, name: str, run: str, content: DraftContent) -> None:
        """Note which result a draft gave last, and what it said then; a deleted draft is none."""
        with _TURN:
            if (told := read_json(self.workspace.state / "drafts" / name / FILE)) is not None:
                draft = DraftRecord.model_validate(told)
                self._write(draft.model_copy(update={"run": run, "solved": content}))

    def changed(self, content: DraftContent, changes: Mapping[str, Any]) -> DraftContent:
        """Return a draft's content with more changes, validated as its file would be.

        Raises
        ------
        BadInputError
            If the scenario, a change or the pack is wrong.
        """
        if content.pack not in self.packs:
            listed = ", ".join(sorted(self.packs))
            raise bad_input(
                Text("ce paquet de données n'est pas connu du serveur",
                     "this data pack is not known to the server"),
                Text(f"choisir parmi {listed}", f"choose from {listed}"),
                Where("pack", value=content.pack[:80]),
            )  # fmt: skip
        if content.candidates is not None:
            self.workspace.folder("uploads", content.candidates)
        try:
            found = SHOP.changed(self.draft_of(content), changes)
        except RecursionError as error:
            what = Text("cette valeur est trop imbriquée", "this value is nested too deep")
            remedy = Text("la simplifier", "make it simpler")
            raise bad_input(what, remedy, Where("changes")) from error
        return content.model_copy(update={"changes": dict(found.changes)})

    def since_solved(
        self, draft: DraftRecord, changes: Mapping[str, Any]
    ) -> tuple[DraftRecord, dict[str, Any]]:
        """Return a draft as it was last solved, and all that changes since, more changes with it.

        A preview is of the answer on the screen, however many changes were made since. What was
        solved on other data, or from another scenario, is no draft that changes lead from.

        Raises
        ------
        BadInputError
            If the model refuses a change.
        """
        now, then = self.changed(draft.content, changes), draft.solved
        keys = ("pack", "candidates", "scenario")
        if then is None or any(getattr(now, key) != getattr(then, key) for key in keys):
            return draft, dict(changes)
        back = {key: None for key in then.changes if key not in now.changes}
        return draft.model_copy(update={"content": then}), {**back, **now.changes}

    def draft_of(self, content: DraftContent) -> Draft:
        """Return the desk's draft of a content; which data it is solved on is told to the job."""
        return Draft(self.path_of(content.scenario), changes=content.changes)

    def form_of(self, draft: DraftRecord) -> Form:
        """Return the form of a draft: its model alone decides it."""
        return SHOP.form(self.draft_of(draft.content))

    def path_of(self, scenario: str) -> str:
        """Return what the engine takes for a draft's scenario: a shipped name, or a file kept here.

        Raises
        ------
        BadInputError
            If there is no such scenario; a path of the disk is none.
        """
        from tisites.model.shelf import shipped_names

        if scenario in shipped_names("scenarios"):
            return scenario
        path = self.workspace.state / "scenarios" / scenario.removeprefix("scenarios/")
        if _KEPT.fullmatch(scenario) and path.is_file():
            return str(path)
        listed = ", ".join(shipped_names("scenarios"))
        raise bad_input(
            Text("ce scénario n'existe pas", "this scenario does not exist"),
            Text(f"choisir parmi {listed}, ou charger un fichier",
                 f"choose from {listed}, or load a file"),
            Where("scenario", value=scenario[:80]),
        )  # fmt: skip

    def text_of(self, draft: DraftRecord) -> str:
        """Return a draft as the text of a scenario file, with the comments that it came with."""
        content = draft.content
        return changed_text(self.path_of(content.scenario), content.changes, content.title)

    def asked_of(self, draft: DraftRecord) -> dict[str, Any]:
        """Return what a job solves: the scenario and its changes, and a file that says both."""
        content = draft.content
        path = self.path_of(content.scenario)
        changes = dict(content.changes)
        if content.title != str(SHOP.declared(self.draft_of(content)).start.titled):
            changes |= {"title": content.title, "title_en": content.title}
        file = path
        if changes:
            file = str(self.workspace.scenario(changed_text(path, changes)))
        return {"base": path, "changes": changes, "scenario": file}

    def _kept_text(self, text: str) -> str:
        """Keep a scenario file that was sent, if it is one; its name in the workspace."""
        from tisites.model.points import load_scenario

        path = self.workspace.scenario(text.replace("\r\n", "\n"))
        try:
            _refuse_files(path)
            load_scenario(str(path))
        except BadInputError as error:
            path.unlink(missing_ok=True)
            raise BadInputError([_unplaced(one, path) for one in error.problems]) from error
        return f"scenarios/{path.name}"

    def _moved(self, draft: DraftRecord, new: DraftContent) -> DraftRecord:
        changed = draft.model_copy(
            update={
                "content": new,
                "undo": [*draft.undo, draft.content][-STEPS:],
                "redo": [],
                "revision": draft.revision + 1,
                "updated": now(),
            }
        )
        return self._write(changed)

    def _write(self, draft: DraftRecord) -> DraftRecord:
        place = self.workspace.folder("drafts", draft.id, exists=False)
        write_json(place / FILE, draft.model_dump(mode="json"))
        return draft


#: Scenarios read once; what solves is in the processes of the workspaces.
SHOP = Workshop()
#: Drafts are read, changed and written back by one thread at a time.
_TURN = RLock()


def _without_none(value: Any) -> Any:
    """Return a value as TOML can say it: what is ``None`` is left out."""
    if isinstance(value, dict):
        return {str(k): _without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [_without_none(one) for one in value]
    return value


def _refuse_files(path: Path) -> None:
    """Refuse a scenario that names files of the disk: it would read what is not the sender's."""
    from tisites.model.load import read_toml

    for key in ("base", "from"):
        name = read_toml(path).get(key)
        if isinstance(name, str) and (name.endswith(".toml") or "/" in name or "\\" in name):
            raise bad_input(
                Text("un scénario envoyé ne peut nommer un fichier",
                     "a scenario that is sent cannot name a file"),
                Text("nommer un modèle ou un scénario livré", "name a shipped model or scenario"),
                Where(str(path), column=key, value=name),
            )  # fmt: skip


def _unplaced(problem: Problem, path: Path) -> Problem:
    """Return a problem without the path of the kept file, which the planner does not know."""
    where = problem.where
    name = where.file.replace(str(path), "scenario.toml")
    return Problem(problem.what, problem.remedy,
                   Where(name, where.line, where.column, where.value))  # fmt: skip
