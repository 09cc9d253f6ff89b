"""A scenario file with changes laid over it, comments kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.model.load import WHOLE, find, merge
from tisites.model.shelf import shipped_file

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping


def whole_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Turn dotted keys into the tables of a scenario file.

    Examples
    --------
    >>> whole_changes({"score.water.weight": 2.0, "choose": 40})
    {'score': {'water': {'weight': 2.0}}, 'choose': 40}
    """
    laid: dict[str, Any] = {}
    for key, value in changes.items():
        nested = value
        for part in reversed(key.split(".")):
            nested = {part: nested}
        laid = merge(laid, nested)
    return laid


def changed_text(scenario: str, changes: Mapping[str, Any], title: str = "") -> str:
    """Return the text of a scenario file that says a scenario with changes.

    A file of the planner keeps its comments, its order and what is not changed; a shipped scenario
    is derived from by its name.

    Parameters
    ----------
    scenario : str
        Shipped name, or a file.
    changes : mapping of str to object
        Dotted key to value.
    title : str
        Title of the new file; that of the scenario otherwise.

    Examples
    --------
    >>> print(changed_text("reference", {"choose": 40, "score.zan.weight": 9.0}))
    from = "reference"
    name = "reference"
    choose = 40
    <BLANKLINE>
    [score.zan]
    weight = 9.0
    <BLANKLINE>
    """
    import tomlkit

    laid = whole_changes(changes)
    if shipped_file("scenarios", scenario) is not None:
        text = tomlkit.document()
        text["from"], text["name"] = scenario, scenario
    else:
        text = tomlkit.parse(_read(find("scenarios", scenario)))
    if title:
        text["title"] = text["title_en"] = title
    _lay(text, laid)
    return tomlkit.dumps(text)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")


def _lay(table: MutableMapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Lay nested changes over a table in place, by the rules of :func:`merge`."""
    import tomlkit

    plain = {key: value for key, value in changes.items() if not isinstance(value, dict)}
    for key, value in {**plain, **changes}.items():
        old: Any = table.get(key)
        if isinstance(value, dict) and hasattr(old, "get") and key not in WHOLE:
            _lay(old, value)
        elif isinstance(value, dict) and key not in WHOLE:
            new = tomlkit.table(is_super_table=all(isinstance(v, dict) for v in value.values()))
            _lay(new, value)
            table[key] = new
        elif isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[key] = inline
        else:
            table[key] = value
