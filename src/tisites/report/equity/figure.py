"""``lorenz.png``: who gets what, from the least to the most served; shares beside people's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number, short
from tisites.model.benefit import COUNTED_WORDS, PER_WORDS
from tisites.report.equity.words import LAYER_WORDS, measured, short_name, title_of
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.study.equity.equity import Equity

INK, GIVEN, PEOPLE, FAINT = "#1d1d1b", "#1f5f8b", "#c9b458", "#a9a59a"
_SHOWN = 20
#: Width of the curve's panel, and letters of a label beside it.
_CURVE, _LETTERS = 0.34, 36
BASE_WORDS = {
    "territory": Text("part des territoires", "share of territories"),
    "population": Text("part des habitants", "share of inhabitants"),
    "population_20_64": Text("part des 20-64 ans", "share of people of 20-64"),
    "industry_jobs": Text("part des emplois industriels", "share of industrial jobs"),
    "jobs_lost": Text("part des emplois perdus", "share of jobs lost"),
    "eligible_ha": Text("part des hectares éligibles", "share of eligible hectares"),
}


def draw_equity(equity: Equity, path: Path) -> None:
    """Draw the Lorenz curve and the territories' shares, the same bytes for the same answer."""
    with picture(path, (11.0, 5.4), 100) as figure:
        compose(figure, equity)


def compose(figure: Any, equity: Equity) -> None:
    """Put both panels, the title and the notices on a figure."""
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.0, 1.25]})
    _curve(left, equity)
    _bars(right, equity)
    figure.suptitle(str(title_of(equity)), x=0.015, ha="left", fontsize=13, weight="bold")
    notices = [str(notice) for notice in equity.notices]
    if equity.synthetic:
        notices.insert(0, str(SYNTHETIC).upper())
    figure.text(0.015, 0.012, "\n".join(_wrapped(notices)), fontsize=7, color="#55524a")
    bottom, top = 0.14 + 0.024 * len(_wrapped(notices)), 0.86
    left.set_position((0.07, bottom, _CURVE, top - bottom))
    figure.canvas.draw()  # labels are as wide as their letters: only a drawing tells
    wide = max((label.get_window_extent().width for label in right.get_yticklabels()), default=0.0)
    start = 0.07 + _CURVE + 0.03 + wide / figure.bbox.width
    right.set_position((start, bottom, 0.985 - start, top - bottom))


def _wrapped(notices: list[str]) -> list[str]:
    import textwrap

    return [line for notice in notices for line in textwrap.wrap(notice, 190)]


def _curve(axes: Any, equity: Equity) -> None:
    base, got = equity.curve["base"].to_numpy(), equity.curve["benefit"].to_numpy()
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    if np.isnan(got).all():
        unknown = np.isnan(equity.measures.at["amount", "everyone"])
        nothing = Text("aucun bénéfice à répartir", "no benefit to share")
        if unknown:
            nothing = Text("apport inconnu", "benefit unknown")
        axes.text(0.5, 0.5, str(nothing), ha="center")
    else:
        axes.plot(base, got, color=GIVEN, linewidth=2, marker="o", markersize=2.5)
        axes.fill_between(base, got, base, color=GIVEN, alpha=0.12)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    _percent_axis(axes.xaxis)
    _percent_axis(axes.yaxis)
    counted = COUNTED_WORDS[equity.benefit.benefit]
    axes.set_xlabel(str(BASE_WORDS[equity.benefit.per]), fontsize=9)
    axes.set_ylabel(str(Text(f"part des {counted.fr}", f"share of {counted.en}")), fontsize=9)
    gini = measured(equity.measures.at["gini_base", "everyone"], 3)
    axes.set_title(str(Text(f"Courbe de Lorenz, Gini {gini}", f"Lorenz curve, Gini {gini}")),
                   fontsize=10, loc="left")  # fmt: skip


def _percent_axis(axis: Any) -> None:
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1])
    sign = str(Text("\N{NO-BREAK SPACE}%", "%"))
    axis.set_ticklabels([number(p) + sign for p in (0, 25, 50, 75, 100)], fontsize=8)


def _bars(axes: Any, equity: Equity) -> None:
    table = _shown(equity)
    places = np.arange(len(table))[::-1]
    axes.barh(places + 0.2, 100 * table["share"], 0.4, color=GIVEN,
              label=str(Text("part du bénéfice", "share of benefit")))  # fmt: skip
    words = BASE_WORDS[equity.benefit.per]
    axes.barh(places - 0.2, 100 * table["base_share"], 0.4, color=PEOPLE, label=str(words))
    axes.set_yticks(places)
    axes.set_yticklabels([_label(row) for row in table.to_dict("records")], fontsize=7.5)
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_formatter(_percent_tick)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(0, -0.06), ncol=2)
    unit = str(PER_WORDS[equity.benefit.per])
    some = len(table) < len(equity.judged)
    head = (
        Text("Les moins et les plus servis", "The least and the most served")
        if some
        else Text("Parts, du moins au plus servi", "Shares, from least to most served")
    )
    axes.set_title(f"{head} ({unit})", fontsize=10, loc="left")


def _percent_tick(value: float, place: int | None = None) -> str:
    """Write a tick with the decimals it has: 0.25 is not 0.2."""
    del place
    return short(round(value, 9), 6) + str(Text("\N{NO-BREAK SPACE}%", "%"))


def _shown(equity: Equity) -> pd.DataFrame:
    """Judged territories by benefit; the ten least and the ten most served of many."""
    table = equity.judged.sort_values(["value", "population"], ascending=[True, False])
    if len(table) <= _SHOWN:
        return table
    import pandas as pd

    most = table[(table["chosen"] > 0).to_numpy(dtype=bool)].tail(_SHOWN // 2)
    rest = table.drop(index=most.index)
    return pd.concat([rest.head(_SHOWN - len(most)), most])


def _label(row: dict[Any, Any]) -> str:
    name = short_name(str(row["name"]), _LETTERS)
    return f"{name} ({LAYER_WORDS['overseas']})" if row["overseas"] else name
