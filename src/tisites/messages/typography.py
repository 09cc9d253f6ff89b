"""French typography, set once where words meet a reader: no-break spaces, quotes, minus, dates.

Sentences are written in the code with the keys of a keyboard. Every writer of words (terminal,
Markdown, HTML, workbook labels, PDF, DOCX) passes them through :func:`typeset`; files for programs,
ids, commands, paths and names of files stay as they are.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from tisites.messages.text import Language, language

NARROW, HARD = "\u202f", "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_UNITS = (
    r"ha|km²?|m²|m³|m|kV|kW|MW|GW|MWh|GWh|TWh|MVA|°C|€|k€|M€|Md€|s|min|h|an|ans|mois|jours?|"
    r"points?|habitants|emplois|hm³|Mm³|l/s|m³/h|m³/s"
)
#: What is no prose: code between backticks; a line of TOML, which is copied with its quotes;
#: options, addresses, paths, keys, names of files, ids.
_CODE = (
    r"`[^`]*`"
    r"|\b[\w.-]+ = (?:\"[^\"\n]*\"|\[[^\]\n]*\]|\{[^}\n]*\})"
    r"|(?<!\S)[«(]?--?[A-Za-z]\S*(?: \d{4}-\d\d-\d\d)?"
    r"|\S*(?:[/\\_=@]\S*[A-Za-z_\\/]|[A-Za-z0-9_]/[A-Za-z0-9_])\S*"
    r"|\S*\w\.(?:csv|json|toml|md|html|xlsx|gpkg|png|svg|parquet|npz|zip|pdf|docx|qgz|shp|tif)\b"
)
_SET = re.compile(
    rf"(?P<code>{_CODE})"
    r"|(?P<date>(?<![\w-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])"
    r"(?![\w-]|:\d))"
    r"|(?P<minus>(?<![\w-])-(?=\d))"
    r"|(?P<dots>\.\.\.)"
    r"|(?P<apostrophe>(?<=\w)'(?=[\w«]))"
    r"|(?P<quoted>(?<!\w)\"(?P<inside>[^\"\n]+)\"(?!\w))"
    r"|(?P<opening>«[ \u00a0\u202f]?)"
    r"|(?P<closing>[ \u00a0\u202f]?»)"
    r"|(?P<colon>[ \u202f]:(?=\s|$))"
    r"|(?P<high>[ \u00a0](?P<mark>[;!?%‰])(?!\w))"
    r"|(?P<thousands>(?<=\d)[ \u00a0](?=\d{3}(?!\d)))"
    rf"|(?P<unit>(?<=\d) (?=(?:{_UNITS})(?![\w'’])))"
    r"|(?P<number>(?<=[Nn]°) (?=\d))"
)
_SINGLE = {"minus": "−", "dots": "…", "apostrophe": "’", "opening": "«" + HARD,
           "closing": HARD + "»", "colon": HARD + ":", "thousands": NARROW, "unit": HARD,
           "number": HARD}  # fmt: skip
#: What :data:`_SET` can begin with: text without any of it is returned as it is.
_ANY = re.compile(r"""[-'"«»:;!?%‰]|\.\.\.|\d \w|°""")
_FALLBACK = {
    NARROW: HARD, HARD: " ", "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "…": "...",
    "«": '"', "»": '"', "→": "->", "≥": ">=", "≤": "<=", "œ": "oe", "Œ": "OE", "€": "EUR",
    "∞": "inf", "·": "-", "•": "-", "─": "-", "×": "x", "²": "2", "³": "3", "°": "o",
}  # fmt: skip


def typeset(words: object, lang: Language | None = None) -> str:
    """Return words as a reader of the language expects them printed.

    Parameters
    ----------
    words : object
        Prose, said in the current language.
    lang : str, optional
        Its language; the current one otherwise. English is left as it is written.

    Examples
    --------
    >>> def seen(words):
    ...     return typeset(words, "fr").replace(NARROW, "_").replace(HARD, "~")
    >>> seen("L'enjeu : 12 500 ha ; 3 % ?")
    'L’enjeu~: 12_500~ha_; 3_%_?'
    >>> seen('Au 2026-12-01, -3,5 points pour "Le Muid" et « Sud »...')
    'Au 1er~décembre~2026, −3,5~points pour «~Le Muid~» et «~Sud~»…'
    >>> seen("tisites run --out l'essai/2026-12-01 ; voir l'annexe.csv")
    "tisites run --out l'essai/2026-12-01_; voir l'annexe.csv"
    >>> seen('écrire kind = "gini" ; voir "Le Muid"')
    'écrire kind = "gini"_; voir «~Le Muid~»'
    >>> typeset("It's 3 %", "en")
    "It's 3 %"
    """
    text = str(words)
    if (lang or language()) != "fr" or not _ANY.search(text):
        return text
    return _SET.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    named = found.groupdict()
    if named["code"] is not None:
        return named["code"]
    if named["date"] is not None:
        day = int(named["day"])
        month = _MONTHS[int(named["month"]) - 1]
        return f"{'1er' if day == 1 else day}{HARD}{month}{HARD}{named['year']}"
    if named["quoted"] is not None:
        return f"«{HARD}{typeset(named['inside'], 'fr')}{HARD}»"
    if named["high"] is not None:
        return NARROW + named["mark"]
    return _SINGLE[kind]


def plain(text: str) -> str:
    """Return typeset text as it would be typed: for who looks for words in it.

    Examples
    --------
    >>> plain(typeset("L'enjeu : 12 500 ha", "fr"))
    "L'enjeu : 12 500 ha"
    """
    return text.replace(NARROW, " ").replace(HARD, " ").replace("’", "'").replace("−", "-")


def near(error: UnicodeError) -> tuple[str, int]:
    r"""Write the nearest that an encoding has; a question mark where it has nothing near.

    An error handler of :mod:`codecs`, under the name ``tisites-near``.

    Examples
    --------
    >>> "12\u202f%\u202f: l’œuvre → 漢".encode("cp850", "tisites-near").decode("cp850")
    "12\xa0%\xa0: l'oeuvre -> ?"
    >>> "12\u202f%".encode("ascii", "tisites-near")
    b'12 %'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    nearest = "".join(_nearest(c, error.encoding) for c in error.object[error.start : error.end])
    return nearest, error.end


def _nearest(character: str, encoding: str) -> str:
    while character:
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            bare = unicodedata.normalize("NFD", character)[0]  # é as e
            character = _FALLBACK.get(character, bare if bare != character else "")
        else:
            return character
    return "?"


codecs.register_error("tisites-near", near)
