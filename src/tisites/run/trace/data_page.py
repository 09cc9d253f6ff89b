"""Parts of ``docs/data.md`` that are written by a command: the catalogue, the coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.indicators import specs
from tisites.data.catalogue.sources import catalogue
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.catalogue.sources import Source


def indicators_fed(source: Source) -> tuple[str, ...]:
    """Return the indicators that use a layer which a source feeds.

    Examples
    --------
    >>> from tisites.data.catalogue.sources import sources_named
    >>> "freight_station_km" in indicators_fed(sources_named(["sncf-gares"])[0])
    True
    """
    layers = set(source.layers)
    return tuple(name for name, spec in specs().items() if layers & set(spec.layers))


def catalogue_markdown() -> str:
    """Write the catalogue as a table: source, producer, licence, format, vintage, what it feeds."""
    rows = [
        "| source | what | producer | licence | vintage | file | feeds layers | feeds indicators |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for source in catalogue():
        way = "`pull`" if source.pullable else "`add`"
        indicators = ", ".join(f"`{name}`" for name in indicators_fed(source)) or "–"
        layers = ", ".join(f"`{name}`" for name in source.layers) or "–"
        told = "; ".join(part for part in (source.share_en, source.note_en) if part)
        note = f" *{told}*" if told else ""
        rows.append(
            f"| [`{source.name}`]({source.landing}) | {source.title_en}.{note} | {source.producer}"
            f" | {source.licence} | {source.vintage} | {source.format}, {way} | {layers}"
            f" | {indicators} |"
        )
    return "\n".join(rows) + "\n"


def between_marks(text: str, name: str, part: str, file: str) -> str:
    r"""Replace what stands between ``<!-- name:begin -->`` and ``<!-- name:end -->``.

    Parameters
    ----------
    text : str
        The page.
    name : str
        Name of the part.
    part : str
        What to put there.
    file : str
        Name of the page, for the error.

    Raises
    ------
    BadInputError
        If the marks are not there, once each, in order.

    Examples
    --------
    >>> between_marks("a <!-- x:begin --> old <!-- x:end --> z", "x", "new", "page")
    'a <!-- x:begin -->\nnew<!-- x:end --> z'
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        what = Text("marques absentes ou en double", "marks missing or doubled")
        remedy = Text(f"mettre une fois {begin} puis {end}", f"put once {begin} then {end}")
        raise bad_input(what, remedy, Where(file))
    head, rest = text.split(begin)
    return f"{head}{begin}\n{part}{end}{rest.split(end)[1]}"


def put_part(path: Path, name: str, part: str) -> None:
    """Write a part into a page that has its marks, or a file of its own.

    Raises
    ------
    BadInputError
        If the page has no marks for it, or cannot be written.
    """
    try:
        if path.is_file():
            part = between_marks(path.read_text(encoding="utf-8"), name, part, path.name)
        fresh = path.with_name(path.name + ".part")
        fresh.write_text(part, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        what = Text("ce fichier ne peut pas être écrit", "this file cannot be written")
        remedy = Text("choisir un autre fichier avec --out", "choose another file with --out")
        raise bad_input(what, remedy, Where(str(path))) from error
