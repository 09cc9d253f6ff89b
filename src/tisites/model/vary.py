"""What a scenario varies: lists, intervals, choices of scenarios, and how points are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text
from tisites.model.complaints import line_of, problems_of, toml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The key that chooses among named scenarios instead of setting a figure.
SCENARIO = "scenario"
#: More points than this in one file are a mistake, not a study.
MOST_POINTS = 100_000


class VariedRange(BaseModel):
    """A varied figure between two ends.

    Examples
    --------
    >>> VariedRange(low=0, high=4, steps=5).levels()
    [0.0, 1.0, 2.0, 3.0, 4.0]
    >>> VariedRange(low=1, high=100, spacing="log").at(0.5)
    10.0
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    low: float
    high: float
    steps: int | None = Field(
        default=None, ge=2, description="Levels that a full grid takes, both ends included."
    )
    spacing: Literal["linear", "log"] = Field(
        default="linear", description="Evenly spread, or evenly spread in ratio (low above 0)."
    )

    @model_validator(mode="after")
    def _ordered(self) -> VariedRange:
        if not self.low < self.high:
            raise ValueError("low < high is needed")
        if self.spacing == "log" and self.low <= 0:
            raise ValueError("a log spacing needs low above 0")
        return self

    def at(self, share: float) -> float:
        """Return the figure at a share of the way, 0 (low) to 1 (high)."""
        if self.spacing == "log":
            found = self.low * (self.high / self.low) ** share
        else:
            found = self.low + share * (self.high - self.low)
        return float(min(max(found, self.low), self.high))

    def levels(self) -> list[float]:
        """Return the levels of a grid."""
        steps = self.steps or 2
        return [self.at(k / (steps - 1)) for k in range(steps)]


class Sampling(BaseModel):
    """How points are drawn from what varies."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    method: Literal["grid", "latin_hypercube", "monte_carlo"] = Field(
        default="grid",
        description="Every combination; or a draw in which each interval is cut into as many "
        "strata as there are points; or an independent draw.",
    )
    samples: int | None = Field(default=None, ge=1, le=MOST_POINTS, description="Points to draw.")
    seed: int = Field(default=0, ge=0, description="The same seed draws the same points.")

    @model_validator(mode="after")
    def _counted(self) -> Sampling:
        if (self.samples is None) != (self.method == "grid"):
            raise ValueError("samples goes with latin_hypercube and monte_carlo, not with grid")
        return self


class VaryKeys(BaseModel):
    """The two tables of a scenario that varies something; anything else is the model's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sampling: Sampling = Field(default_factory=Sampling)


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that varies.

    Parameters
    ----------
    keys : tuple of str
        Path of the key in the merged model; ``("scenario",)`` chooses among scenarios.
    choices : tuple
        Values to choose from; empty for an interval.
    interval : VariedRange, optional
        Ends between which a figure is drawn.
    """

    keys: tuple[str, ...]
    choices: tuple[Any, ...] = ()
    interval: VariedRange | None = None

    @property
    def name(self) -> str:
        """Dotted key."""
        return ".".join(self.keys)


@dataclass(frozen=True, slots=True)
class Variation:
    """All that a scenario varies, in the order of the file, and how."""

    axes: tuple[Axis, ...]
    sampling: Sampling


def variation_of(data: Mapping[str, Any], path: Path) -> Variation | None:
    """Read ``vary`` and ``sampling`` of a merged scenario; ``None`` when nothing varies.

    Raises
    ------
    BadInputError
        One problem for each thing that is wrong, with its line.
    """
    variation, problems = read_variation(data, path)
    if problems:
        raise BadInputError(problems)
    return variation


def read_variation(data: Mapping[str, Any], path: Path) -> tuple[Variation | None, list[Problem]]:
    """Read what varies as far as it can be read, and tell all that is wrong with it."""
    vary, drawn = data.get("vary"), data.get("sampling")
    if vary is None and drawn is None:
        return None, []
    problems: list[Problem] = []
    sampling = Sampling()
    try:
        sampling = VaryKeys.model_validate({} if drawn is None else {"sampling": drawn}).sampling
    except ValidationError as error:
        problems += problems_of(error, VaryKeys, path)
    axes: list[Axis] = []
    if not isinstance(vary, dict) or not vary:
        problems.append(_problem(path, (), "rien ne varie", "nothing varies"))
    else:
        for keys, value in _leaves(vary):
            axis = _axis(keys, value, path, problems)
            if axis is not None:
                axes.append(axis)
    problems += [] if problems else _without_steps(axes, sampling, path)
    problems += _twice(axes, path)
    return Variation(tuple(axes), sampling), problems


def _leaves(table: Mapping[str, Any], head: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Walk to what varies; a quoted dotted key is the same as nested tables."""
    for key, value in table.items():
        keys = (*head, *_parts(str(key)))
        if isinstance(value, dict) and not ({"low", "high"} & set(value)) and value:
            yield from _leaves(value, keys)
        else:
            yield keys, value


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))


