"""What a pack holds, said as data; the terminal and the reports do the layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.data.coherence import incoherences
from tisites.data.layers import LAYERS
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.pack import Pack
    from tisites.messages.findings import Finding


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of a pack, as a row of a table for the planner."""

    layer: str
    title: str
    producer: str
    licence: str
    source: str
    vintage: str
    rows: int
    synthetic: bool
    caveat: str
    sha256: str
    partial: bool


@dataclass(frozen=True, slots=True)
class PackDescription:
    """What a pack says of itself.

    Parameters
    ----------
    name, built, tisites : str
        Name, date, and version of tisites that built it.
    sha256 : str
        Hash of its contents, dates left out.
    synthetic : bool
        Whether any layer is synthetic.
    layers : tuple of LayerRow
        In the order of ``layers.py``.
    absent : tuple of str
        Layers of the contract that it does not carry.
    """

    name: str
    built: str
    tisites: str
    sha256: str
    synthetic: bool
    layers: tuple[LayerRow, ...]
    absent: tuple[str, ...]


def describe_pack(pack: Pack) -> PackDescription:
    """Describe a pack from its manifest, reading no layer.

    Parameters
    ----------
    pack : Pack
        An opened pack.

    Returns
    -------
    PackDescription
        One row a layer, in the order of ``layers.py``.
    """
    order = {layer.name: rank for rank, layer in enumerate(LAYERS)}
    entries = sorted(
        pack.manifest.layers, key=lambda entry: (order.get(entry.name, len(order)), entry.name)
    )
    rows = tuple(
        LayerRow(
            layer=entry.name,
            title=entry.title,
            producer=entry.producer,
            licence=entry.licence,
            source=entry.source,
            vintage=entry.vintage,
            rows=entry.rows,
            synthetic=entry.synthetic,
            caveat=entry.caveat,
            sha256=entry.sha256,
            partial=entry.partial,
        )
        for entry in entries
    )
    manifest = pack.manifest
    return PackDescription(
        name=manifest.name,
        built=manifest.built,
        tisites=manifest.tisites,
        sha256=pack.sha256,
        synthetic=manifest.synthetic,
        layers=rows,
        absent=tuple(layer.name for layer in LAYERS if not pack.has(layer.name)),
    )


def verify_pack(pack: Pack) -> tuple[Finding, ...]:
    """Re-read every layer, and check that the layers speak of the same territory.

    Parameters
    ----------
    pack : Pack
        An opened pack.

    Returns
    -------
    tuple of Finding
        Codes that one layer uses and the layer that defines them lacks.

    Raises
    ------
    BadInputError
        With every layer that is missing though required, truncated, altered or malformed.
    """
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for layer in LAYERS:
        if not pack.has(layer.name):
            if layer.required:
                problems.append(_absent(pack, layer.name))
            continue
        try:
            tables[layer.name] = pack.read(layer.name)
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(problems)
    return incoherences(tables)


def _absent(pack: Pack, name: str) -> Problem:
    return Problem(
        Text(
            f"la couche « {name} » manque dans ce paquet de données",
            f"layer '{name}' is missing from this data pack",
        ),
        Text("reconstruire le paquet : tisites data build", "rebuild it: tisites data build"),
        Where(str(pack.folder)),
    )
