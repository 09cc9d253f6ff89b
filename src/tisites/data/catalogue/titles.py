"""What a planner reads in place of a key: titles of layers, of inputs, of a site's origin."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tisites.data.catalogue.sources import catalogue
from tisites.data.layers import LAYERS
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+")


@cache
def _told() -> Mapping[str, Mapping[str, Text]]:
    """Return the titles that stand in the catalogue by themselves: of layers, of origins."""
    text = resources.files("tisites.data").joinpath("catalogue.toml").read_text(encoding="utf-8")
    file = tomllib.loads(text)
    return {
        kind: {name: Text(one["title_fr"], one["title_en"]) for name, one in file[kind].items()}
        for kind in ("layer", "origin")
    }


@cache
def layer_title(layer: str) -> Text:
    """Return what a layer of a pack holds: its own title, else that of the source that feeds it.

    Examples
    --------
    >>> layer_title("freight_stations").fr, layer_title("candidates").en
    ('Gares ouvertes au fret', 'Brownfields and candidate sites')
    """
    own = _told()["layer"].get(layer)
    if own is not None:
        return own
    feeding = [source for source in catalogue() if layer in source.layers]
    feeding.sort(key=lambda source: len(source.layers))  # stable: one of its own comes first
    return feeding[0].title if feeding else spelled_out(layer)


def input_title(name: str) -> Text:
    """Return what an input of a run is: the layer of a pack by its title, a file by its name.

    Examples
    --------
    >>> input_title("France/freight_stations").fr, input_title("ma_liste.xlsx").fr
    ('Gares ouvertes au fret', 'ma_liste.xlsx')
    """
    pack, slash, layer = name.rpartition("/")
    known = slash and "/" not in pack and "." not in layer
    return layer_title(layer) if known else Text(name, name)


def origin_title(origin: str) -> Text:
    """Return where a candidate or a hint comes from: keys by their title, others spelled out.

    Examples
    --------
    >>> origin_title("F_ademe_pollues").fr, origin_title("EPF Hauts-de-France").fr
    ("Sites pollués suivis par l'ADEME", 'EPF Hauts-de-France')
    >>> origin_title("extrait_dreal_2026").fr
    'extrait dreal 2026'
    """
    if any(layer.name == origin for layer in LAYERS):
        return layer_title(origin)
    return _told()["origin"].get(origin) or spelled_out(origin)


def spelled_out(key: str) -> Text:
    """Return a key with blanks for its underscores; other words as they are."""
    told = key.replace("_", " ") if _KEY.fullmatch(key) else key
    return Text(told, told)
