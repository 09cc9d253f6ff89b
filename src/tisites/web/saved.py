"""Scenarios that planners saved under a name: ``atelier/saved/NAME.toml``, comments kept."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.web.contract_lists import SavedScenario
from tisites.web.refusals import RefusedError, not_there
from tisites.web.workspace import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.web.workspace import Workspace

#: What a draft's scenario begins with, where it is to be read from here.
PREFIX = "saved/"
#: Scenarios that a workspace holds.
MOST = 500
_NAME = re.compile(r'[^\W_][^\\/:*?"<>|\x00-\x1f\x7f]{0,79}')
#: Names that Windows keeps for its devices, whatever follows their dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True, slots=True)
class SavedScenarios:
    """The named scenarios of a workspace.

    Parameters
    ----------
    workspace : Workspace
        Where they lie.
    """

    workspace: Workspace

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.workspace.state / "saved"

    def list(self) -> list[SavedScenario]:
        """Return every saved scenario, last saved first."""
        found = [_told(path) for path in self.folder.glob("*.toml")]
        return sorted(found, key=lambda one: one.saved, reverse=True)

    def read(self, name: str) -> tuple[str, SavedScenario]:
        """Return the text of a scenario, and what is told of it.

        Raises
        ------
        RefusedError
            404 if there is none of that name.
        """
        path = self._found(name)
        if path is None:
            what = Text("aucun scénario ne porte ce nom", "no scenario has this name")
            raise not_there(what, name[:80])
        return path.read_text(encoding="utf-8"), _told(path)

    def write(self, name: str, text: str, known: str | None) -> SavedScenario:
        """Save a scenario under a name.

        Parameters
        ----------
        name : str
            Also the name of its file: what Windows refuses is refused.
        text : str
            TOML.
        known : str or None
            Mark of what may be replaced; ``"*"`` replaces whatever is there.

        Raises
        ------
        BadInputError
            If the name cannot be that of a file, or too many are saved.
        RefusedError
            409 if another scenario has the name, or was saved there meanwhile.
        """
        _refuse(name)
        there = self._found(name)
        if there is not None and known != "*" and _mark(there.read_text(encoding="utf-8")) != known:
            when = _told(there).saved[:16].replace("T", " ")
            raise RefusedError(
                409,
                Text(f"« {there.stem} » porte déjà un autre scénario, enregistré le {when} (UTC)",
                     f"'{there.stem}' is another scenario already, saved on {when} (UTC)"),
                Text("choisir un autre nom, ou le remplacer", "choose another name, or replace it"),
                Where("name", value=there.stem),
            )  # fmt: skip
        if there is None and sum(1 for _ in self.folder.glob("*.toml")) >= MOST:
            what = Text(f"{MOST} scénarios sont déjà enregistrés", f"{MOST} scenarios are saved")
            raise bad_input(what, Text("en supprimer", "delete some"), Where("name"))
        path = there or self.folder / f"{name}.toml"
        write_whole(path, text)
        return _told(path)

    def delete(self, name: str) -> None:
        """Delete a scenario; drafts that were opened from it stay."""
        self.read(name)
        path = self._found(name)
        if path is not None:
            path.unlink(missing_ok=True)

    def _found(self, name: str) -> Path | None:
        """Return the file of a name, whatever its capitals: Windows takes them for one."""
        wanted = name.casefold()
        return next((p for p in self.folder.glob("*.toml") if p.stem.casefold() == wanted), None)


def _refuse(name: str) -> None:
    if _NAME.fullmatch(name) and name[-1] not in ". " and not _DEVICES.fullmatch(name):
        return
    raise bad_input(
        Text("ce nom ne peut être celui d'un fichier", "this cannot be the name of a file"),
        Text('80 signes au plus, sans \\ / : * ? " < > |, en commençant par une lettre ou un'
             " chiffre, sans finir par un point",
             '80 characters at most, without \\ / : * ? " < > |, beginning with a letter or a'
             " digit, not ending with a dot"),
        Where("name", value=name[:80]),
    )  # fmt: skip


def _told(path: Path) -> SavedScenario:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = path.read_text(encoding="utf-8")
    try:
        title = str(tomlkit.parse(text).get("title") or path.stem)
    except TOMLKitError:  # edited by hand since: what is wrong is told when it is opened
        title = path.stem
    written = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
    return SavedScenario(
        name=path.stem, title=title, saved=written.isoformat(timespec="seconds"), mark=_mark(text)
    )


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
