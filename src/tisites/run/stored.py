"""A run read again from its folder: what was asked, what was solved, what was answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.declaration import Model
from tisites.run.case import Case
from tisites.run.folder import MARK
from tisites.run.program_file import read_program
from tisites.run.territories import TERRITORIES, territories_of

PROGRAM, VALUES, CANDIDATES = "program.npz", "values.parquet", "candidates.parquet"


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

    @cached_property
    def ids(self) -> pd.Index:
        """Ids of the chosen sites, sorted."""
        return pd.Index(self.report["selected"], name="site_id", dtype=object)

    @cached_property
    def model(self) -> Model:
        """The merged model that was solved."""
        return Model.model_validate(self.report["model"])

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Every candidate, index ``site_id``; ``selected`` says who was chosen."""
        return pd.read_parquet(self.folder / CANDIDATES).set_index("site_id")

    @cached_property
    def bases(self) -> dict[str, pd.DataFrame]:
        """Every territory of each cut of the country; empty in a run older than these."""
        path = self.folder / TERRITORIES
        return territories_of(pd.read_parquet(path)) if path.is_file() else {}

    @cached_property
    def case(self) -> Case:
        """The program and its sites, as solved."""
        values = pd.read_parquet(self.folder / VALUES).set_index("site_id")
        values.columns = pd.MultiIndex.from_tuples([_pair(c) for c in values.columns])
        return Case(
            str(self.report["scenario"]),
            self.model,
            read_program(self.folder / PROGRAM),
            self.everyone.drop(columns="selected"),
            values,
            bool(self.report["synthetic"]),
            self.bases,
        )


def _pair(column: str) -> tuple[str, str]:
    criterion, _, end = column.rpartition("_")
    return criterion, end


def open_run(folder: Path) -> StoredRun:
    """Open a run folder.

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
    return StoredRun(folder, json.loads(mark.read_text(encoding="utf-8")))
