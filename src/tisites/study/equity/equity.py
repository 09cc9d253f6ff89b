"""How a selection is shared between territories: the report that any list of sites gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.study.equity.measures import (
    gini,
    hoover,
    lorenz,
    theil,
    theil_parts,
    worst_mean,
)
from tisites.study.equity.notices import notices_of
from tisites.study.equity.tables import (
    programmes_of,
    refuse_absent,
    refuse_unjudged,
    territories_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.messages.findings import Finding
    from tisites.model.benefit import Benefit
    from tisites.run.selection.selection import Selection
    from tisites.study.equity.measures import Floats

#: Cut that splits the territories of a cut further, to look inside regions.
_FINER = {"region": "departement"}
LAYERS = ("everyone", "mainland", "overseas")
_NESTED = ("theil_nested", "theil_between", "theil_within", "theil_territories")
#: Rows of the measures; the last ones only where a cut lies inside regions.
FIGURES = (
    "territories", "served", "chosen", "amount", "mean", "gini", "gini_base", "gini_people",
    "hoover", "theil", "worst_mean", "min", "min_code", "min_name", "min_tied", "max", "max_code",
    "max_name", *_NESTED,
)  # fmt: skip


@dataclass(frozen=True)
class Equity:
    """Equity of one selection, over one cut of the country, by one benefit.

    Parameters
    ----------
    name : str
        The selection, as the planner named it.
    title : Text, optional
        What a reader calls it, where that is not its name.
    benefit : Benefit
        What is counted, per what.
    territories : DataFrame
        Index ``code``: every territory of the cut. ``name``, ``overseas``, bases, ``candidates``,
        ``eligible``, ``eligible_ha``; ``chosen`` (sites), ``amount`` (what they bring, NaN where
        that of one is unknown), ``unknown`` (chosen sites whose benefit is unknown), ``value``
        (``amount`` by base, in ``benefit.unit``; NaN where either is unknown), ``judged``,
        ``why_not``;
        ``share`` (of all chosen amounts), ``population_share``, ``industry_share``,
        ``eligible_ha_share``, ``base_share`` (of what is known of the country, 0 to 1), ``index``
        (share over share of people: 1 is parity).
    measures : DataFrame
        One row a measure, columns :data:`LAYERS`: figures of the judged territories; the first
        only where a territory spans mainland and overseas. Fewer than two territories have no
        sharing to measure; where nothing is known of what was chosen, there are counts alone.
    curve : DataFrame
        Lorenz curve of every judged territory: ``code``, ``base``, ``benefit``.
    programmes : DataFrame
        Share of sites, amount, people, industrial jobs and eligible hectares that lie in
        Territoires d'industrie, and overseas.
    findings : tuple of Finding
        From the selection.
    notices : tuple of Text
        What must be said beside the figures.
    worst : float
        Share of territories behind ``worst_mean``.
    synthetic : bool
        Whether any input is synthetic.
    regions : tuple of int
        Regions with an eligible candidate, of how many.
    """

    name: str
    benefit: Benefit
    territories: pd.DataFrame
    measures: pd.DataFrame
    curve: pd.DataFrame
    programmes: pd.DataFrame
    findings: tuple[Finding, ...]
    notices: tuple[Text, ...]
    worst: float
    synthetic: bool
    regions: tuple[int, int]
    title: Text | None = None

    @property
    def judged(self) -> pd.DataFrame:
        """Territories that the measures judge, by code."""
        return self.territories[self.territories["judged"].to_numpy(dtype=bool)]


def equity_of(
    selection: Selection,
    bases: Mapping[str, pd.DataFrame],
    benefit: Benefit,
    *,
    worst: float = 0.2,
    synthetic: bool = False,
) -> Equity:
    """Measure the equity of a selection.

    Parameters
    ----------
    selection : Selection
        Who was chosen.
    bases : mapping of str to DataFrame
        Every cut of the country, with its candidates
        (:func:`~tisites.run.files.territories.counted`).
    benefit : Benefit
        Cut, what is counted, per what.
    worst : float
        Share of territories behind the worst-share mean, in ]0, 1].
    synthetic : bool
        Whether any input is synthetic.

    Raises
    ------
    BadInputError
        If the cut or the base is unknown, or if no territory can be judged.

    Notes
    -----
    A territory is judged if its base is known and positive, if it has an eligible candidate (or
    a chosen site) and if the benefit of every site chosen there is known. One without any
    candidate could not be served, and is named apart.
    """
    if not 0.0 < worst <= 1.0:
        raise bad_input(
            Text("la part la moins servie doit être entre 0 et 1", "worst must lie in ]0, 1]"),
            Text("écrire par exemple --worst 0.2", "write for example --worst 0.2"),
            Where("--worst", value=f"{worst:g}"),
        )
    refuse_absent(bases, benefit)
    territories = territories_of(selection.rows, bases, benefit)
    refuse_unjudged(territories, bases[benefit.by], benefit)
    judged = territories[territories["judged"].to_numpy(dtype=bool)]
    regions = bases["region"]
    open_to = (int((regions["eligible"] > 0).sum()), len(regions))
    return Equity(
        selection.name,
        benefit,
        territories,
        _measures(territories, selection.rows, bases, benefit, worst),
        _curve(judged),
        programmes_of(selection.rows, bases, benefit),
        selection.problems,
        tuple([selection.notice] if selection.notice else [])
        + notices_of(territories, benefit, len(selection.rows), open_to),
        worst,
        synthetic,
        open_to,
        selection.title,
    )


def _curve(judged: pd.DataFrame) -> pd.DataFrame:
    value, weight = judged["value"].to_numpy(), judged["base"].to_numpy()
    base, share = lorenz(value, weight)
    codes = ["", *judged.index[np.lexsort((weight, value))]]
    return pd.DataFrame({"code": codes, "base": base, "benefit": share})


def _measures(
    territories: pd.DataFrame,
    rows: pd.DataFrame,
    bases: Mapping[str, pd.DataFrame],
    benefit: Benefit,
    worst: float,
) -> pd.DataFrame:
    """One column a layer: the whole country, then mainland and overseas each by itself."""
    finer = _FINER.get(benefit.by)
    inner = None
    if finer is not None:
        cut = benefit.model_copy(update={"by": finer})
        inner = territories_of(rows, bases, cut)
        inner = inner[inner["judged"].to_numpy(dtype=bool)]
    columns = {}
    away = territories["overseas"].to_numpy(dtype=bool)
    mixed = benefit.by in ("density", "frr", "overseas")  # classes span both, overseas is one
    layers = (away | ~away,) if mixed else (away | ~away, ~away, away)
    for layer, here in zip(LAYERS, layers, strict=False):
        part = territories[here]
        lost = int(part["unknown"].sum())
        part = part[part["judged"].to_numpy(dtype=bool)]
        nested = part if inner is None else inner[inner["reg"].isin(part.index)]
        columns[layer] = _layer(part, nested, worst, lost)
    table = pd.DataFrame(columns, dtype=object).reindex(FIGURES)
    return table[table.notna().any(axis=1) | ~table.index.isin(_NESTED)].rename_axis("measure")


def _layer(part: pd.DataFrame, nested: pd.DataFrame, worst: float, lost: int) -> dict[str, Any]:
    """Figures of judged territories; ``lost`` chosen sites of the layer bring the unknown."""
    found: dict[str, Any] = {
        "territories": len(part),
        "served": int((part["chosen"] > 0).sum()),
        "chosen": int(part["chosen"].sum()),
        "amount": float(part["amount"].sum()),
    }
    if lost and found["amount"] == 0.0:  # all that is known is that some got nothing
        return found | {"amount": float("nan")}
    if len(part) == 0:
        return found
    u = part["value"].to_numpy(dtype=np.float64)
    q = part["base"].to_numpy(dtype=np.float64)
    low, high = part["value"].idxmin(), part["value"].idxmax()
    found |= {
        "mean": float(q @ u / q.sum()),
        "min": float(u.min()),
        "min_code": str(low),
        "min_name": str(part.at[low, "name"]),
        "min_tied": int((part["value"] == part["value"].min()).sum()),
        "max": float(u.max()),
        "max_code": str(high),
        "max_name": str(part.at[high, "name"]),
    }
    if len(part) > 1:
        found |= _sharing(part, u, q, worst)
    if nested["reg"].notna().all() and len(nested) > 1:
        total, between, within = theil_parts(
            nested["value"].to_numpy(dtype=np.float64),
            nested["base"].to_numpy(dtype=np.float64),
            nested["reg"].astype(str).tolist(),
        )
        found |= {
            "theil_nested": total,
            "theil_between": between,
            "theil_within": within,
            "theil_territories": len(nested),
        }
    return found


def _sharing(part: pd.DataFrame, u: Floats, q: Floats, worst: float) -> dict[str, Any]:
    people = part[(part["population"] > 0).to_numpy()]
    persons = people["population"].to_numpy(dtype=np.float64)
    return {
        "gini": gini(u),
        "gini_base": gini(u, q),
        "gini_people": gini(people["amount"].to_numpy(dtype=np.float64) / persons, persons),
        "hoover": hoover(u, q),
        "theil": theil(u, q),
        "worst_mean": worst_mean(u, worst),
    }
