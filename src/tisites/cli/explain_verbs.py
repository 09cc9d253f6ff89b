"""What ``explain`` and ``importance`` do: open the run, ask the study, write, print."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.cli.console import Counter, make_console
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text, language

if TYPE_CHECKING:
    import pandas as pd

    from tisites.run.read.stored import StoredRun

#: What Ctrl-C makes the verb return when part of the work is done and written.
EXIT_PARTIAL = 130
#: Names of files that a study's folder may hold, and that it may replace.
WRITTEN = ("explain.", "candidates", "importance", "points_", "study.json")


@dataclass(frozen=True, slots=True)
class Places:
    """Which candidates of the country are asked of; all of them without either."""

    region: str | None
    departement: str | None


def explain_verb(
    reference: str, asked: list[str], out: Path | None, *, limits: bool, plots: bool
) -> int:
    """Explain sites one by one; the sheets are written and printed."""
    from tisites.report.explain.files import MARK, print_sheet, write_sheets
    from tisites.report.explain.plots import draw_sheets
    from tisites.report.explain.sheet import sheet_of, sheets_again
    from tisites.run.files.folder import ready, staged
    from tisites.study.explain.explain import Explainer, answer_of
    from tisites.study.explain.find import find_site

    run = _opened(reference)
    if not asked:
        raise bad_input(
            Text("aucun site demandé", "no site was asked for"),
            Text(
                "donner un identifiant, une partie du nom, ou --all",
                "give an id, part of a name, or --all",
            ),
            Where("SITE"),
        )
    if out is not None:
        ready(out, MARK, WRITTEN)
    sites = list(dict.fromkeys(find_site(run.everyone, one) for one in asked))
    head = _head(run, {"verb": "explain", "sites": sites, "limits": limits, "plots": plots})
    folder = out or _default("explain", head)
    sheets = sheets_again(_known(folder, head))
    known = bool(sheets)
    counter = Counter(Text("sites expliqués", "sites explained"))
    begin = time.perf_counter()
    if not known:
        explainer = Explainer(answer_of(run))
        found = []
        try:
            for site in sites:
                found.append(explainer.explain(site, limits=limits))
                sheets.append(sheet_of(run, explainer, found[-1]))
                counter(len(found), len(sites))
        finally:
            counter.clear()
        with staged(folder, MARK, WRITTEN) as fresh:
            write_sheets(sheets, found, head, fresh)
            if plots:
                draw_sheets(explainer.base, found, fresh)
    console = make_console()
    for sheet in sheets:
        print_sheet(sheet, console)
    _say_where(folder, time.perf_counter() - begin, known)
    return 0


def explain_all_verb(
    reference: str, asked: list[str], places: Places, out: Path | None, *, exact: bool
) -> int:
    """Tell what keeps every candidate of a place out: bounds, exact losses where asked."""
    from tisites.report.explain.files import MARK
    from tisites.report.explain.plots import draw_everyone
    from tisites.report.explain.tables import print_everyone, write_everyone
    from tisites.run.files.folder import ready, staged
    from tisites.study.explain.base import Questions
    from tisites.study.explain.explain import answer_of
    from tisites.study.explain.find import find_site
    from tisites.study.explain.why_not_all import every_candidate

    run = _opened(reference)
    if out is not None:
        ready(out, MARK, WRITTEN)
    sites = _in(run.everyone, places)
    if asked:
        wanted = {find_site(run.everyone, one) for one in asked}
        sites = [site for site in sites if site in wanted]
    head = _head(
        run,
        {"verb": "explain --all", "region": places.region, "departement": places.departement,
         "sites": sorted(asked), "exact": exact},
    )  # fmt: skip
    folder = out or _default("explain-all", head)
    counter = Counter(Text("sites résolus", "sites solved"))
    begin = time.perf_counter()
    base = answer_of(run)
    try:
        found = every_candidate(
            base, Questions(base.case.program), sites, exact=exact, told=counter
        )
    finally:
        counter.clear()
    with staged(folder, MARK, WRITTEN) as fresh:
        draw_everyone(base, found, fresh / "candidates.png")
        write_everyone(base.case, found, {**head, "complete": found.complete}, fresh)
    print_everyone(base.case, found, make_console())
    _say_where(folder, time.perf_counter() - begin, False)
    return 0 if found.complete else EXIT_PARTIAL


def importance_verb(reference: str, processes: int | None, out: Path | None) -> int:
    """Tell what each chosen site is worth."""
    from tisites.report.explain.files import MARK
    from tisites.report.explain.plots import draw_importance
    from tisites.report.explain.tables import print_importance, write_importance
    from tisites.run.files.folder import ready, staged
    from tisites.study.explain.explain import answer_of
    from tisites.study.importance.importance import importance

    run = _opened(reference)
    if out is not None:
        ready(out, MARK, WRITTEN)
    head = _head(run, {"verb": "importance"})
    folder = out or _default("importance", head)
    counter = Counter(Text("coûts de remplacement", "replacement costs"))
    begin = time.perf_counter()
    base = answer_of(run)
    try:
        found = importance(base, processes=processes, told=counter)
    finally:
        counter.clear()
    with staged(folder, MARK, WRITTEN) as fresh:
        draw_importance(base.case, found, fresh / "importance.png")
        write_importance(base.case, found, {**head, "complete": found.complete}, fresh)
    print_importance(base, found, make_console())
    _say_where(folder, time.perf_counter() - begin, False)
    return 0 if found.complete else EXIT_PARTIAL


def _opened(reference: str) -> StoredRun:
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    return open_run(resolve_run(reference))


def _head(run: StoredRun, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what names a study: the run, what was asked, the versions that answered."""
    from tisites.run.files.fingerprint import fingerprint, versions

    name = run.hash or fingerprint({"run": run.report["selected"], "model": run.report["model"]})
    head = {"run": name, "scenario": run.report["scenario"], "asked": asked, "lang": language(),
            "versions": versions(), "synthetic": bool(run.report["synthetic"])}  # fmt: skip
    return {"key": fingerprint(head), **head}


