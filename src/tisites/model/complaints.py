"""Turn validation errors into sentences for the planner, with line and nearest-name hint."""

from __future__ import annotations

import difflib
import re
import types
import typing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.model.complaints_equity import NAMELESS, NEEDED, kindless, mended, nameless
from tisites.model.misplaced import added, misplaced
from tisites.model.new_names import lacking, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def toml_text(path: Path) -> str:
    """Read a TOML file; the mark that Windows editors put before UTF-8 is no part of it."""
    return path.read_text(encoding="utf-8-sig")


def problems_of(
    error: ValidationError,
    root: type[BaseModel],
    path: Path,
    data: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Return one problem for each validation error, located in the file where possible.

    With the merged ``data``, an entry that lacks several keys is one problem, and says what names
    there are.
    """
    text = toml_text(path) if path.is_file() else ""
    found: list[Problem] = []
    short = {} if data is None else lacking(error)
    for named, names in short.items():
        where = Where(str(path), line_of(text, named), ".".join(named))
        found.append(Problem(*sentence(named, names, short, data or {}), where))
    for detail in error.errors(include_url=False):
        keys = tuple(str(part) for part in detail["loc"])
        lacks = {"union_tag_not_found": 2, "missing": 3}.get(detail["type"])
        if lacks == len(keys) and keys[:2] in short:
            continue  # told above, once for the entry
        if len(keys) == 2 and keys[0] in NAMELESS and detail["type"] in _NO_TABLE:
            if not any(problem.where.column == keys[0] for problem in found):
                where = Where(str(path), line_of(text, keys[:1]), keys[0])
                found.append(Problem(*nameless(keys[0]), where))
            continue  # every key of a table without a name is told once
        shown = _without_tags(keys, root)
        what, remedy = _sentence(detail, keys, root)
        value = detail["input"]
        small = isinstance(value, (str, int, float, bool))
        where = Where(
            str(path),
            line_of(text, shown),
            ".".join(shown),
            str(value) if small and detail["type"] != "extra_forbidden" else None,
        )
        found.append(Problem(what, remedy, where))
    return sorted(found, key=lambda problem: problem.where.line or 0)


def with_line(problem: Problem, path: Path) -> Problem:
    """Give a problem that names a key of the merged model its line, if ``path`` declares the key.

    A key that the scenario does not override stands in its base: it then has no line here.
    """
    where = problem.where
    if where.column is None or where.line is not None:
        return problem
    keys = tuple(where.column.split("."))
    line = line_of(toml_text(path), keys, at_least=min(len(keys), 2))
    return replace(problem, where=replace(where, line=line))


def _sentence(
    detail: ErrorDetails, keys: tuple[str, ...], root: type[BaseModel]
) -> tuple[Text, Text]:
    kind, message = detail["type"], detail["msg"]
    limits = detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = field_names(root, keys[:-1])
        meant = misplaced(keys, detail["input"])
        if meant is not None and not difflib.get_close_matches(keys[-1], known, 1, 0.8):
            return Text(f"clé inconnue « {keys[-1]} »", f"unknown key '{keys[-1]}'"), meant
        close = difflib.get_close_matches(keys[-1], known, 1, 0.6)
        remedy = (
            Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
            if close
            else Text(f"clés connues : {', '.join(known)}", f"known keys: {', '.join(known)}")
        )
        return Text(f"clé inconnue « {keys[-1]} »", f"unknown key '{keys[-1]}'"), remedy
    if kind == "missing":
        name = keys[-1]
        return (
            Text(f"la clé « {name} » manque", f"key '{name}' is missing"),
            added(keys),
        )
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        expected = str(limits.get("expected", limits.get("expected_tags", "")))
        options = re.findall(r"'([^']+)'", expected)
        close = difflib.get_close_matches(str(limits.get("tag", detail["input"])), options, 1, 0.6)
        hint = f" ; vouliez-vous « {close[0]} » ?" if close else ""
        hint_en = f"; did you mean '{close[0]}'?" if close else ""
        listed = ", ".join(options)
        return (
            Text(f"valeur inconnue{hint}", f"unknown value{hint_en}"),
            Text(f"valeurs possibles : {listed}", f"possible values: {listed}"),
        )
    if kind == "union_tag_not_found":
        return kindless(keys[0])
    if kind in _NUMERIC:
        limit = next((limits[k] for k in ("ge", "gt", "le", "lt") if k in limits), "")
        limit = f"{limit:g}" if isinstance(limit, float) else limit
        fr, en = _NUMERIC[kind]
        return Text(fr.format(limit), en.format(limit)), mended(keys, kind, detail["input"])
    remedy = Text("corriger cette entrée du modèle", "mend this entry of the model")
    if kind == "string_pattern_mismatch":
        what = Text("ce nom n'a pas la forme attendue", "this name is not of the expected form")
        return what, Text(
            "minuscules sans accent, chiffres, tirets (par exemple mon-scenario)",
            "lower case letters, digits, hyphens (for example my-scenario)",
        )
    said = message.removeprefix("Value error, ")
    order = re.fullmatch(r"min (\S+) > max (\S+)", said)
    if order:
        return Text(f"le minimum, {order[1]}, dépasse le maximum, {order[2]}", said), remedy
    if said in NEEDED:
        return NEEDED[said]
    return Text(_SENTENCES.get(said, said), said), remedy


#: A text or a number stands where a table is expected.
_NO_TABLE = ("model_attributes_type", "dict_type", "model_type")


_NUMERIC: dict[str, tuple[str, str]] = {
    "greater_than_equal": ("la valeur doit être au moins {}", "the value must be at least {}"),
    "greater_than": ("la valeur doit dépasser {}", "the value must be above {}"),
    "less_than_equal": ("la valeur doit être au plus {}", "the value must be at most {}"),
    "less_than": ("la valeur doit être inférieure à {}", "the value must be below {}"),
    "float_parsing": ("un nombre est attendu", "a number is expected"),
    "float_type": ("un nombre est attendu", "a number is expected"),
    "int_parsing": ("un nombre entier est attendu", "an integer is expected"),
    "int_type": ("un nombre entier est attendu", "an integer is expected"),
    "int_from_float": ("un nombre entier est attendu", "an integer is expected"),
    "finite_number": ("un nombre fini est attendu", "a finite number is expected"),
    "string_type": ("un texte est attendu", "a text is expected"),
    "bool_type": ("true ou false est attendu", "true or false is expected"),
    "bool_parsing": ("true ou false est attendu", "true or false is expected"),
    "dict_type": ("une table est attendue", "a table is expected"),
    "model_type": ("une table est attendue", "a table is expected"),
    "list_type": ("une liste est attendue", "a list is expected"),
    "too_short": ("il manque des éléments", "some items are missing"),
    "string_too_short": ("ce texte ne peut être vide", "this text cannot be empty"),
}
_SENTENCES = {
    "all weights are zero": "tous les poids sont nuls",
    "min or max is needed": "il faut min ou max",
    "above or below is needed": "il faut above ou below",
    "min_surface_ha is larger than max_surface_ha: no site could compete": (
        "min_surface_ha dépasse max_surface_ha : aucun site ne pourrait concourir"
    ),
    "low <= nominal <= high is needed": "il faut low ≤ nominal ≤ high",
    "low < high is needed": "il faut low < high",
    "a log spacing needs low above 0": "un pas logarithmique demande low au-dessus de 0",
    "samples goes with latin_hypercube and monte_carlo, not with grid": (
        "samples va avec latin_hypercube et monte_carlo, pas avec grid"
    ),
    "0 <= low is needed": "il faut low ≥ 0",
    "high <= 1 is needed": "il faut high ≤ 1",
    "at least one point, minutes not negative": "il faut au moins un point, à 0 minute ou plus",
    "weights must fall with time, down to 0": (
        "les poids doivent décroître avec le temps, jusqu'à 0"
    ),
    "service must fall with time, down to 0": "le service doit décroître avec le temps, jusqu'à 0",
    "years must follow one another": "les années doivent se suivre",
    "shares of co-funds add up to more than 1": (
        "les parts des cofinancements dépassent 1 à elles toutes"
    ),
    "low, nominal and high must be in order": "low, nominal et high doivent aller en croissant",
    "withdrawal is 'uniform', an indicator, or '1 - indicator'": (
        "withdrawal vaut uniform, un indicateur, ou « 1 - indicateur »"
    ),
    "chained > size": "chained dépasse size",
    "a site is named twice": "un site est nommé deux fois",
    "more sites are named than size - chained": (
        "named compte plus de sites que size moins chained"
    ),
}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (types.UnionType, typing.Union, typing.Annotated, dict):
        return [model for part in typing.get_args(annotation) for model in _models_in(part)]
    return []


def _walk(root: type[BaseModel], keys: tuple[str, ...]) -> list[type[BaseModel]]:
    """Models that the table at ``keys`` may be; keys of mappings and union tags are passed over."""
    here = [root]
    for key in keys:
        step = [
            m
            for model in here
            if key in model.model_fields
            for m in _models_in(model.model_fields[key].annotation)
        ]
        if step:
            here = step
            continue
        tagged = [
            m
            for m in here
            if "kind" in m.model_fields
            and key in typing.get_args(m.model_fields["kind"].annotation)
        ]
        here = tagged or here
    return here


def field_names(root: type[BaseModel], keys: tuple[str, ...]) -> list[str]:
    """Return the keys that the table at ``keys`` may have."""
    return sorted({name for model in _walk(root, keys) for name in model.model_fields})


def _without_tags(keys: tuple[str, ...], root: type[BaseModel]) -> tuple[str, ...]:
    """Drop the discriminator that pydantic writes into the place of a union member."""
    del root
    if len(keys) > 2 and keys[0] in ("constraint", "equity"):
        return keys[:2] + keys[3:]
    return keys


def line_of(text: str, keys: tuple[str, ...], at_least: int = 1) -> int | None:
    r"""Return the line of a dotted key in a TOML text, or of its nearest enclosing table.

    ``at_least`` is how many keys must match: one key too few says nothing of the place.

    Examples
    --------
    >>> line_of('choose = 3\n[score.zan]\nweight = -1\n', ("score", "zan", "weight"))
    3
    """
    table: tuple[str, ...] = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?([^\]]+)\]", line)
        assign = re.match(r"\s*([\w\".-]+)\s*=", line)
        if header:
            table = _split(header.group(1))
            here = table
        elif assign:
            here = table + _split(assign.group(1))
        else:
            continue
        if here == keys[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best and best[0] >= at_least else None


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in dotted.split("."))
