"""The pictures of ``docs/equity.md``: ``python -m tisites.report.equity.docs PACK RUN DOCS``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import speaking
from tisites.model.benefit import Benefit
from tisites.report.equity.figure import FAINT, GIVEN, PEOPLE, draw_equity
from tisites.report.phrases import SYNTHETIC
from tisites.report.png import picture
from tisites.run.read.stored import open_run
from tisites.run.selection.selection import read_selection
from tisites.study.equity.equity import equity_of

if TYPE_CHECKING:
    from tisites.study.equity.equity import Equity

_BASES = (
    ("population", "per inhabitant", PEOPLE, "o"),
    ("industry_jobs", "per industrial job (estimate)", GIVEN, "s"),
    ("eligible_ha", "per eligible hectare", "#b5523b", "D"),
)


def draw_docs(pack: Path, run: Path, docs: Path) -> list[Path]:
    """Draw the pictures of the page from a pack with labelled sites, and from a run of it.

    Parameters
    ----------
    pack, run : Path
        A pack built from real data, and the reference run solved on it.
    docs : Path
        Folder of the page.

    Returns
    -------
    list of Path
        The PNG files, each under 150 kB.
    """
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    stored, territory = open_run(run), load_territory(open_pack(pack))
    synthetic = bool(stored.report["synthetic"]) or territory.pack.manifest.synthetic
    labels = read_selection("labels-2024", None, territory)
    ours = read_selection(str(run))

    def of(selection: Any, per: Any) -> Equity:
        benefit = Benefit(by="region", benefit="sites", per=per)
        return equity_of(selection, stored.bases, benefit, synthetic=synthetic)

    files = [docs / f"equity-{name}.png" for name in ("labels-2024", "lorenz", "bases")]
    with speaking("en"):
        draw_equity(of(labels, "population"), files[0])
        curves = {
            "52 of the 55 labelled sites of 2024": of(labels, "population"),
            f"tisites, scenario '{stored.report['scenario']}', 50 sites": of(ours, "population"),
        }
        _draw(files[1], (5.4, 5.4), lambda figure: _curves(figure, curves))
        each = {per: of(ours, per) for per, *_ in _BASES}
        _draw(files[2], (8.4, 5.4), lambda figure: _bases(figure, each))
    return files


def _draw(path: Path, size: tuple[float, float], compose: Any) -> None:
    with picture(path, size, 100, layout="constrained") as figure:
        compose(figure)


def _curves(figure: Any, curves: dict[str, Equity]) -> None:
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=FAINT, linestyle="--", linewidth=1)
    colours = ("#b5523b", GIVEN)
    for (name, equity), colour in zip(curves.items(), colours, strict=True):
        gini = equity.measures.at["gini_base", "everyone"]
        axes.plot(equity.curve["base"], equity.curve["benefit"], color=colour, linewidth=2,
                  marker="o", markersize=3, label=f"{name}: Gini {gini:.3f}")  # fmt: skip
    axes.set_aspect("equal")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("share of inhabitants, regions from the least to the most served")
    axes.set_ylabel("share of sites")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    _stamp(figure, any(equity.synthetic for equity in curves.values()))


def _bases(figure: Any, each: dict[str, Equity]) -> None:
    axes = figure.subplots()
    first = each["population"].territories.sort_values("index")
    places = np.arange(len(first))
    column = {"population": "population_share", "industry_jobs": "industry_share",
              "eligible_ha": "eligible_ha_share"}  # fmt: skip
    for per, words, colour, marker in _BASES:
        table = each[per].territories.reindex(first.index)
        ratio = (table["share"] / table[column[per]]).to_numpy()
        ratio = np.where(table["judged"].to_numpy(dtype=bool), ratio, np.nan)
        gini = each[per].measures.at["gini_base", "everyone"]
        axes.plot(ratio, places, color=colour, marker=marker, markersize=6, linestyle="",
                  label=f"{words}: Gini {gini:.3f}")  # fmt: skip
    axes.axvline(1.0, color=FAINT, linestyle="--", linewidth=1)
    axes.set_xscale("log")
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 5, 10, 50])
    axes.set_xticklabels(["0.1", "0.2", "0.5", "1", "2", "5", "10", "50"])
    axes.minorticks_off()
    axes.set_yticks(places)
    axes.set_yticklabels(first["name"], fontsize=8)
    axes.set_xlabel("share of sites over share of the base (1: parity)")
    axes.grid(axis="x", color="#eceae4")
    axes.set_axisbelow(True)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    _stamp(figure, any(equity.synthetic for equity in each.values()))


def _stamp(figure: Any, synthetic: bool) -> None:
    if synthetic:
        figure.suptitle(str(SYNTHETIC).upper(), fontsize=9, color="#b5523b")


if __name__ == "__main__":
    for written in draw_docs(*(Path(argument) for argument in sys.argv[1:4])):
        print(written)
