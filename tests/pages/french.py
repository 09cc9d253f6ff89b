"""What a page that a French planner reads may not hold: told by kind, with the words around it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tisites.candidates.usage.naming import unmarked
from tisites.data.layers import LAYERS
from tisites.messages.typography import HARD, NARROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Frequent English words, and words of programs, that French does not have.
ENGLISH = frozenset(
    """the of and with without from is are was were be been which each not by this that these those
    what why where who how when it its has have had does did can could would should must may
    than then there their they them into onto over under between within about after before all
    any some many much more most less least other another every none only also both either
    neither yes one three four five first last next new old same best better worst worse
    selected chosen rule rules weight weights bound gap unknown known kernel solver share low
    high shown rows row column key keys names file files folder study check checks cost costs
    cheapest nearest power grid water land workforce road roads year years area areas owner
    owners true false null nan optimal feasible infeasible time limits reached proven proof
    found missing left right up down to for else warning error errors size small never
    always""".split()  # noqa: SIM905 (words to read)
)
_CODE = re.compile(
    r"`[^`]*`|https?://\S+|\b(?:uv run )?tisites [a-z][^;\n]*|(?<!\S)--?[a-zA-Z][\w-]*"
    r"|\S*[/\\=]\S*|\b[\w-]+\.(?:com|fr|org)\b"
    r"|\S+\.(?:csv|json|toml|md|html|xlsx|gpkg|png|parquet|npz|pdf|docx)\b"
)
_LICENCES = re.compile(
    r"Licence Ouverte(?: / Open Licence)?(?: version)? 2\.0|ODbL(?: 1\.0)?|CC[ -]BY[ \w-]*\d\.\d|"
    r"\((?:[\w -]+ )?\d+(?:\.\d+)+(?:, \w+ \d+(?:\.\d+)+)*\)|(?:CBC|PuLP|cbcbox|HiGHS|tisites)"
    r" \d+(?:\.\d+)+|OpenStreetMap|Open Data|EUPL-1\.2|version \d{4}\.\d+|\blate-grid\b"
)
_SPACED = re.compile(r"\w [;:!?%»]|« ")
KINDS = {
    "straight apostrophe": re.compile(r"\w'\w"),
    "straight quotes": re.compile(r'"'),
    "plain space": _SPACED,
    "hyphen for minus": re.compile(r"(?<![\w–-])-\d"),
    "dot decimal": re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])"),
    "date of machines": re.compile(r"(?<![\w-])[12]\d{3}-[01]\d-[0-3]\d(?![\w-])"),
    "plural by hand": re.compile(r"\w\((?:s|x|e|es)\)"),
    "key": re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b"),
    "dotted key": re.compile(r"\b[a-z]{3,}\.[a-z_]{3,}\b"),
    "three dots": re.compile(r"\.\.\."),
    "glued mark": re.compile(r"[a-zé](?:[;!?»])(?=\s)|«\w"),
}


class Words(HTMLParser):
    """The words of a page, its code and its styles apart; alternative texts included."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.away = 0

    def handle_starttag(self, tag, attrs):
        self.away += tag in ("style", "script", "code")
        self.told += [str(value) for key, value in attrs if key in ("alt", "title")]

    def handle_endtag(self, tag):
        self.away -= tag in ("style", "script", "code")
        self.told.append("\n")

    def handle_data(self, data):
        if not self.away:
            self.told.append(data)


#: Hashes, whose letters may spell a word between two digits.
_HASH = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{12,}\b")


def words_of(page: str) -> str:
    """Return what a reader of an HTML page sees."""
    parser = Words()
    parser.feed(page)
    return " ".join(parser.told)


def offences(text: str) -> Iterator[tuple[str, str]]:
    """Give the kind and the surroundings of everything a French page may not hold."""
    prose = _HASH.sub(" ", _LICENCES.sub(" ", _CODE.sub(" ", text)))
    for kind, pattern in KINDS.items():
        for found in pattern.finditer(prose):
            yield kind, _around(prose, found)
    for found in re.finditer(r"[A-Za-zÀ-ÿœ]+", prose):
        if found[0] in ENGLISH:
            yield "English", _around(prose, found)


def _around(text: str, found: re.Match[str]) -> str:
    line = text[max(0, found.start() - 25) : found.end() + 25]
    shown = " ".join(line.replace(NARROW, "_").replace(HARD, "~").split())
    return f"[{found[0].replace(NARROW, '_').replace(HARD, '~')}] {shown}"


class Sentences(HTMLParser):
    """The paragraphs and list items of a page: what is said, apart from what is looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, _attrs):
        if tag in ("p", "li"):
            self.inside = True
            self.said.append("")
        elif tag in ("table", "dl", "style", "script", "code"):
            self.inside = False

    def handle_endtag(self, tag):
        if tag in ("p", "li"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.said[-1] += data


def sentences_of(page: str) -> list[str]:
    """Return the sentences of an HTML page."""
    parser = Sentences()
    parser.feed(page)
    return [" ".join(one.split()) for one in parser.said]


_LAYER = re.compile(rf"\b(?:{'|'.join(layer.name for layer in LAYERS if '_' in layer.name)})\b")
#: A code that stands where, or right after where, a name says it: an EPCI, a région, a basin.
_CODED = re.compile(r"\(\d{9}\)|»[\s\u00a0]\((?:\d{2,9}|2[AB]|[A-M]\d?)\)|\w+/[a-z_]+_[a-z_]+\b")


def codes_for_names(text: str) -> list[str]:
    """Return the keys of layers, and the codes after a rule's name, that a text holds."""
    return [_around(text, found) for kind in (_LAYER, _CODED) for found in kind.finditer(text)]


def unnamed_sites(sentences: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return the sentences that give the id of a site, and not its name, though it has one."""
    wrong = []
    for said in sentences:
        for word in re.findall(r"[\w-]+", said):
            name = names.get(word)
            if name and unmarked(name)[:12].replace("'", "’") not in said.replace("'", "’"):
                wrong.append(f"[{word}: {name}] {said[:160]}")
    return wrong
