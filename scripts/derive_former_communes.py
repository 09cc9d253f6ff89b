"""Derive the table of former commune codes from the registry package that carries it.

Run ``uv run python scripts/derive_former_communes.py`` with ``npm`` at hand. The archive is
downloaded at its exact version, checked by sha256, read and never installed nor executed;
``--archives DIR`` keeps it, or reuses it. Of ``communes.json`` only ``code`` and ``anciensCodes``
are taken; of delegated and associated communes ``nom`` and ``chefLieu``, the names that communes
bore before they merged.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from pathlib import Path

from demo.archives import DECOUPAGE, fetch
from tisites.data.build.former_communes import NAMES, TABLE
from tisites.messages.errors import TisitesError


def former_codes(archive: Path) -> list[tuple[str, str]]:
    """Return (former code, current code), sorted."""
    with tarfile.open(archive) as package:
        member = package.extractfile("package/data/communes.json")
        if member is None:
            raise SystemExit("communes.json is not in the archive")
        communes = json.load(member)
    current = [commune for commune in communes if commune["type"] == "commune-actuelle"]
    codes = {commune["code"] for commune in current}
    return sorted(
        (old, commune["code"])
        for commune in current
        for old in commune.get("anciensCodes", [])
        if old not in codes
    )


def former_names(archive: Path) -> list[tuple[str, str]]:
    """Return (name borne before, current code), sorted; those that communes of today bear too."""
    with tarfile.open(archive) as package:
        member = package.extractfile("package/data/communes.json")
        if member is None:
            raise SystemExit("communes.json is not in the archive")
        communes = json.load(member)
    now = {c["code"]: c["nom"] for c in communes if c["type"] == "commune-actuelle"}
    parts = ("commune-deleguee", "commune-associee")
    return sorted(
        {
            (commune["nom"], commune["chefLieu"])
            for commune in communes
            if commune["type"] in parts and now.get(commune["chefLieu"]) != commune["nom"]
        }
    )


def main() -> int:
    """Write the tables; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", type=Path, help="folder of the archive")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.archives or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            archive = fetch(DECOUPAGE, folder)
            pairs, named = former_codes(archive), former_names(archive)
    except TisitesError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    lines = ["insee_former,insee", *(f"{old},{new}" for old, new in pairs)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{TABLE.name}: {len(pairs)} codes, {DECOUPAGE}")
    lines = ["nom,insee", *(f"{name},{code}" for name, code in named)]
    NAMES.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{NAMES.name}: {len(named)} names")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
