"""Travel times kept on disk, named by the content they were computed from."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array

from tisites.data.cache import ENVIRONMENT, cache_root, keep, kept
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Raised whenever the way of computing changes: old files are then never read again.
VERSION = 1
#: Arrays in NumPy's archive format.
SUFFIX = ".travel"
#: A folder, the planner's own (:func:`default_cache`), or no cache at all.
Cache = Path | Literal["user"] | None
#: Files kept; the oldest beyond that are removed.
KEEP = 24


def default_cache() -> Path:
    """Return the folder of cached travel times: ``$TISITES_CACHE`` or the user's cache folder."""
    return cache_root() / "travel"


def cache_folder(cache: Cache) -> Path | None:
    """Return the folder meant, ``None`` for no cache."""
    return default_cache() if cache == "user" else cache


def content_key(arrays: Iterable[np.ndarray], parameters: str) -> str:
    """Return the sha256 of arrays (type, shape, bytes) and parameters.

    Examples
    --------
    >>> content_key([np.zeros(2)], "a") == content_key([np.zeros(3)], "a")
    False
    """
    digest = hashlib.sha256(f"travel {VERSION} {parameters}".encode())
    for array in arrays:
        plain = np.ascontiguousarray(array)
        digest.update(f"{plain.dtype.str} {plain.shape};".encode())
        digest.update(plain.tobytes())
    return digest.hexdigest()


def store(
    folder: Path, key: str, matrix: csr_array, extra: Mapping[str, np.ndarray]
) -> tuple[Finding, ...]:
    """Write a matrix and arrays under a key, atomically; a folder that cannot be written is told.

    Returns
    -------
    tuple of Finding
        Empty, or one finding that says why nothing was kept.
    """
    parts = {
        "data": matrix.data,
        "indices": matrix.indices,
        "indptr": matrix.indptr,
        "shape": np.array(matrix.shape),
        **extra,
    }
    stream = io.BytesIO()
    np.savez(stream, **parts)
    try:
        keep(folder / f"{key}{SUFFIX}", stream.getbuffer(), KEEP)
    except OSError as error:
        return (_not_kept(folder, error),)
    return ()


def fetch(
    folder: Path, key: str, names: Iterable[str]
) -> tuple[csr_array | None, dict[str, np.ndarray], tuple[Finding, ...]]:
    """Read what was stored under a key.

    Returns
    -------
    matrix : csr_array or None
        None when there is no file, or a damaged one: compute again.
    extra : dict of str to array
        The arrays asked for.
    findings : tuple of Finding
        One when the file is damaged.
    """
    path = folder / f"{key}{SUFFIX}"
    try:
        content = kept(path)
    except OSError as error:
        return None, {}, (_damaged(path, error.strerror or str(error)),)
    if content is None:
        return None, {}, ()
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        parts = {name: file[name] for name in file.files}
    matrix = csr_array(
        (parts["data"], parts["indices"], parts["indptr"]), shape=tuple(parts["shape"])
    )
    return matrix, {name: parts[name] for name in names}, ()


def _damaged(path: Path, reason: str) -> Finding:
    return Finding(
        "territory",
        "travel_cache_damaged",
        "warning",
        Text(
            f"fichier de temps de parcours abîmé, recalculé ({reason})",
            f"damaged travel time file, computed again ({reason})",
        ),
        Text("rien à faire : le fichier est remplacé", "nothing to do: the file is replaced"),
        subject=path.name,
    )


def _not_kept(folder: Path, error: OSError) -> Finding:
    reason = error.strerror or type(error).__name__
    return Finding(
        "territory",
        "travel_cache_not_written",
        "warning",
        Text(
            f"temps de parcours non gardés en cache ({reason})",
            f"travel times not kept in the cache ({reason})",
        ),
        Text(
            f"donner un dossier inscriptible par la variable {ENVIRONMENT}",
            f"give a writable folder in the variable {ENVIRONMENT}",
        ),
        subject=folder.name,
    )
