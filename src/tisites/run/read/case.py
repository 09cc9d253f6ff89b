"""What a study starts from: the program, the sites behind its columns, and who did not compete."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.run.files.territories import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.run.prepare.prepared import Prepared, Survey


@dataclass(frozen=True)
class Case:
    """A compiled scenario, fresh from :func:`case_of` or read again from a run.

    Parameters
    ----------
    name : str
        Name of the scenario.
    model : Model
        The merged model.
    program : Program
        What is solved; its binary columns are sites, in the order of their ids.
    everyone : DataFrame
        Every candidate, index ``site_id``, sorted: who it is, ``eligible``, ``reason``,
        ``reason_text``, indicators, ``score``, ``score_low``, ``score_high``, ``reliability``,
        ``contribution_<criterion>``.
    values : DataFrame
        Index: the sites that compete, in the order of the columns; columns
        ``(criterion, "low" | "nominal" | "high")``, 0 to 1.
    synthetic : bool
        Whether any input is synthetic: every output must then say so.
    bases : mapping of str to DataFrame
        For each cut of the country, every territory: its people, jobs, candidates and eligible
        hectares (:func:`~tisites.run.files.territories.counted`); empty in a run older than these.
    """

    name: str
    model: Model
    program: Program
    everyone: pd.DataFrame
    values: pd.DataFrame
    synthetic: bool
    bases: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def ids(self) -> pd.Index:
        """Ids of the sites that compete: the labels of the binary columns, in their order."""
        return pd.Index(self.program.columns[self.program.integer], name="site_id")

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The sites that compete, in the order of the columns."""
        return self.everyone.loc[self.ids]

    def columns_of(self, ids: Iterable[str]) -> np.ndarray:
        """Return the column number of each id that competes, ascending; others are left out.

        Callers that must not lose an id compare the lengths.
        """
        found = self.ids.get_indexer(pd.Index(list(ids), dtype=object))
        return np.sort(found[found >= 0]).astype(np.int64)


def case_of(prepared: Prepared) -> Case:
    """Return the case of a prepared request."""
    from tisites.run.prepare.everyone import (
        candidate_table,  # criteria: a stored run opens without them
    )

    everyone, bases = candidate_table(prepared).set_index("site_id"), prepared.sites.bases
    told = prepared.candidates.table, prepared.admission, bases
    return Case(
        prepared.scenario,
        prepared.model,
        prepared.program,
        everyone,
        prepared.scores.at(prepared.sites.table.index).values,
        prepared.synthetic,
        prepared.once("counted", told, lambda: counted(bases, everyone)),
    )


def surveyed(known: Survey) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return every candidate and every territory of a survey, as a :class:`Case` has them.

    A list of sites can be judged against them although no program was compiled.
    """
    from tisites.run.prepare.everyone import candidate_table

    everyone = candidate_table(known).set_index("site_id")
    return everyone, counted(known.sites.bases, everyone)
