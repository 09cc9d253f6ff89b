"""An instance as a file: the same bytes for every contender, whatever its process."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csc_array, csr_array

from benchmarks.spec import Instance, Location
from tisites.model.program import Program
from tisites.model.terms import Access, Separation

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = ("value", "lower", "upper", "integer", "row_lower", "row_upper")


def write_instance(instance: Instance, path: Path) -> None:
    """Write an instance as ``.npz``, without pickles."""
    program, access, location = instance.program, instance.program.access, instance.location
    parts: dict[str, Any] = {name: getattr(program, name) for name in _PLAIN}
    parts |= _sparse("matrix", program.matrix)
    parts |= {
        "name": np.array(instance.name),
        "published": np.array(math.nan if instance.published is None else instance.published),
        "truncated": np.array(instance.truncated),
        "columns": program.columns.astype(str),
        "constant": np.array(program.constant),
        "row_labels": np.array(program.row_labels, dtype=str),
        "row_constraints": np.array(program.row_constraints, dtype=str),
        "rules": np.array([rule.constraint for rule in program.separations], dtype=str),
    }
    if instance.changes is not None:
        parts["changes"] = instance.changes
    if instance.floors is not None:
        parts["floors"] = instance.floors
    for k, rule in enumerate(program.separations):
        parts |= {f"rule{k}_km": np.array(rule.km), f"rule{k}_zone": rule.zone}
        parts |= {f"rule{k}_x_m": rule.x_m, f"rule{k}_y_m": rule.y_m}
    if access is not None:
        parts |= _sparse("f", access.f)
        parts |= {"access_demand": access.demand, "access_group": access.group}
        parts |= {"access_name": np.array(access.name), "access_weight": np.array(access.weight)}
        parts["access_labels"] = np.array(access.group_labels, dtype=str)
    if location is not None:
        parts |= {"cost": location.cost, "p": np.array(location.p)}
        parts["radius"] = np.array(math.nan if location.radius is None else location.radius)
    with path.open("wb") as stream:
        np.savez(stream, **parts)


def _sparse(name: str, matrix: csr_array | csc_array) -> dict[str, Any]:
    return {
        f"{name}_data": matrix.data, f"{name}_indices": matrix.indices,
        f"{name}_indptr": matrix.indptr, f"{name}_shape": np.array(matrix.shape),
        f"{name}_format": np.array(matrix.format),
    }  # fmt: skip


def _read_sparse(parts: Mapping[str, Any], name: str) -> csr_array | csc_array:
    data, indices, indptr = (parts[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    kind = csc_array if str(parts[f"{name}_format"]) == "csc" else csr_array
    return kind((data, indices, indptr), shape=tuple(parts[f"{name}_shape"].tolist()))


def read_instance(path: Path) -> Instance:
    """Read what :func:`write_instance` wrote."""
    with np.load(path) as parts:
        access = None
        if "f_data" in parts:
            access = Access(
                str(parts["access_name"]), float(parts["access_weight"]), parts["access_demand"],
                parts["access_group"], tuple(parts["access_labels"].tolist()),
                _read_sparse(parts, "f"),
            )  # fmt: skip
        location = None
        if "cost" in parts:
            radius = float(parts["radius"])
            location = Location(
                parts["cost"], int(parts["p"]), None if math.isnan(radius) else radius
            )
        rules = tuple(
            Separation(
                str(name), float(parts[f"rule{k}_km"]), parts[f"rule{k}_x_m"],
                parts[f"rule{k}_y_m"], parts[f"rule{k}_zone"],
            )
            for k, name in enumerate(parts["rules"].tolist())
        )  # fmt: skip
        program = Program(
            columns=parts["columns"].astype(object),
            matrix=_read_sparse(parts, "matrix"),
            row_labels=tuple(parts["row_labels"].tolist()),
            row_constraints=tuple(parts["row_constraints"].tolist()),
            separations=rules,
            access=access,
            constant=float(parts["constant"]),
            **{name: parts[name] for name in _PLAIN},
        )
        published = float(parts["published"])
        return Instance(
            str(parts["name"]),
            program,
            None if math.isnan(published) else published,
            location,
            bool(parts["truncated"]),
            parts.get("changes", None),
            parts.get("floors", None),
        )
