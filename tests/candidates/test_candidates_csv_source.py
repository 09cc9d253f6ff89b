"""Whatever the bytes, reading gives a table with its lines, or a message."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisites.candidates import csv_source
from tisites.candidates.csv_source import read_csv
from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

_PIECES = [
    *(b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b" ", b"sep=;", b"uid", b"lon"),
    *(b"1,5", b"-3", b"\xc3\xa9", b"\xe9", b"\xff", b"\x81", b"\0", b"\xef\xbb\xbf", b"\xff\xfe"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(b"".join) | st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    try:
        source = read_csv(content, "sites.csv")
    except BadInputError as error:
        assert all(p.where.file == "sites.csv" for p in error.problems)
        return
    assert source.table.shape == (len(source.lines), len(source.header))
    assert (source.lines >= 1).all()
    assert (source.lines[1:] > source.lines[:-1]).all()


@pytest.mark.parametrize("chunk", [3, 7, 1 << 24])
def test_lines_are_those_of_an_editor(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_CHUNK", chunk)
    content = b'uid,note\na,"x\ny"\n\nb,"say ""hi""\r\nto"\r\nc,z\n\n'
    lines = csv_source._record_lines(content[9:], 3)
    assert (lines + 1).tolist() == [2, 5, 7]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(end: bytes) -> None:
    source = read_csv(end.join([b"uid;lon", b"a;1", b"b;2"]), "s.csv")
    assert source.table["uid"].tolist() == ["a", "b"]
    assert source.lines.tolist() == [2, 3]


def test_encodings_of_a_typographic_quote() -> None:
    text = "uid;nom\na;L’été à Besançon\n"
    tables = [read_csv(text.encode(e), "s").table["nom"][0] for e in ("utf-8", "cp1252", "utf-16")]
    assert tables == ["L’été à Besançon"] * 3


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    row=st.integers(0, 4),
    column=st.integers(0, 10),
    value=st.text(max_size=12) | st.sampled_from(["1e400", "-0", "1 000", "0x1", "TRUE", "²", "٣"]),
    strict=st.booleans(),
)
def test_any_cell(
    row: int,
    column: int,
    value: str,
    strict: bool,
    tmp_path: Path,
    sites: pd.DataFrame,
    territory: Territory,
) -> None:
    table = sites.astype(object)
    table.iloc[row, column] = value
    path = tmp_path / "sites.csv"
    path.write_bytes(table.to_csv(index=False).encode("utf-8", errors="replace"))
    try:
        read = read_candidates(path, territory, strict=strict)
    except BadInputError as error:
        assert strict or "\0" in value
        assert all(p.where.file == str(path) for p in error.problems)
        return
    assert 4 <= len(read.table) <= 5
    assert not (read.table["surface_ha"] < 0).any()
