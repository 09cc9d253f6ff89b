"""What is wrong with a TOML text, in the planner's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from tomllib import TOMLDecodeError

_COMMA = re.compile(r"=\s*([-+]?\d+),(\d+)\s*(#.*)?$")
#: Starts of what the reader says, in French.
_FRENCH = (
    ("Expected newline or end of document after a statement", "rien n'est attendu après la valeur"),
    ("Expected '=' after a key in a key/value pair", "un signe = est attendu après la clé"),
    ("Expected ']' at the end of a table declaration", "il manque ] à la fin du nom de la table"),
    ("Cannot overwrite a value", "cette clé est déjà écrite plus haut"),
    ("Cannot declare", "cette table est déjà écrite plus haut"),
    ("Unterminated string", "un guillemet n'est pas refermé"),
    ("Unclosed array", "une liste n'est pas refermée"),
    ("Invalid initial character for a key part", "ce nom de clé commence par un signe interdit"),
    ("Invalid value", "valeur illisible (un texte se met entre guillemets)"),
    ("Illegal character", "caractère interdit à cet endroit"),
    ("Unescaped '\\\\' in a string", "une barre \\\\ se double dans un texte"),
)


def toml_fault(text: str, error: TOMLDecodeError) -> tuple[Text, Text, int | None]:
    """Return what is wrong, how to mend it, and the line.

    Examples
    --------
    >>> import tomllib
    >>> try:
    ...     _ = tomllib.loads("limit = 0,3")
    ... except tomllib.TOMLDecodeError as error:
    ...     _, remedy, line = toml_fault("limit = 0,3", error)
    >>> remedy.fr, line
    ('écrire 0.3, avec un point', 1)
    """
    said = str(error)
    at = re.search(r"at line (\d+)", said)
    number = int(at[1]) if at else None
    lines = text.splitlines()
    line = lines[number - 1] if number and number <= len(lines) else ""
    comma = _COMMA.search(line)
    if comma:
        figure = f"{comma[1]}.{comma[2]}"
        what = Text("TOML ne lit pas la virgule décimale", "TOML reads no decimal comma")
        return (
            what,
            Text(f"écrire {figure}, avec un point", f"write {figure}, with a point"),
            number,
        )
    plain = re.sub(r" \(at .*\)$", "", said)
    french = next((fr for start, fr in _FRENCH if plain.startswith(start)), plain)
    remedy = Text("corriger la syntaxe TOML à cet endroit", "mend the TOML syntax there")
    return Text(f"TOML illisible : {french}", f"unreadable TOML: {plain}"), remedy, number
