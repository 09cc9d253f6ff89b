"""A program on disk: one ``.npz``, the same bytes for the same program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csc_array, csr_array

from tisites.data.arrays import read_arrays
from tisites.model.program import Program
from tisites.model.terms import Access, Separation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Raised whenever the layout changes; a file of another format is refused with a remedy.
FORMAT = 1
_PLAIN = ("value", "lower", "upper", "integer", "row_lower", "row_upper")


def write_program(program: Program, path: Path) -> None:
    """Write a program; floats keep every bit."""
    arrays: dict[str, np.ndarray] = {
        "format": np.array([FORMAT]),
        "columns": program.columns.astype(str),
        "row_labels": np.array(program.row_labels, dtype=str),
        "row_constraints": np.array(program.row_constraints, dtype=str),
        "row_groups": np.array(program.row_groups, dtype=str),
        "constant": np.array([program.constant]),
        **{name: getattr(program, name) for name in _PLAIN},
        **_sparse("matrix", program.matrix),
    }
    for k, rule in enumerate(program.separations):
        arrays[f"separation_{k}_constraint"] = np.array([rule.constraint])
        arrays[f"separation_{k}_km"] = np.array([rule.km])
        for name in ("x_m", "y_m", "zone"):
            arrays[f"separation_{k}_{name}"] = getattr(rule, name)
    access = program.access
    if access is not None:
        arrays["access_name"] = np.array([access.name])
        arrays["access_weight"] = np.array([access.weight])
        arrays["access_groups"] = np.array(list(access.group_labels), dtype=str)
        arrays |= {"access_demand": access.demand, "access_group": access.group}
        arrays |= _sparse("access_f", access.f)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_program(path: Path) -> Program:
    """Read a program written by :func:`write_program`.

    Raises
    ------
    ValueError
        If the file has another format, or holds what is no program: arrays of unlike lengths,
        figures that are no numbers, entries outside the matrix.
    """
    file = read_arrays(path)
    found = int(file["format"][0])
    if found != FORMAT:
        raise ValueError(f"program file of format {found}, this version reads {FORMAT}")
    program = Program(
        columns=file["columns"].astype(object),
        **{name: file[name] for name in _PLAIN},
        matrix=_matrix("matrix", file),
        row_labels=_words(file["row_labels"]),
        row_constraints=_words(file["row_constraints"]),
        separations=_separations(file),
        access=_access(file),
        constant=float(file["constant"][0]),
        row_groups=_words(file["row_groups"]),
    )
    _refuse_shapes(program)
    return program


def _refuse_shapes(program: Program) -> None:
    n, m = program.columns.size, program.n_rows
    per_column = [program.value, program.lower, program.upper, program.integer]
    per_column += [a for rule in program.separations for a in (rule.x_m, rule.y_m, rule.zone)]
    fits = all(array.shape == (n,) for array in per_column)
    fits &= program.row_lower.shape == program.row_upper.shape == (m,)
    fits &= len(program.row_constraints) == m and len(program.row_groups) in (0, m)
    fits &= program.matrix.shape == (m, n) and program.integer.dtype == np.bool_
    access = program.access
    if access is not None:
        points = (access.demand.size,)
        fits &= access.demand.shape == access.group.shape == points
        fits &= access.f.shape == (*points, n)
        fits &= bool(np.isfinite(access.demand).all() and np.isfinite(access.f.data).all())
        fits &= np.isfinite(access.weight)
    if not fits:
        raise ValueError("arrays of a program do not fit each other")
    numbers = [program.value, program.matrix.data, np.array([program.constant])]
    bounds = [program.lower, program.upper, program.row_lower, program.row_upper]
    if any(np.isnan(a).any() for a in bounds) or not all(np.isfinite(a).all() for a in numbers):
        raise ValueError("a figure of the program is no finite number")
    if len(set(program.columns.tolist())) != n:
        raise ValueError("two columns of the program have one name")


def _words(array: np.ndarray) -> tuple[str, ...]:
    return tuple(str(word) for word in array)


def _sparse(name: str, matrix: csr_array | csc_array) -> dict[str, np.ndarray]:
    return {
        f"{name}_format": np.array([matrix.format]),
        f"{name}_shape": np.array(matrix.shape),
        f"{name}_data": matrix.data,
        f"{name}_indices": matrix.indices,
        f"{name}_indptr": matrix.indptr,
    }


def _matrix(name: str, file: Mapping[str, np.ndarray]) -> Any:
    kind = csr_array if str(file[f"{name}_format"][0]) == "csr" else csc_array
    parts = (file[f"{name}_data"], file[f"{name}_indices"], file[f"{name}_indptr"])
    matrix = kind(parts, shape=tuple(int(k) for k in file[f"{name}_shape"]))
    matrix.check_format(full_check=True)  # entries outside it would be read from other memory
    return matrix


def _separations(file: Mapping[str, np.ndarray]) -> tuple[Separation, ...]:
    rules: list[Separation] = []
    while f"separation_{len(rules)}_km" in file:
        head = f"separation_{len(rules)}_"
        rules.append(
            Separation(
                str(file[f"{head}constraint"][0]),
                float(file[f"{head}km"][0]),
                *(file[f"{head}{name}"] for name in ("x_m", "y_m", "zone")),
            )
        )
    return tuple(rules)


def _access(file: Mapping[str, np.ndarray]) -> Access | None:
    if "access_name" not in file:
        return None
    return Access(
        str(file["access_name"][0]),
        float(file["access_weight"][0]),
        file["access_demand"],
        file["access_group"],
        _words(file["access_groups"]),
        _matrix("access_f", file),
    )
