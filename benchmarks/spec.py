"""What a benchmark is: a frozen spec in a registry, and the instance it builds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np

    from tisites.messages.progress import Stopwatch
    from tisites.model.program import Program
    from tisites.territory.territory import Territory
    from tisites.territory.travel_cache import Cache

#: Phases in the order they happen. ``whole`` is everything after ``load``.
PHASES = ("load", "criteria", "score", "compile", "bound", "kernel", "prove", "whole")

#: Seconds of a contender where nothing else is said.
DEFAULT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Context:
    """Where instances come from.

    Parameters
    ----------
    pack : Path, optional
        Folder of a data pack; the demonstration pack when absent.
    orlib : Path, optional
        Folder of OR-Library files; graphs drawn in the same format when absent.
    cache : Path, "user" or None
        Where travel times are kept between runs.
    """

    pack: Path | None = None
    orlib: Path | None = None
    cache: Cache = "user"

    def territory(self) -> Territory:
        """Read the pack's territory."""
        from tisites.data.demo.demo import open_demo
        from tisites.data.pack import open_pack
        from tisites.territory.territory import load_territory

        return load_territory(open_demo() if self.pack is None else open_pack(self.pack))


@dataclass(frozen=True, slots=True)
class Location:
    """The data of a location instance, for peers that build their own model.

    Parameters
    ----------
    cost : (K, n) float64
        Distance from each demand point to each site.
    p : int
        Sites to open.
    radius : float, optional
        Coverage radius; without one the instance is a p-median.
    """

    cost: np.ndarray
    p: int
    radius: float | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One program to solve, the same for every contender.

    Parameters
    ----------
    name : str
        Unique in its family.
    program : Program
        What is solved.
    published : float, optional
        The published optimum (of the program's objective).
    location : Location, optional
        Raw data of a small location instance.
    truncated : bool
        Far pairs were left out: the optimum holds for the full problem only if it serves every
        demand point.
    changes : (r, n) float64, optional
        Objective coefficients of the columns after each change of a warm re-solve.
    floors : (g,) int64, optional
        Rows under which the last column, the level, lies: a max-min instance.
    """

    name: str
    program: Program
    published: float | None = None
    location: Location | None = None
    truncated: bool = False
    changes: np.ndarray | None = None
    floors: np.ndarray | None = None


class Build(Protocol):
    """Builds an instance; each phase is timed on the stopwatch."""

    def __call__(self, size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
        """Build the instance of this size and seed."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A family of instances to measure.

    Parameters
    ----------
    name : str
        Unique name.
    family : str
        Family it belongs to (several specs may share one).
    build : callable
        ``(size, seed, context, watch) -> Instance``.
    sizes : tuple of int
        Sizes measured when none is asked for.
    smoke : int, optional
        Size of the smoke run; ``None``: never in it.
    phases : tuple of str
        Phases that are timed.
    limits : Limits
        Limits of every contender.
    seeds : tuple of int
        Instances of one size.
    expected : Proof
        What a contender must prove.
    pack_only : bool
        Needs the candidates of a data pack of real data.
    warm : bool
        Also measure re-solves after one change.
    about : str
        What the family is for.
    """

    name: str
    family: str
    build: Build
    sizes: tuple[int, ...]
    smoke: int | None = None
    phases: tuple[str, ...] = PHASES
    limits: Limits = field(default_factory=lambda: Limits(seconds=DEFAULT_SECONDS))
    seeds: tuple[int, ...] = (0,)
    expected: Proof = Proof.OPTIMAL
    pack_only: bool = False
    warm: bool = False
    about: str = ""


_SPECS: dict[str, Spec] = {}


def register(spec: Spec) -> Spec:
    """Add a spec to the registry.

    Raises
    ------
    ValueError
        If the name is taken by another spec, or a phase is unknown.
    """
    if spec.name in _SPECS and _SPECS[spec.name] != spec:
        raise ValueError(f"two specs are called {spec.name}")
    unknown = set(spec.phases) - set(PHASES)
    if unknown:
        raise ValueError(f"unknown phases of {spec.name}: {sorted(unknown)}")
    _SPECS[spec.name] = spec
    return spec


def registered() -> Mapping[str, Spec]:
    """Return what is registered so far, by name."""
    return dict(_SPECS)
