"""The catalogue: one entry a source, read from ``catalogue.toml``."""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text


class Source(BaseModel):
    """One source of open data.

    Parameters
    ----------
    name : str
        How the planner names it (``rte-postes``).
    title_fr, title_en : str
        What it is.
    producer, licence, vintage : str
        Who publishes it, under which licence, what date it describes.
    landing : str
        Page where the producer presents it; the remedy when anything goes wrong.
    download : str
        Address of the file. Empty when there is none that is stable or public: the planner gets the
        file from the landing page and hands it over with ``tisites data add``.
    dataset, resource : str
        Slug on data.gouv.fr and pattern of the resource's address: data.gouv.fr gives each revision
        an address of its own, and its catalogue tells the present one.
    format : str
        How the file is published.
    member : str
        Pattern of the file inside the archive, when it is published zipped.
    reader : str
        Name in :data:`tisites.data.readers.registry.READERS`, or of a file in ``data/sources/``.
    file : str
        Where the file, or what is made of it, lies in a folder of raw data (``build --from``);
        empty when it feeds no layer yet.
    also_at : tuple of str
        Other places where it may lie.
    layers : tuple of str
        Layers of the pack it feeds.
    rows_at_least : int
        A file with fewer rows was cut or is another one.
    verified : bool
        Whether the address was seen in a public source that uses it; the landing page always was.
    note_fr, note_en : str
        What to know before use.
    share_fr, share_en : str
        How much of the country, or of the list, it tells.
    partial : bool
        Whether it is a hint only: what is not in it is unknown, never absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title_fr: str
    title_en: str
    producer: str
    licence: str
    vintage: str
    landing: str = Field(pattern=r"^https://")
    download: str = Field("", pattern=r"^(https?://.*)?$")
    dataset: str = ""
    resource: str = ""
    format: str
    member: str = ""
    reader: str
    file: str = ""
    also_at: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    rows_at_least: int = Field(1, ge=1)
    verified: bool
    note_fr: str = ""
    note_en: str = ""
    share_fr: str = ""
    share_en: str = ""
    partial: bool = False

    @field_validator("resource", "member")
    @classmethod
    def _is_pattern(cls, value: str) -> str:
        re.compile(value)
        return value

    @model_validator(mode="after")
    def _is_coherent(self) -> Source:
        if bool(self.dataset) != bool(self.resource):
            raise ValueError("dataset and resource come together")
        if bool(self.note_fr) != bool(self.note_en):
            raise ValueError("a note is in both languages")
        if bool(self.share_fr) != bool(self.share_en):
            raise ValueError("a share is in both languages")
        if self.partial and not self.share_fr:
            raise ValueError("a partial source says how much it tells")
        if not self.verified and self.pullable:
            raise ValueError("an address that was not verified is not written")
        return self

    @property
    def title(self) -> Text:
        """What the source is."""
        return Text(self.title_fr, self.title_en)

    @property
    def note(self) -> Text:
        """What to know before use; empty when nothing."""
        return Text(self.note_fr, self.note_en)

    @property
    def share(self) -> Text:
        """How much it tells; empty where nothing is said."""
        return Text(self.share_fr, self.share_en)

    @property
    def pullable(self) -> bool:
        """Whether the file can be downloaded without a hand."""
        return bool(self.download or self.dataset)


@cache
def catalogue() -> tuple[Source, ...]:
    """Return every source, in the order of the file."""
    text = resources.files("tisites.data").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return read_catalogue(text)


def read_catalogue(text: str) -> tuple[Source, ...]:
    """Read a catalogue.

    Parameters
    ----------
    text : str
        TOML, with tables ``[[source]]``.

    Returns
    -------
    tuple of Source
        In the order of the file.

    Raises
    ------
    ValueError
        If an entry breaks its contract or a name is there twice.
    """
    found = tuple(Source.model_validate(entry) for entry in tomllib.loads(text)["source"])
    names = [source.name for source in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"sources named twice: {', '.join(twice)}")
    return found


def sources_named(names: list[str], known: tuple[Source, ...] | None = None) -> list[Source]:
    """Return sources by name, in the order asked, each once.

    Raises
    ------
    BadInputError
        With every name that is in no entry, and the names that look like it.
    """
    by_name = {source.name: source for source in (known or catalogue())}
    problems = [_unknown(name, list(by_name)) for name in names if name not in by_name]
    if problems:
        raise BadInputError(problems)
    return [by_name[name] for name in dict.fromkeys(names)]


def sources_of(layer: str) -> list[Source]:
    """Return the sources that feed a layer.

    Examples
    --------
    >>> [source.name for source in sources_of("substations")]
    ['rte-postes']
    """
    return [source for source in catalogue() if layer in source.layers]


def _unknown(name: str, names: list[str]) -> Problem:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = Text(f" (peut-être : {', '.join(near)})", f" (perhaps: {', '.join(near)})")
    return Problem(
        Text(f"source inconnue « {name} »", f"unknown source '{name}'"),
        Text(
            "voir les noms : tisites data list" + (hint.fr if near else ""),
            "see the names: tisites data list" + (hint.en if near else ""),
        ),
        Where(value=name),
    )
