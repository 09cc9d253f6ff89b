"""What the tabs of equity draw: the Lorenz curve, each territory's share, the exact frontier."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from tisites.web.contract import Body

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.report.document import Document
    from tisites.study.equity.equity import Equity
    from tisites.study.frontier import Frontier

_EQUITY, _HAIR = "equity.", 1e-9


class LorenzPoint(Body):
    """A territory on the curve: cumulated shares of base and benefit, 0 to 1; the origin is ''."""

    code: str
    name: str
    base: float
    benefit: float | None


class TerritoryShare(Body):
    """What a territory gets: shares of the whole, 0 to 1; ``value`` is in the unit of the chart."""

    code: str
    name: str
    overseas: bool
    chosen: int
    value: float | None
    share: float | None
    base_share: float | None
    judged: bool
    why_not: str


class EquityChart(Body):
    """How a selection is shared between territories: the Lorenz curve, and each one's share."""

    kind: Literal["equity"] = "equity"
    unit: str
    base: str
    benefit: str
    gini: float | None
    points: list[LorenzPoint]
    territories: list[TerritoryShare]


class ExchangePoint(Body):
    """One point of the frontier; ``changes`` are keys of the model that make a draft of it."""

    measure: float
    value: float
    bound: float
    lost_pct: float
    proven: bool
    selected: list[str]
    changed: int
    changes: dict[str, float | str | bool]


class FrontierChart(Body):
    """What each step towards equity costs; ``scale`` times a measure is what people read."""

    kind: Literal["frontier"] = "frontier"
    measure: str
    unit: str
    scale: float
    more_is_fairer: bool
    complete: bool
    points: list[ExchangePoint]


def equity_chart(found: Equity) -> EquityChart:
    """Return the Lorenz curve and the shares, from the least to the most served."""
    from tisites.model.benefit import COUNTED_WORDS
    from tisites.report.equity.figure import BASE_WORDS
    from tisites.report.equity.words import WHY_NOT, name_of

    names = found.territories["name"].astype(str).map(name_of)
    gini = found.measures["everyone"].get("gini_base")
    order = found.territories.reset_index().sort_values(["judged", "value", "code"], kind="stable")
    return EquityChart(
        unit=str(found.benefit.unit),
        base=str(BASE_WORDS[found.benefit.per]),
        benefit=str(COUNTED_WORDS[found.benefit.benefit]),
        gini=finite(gini),
        points=[
            LorenzPoint(code=code, name=str(names.get(code, "")), base=base, benefit=finite(got))
            for code, base, got in found.curve[["code", "base", "benefit"]].itertuples(index=False)
        ],
        territories=[
            TerritoryShare(
                code=str(row["code"]),
                name=str(names[row["code"]]),
                overseas=bool(row["overseas"]),
                chosen=int(row["chosen"]),
                value=finite(row["value"]),
                share=finite(row["share"]),
                base_share=finite(row["base_share"]),
                judged=bool(row["judged"]),
                why_not=str(WHY_NOT[row["why_not"]]) if row["why_not"] else "",
            )
            for row in order.to_dict("records")
        ],
    )


def frontier_chart(found: Frontier, document: Document, model: Model) -> FrontierChart:
    """Return the points, each with the changes of the model that ask for its level of equity."""
    from tisites.report.frontier.document import FILES, lost_pct
    from tisites.report.frontier.words import scale_of, title_of, unit_of

    (listed,) = [table for table in document.tables if table.name == FILES[1]]
    selected: dict[object, list[str]] = {k: [] for k in range(len(found.points))}
    for point, site, *_ in listed.rows:
        selected[point].append(str(site))
    return FrontierChart(
        measure=str(title_of(found)),
        unit=str(unit_of(found)),
        scale=scale_of(found),
        more_is_fairer=found.block.sign > 0,
        complete=found.complete,
        points=[
            ExchangePoint(
                measure=point.measure,
                value=point.value,
                bound=point.bound,
                lost_pct=lost_pct(found, point.value),
                proven=bool(point.proven),
                selected=sorted(selected[k]),
                changed=len(set(selected[k]) - set(selected[0])),
                changes=_asked(found, model, point.measure),
            )
            for k, point in enumerate(found.points)
        ],
    )


def _asked(found: Frontier, model: Model, measure: float) -> dict[str, float | str | bool]:
    """Return the changes that hold a selection to a level of equity, and nothing else to any.

    The limit leaves a hair, a share of the measure that no reader sees: the very figure of a
    selection may lie beyond what a solver's tolerance lets through. A leximin is not one limit.
    """
    own = found.block.name.removeprefix(_EQUITY)
    if model.equity[own].kind == "leximin":
        return {}
    hair = found.block.sign * _HAIR * max(abs(measure), _HAIR)
    told: dict[str, float | str | bool] = {
        f"{_EQUITY}{own}.as": "constraint", f"{_EQUITY}{own}.limit": measure - hair,
        f"{_EQUITY}{own}.enabled": True,
    }  # fmt: skip
    others = {
        f"{_EQUITY}{name}.enabled": False
        for name, rule in model.equity.items()
        if name != own and rule.enabled and rule.role == "stage"
    }
    return {**told, **others}


def finite(value: Any) -> float | None:
    """Return a figure; none where it is unknown or has no end."""
    figure = math.nan if value is None else float(value)
    return figure if math.isfinite(figure) else None
