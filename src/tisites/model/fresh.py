"""A new scenario file: what it derives from, and the keys most often changed, at their values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.model.flat import flat_model
from tisites.model.load import find, load_model
from tisites.model.points import load_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.model.declaration import Model

#: Shown in a new file, those that the base has.
OFTEN = (
    ("choose",),
    ("score.zan.weight", "score.power.weight", "score.low_flow.weight"),
    ("constraint.spacing.km",),
    ("assumptions.grid_delay_years", "assumptions.warming"),
)


def new_scenario(path: Path, base: str) -> Path:
    """Write a new scenario file.

    Parameters
    ----------
    path : Path
        Where; ``.toml`` is added. Its name becomes that of the scenario.
    base : str
        Scenario or model to derive from: path or shipped name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadInputError
        If the name is not one, the file is there already, or the base does not exist.
    """
    name = path.name.removesuffix(".toml")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        what = Text("ce nom n'a pas la forme attendue", "this name is not of the expected form")
        remedy = Text(
            "minuscules sans accent, chiffres, tirets (par exemple mon-scenario)",
            "lower case letters, digits, hyphens (for example my-scenario)",
        )
        raise bad_input(what, remedy, Where(value=name))
    file = path.with_name(f"{name}.toml")
    if file.exists():
        what = Text("ce fichier existe déjà", "this file exists already")
        raise bad_input(what, Text("choisir un autre nom", "choose another name"), Where(str(file)))
    key, model = _base(base)
    text = _text(name, key, base, model)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        what = Text(f"fichier impossible à écrire ({error})", f"file cannot be written ({error})")
        remedy = Text("choisir un autre endroit", "choose another place")
        raise bad_input(what, remedy, Where(str(file))) from error
    return file


def _base(base: str) -> tuple[str, Model]:
    """Return the key that derives from a base, ``from`` or ``base``, and its model."""
    try:
        path = find("scenarios", base)
    except BadInputError:
        try:
            return "base", load_model(base)
        except BadInputError:
            path = find("scenarios", base)  # says what scenarios there are
    if re.search(r"(?m)^\s*(base|from)\s*=", path.read_text(encoding="utf-8-sig")):
        return "from", load_scenario(base)[0]
    return "base", load_model(base)


def _text(name: str, key: str, base: str, model: Model) -> str:
    values = flat_model(model)
    told = Text(
        f"# Scénario « {name} ». Seules les clés écrites ici changent ; les autres viennent de\n"
        f"# « {base} » (les voir : tisites scenario show {base}).",
        f"# Scenario '{name}'. Only the keys written here change; all others come from '{base}'\n"
        f"# (see them: tisites scenario show {base}).",
    )
    grid = Text(
        "# Pour une grille (tisites sweep), faire varier des clés :",
        "# For a grid (tisites sweep), vary some keys:",
    )
    keys = Text("# Enlever le # devant ce qui change :", "# Remove the # in front of what changes:")
    lines = [
        str(told), f"{key} = {_toml(base)}", f"name = {_toml(name)}", f"title = {_toml(name)}", "",
        str(grid),
        "# vary.score.zan.weight = [6.0, 12.0, 24.0]",
        "# vary.assumptions.grid_delay_years = { low = 0, high = 4, steps = 5 }",
        "", str(keys),
    ]  # fmt: skip
    for block in OFTEN:
        table = ""
        for dotted in block:
            if dotted not in values:
                continue
            head, _, leaf = dotted.rpartition(".")
            if head and head != table:
                lines.append(f"# [{head}]")
                table = head
            lines.append(f"# {leaf} = {_toml(values[dotted])}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """Write a text, a figure or a switch the TOML way.

    Examples
    --------
    >>> _toml("a"), _toml(2.0), _toml(True)
    ('"a"', '2.0', 'true')
    """
    return json.dumps(value, ensure_ascii=False)
