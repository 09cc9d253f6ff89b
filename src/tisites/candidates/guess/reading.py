"""How one list is read, once its planner said so: kept beside the work, found again next time."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tisites.candidates.column_names import ALIASES
from tisites.candidates.formats.source import ANYWHERE, Layout
from tisites.candidates.guess.header_words import GUESSED
from tisites.candidates.guess.quantity import HECTARES
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT = 1


@dataclass(frozen=True)
class ListReading:
    """What the columns of one list mean, as its planner confirmed it.

    A list that is read so is read row by row: what one row does not tell leaves that row out, with
    a finding, and not the file.

    Parameters
    ----------
    headers : tuple of str
        Columns of the list: by them the reading is found again.
    columns : mapping of str to str
        Datum (of :data:`~tisites.candidates.column_names.ALIASES` or
        :data:`~tisites.candidates.guess.header_words.GUESSED`) to column.
    layout : Layout
        Sheet or layer, and lines of the header.
    surface_unit : str, optional
        ``ha``, ``m2``, ``km2``, ``a`` or ``ca``: of ``surface`` where neither cell nor row says it.
    crs : str, optional
        Reference system of ``x`` and ``y`` and of geometries that do not say theirs.
    coordinate_unit : str
        ``m`` or ``km``: of ``x`` and ``y``.
    communes : mapping of str to str
        Name of a commune that several bear, as
        :func:`~tisites.candidates.commune_names.question_key` writes it, to the code that is meant.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, str]
    layout: Layout = ANYWHERE
    surface_unit: str | None = None
    crs: str | None = None
    coordinate_unit: str = "m"
    communes: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the reading as its file holds it."""
        return {
            "format": _FORMAT,
            "headers": list(self.headers),
            **({} if self.layout.layer is None else {"layer": self.layout.layer}),
            **({"header_lines": list(self.layout.header)} if self.layout.header else {}),
            **({} if self.surface_unit is None else {"surface_unit": self.surface_unit}),
            **({} if self.crs is None else {"crs": self.crs}),
            **({} if self.coordinate_unit == "m" else {"coordinate_unit": self.coordinate_unit}),
            "columns": dict(sorted(self.columns.items())),
            "communes": dict(sorted(self.communes.items())),
        }

    def __str__(self) -> str:
        return str(self.told())


def read_reading(path: Path) -> ListReading:
    """Read the file of a reading.

    Raises
    ------
    BadInputError
        If it is none, or says what no reading can.
    """
    again = Text(
        "supprimer ce fichier et confirmer de nouveau la lecture proposée",
        "delete this file and confirm the proposed reading again",
    )
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        header = tuple(int(line) for line in told.get("header_lines", []))
        reading = ListReading(
            tuple(str(name) for name in told["headers"]),
            {str(k): str(v) for k, v in told["columns"].items()},
            Layout(told.get("layer"), (header[0], header[1]) if header else ()),
            told.get("surface_unit"),
            told.get("crs"),
            str(told.get("coordinate_unit", "m")),
            {str(k): str(v) for k, v in told.get("communes", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        what = Text("lecture de liste illisible", "unreadable reading of a list")
        raise bad_input(what, again, Where(str(path), value=str(error)[:80])) from error
    strange = [
        *(name for name in reading.columns if name not in ALIASES and name not in GUESSED),
        *(name for name in reading.columns.values() if name not in reading.headers),
        *([reading.surface_unit] if reading.surface_unit not in (None, *HECTARES) else []),
        *([reading.coordinate_unit] if reading.coordinate_unit not in ("m", "km") else []),
    ]
    if strange or told.get("format") != _FORMAT:
        what = Text("lecture de liste non comprise", "reading of a list not understood")
        raise bad_input(what, again, Where(str(path), value=", ".join(map(str, strange)) or None))
    return reading


def write_reading(reading: ListReading, path: Path) -> None:
    """Write a reading; a file that is there is left as it is.

    Raises
    ------
    FileExistsError
    """
    import tomli_w

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write("# Lecture d'une liste, confirmée ; retrouvée par ses colonnes.\n")
        file.write(tomli_w.dumps(reading.told(), multiline_strings=False))
