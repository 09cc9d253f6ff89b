"""Read models and scenarios: TOML, a base, overrides by name, then one validation of the whole."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.model.complaints import line_of, problems_of, toml_text
from tisites.model.declaration import Model
from tisites.model.shelf import lookup, shipped_names
from tisites.model.toml_words import toml_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Tables that an override replaces whole: merging the points of two scales, or the status of one
#: law with the text of another, has no meaning.
WHOLE = frozenset({"scale", "decay_min", "limits", "columns", "law"})


def merge(base: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``override`` laid over it, key by key.

    Tables merge, everything else is replaced; the tables named in :data:`WHOLE` are replaced.

    Examples
    --------
    >>> merge({"score": {"zan": {"weight": 1, "scale": {"0": 1}}}},
    ...       {"score": {"zan": {"scale": {"5": 0}}}})
    {'score': {'zan': {'weight': 1, 'scale': {'5': 0}}}}
    """
    merged = dict(base)
    for key, value in override.items():
        old = merged.get(key)
        if isinstance(value, dict) and isinstance(old, dict) and key not in WHOLE:
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    BadInputError
        If it is absent or is not TOML, with the line.
    """
    try:
        return tomllib.loads(toml_text(path))
    except FileNotFoundError as error:
        what = Text("ce fichier n'existe pas", "this file does not exist")
        check = Text("vérifier le chemin", "check the path")
        raise bad_input(what, check, Where(str(path))) from error
    except tomllib.TOMLDecodeError as error:
        what, remedy, line = toml_fault(toml_text(path), error)
        raise bad_input(what, remedy, Where(str(path), line)) from error
    except UnicodeDecodeError as error:
        what = Text("le fichier n'est pas en UTF-8", "the file is not UTF-8")
        again = Text("l'enregistrer de nouveau, en UTF-8", "save it again, as UTF-8")
        raise bad_input(what, again, Where(str(path))) from error


def find(kind: str, name: str) -> Path:
    """Find a model or scenario: a path, or the name of a shipped one.

    Parameters
    ----------
    kind : {"models", "scenarios"}
        Shelf to look on.
    name : str
        A path to a TOML file, or a name without suffix; the point of a grid (``#007``) is left
        aside.

    Raises
    ------
    BadInputError
        If there is none, with the nearest name.
    """
    if kind == "scenarios" and point_of(name):
        name = name.rpartition("#")[0]
    found = lookup(kind, name)
    if found is not None:
        return found
    path = Path(name)
    if path.suffix == ".toml":
        what = Text(f"le fichier « {name} » n'existe pas", f"file '{name}' does not exist")
        raise bad_input(what, Text("vérifier le chemin", "check the path"), Where(name))
    known = shipped_names(kind)
    if kind == "scenarios" and (name in ("last", "dernier") or path.is_dir()):
        what = Text("c'est un résultat, pas un scénario", "this is a run, not a scenario")
        give = Text(
            f"donner le scénario lui-même : un fichier .toml ou l'un de : {', '.join(known)}",
            f"give the scenario itself: a .toml file or one of: {', '.join(known)}",
        )
        raise bad_input(what, give, Where(value=name))
    close = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f" ; vouliez-vous « {close[0]} » ?" if close else ""
    hint_en = f"; did you mean '{close[0]}'?" if close else ""
    what = Text(f"« {name} » n'existe pas{hint}", f"'{name}' does not exist{hint_en}")
    remedy = Text(
        f"donner un fichier .toml ou l'un de : {', '.join(known)}",
        f"give a .toml file or one of: {', '.join(known)}",
    )
    raise bad_input(what, remedy, Where(kind, value=name))


def load_model(name: str) -> Model:
    """Read and validate a model by path or shipped name."""
    path = find("models", name)
    return validate(merged_of(_model_layers(path)), path)


def _model_layers(path: Path, seen: tuple[Path, ...] = ()) -> tuple[ScenarioLayer, ...]:
    """Return the files of a model, the first at the bottom: a model may have a ``base`` too."""
    data = read_toml(path)
    if path.resolve() in seen:
        what = Text("ce modèle dérive de lui-même", "this model derives from itself")
        raise bad_input(what, Text("rompre la boucle", "break the loop"), Where(str(path)))
    _check_names(data, path)
    base = data.pop("base", None)
    if base is None:
        return (ScenarioLayer(path, data),)
    below = _near(path, "models", base)
    return (*_model_layers(below, (*seen, path.resolve())), ScenarioLayer(path, data))


def point_of(name: str) -> str:
    """Return the number of the point that a reference names; empty for a whole file.

    Examples
    --------
    >>> point_of("weights.toml#007"), point_of("reference")
    ('007', '')
    """
    head, mark, number = name.rpartition("#")
    return number if mark and head and number.isdigit() and not Path(name).is_file() else ""


@dataclass(frozen=True, slots=True)
class ScenarioLayer:
    """One file of a merged scenario: what it says, ``base`` and ``from`` left out."""

    path: Path
    data: dict[str, Any]


def merged_of(layers: Sequence[ScenarioLayer]) -> dict[str, Any]:
    """Lay the files of a scenario over each other, the first at the bottom."""
    return reduce(merge, (layer.data for layer in layers), {})


def stack(
    path: Path, model: str | None = None, chosen: str | None = None, seen: tuple[Path, ...] = ()
) -> tuple[ScenarioLayer, ...]:
    """Return the files of a scenario, its model first.

    Parameters
    ----------
    path : Path
        The scenario.
    model : str, optional
        Model to use in place of the scenario's base.
    chosen : str, optional
        Scenario that stands under a file with ``vary.scenario``; the first of its list by default.
    seen : tuple of Path
        Files that derive from this one.

    Raises
    ------
    BadInputError
        If a file is wrong in itself, derives from itself or names no model.
    """
    data = read_toml(path)
    if path.resolve() in seen:
        what = Text("ce scénario dérive de lui-même", "this scenario derives from itself")
        raise bad_input(what, Text("rompre la boucle", "break the loop"), Where(str(path)))
    _check_names(data, path)
    parent, base_name = data.pop("from", None), data.pop("base", None)
    among = _among(data, path, parent or base_name)
    if among:
        parent = chosen or among[0]
    if parent is not None:
        if point_of(parent):
            what = Text("un scénario ne dérive pas d'un point", "a point has no children")
            remedy = Text("nommer le scénario lui-même", "name the scenario itself")
            raise bad_input(what, remedy, Where(str(path), column="from", value=parent))
        near = _near(path, "scenarios", parent)
        return (*stack(near, model, chosen, (*seen, path.resolve())), ScenarioLayer(path, data))
    base_name = model or base_name
    if base_name is None:
        what = Text("un scénario doit nommer son modèle", "a scenario must name its model")
        remedy = Text('ajouter base = "turnkey50"', 'add base = "turnkey50"')
        raise bad_input(what, remedy, Where(str(path), column="base"))
    found = find("models", base_name) if model else _near(path, "models", base_name)
    bases = _model_layers(found)
    validate(merged_of(bases), found)  # a mistake in the base is reported where it stands
    told = _under_another(data, merged_of(bases)) if model else data
    return *bases, ScenarioLayer(path, told)


def _under_another(data: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Return what a scenario says over a model that is not its own: that model's title leads.

    A scenario that only names its own model says nothing of another.
    """
    named = {key: data[key] for key in ("title", "title_en") if key in data}
    if not data.keys() - {"name", "title", "title_en", "description"}:
        kept = {key: value for key, value in data.items() if key == "name"}
        return {**kept, **{key: base[key] for key in ("title", "title_en") if key in base}}
    heads = {key: base.get(key) or base.get("title", "") for key in named}
    return {**data, **{key: f"{heads[key]} · {words}" for key, words in named.items()}}


def _among(data: dict[str, Any], path: Path, other: Any) -> list[str]:
    """Return the scenarios that ``vary.scenario`` chooses among."""
    vary = data.get("vary")
    among = vary.get("scenario") if isinstance(vary, dict) else None
    if not (isinstance(among, list) and among and all(isinstance(name, str) for name in among)):
        return []
    if other is not None:
        what = Text(
            "vary.scenario nomme déjà les scénarios de départ",
            "vary.scenario already names what to start from",
        )
        raise bad_input(
            what, Text("retirer base et from", "remove base and from"),
            Where(str(path), line_of(toml_text(path), ("vary", "scenario")), "vary.scenario"),
        )  # fmt: skip
    return among


def _check_names(data: dict[str, Any], path: Path) -> None:
    """Refuse a ``base`` or ``from`` that is no name, before a file is looked for under it."""
    for key in ("base", "from"):
        name = data.get(key)
        if name is None or (isinstance(name, str) and name.strip()):
            continue
        what = Text("le nom d'un modèle ou d'un scénario est attendu", "a name is expected")
        remedy = Text(f'écrire par exemple {key} = "turnkey50"', f'write {key} = "turnkey50"')
        if key == "from":
            remedy = Text('écrire par exemple from = "reference"', 'write from = "reference"')
        line = line_of(toml_text(path), (key,))
        raise bad_input(what, remedy, Where(str(path), line, key, str(name)))


def _near(path: Path, kind: str, name: str) -> Path:
    """A name given inside a file is looked for beside that file first."""
    beside = path.parent / name
    return beside if beside.suffix == ".toml" and beside.is_file() else find(kind, name)


def validate(data: dict[str, Any], path: Path) -> Model:
    """Validate a merged model.

    Raises
    ------
    BadInputError
        One problem for each thing that is wrong, with the line where it can be told.
    """
    try:
        return Model.model_validate(data)
    except ValidationError as error:
        raise BadInputError(problems_of(error, Model, path, data)) from error
