"""Whatever the bytes, reading gives a table with its lines, or a message."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.candidates.formats.csv_source import read_csv
from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

_PIECES = [
    *(b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b" ", b"sep=;", b"uid", b"lon"),
    *(b"1,5", b"-3", b"\xc3\xa9", b"\xe9", b"\xff", b"\x81", b"\0", b"\xef\xbb\xbf", b"\xff\xfe"),
]


@settings(max_examples=examples(150), deadline=None)
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


def test_lines_are_those_of_an_editor() -> None:
    content = b'uid,note\na,"x\ny"\n\nb,"say ""hi""\r\nto"\r\nc,z\n\n'
    source = read_csv(content, "s.csv")
    assert source.lines.tolist() == [2, 5, 7]
    assert source.count is not None
    assert source.count.records == 3


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (['a;1;"open', "b;2;x", "c;3;y"], 2),  # never closed
        (['a;1;"open', 'b;2;"x"', "c;3;y"], 2),  # closed by the quote of a later row
        (['"a;1;x', '"b";2;y', "c;3;z"], 2),  # in the first column
        (["a;1;x", 'b;"2;x', 'c;"3";y', "d;4;z"], 3),  # in the middle
        (["a;1;x"] * 30 + ['b;2;"z'], 32),  # on the last row
        (['a;1;"un ""mot"" puis', 'suite"', 'b;2;"open', 'c;3;"q""'], 4),
    ],
)
def test_a_quote_that_swallows_rows_is_refused_with_its_line(rows: list[str], line: int) -> None:
    with pytest.raises(BadInputError) as error:
        read_csv("\n".join(["uid;n;nom", *rows]).encode(), "s.csv")
    assert "guillemet" in error.value.problems[0].what.fr
    assert error.value.problems[0].where.line == line


def test_texts_of_several_lines_and_inches_are_read() -> None:
    rows = ['a;1;"Rue A ; B', 'lot 2 ; C"', 'b;2;Vanne 12" acier', '"c\n";3;"dit ""ici"""']
    source = read_csv("\n".join(["uid;n;nom", *rows]).encode(), "s.csv")
    assert source.table["nom"].tolist() == ["Rue A ; B\nlot 2 ; C", 'Vanne 12" acier', 'dit "ici"']
    assert source.lines.tolist() == [2, 4, 5]


def test_a_cell_as_long_as_an_outline() -> None:
    ring = ", ".join(f"{k / 1e5:.5f} 46.8" for k in range(30_000))
    source = read_csv(f'uid;wkt\na;"POLYGON(({ring}))"\nb;""\n'.encode(), "s.csv")
    assert len(source.table["wkt"][0]) > 400_000


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
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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
