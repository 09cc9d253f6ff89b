"""A run read again from its folder: what was asked, what was solved, what was answered."""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import pandas as pd
from pydantic import ValidationError

from tisites.candidates.usage.statements import COLUMNS as STATEMENT_COLUMNS
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.declaration import Model
from tisites.run.files.folder import MARK
from tisites.run.files.identity import FORMAT
from tisites.run.files.program_file import read_program
from tisites.run.files.seal import is_altered
from tisites.run.files.territories import TERRITORIES, territories_of
from tisites.run.read.case import Case
from tisites.run.read.report import read_report, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.model.program import Program

PROGRAM, VALUES, CANDIDATES = "program.npz", "values.parquet", "candidates.parquet"
#: What every source says of the candidates' use, status and area.
EVIDENCE = "evidence.parquet"
#: What the libraries raise on bytes that are no table and no program.
_UNREADABLE = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, NotImplementedError,
    ArithmeticError, EOFError, MemoryError, RecursionError, BadZipFile, zlib.error, struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class StoredRun:
    """One run folder.

    Parameters
    ----------
    folder : Path
        Where it lies.
    report : dict
        Contents of ``solution.json``.
    """

    folder: Path
    report: dict[str, Any]

    @property
    def hash(self) -> str:
        """Full name of the run, 64 hexadecimal digits; empty for one that tells none."""
        return str(self.report.get("run", ""))

    @property
    def written(self) -> float:
        """When its files were written here, in seconds since 1970."""
        return (self.folder / MARK).stat().st_mtime

    @cached_property
    def ids(self) -> pd.Index:
        """Ids of the chosen sites, sorted."""
        return pd.Index(self.report["selected"], name="site_id", dtype=object)

    @cached_property
    def model(self) -> Model:
        """The merged model that was solved.

        Raises
        ------
        BadInputError
            If this version of tisites knows other keys.
        """
        try:
            return Model.model_validate(self.report["model"])
        except ValidationError as error:
            places = ", ".join(".".join(map(str, e["loc"])) for e in error.errors()[:5])
            told = version_of(self.report)
            what = Text(
                f"le modèle de ce résultat (tisites {told}) n'est plus lu tel quel : {places}",
                f"the model of this run (tisites {told}) is no longer read as it is: {places}",
            )
            raise unreadable(str(self.folder / MARK), what) from error

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Every candidate, index ``site_id``; ``selected`` says who was chosen."""
        with self._reading(CANDIDATES) as path:
            return pd.read_parquet(path).set_index("site_id")

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """What every source says of the sites; empty in a run older than these."""
        if not (self.folder / EVIDENCE).is_file():
            return pd.DataFrame(columns=list(STATEMENT_COLUMNS))
        with self._reading(EVIDENCE) as path:
            return pd.read_parquet(path)

    @cached_property
    def bases(self) -> dict[str, pd.DataFrame]:
        """Every territory of each cut of the country; empty in a run older than these."""
        if not (self.folder / TERRITORIES).is_file():
            return {}
        with self._reading(TERRITORIES) as path:
            return territories_of(pd.read_parquet(path))

    @cached_property
    def case(self) -> Case:
        """The program and its sites, as solved.

        Raises
        ------
        BadInputError
            If a file of the run is missing, damaged or of another format.
        """
        return Case(
            str(self.report["scenario"]),
            self.model,
            self.program,
            self.everyone.drop(columns="selected"),
            self.values,
            bool(self.report["synthetic"]),
            self.bases,
        )

    @cached_property
    def program(self) -> Program:
        """What was solved."""
        with self._reading(PROGRAM) as path:
            return read_program(path)

    @cached_property
    def values(self) -> pd.DataFrame:
        """Value functions of the sites that competed, as a case has them."""
        with self._reading(VALUES) as path:
            values = pd.read_parquet(path).set_index("site_id")
        values.columns = pd.MultiIndex.from_tuples([_pair(c) for c in values.columns])
        return values

    @contextmanager
    def _reading(self, name: str) -> Iterator[Path]:
        """Say which file of the run cannot be read, and what to do."""
        path = self.folder / name
        if is_altered(self.folder, name):
            what = Text(
                "ce fichier a changé depuis que le résultat a été écrit",
                "this file has changed since the run was written",
            )
            raise unreadable(str(path), what)
        try:
            yield path
        except FileNotFoundError as error:
            raise unreadable(
                str(path),
                Text("ce fichier manque au résultat", "this file is missing from the run"),
            ) from error
        except _UNREADABLE as error:
            what = Text(f"fichier illisible ({error})", f"unreadable file ({error})")
            raise unreadable(str(path), what) from error


def _pair(column: str) -> tuple[str, str]:
    criterion, _, end = column.rpartition("_")
    return criterion, end


def open_run(folder: Path) -> StoredRun:
    """Open a run folder.

    Runs of other versions open as long as the layout of their folder is known here; what cannot
    be read is refused when it is asked for (:attr:`StoredRun.model`, :attr:`StoredRun.case`).

    Raises
    ------
    BadInputError
        If the folder is no run, or one that this version cannot read.
    """
    mark = folder / MARK
    if not mark.is_file():
        raise bad_input(
            Text("ce dossier n'est pas un résultat de tisites", "this folder is no tisites run"),
            Text("donner le dossier écrit par tisites run", "give the folder tisites run wrote"),
            Where(str(folder)),
        )
    report = read_report(mark)
    found = report.get("format", FORMAT)  # the first runs did not tell theirs, which was this one
    if found != FORMAT:
        what = Text(
            f"résultat au format {found}, écrit par tisites {version_of(report)} ;"
            f" cette version lit le format {FORMAT}",
            f"run of format {found}, written by tisites {version_of(report)};"
            f" this version reads format {FORMAT}",
        )
        raise unreadable(str(mark), what)
    return StoredRun(folder, report)


def version_of(report: dict[str, Any]) -> str:
    """Return the version of tisites that wrote a run, ``?`` if it does not tell.

    Examples
    --------
    >>> version_of({"versions": {"tisites": "0.1.0"}}), version_of({})
    ('0.1.0', '?')
    """
    versions = report.get("versions")
    return str(versions.get("tisites", "?")) if isinstance(versions, dict) else "?"
