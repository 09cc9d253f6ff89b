"""A pack built from the shelf; a layer whose source is missing stays as it was."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.data.build.build import NAME, Built, attempt_all
from tisites.data.build.reading import Reading, noticed
from tisites.data.catalogue.place import lay_out
from tisites.data.catalogue.sources import sources_of
from tisites.data.layers import LAYERS
from tisites.data.pack import open_pack
from tisites.data.write import LayerSource, check_replaceable, write_pack
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.progress import Silent
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.catalogue.shelf import Held, Shelf
    from tisites.data.layers import Layer
    from tisites.data.pack import Pack
    from tisites.messages.findings import Finding
    from tisites.messages.progress import Listener


def build_from_shelf(
    shelf: Shelf,
    out: Path,
    listener: Listener | None = None,
    *,
    keep: Path | None = None,
    built: str | None = None,
) -> Built:
    """Build a pack from the files of the shelf.

    Parameters
    ----------
    shelf : Shelf
        Files pulled and added.
    out : Path
        Folder of the pack: new, empty, or a pack to replace.
    listener : Listener, optional
        Hears each layer begin.
    keep : Path, optional
        Pack whose layers stand in for those that the shelf cannot give; by default the pack at
        ``out``, if there is one.
    built : str, optional
        Date to write into the manifest, ISO 8601; today by default.

    Returns
    -------
    Built
        The pack, and findings: one for each layer kept, with the source to obtain.

    Raises
    ------
    BadInputError
        If a required layer can neither be built nor kept; nothing is written.
    """
    check_replaceable(out)
    listener = listener or Silent()
    before = open_pack(keep) if keep is not None else _pack_at(out)
    with ExitStack() as stack:
        listener.phase("read files")
        laid = lay_out(shelf, stack)
        communes = before.read("communes") if before and before.has("communes") else None
        readings, _ = attempt_all(laid.files, listener, communes, laid.published)
    used, problems = laid.used, laid.problems
    by_layer = {reading.layer: _dated(reading, used) for reading in readings}
    findings = [finding for reading in by_layer.values() for finding in reading.findings]
    missing: list[Problem] = []
    for layer in LAYERS:
        if layer.name in by_layer:
            continue
        if before is not None and before.has(layer.name):
            by_layer[layer.name] = _kept(layer, before)
            findings.append(_kept_finding(layer, before))
        elif layer.required:
            missing.append(_missing(layer, used))
    if missing:
        raise BadInputError([*problems, *missing])
    findings += [_unusable(problem) for problem in problems]
    listener.phase("write pack")
    date = built or datetime.datetime.now(datetime.UTC).date().isoformat()
    layers = [(r.layer, r.source, r.table) for r in by_layer.values()]
    return Built(write_pack(out, NAME, layers, built=date), tuple(findings))


def _pack_at(out: Path) -> Pack | None:
    return open_pack(out) if (out / "manifest.json").is_file() else None


def _dated(reading: Reading, used: dict[str, Held]) -> Reading:
    """Say of a layer which files it was made of, and when they were obtained."""
    held = [(s, used[s.name]) for s in sources_of(reading.layer) if s.name in used]
    if not held:
        return reading
    files = " ; ".join(
        f"{source.name} ({source.vintage}), obtenu le {file.obtained}, sha256 {file.sha256[:16]}"
        for source, file in held
    )
    about = reading.source
    caveat = f"{about.caveat} ; {files}" if about.caveat else files
    return replace(reading, source=replace(about, caveat=caveat))


def _kept(layer: Layer, before: Pack) -> Reading:
    entry = before.entries[layer.name]
    mark = f"conservée du paquet du {before.manifest.built}"
    caveat = entry.caveat if mark in entry.caveat else f"{entry.caveat} ; {mark}".strip(" ;")
    about = LayerSource(
        entry.title, entry.producer, entry.licence, entry.source, entry.vintage,
        synthetic=entry.synthetic, caveat=caveat, partial=entry.partial,
    )  # fmt: skip
    return Reading(layer.name, about, before.read(layer.name))


def _kept_finding(layer: Layer, before: Pack) -> Finding:
    message = Text(
        f"couche « {layer.name} » conservée du paquet du {before.manifest.built} : le cache n'a pas"
        " de quoi la refaire",
        f"layer '{layer.name}' kept from the pack of {before.manifest.built}: the cache cannot make"
        " it anew",
    )
    return noticed(layer.name, "layer_kept", message, _obtain(layer), "warning")


def _missing(layer: Layer, used: dict[str, Held]) -> Problem:
    what = Text(
        f"la couche « {layer.name} » ne peut pas être construite avec les fichiers obtenus",
        f"layer '{layer.name}' cannot be built from the files obtained",
    )
    lacking = [source.name for source in sources_of(layer.name) if source.name not in used]
    return Problem(what, _obtain(layer), Where(value=", ".join(lacking) or None))


def _obtain(layer: Layer) -> Text:
    sources = sources_of(layer.name)
    pulled = " ".join(source.name for source in sources if source.pullable)
    added = [source.name for source in sources if not source.pullable]
    fr = [f"tisites data pull {pulled}"] if pulled else []
    en = list(fr)
    fr += [f"tisites data add {name} FICHIER" for name in added]
    en += [f"tisites data add {name} FILE" for name in added]
    tail = Text(
        ", ou garder les couches d'un paquet : --keep PAQUET",
        ", or keep the layers of a pack: --keep PACK",
    )
    return Text(" ; ".join(fr) + tail.fr, "; ".join(en) + tail.en)


def _unusable(problem: Problem) -> Finding:
    return noticed("sources", "source_unusable", problem.what, problem.remedy, "warning")
