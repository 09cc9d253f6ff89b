"""Documents on one screen of a terminal: the answer first, its files next, the rest on request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tisites.messages.text import Text, number
from tisites.report.document import Section
from tisites.report.media.terminal import section_blocks, section_title, table_block
from tisites.report.tables import line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType

    from tisites.report.document import Document, Table, Words

#: Lines of a screen, none of them cut.
LINES = 40
#: Rows of a table, the most that fit of these; files named; lines that name what is left out.
_ROWS, _FILES, _REST = (10, 7, 5, 3), 5, 3
#: Rows of a table that is shown whole, where it fits.
_WHOLE = 16
#: Lines of a sentence that opens a part, at most, to be shown before any table.
_SHORT = 3


@dataclass(frozen=True)
class Foot:
    """What stands under the answer.

    Parameters
    ----------
    folder : Path, optional
        Where its files are.
    files : mapping
        What a file is, by its name, those to open first first.
    seconds : float
        What it took; zero where that is not worth telling.
    known : bool
        Whether the folder held the files already.
    """

    folder: Path | None = None
    files: Mapping[str, Words] = field(default_factory=dict)
    seconds: float = 0.0
    known: bool = False


#: A block in a form that fits less or more, and whether it says all that the long form does.
_Form = tuple["RenderableType", bool]


@dataclass
class _Stretch:
    """A section, or what opens a document: its blocks, each from the fullest form down."""

    head: RenderableType | None
    blocks: list[list[_Form]]
    names: list[Words]
    opening: int
    tables: range = range(0)
    kept: dict[int, _Form] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of it is kept."""
        return len(self.kept) == len(self.blocks) and all(whole for _, whole in self.kept.values())


class _Ruler:
    """Tells how many lines a block takes; each is laid out once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._known: dict[int, tuple[RenderableType, int]] = {}

    def __call__(self, block: RenderableType) -> int:
        """Return the lines of a block."""
        known = self._known.get(id(block))
        if known is None:
            known = (block, len(self._console.render_lines(block, pad=False)))
            self._known[id(block)] = known  # the block with it: its id stays its own
        return known[1]


def print_screen(documents: Sequence[Document], console: Console, foot: Foot) -> bool:
    """Print what one screen holds of an answer; return whether that is all of it.

    Parameters
    ----------
    documents : sequence of Document
        The answer and what stands beside it.
    console : Console
    foot : Foot
    """
    parts = [part for document in documents for part in _parts(document)]
    under = list(_under(foot))
    height = _Ruler(console)
    room = LINES - sum(height(block) for block in under)
    whole = _fill(parts, room, height)
    if not whole:
        _fill(parts, room - _REST - 1, height)
    for part in (part for part in parts if part.kept):
        if part is not parts[0]:
            console.print()
        if part.head is not None:
            console.print(part.head)
        for k in sorted(part.kept):
            console.print(part.kept[k][0])
    if not whole:
        console.print()
        console.print(_rest(parts, height))
    for block in under:
        console.print(block)
    return whole


def _parts(document: Document) -> Iterator[_Stretch]:
    opens: list[RenderableType] = [
        line(f" {notice} ", style="bold white on red") for notice in document.notices
    ]
    opens += [line(document.title, style="bold"), *map(line, document.lead)]
    yield _Stretch(None, [[(block, True)] for block in opens], [], len(opens))
    for section in document.sections:
        if section.terminal and (made := _of_section(section)).blocks:
            yield made
    for part in document.parts:
        if any(section.terminal for section in part.sections):
            yield from _parts(part)


def _of_section(section: Section) -> _Stretch:
    told = [[(block, True)] for block in section_blocks(replace(section, tables=(), note=""))]
    tables = [forms for table in section.tables if (forms := _forms(table))]
    note = [[(block, True)] for block in section_blocks(Section(note=section.note))]
    titled = bool(str(section.title))
    names = [section.title] if titled else [t.title for t in section.tables if str(t.title)]
    head = section_title(section) if titled else None
    at = range(len(told), len(told) + len(tables))
    return _Stretch(head, [*told, *tables, *note], names, 1 if section.sentences else 0, at)


def _forms(table: Table) -> list[_Form]:
    """Return a table as the long form shows it where that is short, then with fewer rows."""
    whole = table_block(table)
    if whole is None:
        return []
    rows = len(table.excerpt) if table.excerpt is not None else len(table.rows[: table.shown])
    few = [block for k in _ROWS if k < rows and (block := table_block(table.opening(k)))]
    return [*([(whole, True)] if rows <= _WHOLE else []), *((block, False) for block in few)]


def _fill(parts: list[_Stretch], room: int, height: _Ruler) -> bool:
    """Keep what fits: how each document opens, its first table, a sentence a part, all in order."""

    def keep(part: _Stretch, k: int, most: int) -> bool:
        nonlocal room
        head = height(part.head) if part.head is not None else 0
        above = 0 if part.kept else head + (part is not parts[0])
        most = min(room - above, most)
        form = next((f for f in part.blocks[k] if height(f[0]) <= most), None)
        if k in part.kept or form is None:
            return k in part.kept
        part.kept[k] = form
        room -= above + height(form[0])
        return True

    for part in parts:
        part.kept = {}
    for k in range(len(parts[0].blocks)):
        keep(parts[0], k, room)
    tabled = next((part for part in parts if part.tables), None)
    if tabled is not None:
        keep(tabled, tabled.tables[0], 2 * room // 3)
    for part in parts:
        for k in range(part.opening):
            keep(part, k, _SHORT)
    for part in parts:
        all(keep(part, k, room) for k in range(len(part.blocks)))  # up to what does not fit
    return all(part.whole for part in parts)


def _rest(parts: Sequence[_Stretch], height: _Ruler) -> RenderableType:
    """Say what ``--long`` would add."""
    left = [str(name) for part in parts if not part.whole for name in part.names]
    for count in range(len(left), 0, -1):
        more = len(left) - count
        others = str(Text(f" · et {number(more)} autres", f" · and {number(more)} more"))
        listed = " · ".join(left[:count]) + (others if more else "")
        told = line(Text(f"La suite avec --long : {listed}", f"The rest with --long: {listed}"))
        if height(told) <= _REST:
            return told
    return line(Text("La suite avec --long.", "The rest with --long."))


def _under(foot: Foot) -> Iterator[RenderableType]:
    seconds = f"{number(foot.seconds, 1)} s" if foot.seconds else ""
    if foot.folder is None:
        if seconds:
            yield line(f"\n{Text('Durée : ', 'Time: ')}{seconds}")
        return
    there = Text(" (déjà calculé)", " (already there)") if foot.known else Text("", "")
    where = Text("Résultat dans", "Result in")
    tail = f" – {seconds}" if seconds else ""
    yield line(f"\n{where} {foot.folder}{there}{tail}", style="bold")
    named = [(n, what) for n, what in foot.files.items() if (foot.folder / n).is_file()]
    for name, what in named[:_FILES]:
        yield line(f"  {name:<22} {what}")
    more = len(named) - _FILES
    if more > 0:
        s = "s" if more > 1 else ""
        yield line(Text(f"  et {more} autre{s} fichier{s}", f"  and {more} more file{s}"))
