"""Reads French words: what a text says a site is used or meant for, and how far it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from tisites.candidates.usage.context import HOUSING, Context
from tisites.candidates.usage.entries import NEUTRAL, LexiconEntry, entry_words, indexed, matches
from tisites.candidates.usage.inflections import all_forms
from tisites.candidates.usage.tokens import fold, tokens_of
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.candidates.usage.entries import Strength
    from tisites.candidates.usage.tokens import Token

Field = Literal["status", "name", "project", "zoning"]
#: Stages that a word of denial before them takes back.
_DENIABLE = ("reconverted", "with_project", "occupied")


@dataclass(frozen=True, slots=True)
class Use:
    """A planned use: its code and how it is said."""

    code: str
    text: Text
    lasting: bool
    zoning: bool


@dataclass(frozen=True, slots=True)
class LexiconMatch:
    """One entry found in a text.

    Parameters
    ----------
    use : str
        Code of the use.
    strength : {"strong", "weak", "told"}
        Which list of the lexicon holds the entry.
    words : str
        What was read, as the text spells it.
    past : bool
        Whether the text says that it is over ("ancien", "ex"…).
    """

    use: str
    strength: Strength
    words: str
    past: bool


@dataclass(frozen=True, slots=True)
class ProcedureStage:
    """How far a site is by its status; ``counts_as`` is the CNIG word, empty where none fits."""

    code: str
    text: Text
    counts_as: str
    verify: bool


class Lexicon:
    """The declared words, ready to be looked for.

    Parameters
    ----------
    declared : mapping
        The tables of ``lexicon.toml``.
    """

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self.version = str(declared["version"])
        self.declared = declared
        self.uses = {
            code: Use(
                code,
                Text(table["fr"], table["en"]),
                bool(table.get("lasting", False)),
                bool(table.get("zoning", True)),
            )
            for code, table in declared["use"].items()
        }
        self.stages = {
            code: ProcedureStage(
                code, Text(t["fr"], t["en"]), t["counts_as"], bool(t.get("verify", False))
            )
            for code, t in declared["stage"].items()
        }
        self._use_entries = indexed(
            LexiconEntry(code, strength, entry_words(entry))
            for code, table in declared["use"].items()
            for strength in ("strong", "weak", "told")
            for entry in table.get(strength, ())
        )
        for first, entries in indexed(
            LexiconEntry(NEUTRAL, "told", entry_words(entry))
            for entry in declared["neutral"]["words"]
        ).items():
            self._use_entries.setdefault(first, []).extend(entries)
        self._stage_entries = indexed(
            LexiconEntry(code, "told", entry_words(entry))
            for code, table in declared["stage"].items()
            if code != "silent"
            for entry in table["words"]
        )
        self._silent = frozenset(fold(w) for w in declared["stage"]["silent"]["words"])
        self._context = Context(declared)
        self._beside = all_forms(declared["stage"]["without_project"]["beside"])
        self._lists = {
            name: {fold(word): str(use) for word, use in declared[name].items()}
            for name in ("reconversion", "dominant")
        }
        self._found: dict[tuple[str, Field], tuple[LexiconMatch, ...]] = {}
        self._staged: dict[str, ProcedureStage | None] = {}

    def find(self, text: str, field: Field) -> tuple[LexiconMatch, ...]:
        """Return the uses a text tells, one a use (the strongest entry), in the text's order.

        Parameters
        ----------
        text : str
            A status, a name, a zoning or what a project is called.
        field : {"status", "name", "project", "zoning"}
            Where it stands: in a name, entries of the list ``told`` are not looked for.

        Examples
        --------
        >>> [(f.use, f.past) for f in lexicon().find("Ancienne décharge d'O.M.", "name")]
        [('waste', True)]
        >>> lexicon().find("friche sans projet de logements", "status")
        ()
        """
        key = (text, field)
        if key not in self._found:
            self._found[key] = self._find(text, field)
        return self._found[key]

    def _find(self, text: str, field: Field) -> tuple[LexiconMatch, ...]:
        tokens = tokens_of(text)
        best: dict[str, LexiconMatch] = {}
        found_at = matches(tokens, self._use_entries)
        for start, end, entry in found_at:
            if entry.tag == NEUTRAL:
                continue
            use = self.uses[entry.tag]
            if (field == "name" and entry.strength == "told") or (
                field == "zoning" and not use.zoning
            ):
                continue
            if self._context.denies(tokens, start):
                continue
            if field == "name" and self._context.only_a_place(tokens, start):
                continue
            if field == "name" and self._context.only_made(tokens, start, end, entry, use.lasting):
                continue
            words = " ".join(token.raw for token in tokens[start:end])
            since = max((e for _, e, o in found_at if e <= start and o.tag != NEUTRAL), default=0)
            beside = entry.tag == HOUSING and len(entry.words) == 1
            past = self._context.past(tokens, start, end, since if beside else 0)
            found = LexiconMatch(entry.tag, entry.strength, words, past)
            if entry.tag not in best or _rank(found) < _rank(best[entry.tag]):
                best[entry.tag] = found
        return tuple(best.values())

    def stage(self, text: str) -> ProcedureStage | None:
        """Return the stage a status tells; ``None`` for words that are not listed.

        Examples
        --------
        >>> [lexicon().stage(s).code for s in ("Reconvertie en 2021", "friche sans projet")]
        ['reconverted', 'denied_project']
        >>> lexicon().stage("zyx") is None
        True
        """
        if text not in self._staged:
            self._staged[text] = self._stage(text)
        return self._staged[text]

    def _stage(self, text: str) -> ProcedureStage | None:
        head, colon, rest = text.partition(":")
        family = fold(head.split("(", 1)[0])
        if family in self._silent and not (colon and fold(rest) not in self._silent):
            return self.stages["silent"]
        tokens = tokens_of(rest if family in self._silent else text)
        present: set[str] = set()
        for start, end, entry in matches(tokens, self._stage_entries):
            bare = entry.words == ("friche",)
            if entry.tag in _DENIABLE and self._context.denies(tokens, start, stage=True):
                continue
            if bare and not self._merely_friche(tokens, start, end):
                continue
            present.add(entry.tag)
        return next((stage for code, stage in self.stages.items() if code in present), None)

    def _merely_friche(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether "friche" is all that is told, with its kind: other words are not listed ones."""
        if self._context.denies(tokens, start, stage=True):
            return False
        others = (*tokens[:start], *tokens[end:])
        return all(token.plain.isdigit() or token.plain in self._beside for token in others)

    def listed(self, name: str, word: str) -> str | None:
        """Return the use of a standard's word, of the table ``reconversion`` or ``dominant``."""
        return self._lists[name].get(fold(word))

    def present_use(self, status: str) -> str:
        """Return a status without the head that only announces it: "usage actuel: …".

        Examples
        --------
        >>> lexicon().present_use("usage actuel: parking")
        'parking'
        """
        head, colon, rest = status.partition(":")
        return rest.strip() if colon and fold(head) in self._silent else status


def _rank(found: LexiconMatch) -> tuple[bool, int]:
    return (found.past, ("strong", "told", "weak").index(found.strength))


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the program."""
    text = files("tisites.candidates.usage").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return Lexicon(tomllib.loads(text))
