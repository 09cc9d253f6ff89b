"""Pictures of explanations: replacement costs, and one site's points beside the selection's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.text import Text, number, t
from tisites.report.axes import speak
from tisites.report.explain.document import picture_of
from tisites.report.explain.phrases import short_name
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.study.explain.excluded import Excluded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.explain.explain import Explanation
    from tisites.study.explain.points import Contribution
    from tisites.study.explain.why_not_all import EveryCandidate
    from tisites.study.importance import Importance

_BLUE, _ORANGE, _GREY = "#2a4b8d", "#d9772b", "#c8ccd4"


def draw_importance(case: Case, found: Importance, path: Path) -> None:
    """Draw one bar a chosen site: its replacement cost; irreplaceable ones apart."""
    with picture(
        path, (7.2, 1.6 + 0.19 * max(1, len(found.table))), layout="constrained"
    ) as figure:
        axes = figure.add_subplot()
        table = found.table.iloc[::-1].reset_index(drop=True)
        cost = table["replacement_cost"].to_numpy(dtype=np.float64)
        finite = cost[np.isfinite(cost)]
        top = float(finite.max()) if finite.size else 1.0
        shown = np.where(np.isfinite(cost), cost, 1.15 * top)
        colours = [_BLUE if math.isfinite(c) else _ORANGE for c in cost]
        axes.barh(np.arange(len(table)), shown, color=colours, height=0.72)
        for k, (value, width) in enumerate(zip(cost, shown, strict=True)):
            told = number(value, 2) if math.isfinite(value) else t("irremplaçable", "irreplaceable")
            axes.text(width + 0.01 * top, k, told, va="center", fontsize=6)
        axes.set_yticks(np.arange(len(table)), [short_name(case, s) for s in table["site_id"]])
        axes.tick_params(axis="y", labelsize=6, length=0)
        axes.set_xlim(0, 1.4 * top)
        axes.set_ylim(-0.6, len(table) - 0.4)
        _finish(
            axes, case, found.complete,
            Text("Coût de remplacement (points de la valeur totale)", "Replacement cost (points)"),
        )  # fmt: skip


def draw_points(
    base: Answered, contributions: tuple[Contribution, ...], title: str, path: Path
) -> None:
    """Draw one site's points by criterion, beside the mean of the chosen sites and the most."""
    case = base.case
    names = [c.criterion for c in contributions]
    chosen = case.everyone.loc[case.program.columns[base.selected]]
    mean = [float(chosen[f"contribution_{name}"].mean()) for name in names]
    own, most = [c.points for c in contributions], [c.out_of for c in contributions]
    labels = []
    for name in names:
        criterion = case.model.score[name]
        labels.append(t(criterion.label, criterion.label_en or criterion.label))
    with picture(path, (7.2, 1.4 + 0.3 * len(names)), layout="constrained") as figure:
        axes = figure.add_subplot()
        at = np.arange(len(names))[::-1]
        axes.barh(at, most, color=_GREY, height=0.74, label=t("maximum", "maximum"))
        axes.barh(at, own, color=_BLUE, height=0.44, label=t("ce site", "this site"))
        axes.plot(
            mean, at, "D", color=_ORANGE, markersize=5, linestyle="none",
            label=t("moyenne des sites retenus", "mean of the selected sites"),
        )  # fmt: skip
        axes.set_yticks(at, labels)
        axes.tick_params(axis="y", labelsize=7, length=0)
        axes.legend(fontsize=7, loc="lower right", frameon=False)
        axes.set_title(title, fontsize=9, loc="left")
        _finish(axes, case, True, Text("Points de score", "Points of score"))


def draw_sheets(base: Answered, found: Sequence[Explanation], folder: Path) -> None:
    """Draw ``points_<site>.png`` for each explained site that competed."""
    for one in found:
        if not isinstance(one, Excluded):
            title = short_name(base.case, one.site)
            draw_points(base, one.contributions, title, folder / picture_of(one.site))


def draw_everyone(base: Answered, found: EveryCandidate, path: Path) -> None:
    """Draw the eligible candidates: score across, what forcing each in costs upwards."""
    table = found.table
    out = table[table["status"] == "eligible"]
    kept = table[table["status"] == "selected"]
    exact = out["loss"].notna().to_numpy()
    loss = np.where(exact, out["loss"], out["loss_at_least"]).astype(np.float64)
    fits = np.isfinite(loss)
    with picture(path, (7.2, 4.2), layout="constrained") as figure:
        axes = figure.add_subplot()
        size = 14 if len(out) < 200 else 6
        for mask, face, told in (
            (
                fits & ~exact,
                "none",
                Text("non retenu : perte d'au moins", "left out: loss at least"),
            ),
            (fits & exact, _BLUE, Text("non retenu : perte exacte", "left out: exact loss")),
        ):
            if mask.any():
                axes.scatter(
                    out["score"].to_numpy()[mask], loss[mask], s=size, facecolors=face,
                    edgecolors=_BLUE, linewidths=0.7, label=str(told),
                )  # fmt: skip
        if len(kept):
            axes.scatter(
                kept["score"], np.zeros(len(kept)), s=2 * size, marker="D", color=_ORANGE,
                label=t("retenu", "selected"), zorder=3,
            )  # fmt: skip
        axes.set_ylabel(
            t("Perte s'il est retenu d'office (points)", "Loss if forced in (points)"),
            fontsize=8,
        )
        axes.tick_params(axis="y", labelsize=7)
        speak(axes, "y")
        if len(table):
            axes.legend(fontsize=7, frameon=False)
        _finish(axes, base.case, found.complete, Text("Score sur 100", "Score out of 100"))


def _finish(axes: object, case: Case, complete: bool, label: Text) -> None:
    from matplotlib.axes import Axes

    assert isinstance(axes, Axes)
    axes.set_xlabel(str(label), fontsize=8)
    speak(axes, "x")
    axes.tick_params(axis="x", labelsize=7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    notes = []
    if case.synthetic:
        notes.append(str(SYNTHETIC).upper())
    if not complete:
        notes.append(t("INTERROMPU : INCOMPLET", "INTERRUPTED: INCOMPLETE"))
    if notes:
        axes.set_title(" · ".join(notes), fontsize=8, color="#b34000", loc="right")
