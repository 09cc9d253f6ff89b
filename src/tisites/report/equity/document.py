"""What the equity of a selection means: sentences, measures, territories, the Lorenz curve."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.findings import COLUMNS, findings_table
from tisites.messages.text import Text
from tisites.report.document import Column, Document, Figure, Section, Table
from tisites.report.equity.figure import draw_equity
from tisites.report.equity.sentences import sentences
from tisites.report.equity.tables import lorenz_table, measures_table, territories_table
from tisites.report.equity.words import spaced, title_of
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.report.document import Words
    from tisites.study.equity.equity import Equity

#: Name of the document; its tables and its picture.
NAME, FILES = "equity", ("territories", "measures", "lorenz", "findings")
PICTURE = "lorenz.png"
_FINDINGS = {
    "room": Text("étape", "room"),
    "code": Text("code", "code"),
    "severity": Text("nature", "kind"),
    "subject": Text("objet", "subject"),
    "line": Text("ligne", "line"),
    "message": Text("constat", "finding"),
    "remedy": Text("remède", "remedy"),
}


def equity_document(equity: Equity) -> tuple[Document, Callable[[Path], None]]:
    """Say how a selection is shared between territories, and draw its curve.

    Parameters
    ----------
    equity : Equity
        What was measured.

    Returns
    -------
    document : Document
    draw : callable
        Draws the curve into a folder.
    """
    said = [spaced(str(sentence)) for sentence in sentences(equity)]
    known = [spaced(str(notice)) for notice in equity.notices]
    known += [spaced(str(found.message)) for found in equity.findings]
    unit = equity.benefit.unit
    rate = Text(f"Taux : {unit.fr}.", f"Rate: {unit.en}.")
    shares = Text(
        "Parts : du bénéfice, de la population, des emplois industriels, des hectares éligibles.",
        "Shares: of the benefit, of people, of industrial jobs, of eligible hectares.",
    )
    foot = Text(
        "Formules, sources et mode d'emploi : `docs/equity.md` de tisites.",
        "Formulas, sources and when to use which: docs/equity.md of tisites.",
    )
    curve = Text("courbe de Lorenz, et parts des territoires", "Lorenz curve, and shares")
    notices: tuple[Words, ...] = (SYNTHETIC,) if equity.synthetic else ()
    document = Document(
        NAME,
        spaced(str(title_of(equity))),
        (
            Section(items=tuple(said[1:])),
            *((Section(Text("À savoir", "Know before use"), items=tuple(known)),) if known else ()),
            Section(
                figures=(Figure(PICTURE, curve),), tables=(lorenz_table(equity),), terminal=False
            ),
            Section(
                Text("Territoires", "Territories"),
                tables=(territories_table(equity),),
                note=spaced(f"{rate} {shares}"),
            ),
            Section(
                Text(f"Mesures ({unit.fr})", f"Measures ({unit.en})"),
                tables=(measures_table(equity),),
                note=spaced(str(foot)),
            ),
            Section(tables=(_findings(equity),), terminal=False),
        ),
        tuple(said[:1]),
        notices,
        contents(equity),
    )
    return document, partial(_draw, equity)


def _draw(equity: Equity, folder: Path) -> None:
    draw_equity(equity, folder / PICTURE)


def _findings(equity: Equity) -> Table:
    found = findings_table(equity.findings)
    columns = tuple(Column(key, _FINDINGS[key], seen="files") for key in COLUMNS)
    rows = tuple(
        tuple(None if cell is pd.NA else cell for cell in row)
        for row in found[list(COLUMNS)].itertuples(index=False)
    )
    return Table("findings", "", columns, rows)


def contents(equity: Equity) -> dict[str, Any]:
    """Return the figures of a report for programs."""
    return {
        "selection": equity.name,
        "benefit": equity.benefit.model_dump(mode="json"),
        "unit": str(equity.benefit.unit),
        "synthetic": equity.synthetic,
        "worst": equity.worst,
        "measures": {
            str(layer): {
                str(code): value if isinstance(value, str) else float(value)
                for code, value in equity.measures[layer].items()
            }
            for layer in equity.measures.columns
        },
        "programmes": equity.programmes.to_dict("index"),
        "not_judged": {
            str(code): str(why) for code, why in equity.territories["why_not"].items() if why
        },
        "notices": [str(notice) for notice in equity.notices],
    }
