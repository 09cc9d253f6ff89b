"""What each setting that differs between two models does to the selection, and their meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.messages.errors import BadInputError, InfeasibleError
from tisites.model.declaration import Model
from tisites.model.load import WHOLE
from tisites.study.compare.model import Difference, model_differences
from tisites.study.shapley import ShapleyShares, shapley, subsets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: Settings whose every combination is solved: more are taken one at a time.
FEW = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection: its sites, and whether it is proven optimal."""

    ids: frozenset[str]
    proven: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that two models say otherwise.

    Parameters
    ----------
    key : str
        Dotted; the table of a scale or of limits counts as one.
    differences : tuple of Difference
        Its keys.
    alone, last : Chosen or None
        Selection with it alone changed; with all the others changed and it not. ``None`` where no
        selection is possible.
    """

    key: str
    differences: tuple[Difference, ...]
    alone: Chosen | None
    last: Chosen | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What every setting does between two models.

    Parameters
    ----------
    here, there : Chosen
        The selections of both models; ``there`` has every setting changed.
    each : tuple of Setting
        In the order of keys.
    shares : ShapleyShares, optional
        Sites changed that are owed to each setting, over every order of changing them; ``None``
        for more than :data:`FEW` settings, or where a combination has no selection.
    impossible : tuple of tuple of str
        Combinations that no selection meets, or that are no model.
    solves : int
        Selections looked for.
    """

    here: Chosen
    there: Chosen
    each: tuple[Setting, ...]
    shares: ShapleyShares[str] | None
    impossible: tuple[tuple[str, ...], ...]
    solves: int

    def changed(self, chosen: Chosen) -> int:
        """Return how many sites of the first selection another one has not kept."""
        return len(self.here.ids - chosen.ids)


def settings_of(here: Model, there: Model) -> dict[str, tuple[Difference, ...]]:
    """Return the settings that two models say otherwise, with their keys.

    Examples
    --------
    >>> from tisites.model.points import load_scenario
    >>> one, two = load_scenario("reference")[0], load_scenario("bundle-late-grid")[0]
    >>> list(settings_of(one, two))[:2]
    ['assumptions.grid_delay_years', 'assumptions.grid_years_per_10km']
    """
    found: dict[str, list[Difference]] = {}
    for one in model_differences(here, there):
        parts = one.key.split(".")
        cut = next((k for k, part in enumerate(parts) if part in WHOLE), len(parts) - 1)
        found.setdefault(".".join(parts[: cut + 1]), []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def mixed(here: Mapping[str, Any], there: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return ``here`` with the settings named as ``there`` says them.

    Examples
    --------
    >>> mixed({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9, "c": 8}, "d": 7}, ["a.b", "d"])
    {'a': {'b': 9, 'c': 2}, 'd': 7}
    """
    wanted = set(keys)
    return _mixed("", here, there, wanted)


def _mixed(
    path: str, here: Mapping[str, Any], there: Mapping[str, Any], wanted: set[str]
) -> dict[str, Any]:
    found = {}
    for key in [*here, *(k for k in there if k not in here)]:
        name, a, b = f"{path}{key}", here.get(key), there.get(key)
        if name in wanted:
            if key in there:
                found[key] = b
        elif isinstance(a, dict) and isinstance(b, dict):
            found[key] = _mixed(f"{name}.", a, b, wanted)
        elif key in here:
            found[key] = a
    return found


def separate(
    here: Model,
    there: Model,
    choose: Callable[[Model], Chosen],
    told: Callable[[int, int], None] | None = None,
) -> Settings:
    """Say what each setting does: every combination for few, one at a time otherwise.

    Parameters
    ----------
    here, there : Model
        The two models; the first is the one that the changes are told from.
    choose : callable
        Solves a model.
    told : callable, optional
        Hears how many combinations are solved, of how many.
    """
    found = settings_of(here, there)
    keys = tuple(found)
    few = len(keys) <= FEW
    asked = _asked(keys, few=few)
    raw = here.model_dump(mode="json"), there.model_dump(mode="json")
    known: dict[frozenset[str], Chosen | None] = {}
    for number, one in enumerate(asked):
        if told is not None:
            told(number, len(asked))
        known[one] = _chosen(mixed(*raw, one), choose)
    base, whole = known[frozenset()], known[frozenset(keys)]
    if base is None or whole is None:
        raise ValueError("the two models themselves have a selection")
    impossible = tuple(tuple(sorted(one)) for one, chosen in known.items() if chosen is None)
    shares = None
    if few and keys and not impossible:
        shares = shapley(keys, lambda one: float(len(base.ids - _of(known, one).ids)))
    everything = frozenset(keys)
    each = tuple(
        Setting(key, found[key], known[frozenset([key])], known[everything - {key}]) for key in keys
    )
    return Settings(base, whole, each, shares, impossible, len(asked))


def _asked(keys: Sequence[str], *, few: bool) -> list[frozenset[str]]:
    if few:
        return subsets(keys)
    everything = frozenset(keys)
    singles = [frozenset([key]) for key in keys]
    return [frozenset(), *singles, *(everything - one for one in singles), everything]


def _of(known: Mapping[frozenset[str], Chosen | None], one: frozenset[str]) -> Chosen:
    chosen = known[one]
    assert chosen is not None
    return chosen


def _chosen(raw: dict[str, Any], choose: Callable[[Model], Chosen]) -> Chosen | None:
    """Solve a combination; ``None`` where it is no model, or no selection meets it."""
    try:
        return choose(Model.model_validate(raw))
    except (ValidationError, InfeasibleError, BadInputError):
        return None
