"""Who replaces whom, drawn: chosen sites at the left, the list at the right, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import number, t
from tisites.report.phrases import SYNTHETIC, cut_name
from tisites.report.png import picture
from tisites.report.reserve.words import site_words

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.study.reserve.reserve import Reserve

INK, FAINT, LOST, QUIET = "#1d1d1b", "#b9b4a7", "#b3261e", "#6b6b6b"
#: Told apart by every kind of colour vision (Okabe and Ito).
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00")
#: Chosen sites drawn; the table holds all.
MOST = 80
_LONGEST = 46


def draw_reserve(found: Reserve, path: Path) -> None:
    """Draw who enters in whose place, and who is not replaced.

    Parameters
    ----------
    path : Path
        PNG file to write.
    """
    rows = max(min(found.selected.size, MOST), found.listed.size, 3)
    with picture(path, (9.0, 1.5 + 0.185 * rows)) as figure:
        _draw(figure, found, rows)


def _draw(figure: Any, found: Reserve, rows: int) -> None:
    axes = figure.add_axes((0.0, 0.03, 1.0, 1.0 - 1.0 / figure.get_figheight()))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(rows + 0.3, -0.8)
    rank = {int(site): k for k, site in enumerate(found.listed)}
    left = sorted(found.replaced, key=lambda o: (o.entrant < 0, rank.get(o.entrant, 0), o.lost))
    left = left[:MOST]
    step = rows / max(found.listed.size, 1)
    right = (np.arange(found.listed.size) + 0.5) * step - 0.5
    for k, one in enumerate(left):
        alone = one.entrant < 0
        name = cut_name(site_words(found.case, one.column), _LONGEST)
        axes.text(0.405, k, name, ha="right", va="center", fontsize=6.6,
                  color=LOST if alone else INK)  # fmt: skip
        if alone:
            axes.text(0.412, k, t("personne", "nobody"), va="center", fontsize=6.6, color=LOST)
            continue
        at = rank[one.entrant]
        axes.plot([0.45, 0.585], [k, right[at]], color=LINES[at % len(LINES)], lw=0.9)
        lost = f"−{number(one.lost, 1)}" if one.lost >= 0.05 else number(abs(one.lost), 1)
        axes.text(0.446, k, lost, ha="right", va="center", fontsize=5.6, color=QUIET)
    used = {one.entrant for one in found.replaced}
    for k, site in enumerate(found.listed):
        name = cut_name(site_words(found.case, int(site)), _LONGEST)
        colour = LINES[k % len(LINES)] if int(site) in used else QUIET
        axes.text(0.592, right[k], f"{k + 1}. {name}", va="center", fontsize=7.2, color=colour)
    _frame(figure, found, len(left))


def _frame(figure: Any, found: Reserve, shown: int) -> None:
    inches = figure.get_figheight()
    title = t("Qui remplace qui", "Who replaces whom")
    figure.text(0.015, 1 - 0.14 / inches, title, fontsize=12, weight="bold", va="top", color=INK)
    for x, words, side in (
        (0.405, t("site retenu qui se retire", "chosen site that withdraws"), "right"),
        (0.592, t("site de réserve qui entre, dans l'ordre de la liste",
                  "reserve site that enters, in the order of the list"), "left"),
    ):  # fmt: skip
        figure.text(x, 1 - 0.5 / inches, words, fontsize=8, va="top", ha=side, color=QUIET)
    notes = [t("chiffre : points perdus ; gris : n'entre en premier pour personne",
               "figure: points lost; grey: first for nobody")]  # fmt: skip
    if found.case.synthetic:
        notes.insert(0, str(SYNTHETIC).upper())
    if shown < found.selected.size:
        notes.append(t(f"{shown} sites retenus dessinés sur {found.selected.size}",
                       f"{shown} chosen sites drawn of {found.selected.size}"))  # fmt: skip
    figure.text(0.015, 0.08 / inches, " · ".join(notes), fontsize=6.6, color=QUIET)
