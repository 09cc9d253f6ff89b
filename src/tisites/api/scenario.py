"""A scenario in Python: read, changed by dotted keys, validated as its file would be."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.load import find, merge, merged_of, read_toml, stack, validate
from tisites.model.points import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model


class Scenario:
    """A question to the engine: a model, and what the scenario changes in it.

    Parameters
    ----------
    name : str or Path
        Path of a scenario's file, or the name of a shipped one.
    model : str, optional
        Model in place of the scenario's base.

    Raises
    ------
    BadInputError
        Everything wrong in the file, with its line.

    Examples
    --------
    >>> import tisites
    >>> scenario = tisites.Scenario("reference")
    >>> fewer = scenario.changed({"choose": 40, "score.workers.weight": 0})
    >>> fewer.model.choose, scenario.model.choose
    (40, 50)
    """

    def __init__(self, name: str | Path = "reference", *, model: str | None = None) -> None:
        self.model: Model
        self.model_name: str  #: name that the file gives itself
        self.name = str(name)
        self._base = model
        self._changes: dict[str, Any] = {}
        self.model, self.model_name = load_scenario(self.name, model)

    @property
    def changes(self) -> dict[str, Any]:
        """What :meth:`changed` laid over the file, as nested tables; a copy."""
        return copy.deepcopy(self._changes)

    def changed(self, changes: Mapping[str, Any], *, name: str | None = None) -> Scenario:
        """Return the scenario with other values; this one stays as it is.

        Parameters
        ----------
        changes : mapping of str to object
            Dotted key of the model to value: ``{"score.water.weight": 2.0}``. Tables merge as the
            tables of a scenario's file do.
        name : str, optional
            Name of the new scenario; that of this one by default.

        Raises
        ------
        BadInputError
            A key that the model does not have, or a value that it cannot take.
        """
        laid = self._changes
        for key, value in changes.items():
            laid = merge(laid, nested(key, value))
        if name is not None:
            laid = merge(laid, {"name": name})
        new = copy.copy(self)
        new._changes = laid
        path = find("scenarios", self.name)
        whole = merge(merged_of(stack(path, self._base)), laid)
        # the lines of the file are not those of what was laid over it
        new.model = validate(whole, Path(f"{self.name}.changed()"))
        new.model_name = str(whole["name"])
        return new

    def save(self, path: str | Path) -> Path:
        """Write the scenario as a file that ``tisites run`` takes; an older file is refused.

        Raises
        ------
        BadInputError
            If there is a file of that name, or if the scenario cannot be named from there.
        """
        import tomli_w

        out = Path(path)
        if out.suffix != ".toml":
            out = out.with_name(f"{out.name}.toml")
        if out.exists():
            what = Text("ce fichier existe déjà", "this file exists already")
            remedy = Text("choisir un autre nom", "choose another name")
            raise bad_input(what, remedy, Where(str(out)))
        start: dict[str, Any] = {"from": self._from()}
        if self._base is not None:
            what = Text(
                "un scénario lu avec un autre modèle ne s'écrit pas seul",
                "a scenario read with another model cannot be written alone",
            )
            remedy = Text("écrire base dans son fichier", "write base in its file")
            raise bad_input(what, remedy, Where(self.name))
        name = self._changes.get("name", out.stem)
        out.write_bytes(tomli_w.dumps({**start, "name": name, **self._changes}).encode("utf-8"))
        read_toml(out)
        return out

    def _from(self) -> str:
        path = Path(self.name)
        return str(path.resolve()) if path.is_file() else self.name

    def __repr__(self) -> str:
        more = f" + {len(list(_leaves(self._changes)))}" if self._changes else ""
        return f"Scenario({self.name!r}{more})"


def nested(key: str, value: Any) -> dict[str, Any]:
    """Turn a dotted key into tables.

    Examples
    --------
    >>> nested("score.water.weight", 2.0)
    {'score': {'water': {'weight': 2.0}}}
    """
    first, _, rest = key.partition(".")
    return {first: nested(rest, value) if rest else value}


def _leaves(table: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    for value in table.values():
        found += _leaves(value) if isinstance(value, dict) else [value]
    return found
