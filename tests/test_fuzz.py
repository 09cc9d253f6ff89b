"""A short run of the fuzz script: what it looks for never happens. The long one is by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_spoiled_inputs_are_read_or_refused_in_words() -> None:
    """150 inputs of every kind but exported runs, whose own tests spoil them."""
    command = [sys.executable, "-m", "scripts.fuzz", "--inputs", "150", "--seed", "3", "--no-runs"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    total = next(line for line in done.stdout.splitlines() if line.startswith("| all |"))
    inputs, read, refused, *faults = (int(cell) for cell in total.split("|")[2:9])
    assert inputs == 150 and read + refused == 150 and min(read, refused) > 20
    assert faults == [0, 0, 0, 0]


def test_the_script_sees_what_it_looks_for(tmp_path: Path) -> None:
    """A reader that drops a row, raises, or writes outside is told as such."""
    sys.path.insert(0, str(ROOT))
    try:
        from scripts.fuzz import judge as judging
        from scripts.fuzz.seeds import seeds
        from tisites.data.demo.demo import open_demo
        from tisites.territory.territory import load_territory
    finally:
        sys.path.remove(str(ROOT))
    import pandas as pd

    one = judging.Judge(tmp_path, load_territory(open_demo()), pd.DataFrame())
    seed = next(s for s in seeds() if s.suffix == ".geojson")
    assert one.judge(seed.suffix, seed.content, strict=True).outcome == "read"
    read = judging.read_candidates

    def losing(*args: object, **how: object) -> object:
        found = read(*args, **how)  # type: ignore[arg-type]
        object.__setattr__(found, "table", found.table.iloc[1:])
        return found

    def failing(*_: object, **__: object) -> object:
        (tmp_path / "outside.txt").write_text("x", encoding="utf-8")
        raise KeyError("x")

    try:
        judging.read_candidates = failing  # type: ignore[assignment]
        verdict = one.judge(seed.suffix, seed.content, strict=True)
        assert (verdict.outcome, verdict.outside) == ("traceback", 1)
        judging.read_candidates = losing  # type: ignore[assignment]
        assert one.judge(seed.suffix, seed.content, strict=True).lost == 1
    finally:
        judging.read_candidates = read
