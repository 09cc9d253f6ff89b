"""A list of ids that a spreadsheet has rewritten names the same sites, and says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.messages.errors import BadInputError
from tisites.run.selection.listed import read_list

EVERYONE = pd.DataFrame(
    {"eligible": True},
    index=pd.Index(["0006516611", "0006516613", "0042", "042", "A7"], name="site_id"),
)


@pytest.mark.parametrize(
    "rows",
    [["6516611;x", "6516613;y"], ["6516611,0;x", "6 516 613;y"], ["'0006516611;x", "6516613;y"]],
)
def test_ids_without_their_zeros_are_matched_and_told(rows: list[str], tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["identifiant;nom", *rows]), encoding="utf-8")
    found, findings = read_list(path, EVERYONE)
    assert found.index.tolist() == ["0006516611", "0006516613"]
    assert "site_id_zeros" in {f.code for f in findings}
    assert all("0006516613" in str(f.message) for f in findings)


def test_two_candidates_with_the_same_figures_are_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("identifiant;nom\nA7;x\n42;y\n", encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        read_list(path, EVERYONE)
    assert (error.value.problems[0].where.line, error.value.problems[0].where.value) == (3, "42")
