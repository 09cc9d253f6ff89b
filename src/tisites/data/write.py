"""Packs written: normalised layers and their manifest, whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.data.aside import aside, put_in_place, try_place
from tisites.data.layers import layer as layer_named
from tisites.data.normalise import normalise
from tisites.data.pack import (
    MANIFEST,
    LayerEntry,
    Manifest,
    Pack,
    file_sha256,
    manifest_seal,
    open_pack,
)
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.faults import working_in
from tisites.messages.text import Text
from tisites.messages.version import installed_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True, slots=True)
class LayerSource:
    """Where a layer comes from; goes into the manifest as it is.

    Parameters
    ----------
    title : str
        What the layer is, in the planner's words.
    producer, licence : str
        Who publishes the data, under which licence.
    source : str
        Name of the published data set.
    vintage : str
        Year or date the data describes.
    synthetic : bool
        Whether the data is drawn, not observed.
    caveat : str
        What to know before use.
    partial : bool
        Whether it tells a part only, as a hint: what is not in it is unknown, never absent.
    """

    title: str
    producer: str
    licence: str
    source: str
    vintage: str
    synthetic: bool = False
    caveat: str = ""
    partial: bool = False


def write_pack(
    out: Path,
    name: str,
    layers: Sequence[tuple[str, LayerSource, pd.DataFrame]],
    *,
    built: str,
) -> Pack:
    """Write a pack, whole or not at all.

    Parameters
    ----------
    out : Path
        Folder of the pack. It must not exist, unless it is empty or itself a pack, which is then
        replaced: until the new pack is complete, the old one stays readable.
    name : str
        Name of the pack.
    layers : sequence of (str, LayerSource, pandas.DataFrame)
        Layer name of ``layers.py``, its source, its rows in any order.
    built : str
        Date of the build, ISO 8601; the only part of a pack that the data does not determine.

    Returns
    -------
    Pack
        The pack, opened.

    Raises
    ------
    BadInputError
        If a layer breaks its contract (all problems of all layers are told), or ``out`` is not
        ours to replace, or cannot be written. Nothing is left behind.
    """
    check_replaceable(out)
    tables = _normalised(layers)
    with working_in(out), aside(out.resolve()) as (partial, former), working_in(out, partial):
        partial.mkdir()
        entries = [_write_layer(partial, source, *table) for source, table in tables]
        manifest = Manifest(
            name=name,
            built=built,
            tisites=installed_version(),
            layers=tuple(sorted(entries, key=lambda entry: entry.name)),
        )
        content = manifest.model_dump(exclude={"seal"})
        content["seal"] = manifest_seal(content)
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (partial / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        _fsync(partial / MANIFEST)
        put_in_place(partial, out.resolve(), former)
    return open_pack(out)


def check_replaceable(out: Path) -> None:
    """Refuse a place that cannot be written, or holds anything but a pack, before long work.

    Raises
    ------
    BadInputError
        If ``out`` is a file, or a folder with something in it that is no part of a pack.
    """
    try_place(out)
    if not out.exists():
        return
    if out.is_dir():
        names = [path.name for path in out.iterdir()]
        foreign = [n for n in names if n != MANIFEST and not n.endswith(".parquet")]
        if not names or (MANIFEST in names and not foreign):
            return
        what = Text(
            "ce dossier existe et n'est pas (seulement) un paquet de données : rien n'est écrasé",
            "this folder exists and is not (only) a data pack: nothing is overwritten",
        )
        value = sorted(foreign or names)[0]
    else:
        what = Text("un fichier porte déjà ce nom", "a file already has this name")
        value = out.name
    remedy = Text("choisir un autre dossier avec --out", "choose another folder with --out")
    raise bad_input(what, remedy, Where(str(out), value=value))


def _normalised(
    layers: Sequence[tuple[str, LayerSource, pd.DataFrame]],
) -> list[tuple[LayerSource, tuple[str, pd.DataFrame]]]:
    problems: list[Problem] = []
    tables = []
    seen: set[str] = set()
    for name, source, table in layers:
        if name in seen:
            what = Text("couche donnée deux fois", "layer given twice")
            problems.append(Problem(what, Text("la donner une fois", "give it once"), Where(name)))
        seen.add(name)
        try:
            tables.append((source, (name, normalise(layer_named(name), table))))
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(problems)
    return tables


def _write_layer(folder: Path, source: LayerSource, name: str, table: pd.DataFrame) -> LayerEntry:
    path = folder / f"{name}.parquet"
    table.attrs = {}  # pandas would write them into the file's metadata
    table.to_parquet(path, index=False, compression="zstd")
    _fsync(path)
    return LayerEntry(
        name=name,
        title=source.title,
        producer=source.producer,
        licence=source.licence,
        source=source.source,
        vintage=source.vintage,
        file=path.name,
        sha256=file_sha256(path),
        rows=len(table),
        synthetic=source.synthetic,
        caveat=source.caveat,
        partial=source.partial,
    )


def _fsync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
