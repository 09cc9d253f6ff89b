"""The parts of a workbook, checked and counted apart from its reading.

A workbook is a zip of XML. A reader that meets a damaged part keeps the rows before it and says
nothing; one that believes the size a sheet declares fills the memory. Here every part is unfolded
under the limits with its CRC checked, every XML is parsed to its end, and the rows that hold
something are counted by expat, which reading must then find again.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from tisites.candidates.formats.limits import (
    MOST_CELLS,
    check_bytes,
    check_parts,
    too_large,
    unfolded,
)
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_XML = (".xml", ".rels")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: Last row and column of a sheet (Excel's own limits).
_ROWS, _COLUMNS = 1_048_576, 16_384
_MOST_REPEATED = 10_000


def check_workbook(path: Path, file: str, remedy: Text) -> dict[str, list[int]]:
    """Check every part of a workbook, and return the rows of each sheet that hold something.

    Parameters
    ----------
    path : Path
        The workbook.
    file : str
        For messages.
    remedy : Text
        What mends it.

    Returns
    -------
    dict of str to list of int
        Name of the sheet to the numbers of its rows with any text or number, from 1.

    Raises
    ------
    BadInputError
        If a part is damaged, cut, not well-formed, declares entities, or unfolds to too much.
    """
    check_bytes(path.stat().st_size, file)
    part = ""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_parts(members, file)
            names = [member.filename for member in members]
            kind: type[_Excel] | type[_Calc] = _Calc if "content.xml" in names else _Excel
            counter = kind(file)
            spent = 0
            for member in sorted(members, key=counter.order):
                part = member.filename
                feed = counter.parser(part) if part.endswith(_XML) else None
                for piece in unfolded(archive, member, file, spent):
                    spent += len(piece)
                    if feed is not None:
                        feed.Parse(piece, False)
                if feed is not None and member.file_size:
                    feed.Parse(b"", True)
            return counter.filled(names)
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, LookupError, ValueError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        where = Where(file, getattr(error, "lineno", None), value=part or None)
        what = Text(
            f"classeur illisible : sa partie « {shown(part)} » est abîmée ; des lignes seraient"
            " perdues",
            f"unreadable workbook: its part '{shown(part)}' is damaged; rows would be lost",
        )
        if not part:
            what = Text(
                "classeur illisible : coupé, ou d'un autre format",
                "unreadable workbook: cut, or of another format",
            )
        raise bad_input(what, remedy, where) from error


class _Counter:
    """Counts what sheets hold while expat goes through them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.cells = 0

    def order(self, member: zipfile.ZipInfo) -> tuple[int, str]:
        """Return when a part is read: what others refer to comes first."""
        return (0, member.filename)

    def parser(self, part: str) -> expat.XMLParserType:
        """Return the parser of a part; a document type, which may declare entities, is refused."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        self.handle(parser, part)
        return parser

    def handle(self, parser: expat.XMLParserType, part: str) -> None:
        """Set what is done with the elements of a part."""

    def filled(self, names: list[str]) -> dict[str, list[int]]:
        """Return the rows of each sheet that hold something."""
        raise NotImplementedError(names)

    def count(self, cells: int, where: str) -> None:
        """Count cells, and refuse too many."""
        self.cells += cells
        if self.cells > MOST_CELLS:
            most = number(MOST_CELLS)
            what = Text(f"plus de {most} cellules", f"more than {most} cells")
            raise too_large(self.file, what, where)

    def _doctype(self, *_: object) -> None:
        raise ValueError("document type")


class _Excel(_Counter):
    """Counts the rows of SpreadsheetML (ECMA-376): shared strings first, then sheets."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.blank: list[bool] = []
        self.rows: dict[str, list[int]] = {}
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}

    def order(self, member: zipfile.ZipInfo) -> tuple[int, str]:
        """Return when a part is read."""
        name = member.filename
        return (int(name.startswith("xl/worksheets/")), name)

    def handle(self, parser: expat.XMLParserType, part: str) -> None:
        """Set what is done with the elements of a part."""
        if part == "xl/workbook.xml":
            parser.StartElementHandler = self._sheet
        elif part == "xl/_rels/workbook.xml.rels":
            parser.StartElementHandler = self._target
        elif part == "xl/sharedStrings.xml":
            _texts(parser, "si", ("rPh",), self._shared)
        elif part.startswith("xl/worksheets/") and part.endswith(".xml"):
            _Rows(self, part, parser)

    def _sheet(self, tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((v for k, v in given.items() if k.rpartition(":")[2] == "id"), "")
            self.sheets.append((given.get("name", ""), link))

    def _target(self, tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = given.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            self.targets[given.get("Id", "")] = posixpath.normpath(full)

    def _shared(self, text: str) -> None:
        self.blank.append(not text.strip())

    def filled(self, names: list[str]) -> dict[str, list[int]]:
        """Return the rows of each sheet that hold something."""
        if not self.sheets:
            raise ValueError("no workbook")
        found = {}
        for name, link in self.sheets:
            target = self.targets.get(link)
            if target is None or target not in names:
                raise ValueError(f"no part for sheet {name}")
            if target in self.rows:  # a chart has a sheet without rows
                found[name] = self.rows[target]
        return found


class _Rows:
    """Counts the rows of one sheet of SpreadsheetML."""

    def __init__(self, book: _Excel, part: str, parser: expat.XMLParserType) -> None:
        self.book, self.part = book, part
        self.found = book.rows.setdefault(part, [])
        self.row, self.column, self.widest, self.lowest, self.holds = 0, 0, 0, 0, False
        self.kind, self.text, self.inside, self.phonetic = "", "", False, 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.kind, self.text = given.get("t", "n"), ""
            self.column += 1
            self.holds = False
            if "r" in given:
                self.row, self.column = _place(given["r"])
        elif name == "row":
            self.row = int(given.get("r", self.row + 1))
            if not 1 <= self.row <= _ROWS:
                raise ValueError("no such row")
            self.column = 0
        elif name == "rPh":
            self.phonetic += 1
        self.inside = name in ("v", "t") and not self.phonetic
        self.holds |= name in ("v", "t", "is", "f")

    def _data(self, text: str) -> None:
        if self.inside:
            self.text += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self.inside = False
        if name == "rPh":
            self.phonetic -= 1
        if name != "c":
            return
        self.book.count(1, self.part)
        text = self.text.strip()
        if self.kind == "s" and text:
            text = "" if self.book.blank[int(text)] else text
        if self.holds:
            self.widest, self.lowest = max(self.widest, self.column), max(self.lowest, self.row)
            if self.lowest * self.widest > MOST_CELLS:
                raise _far(self.book.file, self.row, self.column, self.part)
        if text:
            if not self.found or self.found[-1] < self.row:
                self.found.append(self.row)
            elif self.found[-1] > self.row:
                raise ValueError("rows out of order")


def _far(file: str, row: int, column: int, part: str) -> BadInputError:
    what = Text(
        f"cellule remplie très loin du reste (ligne {number(row)}, colonne {number(column)})",
        f"cell filled very far from the others (row {number(row)}, column {number(column)})",
    )
    return too_large(file, what, part)


def _place(name: str) -> tuple[int, int]:
    """Return row and column of a cell by its name; a name that Excel has not is damage."""
    found = _CELL.fullmatch(name)
    row, column = (0, 0) if found is None else (int(found[2]), _column(found[1]))
    if not (1 <= row <= _ROWS and 1 <= column <= _COLUMNS):
        raise ValueError(f"no cell is named {name[:20]}")
    return row, column


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = 26 * value + ord(letter) - 64
    return value


def _texts(
    parser: expat.XMLParserType, tag: str, but: tuple[str, ...], tell: Callable[[str], None]
) -> None:
    """Tell the text of each element of a name, less what stands in some elements within it."""
    pieces: list[str] = []
    state = {"in": 0, "out": 0}

    def start(name: str, _: dict[str, str]) -> None:
        short = name.rpartition(":")[2]
        state["in"] += short == tag
        state["out"] += short in but

    def end(name: str) -> None:
        short = name.rpartition(":")[2]
        state["out"] -= short in but
        if short == tag:
            state["in"] -= 1
            tell("".join(pieces))
            pieces.clear()

    def data(text: str) -> None:
        if state["in"] and not state["out"]:
            pieces.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data


class _Calc(_Counter):
    """Counts the rows of OpenDocument (ISO 26300), where cells and rows may be repeated."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.sheets: dict[str, list[int]] = {}
        self.rows: list[int] = []
        self.row, self.repeated, self.column = 0, 1, 0
        self.cell_repeated, self.widest, self.filled_row = 1, 0, False
        self.value, self.depth, self.broadest = "", 0, 0

    def handle(self, parser: expat.XMLParserType, part: str) -> None:
        """Set what is done with the elements of a part."""
        if part == "content.xml":
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._data

    def filled(self, names: list[str]) -> dict[str, list[int]]:  # noqa: ARG002
        """Return the rows of each sheet that hold something."""
        return self.sheets

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table:table":
            self.rows, self.row, self.broadest = [], 0, 0
            self.sheets[given.get("table:name", "")] = self.rows
        elif tag == "table:table-row":
            self.repeated = int(given.get("table:number-rows-repeated", "1"))
            self.column, self.widest, self.filled_row = 0, 0, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell_repeated = int(given.get("table:number-columns-repeated", "1"))
            kind = given.get("office:value-type", "")
            said = ("office:value", "office:date-value", "office:time-value",
                    "office:boolean-value", "office:string-value")  # fmt: skip
            self.value = "".join(given.get(name, "") for name in said) if kind else ""
        elif tag == "text:p":
            self.depth += 1
        elif tag == "text:s" and int(given.get("text:c", "1")) > _MOST_REPEATED:
            raise ValueError("blanks without end")

    def _data(self, text: str) -> None:
        if self.depth:
            self.value += text

    def _end(self, tag: str) -> None:
        if tag == "text:p":
            self.depth -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += self.cell_repeated
            if self.value.strip():
                self.filled_row = True
                self.widest = self.column
                self.count(self.cell_repeated * self.repeated, "content.xml")
            self.value = ""
        elif tag == "table:table-row":
            if self.filled_row:
                self.count(self.widest * self.repeated, "content.xml")
                self.broadest = max(self.broadest, self.widest)
                if (self.row + self.repeated) * self.broadest > MOST_CELLS:
                    raise _far(self.file, self.row + self.repeated, self.broadest, "content.xml")
                self.rows += range(self.row + 1, self.row + self.repeated + 1)
            self.row += self.repeated