def _axis(keys: tuple[str, ...], value: Any, path: Path, problems: list[Problem]) -> Axis | None:
    if isinstance(value, list):
        if not value:
            problems.append(_problem(path, keys, "la liste est vide", "the list is empty"))
            return None
        if keys == (SCENARIO,) and not all(isinstance(v, str) and v for v in value):
            problems.append(_problem(path, keys, "des noms de scénarios sont attendus",
                                     "names of scenarios are expected"))  # fmt: skip
            return None
        if len({repr(v) for v in value}) < len(value):
            problems.append(_problem(path, keys, "une valeur est donnée deux fois",
                                     "a value is given twice"))  # fmt: skip
            return None
        return Axis(keys, tuple(value))
    if isinstance(value, dict) and keys != (SCENARIO,):
        try:
            return Axis(keys, interval=VariedRange.model_validate(value))
        except ValidationError as error:
            for found in problems_of(error, VariedRange, path):
                problems.append(_problem(path, keys, found.what.fr, found.what.en, found.remedy))
            return None
    problems.append(_problem(path, keys, "une liste ou un intervalle est attendu",
                             "a list or an interval is expected"))  # fmt: skip
    return None


def _without_steps(axes: list[Axis], sampling: Sampling, path: Path) -> list[Problem]:
    """A full grid needs the number of levels of each interval."""
    if sampling.method != "grid":
        return []
    remedy = Text(
        'ajouter steps = 5, ou [sampling] method = "latin_hypercube", samples = 100',
        'add steps = 5, or [sampling] method = "latin_hypercube", samples = 100',
    )
    return [
        _problem(path, axis.keys, "combien de valeurs dans cet intervalle ?",
                 "how many values in this interval?", remedy)
        for axis in axes
        if axis.interval is not None and axis.interval.steps is None
    ]  # fmt: skip


def _twice(axes: list[Axis], path: Path) -> list[Problem]:
    names = [axis.name for axis in axes]
    return [
        _problem(path, axis.keys, "cette clé varie deux fois", "this key varies twice",
                 Text("n'en garder qu'une", "keep one"))
        for k, axis in enumerate(axes)
        if axis.name in names[:k]
    ]  # fmt: skip


def _problem(
    path: Path, keys: tuple[str, ...], fr: str, en: str, remedy: Text | None = None
) -> Problem:
    example = Text(
        "écrire par exemple vary.score.zan.weight = [4.0, 12.0], ou"
        " vary.assumptions.grid_delay_years = { low = 0, high = 4 }",
        "write for example vary.score.zan.weight = [4.0, 12.0], or"
        " vary.assumptions.grid_delay_years = { low = 0, high = 4 }",
    )
    return Problem(Text(fr, en), remedy or example, where_varied(path, keys))


def where_varied(path: Path, keys: tuple[str, ...], value: str | None = None) -> Where:
    """Return the place of a varied key in its file."""
    text = toml_text(path) if path.is_file() else ""
    whole = ("vary", *keys)
    return Where(str(path), line_of(text, whole), ".".join(whole), value)
