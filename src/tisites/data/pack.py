"""A pack: a folder of normalised layers with a manifest that traces each of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from tisites.data.footer import REBUILD, footer_problems
from tisites.data.layers import LAYERS, Layer, layer
from tisites.data.schema import contract_problems
from tisites.data.strict_json import strict_json
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

MANIFEST = "manifest.json"
#: 1 had no seal.
FORMAT = 2


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
    seal: str = ""

    @field_validator("layers")
    @classmethod
    def _once(cls, layers: tuple[LayerEntry, ...]) -> tuple[LayerEntry, ...]:
        """Refuse a layer told twice, or kept in a file that is not its own, beside the manifest."""
        names = [entry.name for entry in layers]
        if len(set(names)) != len(names):
            raise ValueError("layer twice")
        for entry in layers:
            if not entry.name.isidentifier() or entry.file != f"{entry.name}.parquet":
                raise ValueError(f"file of layer {entry.name!r}")
        return layers

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
    Opening checks the manifest against its seal, and the footer of every file against the contract
    of its layer: columns, types, rows, nulls, infinities. Reading a layer checks its sha256 and
    every value. A truncated or altered pack never gives a number.
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
        try:
            table = _read_parquet(path, spec)
            problems = contract_problems(spec, table)
        except _NO_TABLE as error:
            what = Text(
                f"la couche « {name} » n'a pas la forme attendue ({error})",
                f"layer '{name}' is not of the expected form ({error})",
            )
            raise bad_input(what, REBUILD, Where(str(path))) from error
        if len(table) != entry.rows:
            what = Text(
                f"la couche « {name} » a {len(table)} lignes, {entry.rows} attendues",
                f"layer '{name}' has {len(table)} rows, {entry.rows} expected",
            )
            raise bad_input(what, REBUILD, Where(str(path)))
        if problems:
            raise BadInputError(problems)
        return table

    def refuse_odd(self) -> None:
        """Refuse a pack of which a layer's file is not of its contract, as far as footers tell.

        A layer that this version does not know is left alone; so is one whose file is missing,
        until it is read.

        Raises
        ------
        BadInputError
            With every layer, column and the first rows.
        """
        problems: list[Problem] = []
        for entry in self.manifest.layers:
            spec = next((one for one in LAYERS if one.name == entry.name), None)
            path = self.folder / entry.file
            if spec is None or not path.is_file():
                continue
            try:
                found, suspect = footer_problems(path, spec, entry.rows)
            except (OSError, ValueError):
                found, suspect = [], True
            problems += found
            if suspect and not found:
                try:
                    self.read(entry.name)
                except BadInputError as error:
                    problems += error.problems
        if problems:
            raise BadInputError(problems)


#: What the libraries raise on a file that is no such table.
_NO_TABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError)


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
        content = strict_json(path.read_text(encoding="utf-8"))
        _refuse_former(content, path)
        manifest = Manifest.model_validate(content)
    except (ValueError, ValidationError) as error:
        what = Text("le manifeste du paquet est illisible", "the pack's manifest cannot be read")
        raise bad_input(what, remedy, Where(str(path), value=str(error).splitlines()[0])) from error
    if manifest.seal != manifest_seal(content):
        what = Text(
            "le manifeste du paquet a été modifié depuis qu'il a été écrit : couches, mention"
            " « synthétique », licences et sources n'y sont plus sûres",
            "the pack's manifest was altered since it was written: its layers, the word"
            " 'synthetic', licences and sources can no longer be trusted",
        )
        again = Text(
            "recopier le paquet entier, ou le reconstruire : tisites data build",
            "copy the whole pack again, or rebuild it: tisites data build",
        )
        raise bad_input(what, again, Where(str(path)))
    pack = Pack(folder, manifest)
    pack.refuse_odd()
    return pack


def _refuse_former(content: Any, path: Path) -> None:
    """Say how to go on with a pack of another format, whatever else it holds."""
    told = content.get("format") if isinstance(content, dict) else None
    if told == FORMAT:
        return
    what = Text(
        f"format de paquet {told}, format {FORMAT} attendu"
        + (" : ce paquet est d'avant le sceau du manifeste" if told == 1 else ""),
        f"pack format {told}, format {FORMAT} expected"
        + (": this pack is older than the seal of manifests" if told == 1 else ""),
    )
    remedy = Text(
        "le reconstruire des mêmes fichiers, dans un autre dossier : tisites data build --from"
        " DOSSIER --out AUTRE",
        "rebuild it from the same files, into another folder: tisites data build --from DIR"
        " --out OTHER",
    )
    raise bad_input(what, remedy, Where(str(path)))


def manifest_seal(content: Mapping[str, Any]) -> str:
    """Return the seal of a manifest: the sha256 of all that it tells but the seal itself.

    Examples
    --------
    >>> manifest_seal({"a": 1, "b": 2}) == manifest_seal({"b": 2, "a": 1, "seal": "any"})
    True
    """
    told = {key: value for key, value in content.items() if key != "seal"}
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
