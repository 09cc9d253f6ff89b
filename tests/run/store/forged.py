"""What an attacker does with an exported run: for the tests here and for the fuzz script.

``mutated(exported, rng)`` is the way in for the latter.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

Members = dict[str, bytes]


def zipped(members: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def resealed(members: Mapping[str, bytes]) -> Members:
    """Make the seal anew, as anyone can."""
    told = json.loads(members["run/files.json"])
    told["run"] = json.loads(members["run/solution.json"])["run"]
    told["files"] = {
        name.removeprefix("run/"): {
            "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content),
        }
        for name, content in sorted(members.items())
        if name.startswith("run/") and name != "run/files.json"
    }  # fmt: skip
    return {**members, "run/files.json": json.dumps(told).encode()}


def retold(members: Members, change: Callable[[dict], None]) -> Members:
    """Change what ``solution.json`` claims, and seal it again under its own name."""
    from tisites.run.files.identity import hash_of

    report = json.loads(members["run/solution.json"])
    change(report)
    if isinstance(report.get("model"), dict) and isinstance(report.get("identity"), dict):
        report["run"] = hash_of(report["model"], report["identity"])
    return resealed({**members, "run/solution.json": json.dumps(report).encode()})


def mutated(exported: bytes, rng: random.Random) -> bytes:
    """Return an exported run changed in one of many ways.

    Half of the time bytes of the archive itself (tables, headers, streams); else those of one
    member, sealed again or not, so that the readers behind the seal are reached too.
    """
    if rng.random() < 0.5:
        return _turned(exported, rng, near_end=rng.random() < 0.5)
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    name = rng.choice(sorted(members))
    members[name] = _turned(members[name], rng, near_end=rng.random() < 0.3)
    with suppress(ValueError, KeyError, TypeError):  # what was turned over is the seal, the report
        members = resealed(members) if rng.random() < 0.8 else members
    return zipped(members)


def _turned(data: bytes, rng: random.Random, *, near_end: bool) -> bytes:
    changed = bytearray(data)
    first = max(0, len(changed) - 2000) if near_end else 0
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        if len(changed) <= first:
            break
        at = rng.randrange(first, len(changed))
        kind = rng.randrange(5)
        if kind == 0:
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            changed[at] = rng.randrange(256)
        elif kind == 2:
            del changed[at : at + rng.choice((1, 4, 100, 5000))]
        elif kind == 3:
            changed[at:at] = rng.choice((b"\0", b"\xff" * 4, b"NaN", b"null", b"../", b"PK\5\6"))
        else:
            changed[at : at + 4] = rng.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")
            )
    return bytes(changed)
