"""docs/glossary.md: its English words are in use, and messages keep to its French."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/glossary.md"
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]*?) ?\| ([^|]+?) \|$", re.MULTILINE)
#: Where a message says a word of the glossary in English (a pattern), its French has this one.
SAID = {
    "candidate": ("candidates?", "candidat"),
    "brownfield": ("brownfields?", "friche"),
    "indicator": ("indicators?", "indicateur"),
    "selection": ("selections?", "sélection"),
    "bound": ("bounds?", "borne"),
    "proof": ("proofs?", "preuve"),
    "certificate": ("certificates?", "certificat"),
    "frontier": ("frontiers?", "frontière"),
    "scenario": ("(?<!-)scenarios?", "scénario"),
    "pack": ("packs?", "paquet"),
    "layer": ("layers?", "couche"),
    "territory": ("(?:territory|territories)(?!,)", "territoire"),
    "employment zone": ("employment zones?", "zones? d['’]emploi"),
    "EPCI": ("EPCI", "EPCI"),
    "planned use": ("planned uses?", "usages? prévu"),
    "finding": ("findings?", "constat"),
    "stage": ("stages?", "étape"),
    "kernel": ("kernel", "noyau"),
    "reliability": ("reliability", "fiabilité"),
    "study": ("study|studies", "étude"),
    "run": ("(?:this|the|stored|whole) runs?", "résultat"),
}
#: Words that messages do not use for a thing that has another name.
NEVER = {
    "bassins? d['’]emploi": "zone d'emploi",
    "jeux? de données intégrés?": "paquet",
    "étages? d['’]équité": "étape",
    "exécutions?": "résultat (ou calcul, pour l'action)",
    "usages? projetés?": "usage prévu",
    "bornes? (?:inférieure|supérieure)s? d['’]un groupe": "minimum, maximum",
}
#: What is no prose: options, commands, keys, files, quoted code.
CODE = re.compile(
    r"--[\w-]+(?: [A-Z]+)?|tisites(?: [a-z-]+)+|\[[^\]]*\]|[\w.]+ = |\w+\.(?:csv|md|json|parquet)"
    r'|"[^"]*"|\w*_\w+|\w+\(|\b\w+/\w*'
)


def test_the_glossary_has_some_forty_words_once_each() -> None:
    words = [row[0] for row in _rows()]
    assert 40 <= len(words) <= 70
    assert len({word.lower() for word in words}) == len(words)


def test_each_word_is_in_use() -> None:
    pages = (path for path in (ROOT / "docs").rglob("*.md") if path != PAGE)
    texts = [path.read_text(encoding="utf-8") for path in [*pages, *_modules()]]
    text = "\n".join(texts).lower()
    unused = [
        word
        for word, *_ in _rows()
        if not re.search(rf"\b{word.lower().replace(' ', '[ _-]')}", text)
    ]
    assert not unused


@pytest.mark.parametrize("word", SAID)
def test_messages_say_the_french_word(word: str) -> None:
    assert word in {row[0] for row in _rows()}
    english, french = SAID[word]
    told = [
        (at, fr, en) for at, fr, en in _messages() if re.search(rf"\b(?:{english})\b", _prose(en))
    ]
    assert told, "no message says it: take it off this table"
    assert not [one for one in told if not re.search(french, one[1], re.IGNORECASE)]


def test_the_table_of_french_words_is_that_of_the_page() -> None:
    french = {row[0]: row[1] for row in _rows()}
    wrong = [word for word, (_, said) in SAID.items() if not re.search(said, french[word])]
    assert not wrong


def test_no_message_uses_a_second_name() -> None:
    found = [
        (at, fr, better)
        for at, fr, _ in _messages()
        for never, better in NEVER.items()
        if re.search(rf"\b{never}\b", fr, re.IGNORECASE)
    ]
    assert not found


def _rows() -> list[tuple[str, ...]]:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [row for row in rows if row[0] != "English" and not row[0].startswith("---")]


def _modules() -> list[Path]:
    return sorted((ROOT / "src/tisites").rglob("*.py"))


def _prose(text: str) -> str:
    return CODE.sub("…", text)


@cache
def _messages() -> tuple[tuple[str, str, str], ...]:
    return tuple(one for path in _modules() for one in _of_file(path))


def _of_file(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield place, French and English of each text written in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if name in {"Text", "said", "option"}:
            assert isinstance(node, ast.Call)
            words = [said for said in map(_words, node.args) if said is not None]
            said = words[-2:] if name == "option" else words[:2]
            if len(said) == 2:
                fr, en = said
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", fr, en


def _words(node: ast.expr) -> str | None:
    """Return a literal text, ``{}`` where a value comes in; ``None`` for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
        )
    return None
