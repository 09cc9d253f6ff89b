"""Make the pictures of docs/explain.md from the real pack: run, explain Isère, copy three PNGs.

    uv run python scripts/explain_pictures.py packs/france [FOLDER]

FOLDER (default: studies/explain-docs) receives the run and the studies; the pictures go to docs/.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tisites.cli.main import main

DEPARTEMENT, CHOSEN, OUT = "38", "38185_20223", "38185_13813"


def make(pack: Path, folder: Path, docs: Path) -> int:
    """Run the verbs that docs/explain.md quotes, in its order."""
    run = folder / "run"
    commands = (
        ["run", "reference", "--data", str(pack), "--out", str(run)],
        ["explain", str(run), CHOSEN, OUT, "--plots", "--out", str(folder / "sites")],
        ["explain", str(run), "--all", "--departement", DEPARTEMENT, "--exact",
         "--out", str(folder / "isere")],
        ["importance", str(run), "--out", str(folder / "importance")],
    )  # fmt: skip
    for command in commands:
        code = main(command)
        if code != 0:
            return code
    for source, name in (
        (folder / "sites" / f"points_{OUT}.png", "explain-points.png"),
        (folder / "isere" / "candidates.png", "explain-isere.png"),
        (folder / "importance" / "importance.png", "explain-importance.png"),
    ):
        shutil.copyfile(source, docs / name)
    return 0


if __name__ == "__main__":
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("studies/explain-docs")
    sys.exit(make(Path(sys.argv[1]), place, Path(__file__).parents[1] / "docs"))
