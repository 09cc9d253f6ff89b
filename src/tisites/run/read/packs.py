"""The data pack that a run was made of, found again: by what it holds, never by its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.data.demo.demo import open_demo
from tisites.data.pack import MANIFEST, open_pack
from tisites.messages.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.data.pack import Pack

#: Folder of packs, beside the runs or where the planner works.
PACKS = "packs"


def pack_of(report: Mapping[str, Any], near: Iterable[Path] = ()) -> Pack | None:
    """Return the pack whose layers are those that a run read; ``None`` where it is not at hand.

    Parameters
    ----------
    report : mapping
        What ``solution.json`` holds; ``identity`` has the hash of the pack.
    near : iterable of Path
        Folders that may be that pack, or hold a folder ``packs``; the working folder is looked at
        anyway, then the pack that comes with tisites.
    """
    wanted = report.get("identity", {}).get("pack")
    if not wanted:
        return None
    for folder in _folders([*near, Path()]):
        try:
            pack = open_pack(folder)
        except BadInputError:
            continue  # another's pack, or a damaged one: not that of this run
        if pack.sha256 == wanted:
            return pack
    demo = open_demo()
    return demo if demo.sha256 == wanted else None


def _folders(near: list[Path]) -> list[Path]:
    """Return the folders that are packs, each once, in a stable order."""
    found = []
    for place in near:
        found += [place, *sorted(p for p in (place / PACKS).glob("*") if p.is_dir())]
    return [one for one in dict.fromkeys(found) if (one / MANIFEST).is_file()]
