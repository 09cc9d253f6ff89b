"""Arrays of an ``.npz`` that someone else may have made: read within limits, without objects."""

from __future__ import annotations

import io
import math
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

#: Arrays of a file; bytes that they may hold, and times the file's own size beyond the first
#: :data:`FREE` of them: columns of equal figures shrink a hundred times, nothing more does.
MOST_ARRAYS, MOST_BYTES, MOST_GROWTH, FREE = 8192, 2 * 2**30, 150, 64 * 2**20
_PIECE = 2**20


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Read every array of a file.

    The limits are counted on what really comes out, and an array is only made once its bytes are
    there: neither a header nor a size in a table is believed.

    Raises
    ------
    ValueError
        If the file has too much in it, or an array is not what its header tells.
    BadZipFile
        If the file is none of ``numpy.savez``.
    """
    most = min(MOST_BYTES, max(FREE, MOST_GROWTH * path.stat().st_size))
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_ARRAYS:
            raise ValueError(f"over {MOST_ARRAYS} arrays")
        for info in infos:
            name = info.filename.removesuffix(".npy")
            if name in found or info.compress_type not in (0, zipfile.ZIP_DEFLATED):
                raise ValueError(f"array {name!r} twice or packed in a foreign way")
            data = io.BytesIO()
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    most -= len(piece)
                    if most < 0:
                        raise ValueError("arrays too large for the size of their file")
                    data.write(piece)
            found[name] = _array(name, data.getvalue())
    return found


def _array(name: str, data: bytes) -> np.ndarray:
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"array {name!r} of version {version}")
    read = np.lib.format.read_array_header_1_0
    if version == (2, 0):
        read = np.lib.format.read_array_header_2_0
    shape, by_column, dtype = read(stream)
    start, count = stream.tell(), math.prod(shape)
    if dtype.hasobject or min(shape, default=0) < 0 or dtype.kind not in "biufU":
        raise ValueError(f"array {name!r} holds objects")
    if count * dtype.itemsize != len(data) - start:
        raise ValueError(f"array {name!r} is not as long as it tells")
    flat = np.frombuffer(data, dtype, count, start) if count else np.empty(0, dtype)
    return flat.reshape(shape, order="F" if by_column else "C").copy()
