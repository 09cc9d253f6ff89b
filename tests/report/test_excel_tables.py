"""Spreadsheets as a French Excel reads them."""

from __future__ import annotations

import json

import pandas as pd


def sheet(path):
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")


def test_french_excel_opens_them(demo_run):
    raw = (demo_run / "selection_excel.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(
        demo_run / "selection_excel.csv", sep=";", decimal=",", encoding="utf-8-sig"
    )
    plain = pd.read_csv(demo_run / "selection.csv")
    assert table["identifiant"].tolist() == plain["id"].tolist()
    assert (table["score (sur 100)"] - plain["score"]).abs().max() <= 0.005001
    parts = table.loc[
        :, "Puissance électrique estimée d'après la distance":"Territoire d'industrie"
    ].sum(axis=1)
    assert (parts - table["score (sur 100)"]).abs().max() < 0.15  # each rounded to 0.01
    assert (table["notice"] == "données de démonstration, synthétiques").all()


def test_everyone_is_there_with_a_reason(demo_run):
    report = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))
    table = pd.read_csv(
        demo_run / "candidates_excel.csv", sep=";", decimal=",", encoding="utf-8-sig"
    )
    assert len(table) == report["n_candidates"]
    assert (table["retenu"] == "oui").sum() == 50
    assert (table["éligible"] == "oui").sum() == report["n_eligible"]
    assert table.loc[table["éligible"] == "non", "motif d'exclusion"].notna().all()
