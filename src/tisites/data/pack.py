"""A pack: a folder of normalised layers with a manifest that traces each of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from tisites.data.layers import Layer, layer
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

MANIFEST = "manifest.json"
FORMAT = 1


class LayerEntry(BaseModel):
    """What the manifest says of one layer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    producer: str
    licence: str
    source: str
    vintage: str
    file: str
    sha256: str
    rows: int
    synthetic: bool = False
    caveat: str = ""
    partial: bool = False


class Manifest(BaseModel):
    """The manifest of a pack."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    name: str
    built: str
    tisites: str
    layers: tuple[LayerEntry, ...]

    @property
    def synthetic(self) -> bool:
        """Whether any layer is synthetic: every output must then say so."""
        return any(entry.synthetic for entry in self.layers)


@dataclass(frozen=True)
class Pack:
    """An opened pack.

    Parameters
    ----------
    folder : Path
        Where it lies.
    manifest : Manifest
        What it says of itself.

    Notes
    -----
    Opening checks the manifest and that every file is there with the size of a Parquet file;
    reading a layer checks its sha256, columns and row count, so a truncated pack never gives a
    number.
    """

    folder: Path
    manifest: Manifest

    @cached_property
    def entries(self) -> dict[str, LayerEntry]:
        """Manifest entries by layer name."""
        return {entry.name: entry for entry in self.manifest.layers}

    def has(self, name: str) -> bool:
        """Whether the pack carries a layer."""
        return name in self.entries

    def is_partial(self, name: str) -> bool:
        """Whether a layer tells a part only: what is not in it is unknown, never absent."""
        return name in self.entries and self.entries[name].partial

    @property
    def sha256(self) -> str:
        """Hash of the pack's contents: of its layers' hashes, not of dates."""
        return contents_sha256((e.name, e.sha256, e.synthetic) for e in self.manifest.layers)

    def read(self, name: str) -> pd.DataFrame:
        """Read a layer, as a GeoDataFrame where the layer has geometry.

        Raises
        ------
        BadInputError
            If the layer is missing, truncated, altered, or lacks a column.
        """
        spec = layer(name)
        if name not in self.entries:
            raise bad_input(
                Text(
                    f"la couche « {name} » manque dans ce paquet de données",
                    f"layer '{name}' is missing from this data pack",
                ),
                Text(
                    "reconstruire le paquet : tisites data build",
                    "rebuild the pack: tisites data build",
                ),
                Where(str(self.folder)),
            )
        entry = self.entries[name]
        path = self.folder / entry.file
        if not path.is_file() or file_sha256(path) != entry.sha256:
            raise bad_input(
                Text(
                    f"la couche « {name} » est tronquée ou modifiée : son empreinte ne correspond"
                    " pas au manifeste",
                    f"layer '{name}' is truncated or altered: its hash is not the manifest's",
                ),
                Text(
                    "recopier le paquet entier, ou le reconstruire : tisites data build",
                    "copy the whole pack again, or rebuild it: tisites data build",
                ),
                Where(str(path)),
            )
        table = _read_parquet(path, spec)
        missing = [c.name for c in spec.columns if c.name not in table.columns]
        if missing or len(table) != entry.rows:
            raise bad_input(
                Text(
                    f"la couche « {name} » n'a pas la forme attendue"
                    f" (colonnes absentes : {', '.join(missing) or 'aucune'} ;"
                    f" {len(table)} lignes, {entry.rows} attendues)",
                    f"layer '{name}' is not of the expected form"
                    f" (missing columns: {', '.join(missing) or 'none'};"
                    f" {len(table)} rows, {entry.rows} expected)",
                ),
                Text(
                    "reconstruire le paquet : tisites data build", "rebuild it: tisites data build"
                ),
                Where(str(path)),
            )
        return table


def _read_parquet(path: Path, spec: Layer) -> pd.DataFrame:
    if spec.geometry is not None:
        import geopandas

        return geopandas.read_parquet(path)
    import pandas as pd

    return pd.read_parquet(path)


def contents_sha256(layers: Iterable[tuple[str, str, bool]]) -> str:
    """Return the hash of a pack from the name and sha256 of each layer, and whether it is drawn.

    A layer said to be synthetic and the same one said to be observed are two packs: what is made
    of them says so, or not.

    Examples
    --------
    >>> contents_sha256([("a", "1", False)]) == contents_sha256([("a", "1", True)])
    False
    """
    lines = sorted(f"{name} {sha}{' synthetic' if drawn else ''}" for name, sha, drawn in layers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_pack(folder: Path) -> Pack:
    """Open a pack.

    Raises
    ------
    BadInputError
        If the folder is no pack, or its manifest cannot be read.
    """
    path = folder / MANIFEST
    remedy = Text(
        "donner un dossier fait par : tisites data build --from DIR --out PACK",
        "give a folder made by: tisites data build --from DIR --out PACK",
    )
    if not path.is_file():
        what = Text(
            "ce dossier n'est pas un paquet de données (manifest.json absent)",
            "this folder is not a data pack (no manifest.json)",
        )
        raise bad_input(what, remedy, Where(str(folder)))
    try:
        manifest = Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        what = Text("le manifeste du paquet est illisible", "the pack's manifest cannot be read")
        raise bad_input(what, remedy, Where(str(path), value=str(error).splitlines()[0])) from error
    if manifest.format != FORMAT:
        what = Text(
            f"format de paquet {manifest.format}, format {FORMAT} attendu",
            f"pack format {manifest.format}, format {FORMAT} expected",
        )
        raise bad_input(what, remedy, Where(str(path)))
    return Pack(folder, manifest)