def _default(verb: str, head: dict[str, Any]) -> Path:
    return Path("studies") / f"{verb}-{str(head['run'])[:12]}-{str(head['key'])[:8]}"


def _known(folder: Path, head: dict[str, Any]) -> dict[str, Any]:
    """Return this very study if it was written there already; nothing otherwise."""
    mark = folder / "study.json"
    if not mark.is_file():
        return {}
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return told if isinstance(told, dict) and told.get("key") == head["key"] else {}


def _in(everyone: pd.DataFrame, places: Places) -> list[str]:
    """Return the candidates of a région or département, named by code or by name."""
    from tisites.study.explain.find import plain

    keep = everyone["site_type"].notna() | True
    for asked, code, name, what in (
        (places.region, "reg", "reg_nom", "--region"),
        (places.departement, "dep", "dep_nom", "--departement"),
    ):
        if asked is None:
            continue
        here = (everyone[code].astype(object) == asked) | (
            everyone[name].map(plain) == plain(asked)
        )
        if not here.any():
            known = sorted(
                {f"{c} {n}" for c, n in zip(everyone[code], everyone[name], strict=True)
                 if isinstance(n, str)}
            )  # fmt: skip
            raise bad_input(
                Text("aucun candidat dans ce territoire", "no candidate in this territory"),
                Text(f"choisir parmi : {', '.join(known)}", f"choose from: {', '.join(known)}"),
                Where(what, value=asked),
            )
        keep &= here
    return [str(site) for site in everyone.index[keep.to_numpy(dtype=bool)]]


def _say_where(folder: Path, seconds: float, known: bool) -> None:
    from tisites.messages.text import number

    said = Text(
        f"Résultat dans {folder}" + (" (déjà calculé)" if known else f" ({number(seconds, 1)} s)"),
        f"Result in {folder}" + (" (already there)" if known else f" ({number(seconds, 1)} s)"),
    )
    make_console().print(str(said), markup=False)
