"""Pictures of a robustness study: who is chosen for how many weights, how far each weight goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.axes import speak
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.report.robustness.sites import criterion_words, named_sites, site_words
from tisites.report.robustness.words import axis_rows
from tisites.study.robustness.acceptability import acceptability

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.robustness.study import Robustness

INK, CHOSEN, OTHER, FAINT = "#1d1d1b", "#1f5f8b", "#c9b458", "#d9d6cd"
#: Sites in the picture; the table holds all.
BARS = 60


def draw_acceptability(study: Robustness, path: Path) -> None:
    """Draw the share of weights for which each site is chosen, with its confidence interval."""
    with picture(path, (9.0, 11.5)) as figure:
        _acceptability(figure, study)


def draw_intervals(study: Robustness, path: Path) -> None:
    """Draw the interval of each weight in which the selection stays the best."""
    height = 1.6 + 0.36 * len(study.weighing.criteria)
    with picture(path, (9.0, height)) as figure:
        _intervals(figure, study)


def _acceptability(figure: Any, study: Robustness) -> None:
    assert study.sampled is not None
    seen = acceptability(study.sampled, study.case.program.n_columns)
    seen = seen[seen["times"] > 0].sort_values(["acceptability"], ascending=False, kind="stable")
    shown = seen.head(BARS)
    who = named_sites(study.case, shown.index)
    chosen = np.isin(shown.index, study.selected)
    axes = figure.subplots()
    at = np.arange(len(shown))
    share = 100.0 * shown["acceptability"].to_numpy()
    error = np.abs(100.0 * shown[["low", "high"]].to_numpy().T - share)
    axes.barh(at, share, color=np.where(chosen, CHOSEN, OTHER), height=0.78)
    axes.errorbar(share, at, xerr=error, fmt="none", ecolor=INK, elinewidth=0.7)
    axes.set_yticks(at, [site_words(row) for row in who.itertuples(index=False)], fontsize=6.4)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, 102)
    axes.set_xlabel(t("% des pondérations", "% of weightings"), fontsize=8)
    _plain(axes, "x")
    count = len(study.sampled.selections)
    title = Text(
        f"Acceptabilité des sites sur {number(count)} pondérations",
        f"Acceptability of sites over {number(count)} weightings",
    )
    keys = [(CHOSEN, Text("retenu", "chosen")), (OTHER, Text("non retenu", "not chosen"))]
    _key(axes, keys)
    _frame(figure, study, title, _sampled_words(study, len(seen), len(shown)), left=0.36)


def _sampled_words(study: Robustness, seen: int, shown: int) -> str:
    order = " > ".join(criterion_words(study.case, name) for name in study.asked.order)
    where = (
        Text(f"ordre : {order}", f"order: {order}")
        if order
        else Text("tirées dans tout le simplexe", "drawn over the whole simplex")
    )
    some = Text(
        f"{shown} sites montrés sur {seen} retenus au moins une fois ; trait : 95 %",
        f"{shown} sites shown of {seen} chosen at least once; line: 95%",
    )
    return f"{where} · {some}"


def _intervals(figure: Any, study: Robustness) -> None:
    rows = axis_rows(study)
    axes = figure.subplots()
    far = 100.0 * max([*(r.high for r in rows if not r.high_open), *(r.share for r in rows)]) * 1.3
    for k, row in enumerate(rows):
        low, high = 100 * row.low, min(100 * row.high, far)
        axes.plot([0, far], [k, k], color=FAINT, linewidth=0.8, zorder=0)
        axes.plot([low, high], [k, k], color=CHOSEN, linewidth=6, solid_capstyle="butt")
        axes.plot([100 * row.share], [k], marker="|", color=INK, markersize=12, markeredgewidth=1.6)
        said = Text("100 %", "100%") if row.high_open else number(100 * row.high, 1)
        axes.text(far * 1.01, k, f"{number(low, 1)} – {said}", fontsize=7.5, va="center")
    axes.set_yticks(np.arange(len(rows)), [row.label for row in rows], fontsize=8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, far)
    words = Text(
        "part du critère dans le poids total (%)", "share of the criterion in the total weight (%)"
    )
    axes.set_xlabel(str(words), fontsize=8)
    _plain(axes, "x")
    title = Text(
        "Jusqu'où chaque poids peut aller sans changer la sélection",
        "How far each weight can go without changing the selection",
    )
    foot = Text(
        "trait noir : poids du modèle ; barre : intervalle exact, les autres poids en proportion",
        "black mark: the model's weight; bar: exact interval, other weights in proportion",
    )
    _frame(figure, study, title, str(foot), left=0.36, right=0.87)


def _plain(axes: Any, grid: str) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="x", labelsize=7.5)
    speak(axes, grid)
    axes.grid(axis=grid, color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)


def _key(axes: Any, keys: list[tuple[str, Text]]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=str(text)) for colour, text in keys]
    axes.legend(handles=handles, loc="lower right", fontsize=8, frameon=False)


def _frame(
    figure: Any, study: Robustness, title: Text, foot: str, *, left: float, right: float = 0.98
) -> None:
    inches = figure.get_figheight()
    notes = [foot]
    if study.case.synthetic:
        notes.insert(0, str(SYNTHETIC).upper())
    if not study.complete:
        notes.insert(0, t("INCOMPLET (interrompu)", "INCOMPLETE (interrupted)"))
    figure.text(
        0.015, 1 - 0.16 / inches, str(title), fontsize=12, weight="bold", va="top", color=INK
    )
    figure.text(0.015, 0.1 / inches, " · ".join(notes), fontsize=7, color="#55524a")
    figure.subplots_adjust(left=left, right=right, top=1 - 0.55 / inches, bottom=0.75 / inches)
