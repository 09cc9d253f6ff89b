"""Large bodies that do not change: made once, kept compressed, answered 304 where known."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from fastapi import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request
    from pydantic import BaseModel

#: Bytes kept, compressed: some fifty results of the real pack.
MOST_BYTES = 48_000_000
_LEVEL = 6


class Packed:
    """Compressed JSON of bodies, by what names them; the least used leave first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._lock = Lock()
        self._making: dict[tuple[str, ...], Lock] = {}
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], BaseModel | bytes]) -> bytes:
        """Return the compressed JSON of a key; who asks for one that is being made waits for it.

        ``make`` gives the body, or its JSON compressed already.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            made = make()
            content = made if isinstance(made, bytes) else compressed(made)
            with self._lock:
                self._kept[key] = content
                self._making.pop(key, None)
                while len(self._kept) > 1 and self.size > self.most_bytes:
                    self._kept.popitem(last=False)
            return content

    @property
    def size(self) -> int:
        """Bytes kept."""
        return sum(map(len, self._kept.values()))


def compressed(body: BaseModel) -> bytes:
    """Return the JSON of a body, compressed; the same bytes for the same body."""
    return gzip.compress(body.model_dump_json().encode(), _LEVEL, mtime=0)


def answer(request: Request, content: bytes) -> Response:
    """Answer with compressed JSON, or say that the asker has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    known = {one.strip().removeprefix("W/") for one in
             request.headers.get("if-none-match", "").split(",")}  # fmt: skip
    if tag in known:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(content, media_type="application/json", headers=headers)
    return Response(gzip.decompress(content), media_type="application/json", headers=headers)


PACKED = Packed()
