"""Whether the tables of a run say what its ``solution.json`` and its program say."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from tisites.messages.spreadsheet_text import for_programs, unescape
from tisites.messages.text import Text
from tisites.score.scores import FULL_SCORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tisites.run.read.stored import StoredRun

SELECTION, EXCEL, GEOPACKAGE = "selection.csv", "selection_excel.csv", "selection.gpkg"
EVERYONE_EXCEL = "candidates_excel.csv"
EVIDENCE, SAID = "evidence.parquet", "evidence.csv"
#: Tables with a line a site and thing: of chosen sites only.
_OF_CHOSEN = ("steps.csv", "connection.csv")
#: Half of the last decimal that a table keeps.
_ROUNDED = 6e-7
#: Steps of the small machine inside SQLite: a table of sites takes some thousands.
_SQLITE_STEPS = 5_000_000
#: What a file raises that is no such table.
_NO_TABLE = (OSError, ValueError, KeyError, IndexError, TypeError, csv.Error, sqlite3.Error)


def table_faults(run: StoredRun, chosen: frozenset[str]) -> Iterator[Text]:
    """Yield where a table does not say what was chosen, or a score is not that of its values."""
    everyone = run.everyone
    if set(everyone.index[everyone["selected"].astype(bool)]) != chosen:
        yield _other("candidates.parquet")
    yield from _scores(run)
    folder = run.folder
    readers = {
        SELECTION: _selection,
        EXCEL: _excel,
        EVERYONE_EXCEL: _everyone_excel,
        GEOPACKAGE: _geopackage,
    }
    for name, read in readers.items():
        if (folder / name).is_file() and _or_none(read, folder / name) != sorted(chosen):
            yield _other(name)
    for name in _OF_CHOSEN:
        ids = _or_none(_selection, folder / name) if (folder / name).is_file() else []
        if ids is None or not set(ids) <= chosen:
            yield _other(name)
    if (folder / SAID).is_file() and not _said_holds(folder, chosen):
        yield _other(SAID)
    if (folder / SELECTION).is_file() and not _scores_hold(folder / SELECTION, everyone):
        yield _other(SELECTION)


def _said_holds(folder: Path, chosen: frozenset[str]) -> bool:
    """Whether what is said of the chosen sites is, word for word, what the evidence of all says."""
    try:
        said = pd.read_parquet(folder / EVIDENCE)
        mine = for_programs(said[said["site_id"].isin(chosen)]).to_csv(
            index=False, lineterminator="\n"
        )
        words = (folder / SAID).read_text(encoding="utf-8")
        due, told = (
            pd.read_csv(StringIO(text), dtype=str, keep_default_na=False) for text in (mine, words)
        )
    except (*_NO_TABLE, pa.ArrowException):
        return False
    return due.equals(told.drop(columns="notice", errors="ignore"))


def _scores(run: StoredRun) -> Iterator[Text]:
    """The program's coefficients are the candidates' scores, and these come from the values."""
    program, everyone, model = run.program, run.everyone, run.model
    ids = pd.Index(program.columns[program.integer])
    eligible = everyone.index[everyone["eligible"].astype(bool)]
    if sorted(ids) != sorted(eligible):
        yield Text(
            "les sites du programme ne sont pas les candidats éligibles",
            "the sites of the program are not the eligible candidates",
        )
        return
    scores = everyone.loc[ids, "score"].to_numpy(dtype=np.float64)
    total = sum(criterion.weight for criterion in model.score.values())
    values = run.values.reindex(ids)
    found = np.zeros(ids.size)
    for name, criterion in model.score.items():
        found += FULL_SCORE * criterion.weight / total * values[name, "nominal"].to_numpy()
    if not np.allclose(found, scores, rtol=0.0, atol=1e-6):
        worst = ids[int(np.nanargmax(np.abs(found - scores)))]
        yield Text(f"score de {worst} sans fondement", f"score of {worst} is unfounded")
    if _is_plain(run):
        own = 1.0
        if program.access is not None and model.access is not None:
            own -= model.access.weight
        if not np.allclose(program.value[program.integer], own * scores, rtol=0.0, atol=1e-6):
            yield Text(
                "le programme ne vaut pas les sites à leur score",
                "the program does not value sites at their score",
            )


def _is_plain(run: StoredRun) -> bool:
    """Whether sites are worth their score, no protection or term of equity beside it."""
    rule, model = run.model.robust, run.model
    terms = any(measure.enabled and measure.role == "term" for measure in model.equity.values())
    return not terms and not (rule is not None and rule.is_on)


def _or_none(read: Callable[[Path], list[str]], path: Path) -> list[str] | None:
    try:
        return read(path)
    except _NO_TABLE:
        return None


def _selection(path: Path) -> list[str]:
    return sorted(_ids(path, "id"))


def _ids(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [unescape(str(row[column])) for row in csv.DictReader(stream)]


def _excel(path: Path) -> list[str]:
    return sorted(unescape(row[1]) for row in _excel_rows(path))


def _everyone_excel(path: Path) -> list[str]:
    """Return the ids of the lines that say yes: id, place (6 columns), type, status, chosen."""
    chosen = [row for row in _excel_rows(path) if row[9] in ("oui", "yes")]
    return sorted(unescape(row[0]) for row in chosen)


def _excel_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.readline()
        rows = csv.reader(stream, delimiter=";" if head.count(";") > head.count(",") else ",")
        return [row for row in rows if row]


def _geopackage(path: Path) -> list[str]:
    """Return the ids of every layer of chosen sites; plain tables only, nothing of it is run."""
    left = [_SQLITE_STEPS // 1000]

    def stop() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    found: list[str] = []
    where = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(where, uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        base.set_progress_handler(stop, 1000)
        layers = base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'selection%'"
            " AND sql LIKE 'CREATE TABLE%'"
        ).fetchall()
        for (layer,) in layers:
            quoted = str(layer).replace('"', '""')
            found += [str(row[0]) for row in base.execute(f'SELECT id FROM "{quoted}"')]
    return sorted(found)


def _scores_hold(path: Path, everyone: pd.DataFrame) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return all(
                abs(float(row[name]) - float(everyone.at[unescape(row["id"]), name])) <= _ROUNDED
                for row in csv.DictReader(stream)
                for name in ("score", "score_low", "score_high")
            )
    except _NO_TABLE:
        return False


def _other(name: str) -> Text:
    return Text(f"{name} ne dit pas la même sélection", f"{name} tells another selection")
