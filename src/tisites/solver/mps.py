"""Write a program as an MPS file, for any other solver."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from tisites.solver.expand import AccessForm, compact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.model.program import Program
    from tisites.solver.form import LinearForm


def write_mps(program: Program, path: Path, *, access: AccessForm = "radius") -> Path:
    """Write the compact form in free MPS, maximised, with a legend of names as comments.

    Parameters
    ----------
    program : Program
        What to write.
    path : Path
        The file; written whole or not at all.
    access : {"radius", "pairs"}
        How the access term is written (see :func:`~.expand.compact`).

    Returns
    -------
    Path
        ``path``.
    """
    part = path.with_name(path.name + ".partial")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _lines(compact(program, access), program.constant))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def _lines(form: LinearForm, constant: float) -> Iterator[str]:
    kinds = [_kind(a, b) for a, b in zip(form.row_lower, form.row_upper, strict=True)]
    yield from (f"* x{j} = {name}" for j, name in enumerate(form.column_labels))
    yield from (f"* r{r} = {name}" for r, name in enumerate(form.row_labels))
    yield from ("NAME tisites", "OBJSENSE", "    MAX", "ROWS", " N value")
    yield from (f" {kind} r{r}" for r, kind in enumerate(kinds))
    yield "COLUMNS"
    yield from _columns(form)
    yield "RHS"
    if constant:
        yield f" rhs value {-constant!r}"  # MPS: the constant with its sign changed
    for r, kind in enumerate(kinds):
        if kind != "N":
            yield f" rhs r{r} {float(form.row_lower[r] if kind == 'G' else form.row_upper[r])!r}"
    yield "RANGES"
    for r, kind in enumerate(kinds):
        if kind == "L" and np.isfinite(form.row_lower[r]):
            yield f" rng r{r} {float(form.row_upper[r] - form.row_lower[r])!r}"
    yield "BOUNDS"
    for j, (low, high) in enumerate(zip(form.lower, form.upper, strict=True)):
        yield f" MI bnd x{j}" if np.isneginf(low) else f" LO bnd x{j} {float(low)!r}"
        yield f" PL bnd x{j}" if np.isposinf(high) else f" UP bnd x{j} {float(high)!r}"
    yield "ENDATA"


def _kind(low: float, high: float) -> str:
    if low == high:
        return "E"
    if np.isfinite(high):
        return "L"
    return "G" if np.isfinite(low) else "N"


def _columns(form: LinearForm) -> Iterator[str]:
    matrix = form.matrix.tocsc()
    whole = False
    for j in range(form.objective.size):
        if bool(form.integer[j]) != whole:
            whole = not whole
            yield f" m{j} 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
        yield f" x{j} value {float(form.objective[j])!r}"
        part = slice(matrix.indptr[j], matrix.indptr[j + 1])
        for r, a in zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True):
            yield f" x{j} r{r} {a!r}"
    if whole:
        yield " mend 'MARKER' 'INTEND'"
