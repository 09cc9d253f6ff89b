"""Certificates on disk: one ``.npz``, the same bytes for the same certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.counts import Counts
from tisites.certificate.following import Following
from tisites.certificate.replay import Certificate
from tisites.certificate.supports import StageProof, Supports, ThresholdProof
from tisites.data.arrays import read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Name of the file in a run, and its layout.
CERTIFICATE, FORMAT = "certificate.npz", 2
_TABLES = ("rows", "implied", "threshold")
_PLAIN = ("worth", "steps", "of")


@dataclass(frozen=True)
class Stored:
    """What a file of certificates holds.

    Parameters
    ----------
    answer : Certificate
        Of the run's own program.
    continuous : (k,) float64
        Values of the columns that are no binaries, in order: the report tells the others.
    supports : Supports, optional
        What the answer rests on beside.
    """

    answer: Certificate
    continuous: np.ndarray
    supports: Supports | None = None


def write_certificate(
    c: Certificate, continuous: np.ndarray, path: Path, supports: Supports | None = None
) -> None:
    """Write an answer's certificate and what it rests on; floats keep every bit."""
    arrays = {
        "format": np.array([FORMAT]),
        "continuous": np.asarray(continuous, dtype=np.float64),
        **_arrays("", c),
    }
    if supports is not None:
        arrays |= _supports_arrays(supports)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_certificate(path: Path) -> Certificate:
    """Read the answer's certificate alone (see :func:`read_stored`)."""
    return read_stored(path).answer


def read_stored(path: Path) -> Stored:
    """Read a file written by :func:`write_certificate`.

    Raises
    ------
    ValueError
        If the file has another format, or is damaged.
    """
    try:
        file = read_arrays(path)
        if int(file["format"][0]) != FORMAT:
            raise ValueError(f"certificate of format {file['format'][0]}, not {FORMAT}")
        supports = _supports(file) if "efficient_x" in file else None
        return Stored(_certificate("", file), file["continuous"], supports)
    except KeyError as error:
        raise ValueError(f"the certificate lacks {error}") from error


def _supports_arrays(s: Supports) -> dict[str, np.ndarray]:
    arrays = {
        "efficient_x": np.asarray(s.efficient_x, dtype=np.float64),
        "stages": np.array([stage.name for stage in s.stages], dtype=str),
    }
    if s.efficient is not None:
        arrays |= _arrays("efficient_", s.efficient)
    for k, stage in enumerate(s.stages):
        head = f"stage{k}_"
        arrays |= {f"{head}x": stage.x, f"{head}floors": stage.floors}
        arrays |= _several(head, stage.certificates)
    if s.thresholds is not None:
        t = s.thresholds
        arrays |= {
            "protection_value": t.value,
            "protection_deviation": t.deviation,
            "protection_figures": np.array([t.constant, t.gamma]),
            "protection_threshold": t.threshold,
            **_several("protection_", t.certificates),
        }
    return arrays


def _supports(file: Mapping[str, np.ndarray]) -> Supports:
    stages = tuple(
        StageProof(
            str(name), file[f"stage{k}_x"], file[f"stage{k}_floors"],
            _certificates(f"stage{k}_", file),
        )
        for k, name in enumerate(file["stages"])
    )  # fmt: skip
    thresholds = None
    if "protection_figures" in file:
        constant, gamma = (float(one) for one in file["protection_figures"])
        thresholds = ThresholdProof(
            file["protection_value"], file["protection_deviation"], constant, gamma,
            file["protection_threshold"], _certificates("protection_", file),
        )  # fmt: skip
    efficient = _certificate("efficient_", file) if "efficient_claim" in file else None
    return Supports(efficient, file["efficient_x"], stages, thresholds)


def _several(head: str, certificates: tuple[Certificate, ...]) -> dict[str, np.ndarray]:
    arrays = {f"{head}many": np.array([len(certificates)])}
    for k, one in enumerate(certificates):
        arrays |= _arrays(f"{head}{k}_", one)
    return arrays


def _certificates(head: str, file: Mapping[str, np.ndarray]) -> tuple[Certificate, ...]:
    return tuple(_certificate(f"{head}{k}_", file) for k in range(int(file[f"{head}many"][0])))


def _arrays(head: str, c: Certificate) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {
        f"{head}claim": np.array([c.claim, c.step]),
        f"{head}following_side": c.following.side,
        f"{head}following_source": c.following.source,
        **{f"{head}{name}": getattr(c, name) for name in _PLAIN},
        **_parts(f"{head}following", c.following.rows),
    }
    for name in _TABLES:
        arrays |= _parts(f"{head}{name}", getattr(c, name))
    if c.counts is not None:
        arrays |= {f"{head}count_row": c.counts.row, f"{head}count_limit": c.counts.limit}
        arrays |= _parts(f"{head}count_rows", c.counts.rows)
        arrays |= _parts(f"{head}count_price", c.counts.price)
    return arrays


def _certificate(head: str, file: Mapping[str, np.ndarray]) -> Certificate:
    claim, step = (float(one) for one in file[f"{head}claim"])
    following = Following(
        _table(f"{head}following", file), file[f"{head}following_side"],
        file[f"{head}following_source"],
    )  # fmt: skip
    counts = None
    if f"{head}count_row" in file:
        counts = Counts(
            _table(f"{head}count_rows", file), _table(f"{head}count_price", file),
            file[f"{head}count_row"], file[f"{head}count_limit"],
        )  # fmt: skip
    plain = {name: file[f"{head}{name}"] for name in _PLAIN}
    tables = {name: _table(f"{head}{name}", file) for name in _TABLES}
    return Certificate(
        claim=claim, step=step, following=following, counts=counts, **tables, **plain
    )


def _parts(name: str, matrix: csr_array) -> dict[str, np.ndarray]:
    """Return a table as arrays: its shape alone where it has no entry."""
    arrays = {f"{name}_shape": np.array(matrix.shape, dtype=np.int64)}
    if matrix.nnz:
        arrays |= {
            f"{name}_data": np.asarray(matrix.data, dtype=np.float64),
            f"{name}_indices": matrix.indices.astype(np.int32),
            f"{name}_indptr": matrix.indptr.astype(np.int64),
        }
    return arrays


def _table(name: str, file: Mapping[str, np.ndarray]) -> csr_array:
    shape = tuple(int(k) for k in file[f"{name}_shape"])
    if f"{name}_data" not in file:
        return csr_array(shape)
    parts = (file[f"{name}_data"], file[f"{name}_indices"], file[f"{name}_indptr"])
    table = csr_array(parts, shape=shape)
    table.check_format(full_check=True)  # entries outside it would be read from other memory
    return table
