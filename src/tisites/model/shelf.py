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
