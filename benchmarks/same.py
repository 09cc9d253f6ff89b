"""Whether two checkouts answer alike: the same verbs in both, every file and word byte for byte.

    uv run python -m benchmarks.same --data packs/france --beside ../other-checkout

What names the code or tells seconds is left out (the hash of a run, of the code, of files that
hold them; durations): it differs wherever a line of the engine does. Pictures are compared by their
pixels, a GeoPackage by its rows (it holds the time of its writing).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.verbs import HERE, LIST, program_of

#: What is run in each checkout, in order; ``{data}`` is left out on the demonstration pack.
VERBS = (
    ("reference", ("run", "reference", "--out", "reference")),
    ("water", ("run", "low-flow-weighs", "--out", "water")),
    ("gini", ("run", "equity-gini", "--out", "gini")),
    ("access", ("run", "workforce-access", "--out", "access", "--lang", "en")),
    ("check", ("check", "--model", "local", "--candidates", "list.csv", "--yes", "--out", "check")),
    ("dossier", ("dossier", "list.csv", "--yes", "--out", "dossier")),
    ("explain", ("explain", "reference", "{site}", "--long")),
    ("explain, out", ("explain", "reference", "{other}", "--long")),
    ("compare", ("compare", "reference", "water", "--out", "compare", "--long")),
    ("equity", ("equity", "reference", "--long")),
    ("price", ("price", "reference", "--long")),
    ("rules", ("rules", "reference", "--long")),
    ("report", ("report", "reference", "--format", "html,docx", "--out", "note")),
)
READS_DATA = ("run", "check", "dossier")
#: Keys of JSON files that name the code or tell time.
LEFT_OUT = frozenset({"seconds", "bytes", "created", "written"})
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_HASH = re.compile(r"\b[0-9a-f]{8,64}\b")
_PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_SECONDS = re.compile(r"\d+(?:[,.]\d+)?[ \u00a0\u202f]s\b")


def answered(checkout: Path, data: Path | None, folder: Path) -> dict[str, str]:
    """Run every verb in a folder and return its words and code by label."""
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    env = {**os.environ, "TISITES_CACHE": str(folder / "cache"), "PYTHONUTF8": "1"}
    told = {}
    for label, verb in VERBS:
        words = [_filled(word, folder) for word in verb]
        more = ["--data", str(data)] if verb[0] in READS_DATA and data is not None else []
        done = subprocess.run(
            [str(program_of(checkout)), *words, *more],
            cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        told[label] = f"{done.returncode}\n{_plain(done.stdout)}\n{_plain(done.stderr)}"
    return told


def _filled(word: str, folder: Path) -> str:
    """Put a chosen site, or the best of those that are not, in place of its mark."""
    if word not in ("{site}", "{other}"):
        return word
    import pandas as pd

    table = pd.read_parquet(folder / "reference" / "candidates.parquet")
    here = table[table["eligible"] & (table["selected"] == (word == "{site}"))]
    return str(here.sort_values(["score", "site_id"]).iloc[-1]["site_id"])


def _plain(text: str) -> str:
    return _SECONDS.sub("… s", _HASH.sub("…", _TIME.sub("…", text)))


def content(path: Path) -> object:
    """Return what a file holds, without what names the code, the moment or the seconds."""
    if path.suffix == ".gpkg":
        return _rows(path)
    return _held(path.name, path.read_bytes())


def _held(name: str, content: bytes) -> object:
    """Return what a file, or a part of one, holds; pictures as their pixels."""
    suffix = Path(name).suffix
    if suffix == ".json":
        return _without(json.loads(content))
    if suffix == ".png":
        return _pixels(content)
    if suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return {one: _held(one, parts.read(one)) for one in sorted(parts.namelist())}
    if suffix in (".html", ".svg", ".md", ".txt", ".toml", ".xml"):
        pictures: list[object] = []

        def taken(found: re.Match[str]) -> str:
            pictures.append(_pixels(b64decode(found[1])))
            return "picture"

        text = _PICTURE.sub(taken, content.decode("utf-8"))
        return (_plain(text), pictures)
    return content


def _pixels(content: bytes) -> tuple[tuple[int, int], bytes]:
    from PIL import Image

    with Image.open(BytesIO(content)) as picture:
        return picture.size, picture.convert("RGBA").tobytes()


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(item) for key, item in value.items() if key not in LEFT_OUT}
    if isinstance(value, list):
        return [_without(item) for item in value]
    return _plain(value) if isinstance(value, str) else value


def _rows(path: Path) -> list[object]:
    with sqlite3.connect(path) as base:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        names = [name for (name,) in base.execute(query)]
        own = [name for name in names if not name.startswith(("rtree_", "sqlite_"))]
        dated = {"gpkg_contents"}
        return [
            (name, base.execute(f'SELECT * FROM "{name}"').fetchall())
            for name in own
            if name not in dated
        ]


def differences(here: Path, other: Path) -> list[str]:
    """Name the files that are in one folder alone, or hold something else."""
    mine, hers = _files(here), _files(other)
    told = [f"{name}: in one checkout alone" for name in sorted(mine.keys() ^ hers.keys())]
    for name in sorted(mine.keys() & hers.keys()):
        if content(mine[name]) != content(hers[name]):
            told.append(f"{name}: differs")
    return told


def _files(folder: Path) -> dict[str, Path]:
    """Return every file by its name, without the hashes of runs in it, in order of writing."""
    found: dict[str, Path] = {}
    paths = [path for path in folder.rglob("*") if path.is_file()]
    for path in sorted(paths, key=lambda path: (path.parent.stat().st_mtime_ns, path)):
        place = path.relative_to(folder)
        if "cache" in place.parts:
            continue
        name = _plain(place.as_posix())
        while name in found:
            name += "'"
        found[name] = path
    return found


def _made(checkout: Path, data: Path | None, folder: Path, *, again: bool) -> dict[str, str]:
    """Answer in a folder, or read the words of answers that are kept there."""
    told = folder.with_suffix(".json")
    if told.is_file() and not again:
        found: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
        return found
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = answered(checkout, data, folder)
    told.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    return words


def main() -> int:
    """Run, compare, say what differs; 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="a data pack; the demonstration pack otherwise")
    parser.add_argument("--beside", type=Path, required=True, help="another checkout")
    parser.add_argument("--keep", type=Path, help="folder where both answers stay; the other's"
                        " are read there once made")  # fmt: skip
    asked = parser.parse_args()
    data = asked.data.resolve() if asked.data else None
    with tempfile.TemporaryDirectory() as scratch:
        root = asked.keep.resolve() if asked.keep else Path(scratch)
        words = {}
        for name, checkout in (("here", HERE), ("beside", asked.beside.resolve())):
            words[name] = _made(checkout, data, root / name, again=name == "here")
        wrong = differences(root / "here", root / "beside")
        for label, said in words["here"].items():
            if said != words["beside"][label]:
                wrong.append(f"{label}: other words")
    print("\n".join(wrong) or f"{len(VERBS)} verbs: the same files, the same words")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
