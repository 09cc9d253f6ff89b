"""Pictures that a notebook shows and a file keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome

_MAP = "map.png"


@dataclass(frozen=True)
class Picture:
    """A PNG picture.

    Parameters
    ----------
    png : bytes
        Its file.
    """

    png: bytes = field(repr=False)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file."""
        out = Path(path)
        out.write_bytes(self.png)
        return out

    def _repr_png_(self) -> bytes:
        return self.png


def map_of(outcome: Outcome | None, folder: Path | None) -> Picture:
    """Draw the map of a run that was solved here, or read that of a stored one.

    Raises
    ------
    BadInputError
        If a stored run has none.
    """
    if outcome is not None:
        from tisites.report.map.draw import draw_map

        with TemporaryDirectory() as scratch:
            draw_map(outcome, Path(scratch) / _MAP)
            return Picture((Path(scratch) / _MAP).read_bytes())
    path = Path(folder or ".") / _MAP
    if not path.is_file():
        raise bad_input(
            Text("ce résultat n'a pas de carte", "this run has no map"),
            Text("l'écrire de nouveau par tisites run", "write it again by tisites run"),
            Where(str(path)),
        )
    return Picture(path.read_bytes())
