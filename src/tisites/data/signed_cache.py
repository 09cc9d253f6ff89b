"""Objects kept in the cache, signed: what this user did not write is never unpickled.

A pickle runs code when it is read. The cache folder may be shared (``TISITES_CACHE`` on a server),
so that each file bears an HMAC under a secret of the user's own; without the secret, or with
another's, the file is none.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from tisites.data.cache import keep, kept

#: Bytes of the HMAC-SHA256 that stands before the pickle.
_SIGNATURE = 32
_SECRET_BYTES = 32
_SECRET = "cache.key"
#: Folder of the secret, for tests and for who has no home.
SECRET_ENVIRONMENT = "TISITES_SECRET"


def signed_object(path: Path) -> object | None:
    """Return an object that this user kept, ``None`` if there is none: damaged is none too.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.step"
    ...     keep_signed_object(path, {"a": 1}, most=3)
    ...     first = signed_object(path)
    ...     keep(path, pickle.dumps({"a": 2}), most=3)  # not signed
    ...     (first, signed_object(path))
    ({'a': 1}, None)
    """
    secret = _secret()
    if secret is None:
        return None
    try:
        content = kept(path)
    except OSError:  # damaged or unreadable: made again, and replaced
        return None
    if content is None or not hmac.compare_digest(
        _signature(secret, path, content[_SIGNATURE:]), content[:_SIGNATURE]
    ):
        return None
    found: object = pickle.loads(_unpacked(content[_SIGNATURE:]))
    return found


def keep_signed_object(path: Path, value: object, most: int) -> None:
    """Keep an object; where nothing can be kept, the next time is slower and no different."""
    secret = _secret()
    if secret is None:
        return
    content = _packed(pickle.dumps(value, protocol=5))
    with suppress(OSError):
        keep(path, _signature(secret, path, content) + content, most)


def _packed(content: bytes) -> bytes:
    """Compress fast: names and codes repeat, and a step takes a fifth of its size."""
    import pyarrow

    packed: bytes = pyarrow.compress(content, codec="lz4", asbytes=True)
    return len(content).to_bytes(8, "big") + packed


def _unpacked(content: bytes) -> bytes:
    import pyarrow

    size = int.from_bytes(content[:8], "big")
    unpacked: bytes = pyarrow.decompress(content[8:], size, codec="lz4", asbytes=True)
    return unpacked


def _signature(secret: bytes, path: Path, content: bytes) -> bytes:
    """Sign a content under its name: another step's content is no answer either."""
    return hmac.digest(secret, path.name.encode() + b"\0" + content, hashlib.sha256)


@cache
def _secret() -> bytes | None:
    """Return the user's secret, made when there is none; ``None`` where it cannot be private."""
    from platformdirs import user_config_dir

    given = os.environ.get(SECRET_ENVIRONMENT)
    path = Path(given or user_config_dir("tisites", appauthor=False)) / _SECRET
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_SECRET_BYTES))
        if os.name == "posix" and path.stat().st_mode & 0o077:
            return None  # others may read or write it
        found = path.read_bytes()
    except OSError:
        return None
    return found if len(found) == _SECRET_BYTES else None
