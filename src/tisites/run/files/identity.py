"""The name of a run: a hash of all that decides its answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tisites.data.fingerprint import code_sha256, fingerprint, versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.prepare.prepared import Prepared

#: Layout of a run folder; raised whenever an older tisites could not read a newer run.
FORMAT = 1


def identity(prepared: Prepared) -> dict[str, Any]:
    """Return all that decides the answer, the model apart (``solution.json`` holds it once).

    The pack, the candidates' content whatever the order of their rows, how the program was solved
    and to what limits, the versions of the packages and the code of the engine.
    """
    request, planner = prepared.request, prepared.candidates.planner
    return {
        **({} if planner is None else {"evidence": planner.sha256}),
        **({} if request.reading is None else {"reading": request.reading.told()}),
        "pack": prepared.territory.pack.sha256,
        "candidates": prepared.candidates.content_sha256,
        "tolerant": request.tolerant,
        "solver": request.solver,
        "seconds": request.seconds,
        "gap_rel": request.gap_rel,
        "versions": versions(),
        "code": code_sha256(),
    }


def run_hash(prepared: Prepared) -> str:
    """Return the name of a run: 64 hexadecimal digits."""
    return hash_of(prepared.model.model_dump(mode="json"), identity(prepared))


def hash_of(model: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Return the name of a run from its merged model and its :func:`identity`.

    Both are taken as JSON writes them, so that a run read again has the same name.

    Examples
    --------
    >>> hash_of({"a": {0.0: 1}}, {}) == hash_of({"a": {"0.0": 1}}, {})
    True
    """
    return fingerprint(json.loads(json.dumps({"model": model, **known}, ensure_ascii=False)))
