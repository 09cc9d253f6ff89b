"""A certificate on disk: one ``.npz``, the same bytes for the same certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.following import Following
from tisites.certificate.replay import Certificate
from tisites.data.arrays import read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Name of the file in a run, and its layout.
CERTIFICATE, FORMAT = "certificate.npz", 1
_TABLES = ("rows", "implied", "threshold")
_PLAIN = ("worth", "steps", "of")


def write_certificate(c: Certificate, continuous: np.ndarray, path: Path) -> None:
    """Write a certificate; floats keep every bit.

    Parameters
    ----------
    c : Certificate
    continuous : (k,) float64
        Values of the columns that are no binaries, in order: the report tells the others.
    path : Path
    """
    arrays: dict[str, np.ndarray] = {
        "continuous": np.asarray(continuous, dtype=np.float64),
        "format": np.array([FORMAT]),
        "claim": np.array([c.claim, c.step]),
        "following_side": c.following.side,
        "following_source": c.following.source,
        **{name: getattr(c, name) for name in _PLAIN},
        **_parts("following", c.following.rows),
    }
    for name in _TABLES:
        arrays |= _parts(name, getattr(c, name))
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_certificate(path: Path) -> Certificate:
    """Read a certificate written by :func:`write_certificate`.

    Raises
    ------
    ValueError
        If the file has another format, or is damaged.
    """
    try:
        file = read_arrays(path)
        if int(file["format"][0]) != FORMAT:
            raise ValueError(f"certificate of format {file['format'][0]}, not {FORMAT}")
        claim, step = (float(one) for one in file["claim"])
        following = Following(
            _table("following", file), file["following_side"], file["following_source"]
        )
        plain = {name: file[name] for name in _PLAIN}
        tables = {name: _table(name, file) for name in _TABLES}
    except KeyError as error:
        raise ValueError(f"the certificate lacks {error}") from error
    return Certificate(claim=claim, step=step, following=following, **tables, **plain)


def _parts(name: str, matrix: csr_array) -> dict[str, np.ndarray]:
    return {
        f"{name}_shape": np.array(matrix.shape, dtype=np.int64),
        f"{name}_data": np.asarray(matrix.data, dtype=np.float64),
        f"{name}_indices": matrix.indices.astype(np.int32),
        f"{name}_indptr": matrix.indptr.astype(np.int64),
    }


def _table(name: str, file: Mapping[str, np.ndarray]) -> csr_array:
    parts = (file[f"{name}_data"], file[f"{name}_indices"], file[f"{name}_indptr"])
    table = csr_array(parts, shape=tuple(int(k) for k in file[f"{name}_shape"]))
    table.check_format(full_check=True)  # entries outside it would be read from other memory
    return table
