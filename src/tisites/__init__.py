"""tisites: chooses France's turnkey industrial sites, to proof.

Everything public is here and loads when first used: ``import tisites`` reads no data library.

Examples
--------
>>> import tisites
>>> sorted(tisites.__all__)[:4]
['Program', 'Run', 'Scenario', 'Sites']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tisites.api.inputs import Sites as Sites
    from tisites.api.inputs import open_pack as open_pack
    from tisites.api.inputs import read_candidates as read_candidates
    from tisites.api.programs import location_program as location_program
    from tisites.api.programs import solve_program as solve_program
    from tisites.api.run import Run as Run
    from tisites.api.run import compare as compare
    from tisites.api.run import dossier as dossier
    from tisites.api.run import open_run as open_run
    from tisites.api.run import solve as solve
    from tisites.api.scenario import Scenario as Scenario
    from tisites.messages.errors import TisitesError as TisitesError
    from tisites.messages.text import speak as speak
    from tisites.model.program import Program as Program

    __version__: str

#: Where each public name lives.
_PUBLIC = {
    "Program": "tisites.model.program",
    "Run": "tisites.api.run",
    "Scenario": "tisites.api.scenario",
    "Sites": "tisites.api.inputs",
    "TisitesError": "tisites.messages.errors",
    "compare": "tisites.api.run",
    "dossier": "tisites.api.run",
    "location_program": "tisites.api.programs",
    "open_pack": "tisites.api.inputs",
    "open_run": "tisites.api.run",
    "read_candidates": "tisites.api.inputs",
    "solve": "tisites.api.run",
    "solve_program": "tisites.api.programs",
    "speak": "tisites.messages.text",
}

__all__ = [*_PUBLIC, "__version__"]  # noqa: PLE0604  names of the table


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from tisites.messages.version import installed_version

        value: Any = installed_version()
    elif name in _PUBLIC:
        value = getattr(import_module(_PUBLIC[name]), name)
    else:
        raise AttributeError(f"module 'tisites' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
