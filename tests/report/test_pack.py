"""What is said of a pack."""

from __future__ import annotations

from dataclasses import replace

from tisites.data.show import describe_pack
from tisites.report.media.terminal import print_document
from tisites.report.pack import pack_document


def print_pack(described, console) -> None:
    print_document(pack_document(described), console)


def test_layers_with_rows_producer_and_licence(pack, said):
    text = said(print_pack, describe_pack(pack))
    assert "Paquet « petit »" in text
    (line,) = [line for line in text.split("\n") if line.startswith("communes")]
    assert line.split()[1:3] == ["8", "IGN"]
    assert "Licence Ouverte 2.0" in text
    assert "road_nodes" in text.split("Couches absentes : ")[1]
    assert "démonstration" not in text


def test_synthetic_layers_are_marked(pack, said):
    described = describe_pack(pack)
    drawn = replace(
        described,
        synthetic=True,
        layers=(replace(described.layers[0], synthetic=True, caveat="tirés au sort"),
                *described.layers[1:]),
    )  # fmt: skip
    text = said(print_pack, drawn)
    assert "données de démonstration, synthétiques" in text
    assert "communes *" in text
    assert "departements *" not in text
    assert "tirés au sort" in text
    assert "demonstration data, synthetic" in said(print_pack, drawn, lang="en")
