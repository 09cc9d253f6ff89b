"""PuLP is imported without the parser of CP-SAT's logs, which is there once it is asked of."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import numpy as np
from scipy.sparse import csr_array
from tisites.solver.cbc import run_cbc
from tisites.solver.form import LinearForm, StopReason

one = np.ones(2)
form = LinearForm(np.array([1.0, 2.0]), csr_array(np.ones((1, 2))), np.array([-np.inf]),
                  np.array([1.0]), 0 * one, one, np.array([True, True]))
answer = run_cbc(form)
assert answer.stop is StopReason.OPTIMAL and answer.bound == 2.0, answer
assert "cpsat_logutils" not in sys.modules
import orloge
orloge.get_info_solver(sys.argv[1], "CPSAT")
import cpsat_logutils
assert cpsat_logutils.__file__
"""


def test_cbc_solves_without_it_and_orloge_reads_with_it(tmp_path):
    log = tmp_path / "cpsat.log"
    log.write_text("Starting CP-SAT solver v9.12.4544\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(log)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
