"""Models and scenarios that ship with tisites, found in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def _shelves(kind: str) -> list[Path]:
    package = Path(__file__).resolve().parent.parent
    # A wheel carries them under shipped/; an editable install reads the checkout itself.
    return [package / "shipped" / kind, package.parent.parent / kind]


def shipped_file(kind: str, name: str) -> Path | None:
    """Return the path of a shipped model or scenario, or ``None``.

    Examples
    --------
    >>> shipped_file("models", "turnkey50").name
    'turnkey50.toml'
    """
    for shelf in _shelves(kind):
        path = shelf / f"{name}.toml"
        if path.is_file():
            return path
    return None


def shipped_names(kind: str) -> list[str]:
    """Return the names of all shipped models or scenarios, sorted."""
    return sorted({path.stem for shelf in _shelves(kind) for path in shelf.glob("*.toml")})


def lookup(kind: str, name: str) -> Path | None:
    """Return the file that a planner means by a path or a shipped name, ``None`` if there is none.

    Parameters
    ----------
    kind : {"models", "scenarios"}
        Shelf to look on.
    name : str
        A path to a TOML file, with its suffix or without, or a shipped name.
    """
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        return path if path.is_file() else None
    shipped = shipped_file(kind, name)
    if shipped is not None:
        return shipped
    written = path.with_name(f"{path.name}.toml")  # as `tisites scenario new NAME` wrote it
    return written if path.name and written.is_file() else None
