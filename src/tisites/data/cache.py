"""What can be made again, kept in the user's cache folder: damage is noticed, the unused leave."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

ENVIRONMENT = "TISITES_CACHE"
#: A file is the sha256 of the rest, then the rest.
DIGEST = 32


class DamagedError(OSError):
    """A kept file that is not what was written."""


def cache_root() -> Path:
    """Return the folder of caches: ``$TISITES_CACHE``, or the user's cache folder."""
    given = os.environ.get(ENVIRONMENT)
    if given:
        return Path(given)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("tisites", appauthor=False))


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read piece by piece."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def kept(path: Path) -> bytes | None:
    """Return what was kept in a file, ``None`` if there is none.

    Raises
    ------
    DamagedError
        If the file is not as it was written.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.kept"
    ...     keep(path, b"content", most=3)
    ...     kept(path), kept(path.with_name("b.kept"))
    (b'content', None)
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if hashlib.sha256(memoryview(content)[DIGEST:]).digest() != content[:DIGEST]:
        raise DamagedError("sha256")
    with suppress(OSError):  # a folder that may only be read forgets what was used
        os.utime(path)
    return content[DIGEST:]


def keep(path: Path, content: bytes | memoryview, most: int) -> None:
    """Keep a content, whole or not at all; of its kind only the ``most`` last used files stay.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    partial = path.with_name(f"{path.stem}.{uuid4().hex}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("wb") as file:
            file.write(hashlib.sha256(content).digest())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    found = []
    for one in path.parent.glob(f"*{path.suffix}"):
        with suppress(FileNotFoundError):  # another process forgot it meanwhile
            found.append((one.stat().st_mtime, one))
    for _, old in sorted(found)[:-most]:
        old.unlink(missing_ok=True)
