"""Draw the rooms of the engine from its imports, into ``docs/architecture.md``.

``uv run python scripts/architecture.py`` writes the picture and the table between the page's two
markers; with ``--check`` it writes nothing and exits with 1 where the page is no longer true.
The order of the rooms is that of import-linter's first contract in ``pyproject.toml``; files,
lines and arrows come from the code. Sizes hold within a fifth (or four files), so that a page is
not wrong at every commit; rooms and arrows hold exactly.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "<!-- drawn by scripts/architecture.py: begin -->"
END = "<!-- drawn by scripts/architecture.py: end -->"
#: A size may differ from the page by this share, or by this number of files, before it is stale.
SHARE, FILES = 0.20, 4
#: Lines are written in rounds of so many.
ROUND = 100
ROW = re.compile(r"^\| `(\w+)/` \| ([\d,]+) \| ([\d,]+) \| (.*) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Room:
    """One room: a folder of the package.

    Attributes
    ----------
    name : str
        The folder's name.
    files, lines : int
        Its Python files, and their lines.
    imports : frozenset of str
        Rooms that it imports, lazy imports and those for types alone included.
    """

    name: str
    files: int
    lines: int
    imports: frozenset[str]


def imported(tree: ast.AST, package: str) -> set[str]:
    """Return the rooms that a file imports.

    Examples
    --------
    >>> sorted(imported(ast.parse("import p.a.x; from p.b import y; from p import c"), "p"))
    ['a', 'b', 'c']
    """
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            names.update(f"{package}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            names.add(node.module)
        elif isinstance(node, ast.ImportFrom):
            raise ValueError(f"line {node.lineno}: imports are written from the package's name")
    parts = [name.split(".") for name in names]
    return {part[1] for part in parts if part[0] == package and len(part) > 1}


def ordered(project: Mapping[str, Any]) -> list[str]:
    """Return the rooms from the left to the right, as import-linter's first contract has them."""
    contracts = project["tool"]["importlinter"]["contracts"]
    return [
        part.strip().removeprefix("tisites.")
        for layer in reversed(contracts[0]["layers"])
        for part in layer.split("|")
    ]


def measured(package: Path, order: list[str]) -> list[Room]:
    """Read every room of a package, in the order given.

    Raises
    ------
    ValueError
        Where a folder with code is in no layer of the contract, or a layer has no folder.
    """
    folders = {file.relative_to(package).parts[0] for file in package.glob("*/**/*.py")}
    if folders != set(order):
        raise ValueError(f"rooms and layers differ: {sorted(folders ^ set(order))}")
    rooms = []
    for name in order:
        texts = [file.read_text(encoding="utf-8") for file in (package / name).rglob("*.py")]
        uses = {room for text in texts for room in imported(ast.parse(text), package.name)}
        lines = sum(len(text.splitlines()) for text in texts)
        rooms.append(Room(name, len(texts), lines, frozenset(uses & folders - {name})))
    return rooms


def arrows(rooms: Iterable[Room]) -> list[tuple[str, str]]:
    """Return the arrows to draw: each import that does not follow from two others.

    Examples
    --------
    >>> a, b = Room("a", 1, 1, frozenset()), Room("b", 1, 1, frozenset("a"))
    >>> arrows([a, b, Room("c", 1, 1, frozenset("ab"))])
    [('a', 'b'), ('b', 'c')]
    """
    drawn, reach = [], dict[str, set[str]]()
    for room in rooms:  # left to right: what a room imports was seen before it
        beyond = set[str]().union(*(reach[used] for used in room.imports))
        reach[room.name] = beyond | room.imports
        drawn += [(used, room.name) for used in reach if used in room.imports - beyond]
    return drawn


def page_part(rooms: list[Room]) -> str:
    """Return what stands between the markers: the picture, then the table."""
    lines = ["```mermaid", "flowchart LR"]
    lines += [f"    {room.name}[{room.name}/]" for room in rooms]
    lines += [f"    {used} --> {room}" for used, room in arrows(rooms)]
    lines += ["```", "", "| room | files | lines, about | imports |", "|---|---:|---:|---|"]
    for room in rooms:
        uses = ", ".join(one.name for one in rooms if one.name in room.imports) or "none"
        lines.append(f"| `{room.name}/` | {room.files} | {_round(room.lines):,} | {uses} |")
    files, length = sum(room.files for room in rooms), sum(room.lines for room in rooms)
    lines += [f"| together | {files} | {_round(length):,} | |"]
    return "\n".join(lines)


def _round(lines: int) -> int:
    return max(ROUND, round(lines / ROUND) * ROUND)


def faults(page: str, rooms: list[Room]) -> list[str]:
    """Say where a page is no longer true; nothing where it is."""
    if BEGIN not in page or END not in page:
        return [f"no part between {BEGIN} and {END}"]
    part = _between(page)
    said = {name: (files, lines, uses) for name, files, lines, uses in ROW.findall(part)}
    truth = {
        name: (files, lines, uses) for name, files, lines, uses in ROW.findall(page_part(rooms))
    }
    wrong = [
        f"{name}/: on the page or in the code only" for name in sorted(said.keys() ^ truth.keys())
    ]
    for room in (one for one in rooms if one.name in said):
        files, lines, uses = said[room.name]
        if uses != truth[room.name][2]:
            wrong.append(f"{room.name}/ imports {truth[room.name][2]}; the page says {uses}")
        wrong += _sizes(room, int(files.replace(",", "")), int(lines.replace(",", "")))
    if _picture(part) != _picture(page_part(rooms)):
        wrong.append("the picture's arrows are not those of the imports")
    return wrong


def _sizes(room: Room, files: int, lines: int) -> list[str]:
    wrong = []
    if abs(files - room.files) > max(FILES, SHARE * room.files):
        wrong.append(f"{room.name}/ has {room.files} files; the page says {files}")
    if abs(lines - room.lines) > max(4 * ROUND, SHARE * room.lines):
        wrong.append(f"{room.name}/ has {room.lines} lines; the page says {lines}")
    return wrong


def _between(page: str) -> str:
    return page.partition(BEGIN)[2].partition(END)[0]


def _picture(part: str) -> str:
    return part.partition("```mermaid")[2].partition("```")[0]


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or check it: 0 where it is true, 1 where it is not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; say what is stale")
    parser.add_argument("--page", type=Path, default=ROOT / "docs/architecture.md")
    asked = parser.parse_args(arguments)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = measured(ROOT / "src/tisites", ordered(project))
    page = asked.page.read_text(encoding="utf-8")
    wrong = faults(page, rooms)
    if asked.check:
        for line in wrong:
            print(f"{asked.page.name}: {line}", file=sys.stderr)
        if wrong:
            print("→ uv run python scripts/architecture.py", file=sys.stderr)
        return int(bool(wrong))
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    if not rest or not after:
        print(f"{asked.page}: {wrong[0]}", file=sys.stderr)
        return 1
    text = f"{before}{BEGIN}\n{page_part(rooms)}\n{END}{after}"
    asked.page.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
