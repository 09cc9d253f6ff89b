"""The sheets of a run bound for a reader: one file a site, one of them all; its maps as files."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.report.deliver import Binder
from tisites.report.fiche.sheet import NAME, SheetMaker, site_files
from tisites.report.map.draw import draw_selection
from tisites.report.map.selection import map_of_case
from tisites.report.phrases import sites_chosen
from tisites.run.read.packs import pack_of
from tisites.territory.territory import Territory, load_territory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.report.deliver import Format, Order, Subject
    from tisites.study.explain.base import Answered

#: Stem of the files of the map.
MAP = "carte"


def bound_sheets(subject: Subject, asked: Order) -> Iterator[Binder]:
    """Return the sheets of the sites asked for, each alone, then all together where several are.

    Sheets of the whole selection stand in its order: by région, département and id.
    """
    base = _answered(subject)
    sites = [*asked.sites, *(_chosen(base) if asked.fiches else ())]
    sites = list(dict.fromkeys(sites))
    evidence = subject.evidence
    maker = SheetMaker(
        base, subject.report, base.case.everyone.iloc[:0] if evidence is None else evidence(),
        territory_of(subject),
    )  # fmt: skip
    whole = maker.bundle(sites)
    if len(sites) == 1:
        yield Binder(site_files(sites[0]), (whole,), maker.draw)
        return
    yield Binder(NAME, (whole,), maker.draw)
    for site, part in zip(sites, whole.parts, strict=True):
        alone = partial(maker.draw, sites=(site,))
        yield Binder(site_files(site), (part,), alone, formats=("pdf", "html"))


def write_maps(subject: Subject, asked: Order, folder: Path, kind: Format) -> None:
    """Write the map of the selection, as PNG and as SVG.

    Without the data pack of the run, whose outlines it needs, the map that the run wrote stands.

    Raises
    ------
    BadInputError
        With neither.
    """
    del asked, kind
    base = _answered(subject)
    territory = territory_of(subject)
    drawn = None if subject.folder is None else subject.folder / "map.png"
    if territory is None and drawn is not None and drawn.is_file():
        shutil.copyfile(drawn, folder / f"{MAP}.png")
        return
    if territory is None:
        raise bad_input(
            Text(
                "le paquet de données de ce résultat n'est pas à portée : pas de carte",
                "the data pack of this run is not at hand: no map",
            ),
            Text(
                "se placer dans le dossier qui contient packs, ou à côté du paquet",
                "work in the folder that holds packs, or beside the pack",
            ),
        )
    case = base.case
    model = case.model
    title = model.titled
    count = sites_chosen(len(base.selected))
    proof = Text("optimum prouvé", "proven optimum") if base.proven else Text(
        "optimum non prouvé", "optimum not proven")  # fmt: skip
    shown = map_of_case(
        case, _chosen(base), territory, f"{count} – {title}",
        f"{Text('scénario', 'scenario')} « {model.titled} » · {proof}",
    )  # fmt: skip
    for suffix in ("png", "svg"):
        draw_selection(shown, territory, folder / f"{MAP}.{suffix}")


def _answered(subject: Subject) -> Answered:
    if subject.answered is None:
        raise ValueError("sheets are of a run")
    return subject.answered


def _chosen(base: Answered) -> list[str]:
    sites = base.case.everyone.loc[base.case.program.columns[base.selected], ["reg", "dep"]]
    order = sites.assign(site=sites.index).sort_values(["reg", "dep", "site"], kind="stable")
    return [str(site) for site in order.index]


def territory_of(subject: Subject) -> Territory | None:
    """Return the territories of the pack that a run was made of; ``None`` where it is not near."""
    near = () if subject.folder is None else (subject.folder.parent, subject.folder.parent.parent)
    pack = pack_of(subject.report, near)
    return None if pack is None else load_territory(pack)
