"""Draws inputs by their number and judges them, in a process of its own."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path
from typing import Any

from scripts.fuzz.judge import Judge
from scripts.fuzz.mutations import mutated
from scripts.fuzz.seeds import Seed, site_id
from tests.run.store.forged import mutated as mutated_run  # sealed again, half of the time

#: Runs are solved, checked and computed again: one input in so many.
RUNS_ONE_IN = 25


def drawn(number: int, seed: int, known: list[Seed]) -> tuple[Seed, bytes, bool]:
    """Make an input again from its number: what it is made of, its bytes, strict or tolerant."""
    rng = random.Random(f"{seed}/{number}")
    runs = [one for one in known if one.suffix == ".run.zip"]
    others = [one for one in known if one.suffix != ".run.zip"]
    if runs and number % RUNS_ONE_IN == 0:
        return runs[0], mutated_run(runs[0].content, rng), True
    one = rng.choice(others)
    return one, mutated(one.content, one.suffix, rng), rng.random() < 0.3


def work(pipe: Any, home: str, seed: int, known: list[Seed]) -> None:
    """Judge the inputs whose numbers come through the pipe."""
    import pandas as pd

    from tisites.data.demo.demo import open_demo
    from tisites.data.scratch import scratch_folder
    from tisites.territory.territory import load_territory

    folder = Path(home)
    (folder / "tmp").mkdir(parents=True)
    tempfile.tempdir = str(folder / "tmp")
    os.chdir(folder)
    ids = pd.Index([site_id(k) for k in range(200)], name="site_id")
    judge = Judge(folder, load_territory(open_demo()), pd.DataFrame({"eligible": True}, index=ids))
    scratch_folder()  # of the process: made now, it is no file that an input made
    for one in known:
        sound = judge.judge(one.suffix, one.content, strict=True)
        if sound.outcome != "read" or sound.lost or sound.outside:
            raise RuntimeError(f"{one.kind}, unspoiled: {sound}")
    pipe.send("ready")
    while (number := pipe.recv()) is not None:
        one, content, strict = drawn(number, seed, known)
        pipe.send(judge.judge(one.suffix, content, strict=strict))
