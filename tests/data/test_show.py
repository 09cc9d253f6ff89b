from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.data.coherence import incoherences
from tisites.data.pack import Pack
from tisites.data.show import describe_pack, verify_pack
from tisites.data.write import LayerSource, write_pack
from tisites.messages.errors import BadInputError


def small(folder: Path) -> Pack:
    source = LayerSource("T", "P", "L", "S", "2024", synthetic=True, caveat="attention")
    nodes = pd.DataFrame({"node": [1, 2], "lon": [2.0, 2.1], "lat": [48.0, 48.1]})
    edges = pd.DataFrame({"a": [1], "b": [2], "km": [12.0]})
    layers = [("road_nodes", source, nodes), ("road_edges", source, edges)]
    return write_pack(folder, "petit", layers, built="2026-01-01")


def test_a_pack_is_described_in_the_order_of_the_contract(tmp_path: Path) -> None:
    description = describe_pack(small(tmp_path / "p"))
    assert [row.layer for row in description.layers] == ["road_nodes", "road_edges"]
    assert description.synthetic
    assert description.layers[0].caveat == "attention"
    assert "communes" in description.absent


def test_verify_tells_every_missing_and_truncated_layer(tmp_path: Path) -> None:
    pack = small(tmp_path / "p")
    for name in ("road_nodes", "road_edges"):
        path = pack.folder / f"{name}.parquet"
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadInputError) as error:
        verify_pack(pack)
    said = str(error.value)
    assert said.count("tronquée") == 2
    assert "« communes » manque" in said
    assert "« epci » manque" not in said  # a run can do without


def test_codes_without_referent_are_counted_and_null_is_none() -> None:
    communes = pd.DataFrame({"insee": ["a", "b", "c"], "reg": ["1", "9", None]})
    regions = pd.DataFrame({"reg": ["1"]})
    (finding,) = incoherences({"communes": communes[["reg"]], "regions": regions})
    assert finding.subject == "communes"
    assert "1 lignes" in finding.message.fr
    assert "(9)" in finding.message.fr
