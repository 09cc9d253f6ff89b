"""The project keeps its own promises: pins in step, no addresses committed, cheap start."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_pins_are_in_step():
    pins = [
        line.strip()
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["uv"]["constraint-dependencies"] == pins
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)


def test_python_version_is_pinned_for_pyenv_and_uv():
    assert (ROOT / ".python-version").read_text(encoding="utf-8").strip() == "3.12"


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from tisites.cli.main import main; main(['--help']);"
        "heavy = {'pandas', 'numpy', 'geopandas', 'pulp', 'highspy', 'matplotlib', 'pydantic',"
        " 'scipy'};"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "HEAVY []" in done.stdout


def test_exit_codes_of_mistyped_commands():
    for arguments in (["rnu"], ["run", "--foo"], ["run", "--lang", "de"]):
        done = subprocess.run(
            [sys.executable, "-m", "tisites.cli.main", *arguments],
            capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 2
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr
