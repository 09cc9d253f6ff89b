"""The equity of a selection on a country of four regions, by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tisites.messages.errors import BadInputError
from tisites.model.benefit import Benefit
from tisites.report.equity.document import equity_document
from tisites.report.equity.figure import _percent_tick as tick
from tisites.report.equity.sentences import sentences
from tisites.report.equity.tables import measures_table, territories_table
from tisites.report.equity.words import title_of
from tisites.report.media.files import write_media
from tisites.report.media.html import html as page_of
from tisites.report.media.markdown import markdown as text_of
from tisites.run.selection.selection import Selection
from tisites.study.equity.equity import equity_of


def markdown(found) -> str:
    return text_of(equity_document(found)[0])


def html(found) -> str:
    return page_of([equity_document(found)[0]])


def write_equity(found, folder) -> None:
    document, draw = equity_document(found)
    draw(folder)
    write_media(document, folder)


def rows_of(found, where="page") -> list[list[str]]:
    return [row.cells for row in territories_table(found).page(where)[1]]


def country() -> dict[str, pd.DataFrame]:
    def table(codes, **columns) -> pd.DataFrame:
        return pd.DataFrame(columns, index=pd.Index(codes, name="code"))

    region = table(
        ["A", "B", "C", "D"],
        name=["Aa", "Bb", "Cc", "Dd"],
        population=[4e6, 4e6, 1e6, 1e6],
        population_20_64=[2e6, 2e6, 5e5, np.nan],
        industry_jobs=[2e5, 1e5, 1e5, np.nan],
        jobs_lost=[np.nan] * 4,
        surface_ha=[1e6] * 4,
        estimated_20_64=[0.0] * 4,
        reg=["A", "B", "C", "D"],
        overseas=[False, False, False, True],
        candidates=[9, 9, 9, 9],
        eligible=[5, 5, 0, 2],
        eligible_ha=[100.0, 50.0, 0.0, 10.0],
    )
    departement = region.rename(index={"A": "1", "B": "2", "C": "3", "D": "4"})
    split = departement.loc[["1", "1"]].set_axis(["1", "1b"])
    split[["population", "industry_jobs", "eligible_ha"]] /= 2
    departement = pd.concat([split, departement.drop("1")])
    overseas = region.groupby(np.where(region["overseas"], "yes", "no")).agg(
        {"population": "sum", "eligible": "sum", "eligible_ha": "sum"}
    )
    overseas["industry_jobs"] = [4e5, np.nan]
    overseas.index.name = "code"
    return {
        "region": region,
        "departement": departement,
        "overseas": overseas,
        "territoire_industrie": region.loc[["A"]],
    }


def chosen(regions="AAB", hectares=(10.0, 20.0, 5.0)) -> Selection:
    ids = pd.Index([f"s{k}" for k in range(len(regions))], name="site_id", dtype=object)
    rows = pd.DataFrame(
        {
            "reg": list(regions),
            "dep": [{"A": "1", "B": "2", "C": "3", "D": "4"}[r] for r in regions],
            "ti_id": ["A" if r == "A" else None for r in regions],
            "overseas": ["yes" if r == "D" else "no" for r in regions],
            "surface_ha": list(hectares),
            "score": 50.0,
            "labour_need_jobs": [15 * h for h in hectares],
        },
        index=ids,
    )
    return Selection("essai", ids, rows)


def test_figures_by_hand():
    found = equity_of(chosen(), country(), Benefit(per="population"))
    table = found.territories
    assert table["value"].round(6).tolist() == [0.5, 0.25, 0.0, 0.0]
    assert table["share"].round(6).tolist() == [0.666667, 0.333333, 0.0, 0.0]
    assert table["population_share"].tolist() == [0.4, 0.4, 0.1, 0.1]
    assert table["why_not"].tolist() == ["", "", "no_candidate", ""]
    whole = found.measures["everyone"]
    assert whole["territories"] == 3
    assert whole["served"] == 2
    assert whole["mean"] == pytest.approx(3 / 9)
    # people 4, 4, 1 M: |0.5-0.25|·16 + 0.5·4 + 0.25·4 = 7, over 9 × 3
    assert whole["gini_base"] == pytest.approx(7 / 27)
    assert whole["gini"] == pytest.approx((0.25 + 0.5 + 0.25) / (3 * 0.75))
    assert whole["hoover"] == pytest.approx(2 / 3 - 4 / 9)
    expected = 2 / 3 * math.log((2 / 3) / (4 / 9)) + 1 / 3 * math.log((1 / 3) / (4 / 9))
    assert whole["theil"] == pytest.approx(expected)
    assert (whole["min_name"], whole["max_name"], whole["min_tied"]) == ("Dd", "Aa", 1)
    assert found.measures["overseas"]["amount"] == 0
    assert np.isnan(found.measures["overseas"]["gini"])
    assert found.measures["mainland"]["territories"] == 2
    programme = found.programmes.loc["territoire_industrie"]
    assert programme["sites"] == pytest.approx(2 / 3)
    assert programme["population"] == pytest.approx(0.4)
    assert np.isnan(found.programmes.at["overseas", "industry_jobs"])


def test_theil_looks_inside_regions():
    whole = equity_of(chosen(), country(), Benefit(per="population")).measures["everyone"]
    assert whole["theil_nested"] == pytest.approx(whole["theil_between"] + whole["theil_within"])
    # 1 and 1b have half of A's people each, both sites are in 1; C has no candidate
    assert whole["theil_within"] == pytest.approx(2 / 3 * math.log(2))
    assert whole["theil_between"] == pytest.approx(whole["theil"])


@pytest.mark.parametrize("per", ["territory", "population", "industry_jobs", "eligible_ha"])
@pytest.mark.parametrize("benefit", ["sites", "hectares", "jobs", "score"])
def test_every_benefit_agrees_with_a_plain_sum(benefit, per):
    found = equity_of(chosen(), country(), Benefit(benefit=benefit, per=per))
    each = {"sites": [1, 1, 1], "hectares": [10, 20, 5], "jobs": [150, 300, 75]}
    amounts = each.get(benefit, [50, 50, 50])
    base = {
        "territory": (1, 1, 1), "population": (4e6, 4e6, 1e6),
        "industry_jobs": (2e5, 1e5, 1e5), "eligible_ha": (100, 50, 10),
    }[per]  # fmt: skip
    scale = {"territory": 1, "population": 1e6, "industry_jobs": 1e5, "eligible_ha": 1e3}[per]
    values = found.territories["value"]
    assert values["A"] == pytest.approx((amounts[0] + amounts[1]) / base[0] * scale)
    assert values["B"] == pytest.approx(amounts[2] / base[1] * scale)
    assert found.territories["share"].sum() == pytest.approx(1)


def test_unknown_stays_unknown():
    found = equity_of(chosen(), country(), Benefit(per="industry_jobs"))
    assert found.territories.at["D", "why_not"] == "unknown_base"
    assert np.isnan(found.territories.at["D", "value"])
    lost = equity_of(
        chosen(hectares=(10.0, np.nan, 5.0)),
        country(),
        Benefit(benefit="hectares", per="territory"),
    )
    assert lost.territories.at["A", "why_not"] == "unknown_benefit"
    assert lost.territories.at["A", "unknown"] == 1
    assert any("1 des 3 sites choisis" in str(notice) for notice in lost.notices)
    with pytest.raises(BadInputError, match="aucune donnée"):
        equity_of(chosen(), country(), Benefit(per="jobs_lost"))


def test_a_site_in_a_territory_without_candidate_makes_it_judged():
    found = equity_of(chosen("AC", (1.0, 1.0)), country(), Benefit(per="population"))
    assert found.territories.at["C", "judged"]
    assert found.measures["everyone"]["max_name"] == "Cc"


def test_sites_outside_every_territory_are_told():
    found = equity_of(
        chosen(), country() | {"territoire_industrie": country()["region"].loc[["A"]]},
        Benefit(by="territoire_industrie", per="population"),
    )  # fmt: skip
    assert any("hors de tout territoire" in str(notice) for notice in found.notices)
    assert found.territories["share"].tolist() == [pytest.approx(2 / 3)]


@pytest.mark.parametrize("worst", [0.0, 1.5, -1.0])
def test_a_wrong_share_is_refused(worst):
    with pytest.raises(BadInputError, match="moins servie"):
        equity_of(chosen(), country(), Benefit(), worst=worst)


def test_pages_say_what_must_be_said(tmp_path):
    found = equity_of(chosen(), country(), Benefit(per="population"), synthetic=True)
    page, web = markdown(found), html(found)
    for text in (page, web):
        assert "données de démonstration, synthétiques" in text
        assert "aucun candidat éligible" in text
        assert "Aa" in text
    assert [row[0] for row in rows_of(found)] == ["Aa", "Bb", "Dd", "Cc"]
    assert any(row.cells[0].startswith("Gini") for row in measures_table(found).page()[1])
    assert "Cc" in str(sentences(found)[2])
    write_equity(found, tmp_path)
    table = pd.read_csv(tmp_path / "territories.csv")
    assert set(table["notice"]) == {"données de démonstration, synthétiques"}
    assert table["code"].tolist() == ["A", "B", "D", "C"]
    sheet = tmp_path / "territories_excel.csv"
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfcode;territoire;")
    told = pd.read_csv(sheet, sep=";", decimal=",", encoding="utf-8-sig")
    assert told["sites par million d'habitants"].tolist() == [0.5, 0.25, 0.0, 0.0]
    assert told["hors mesure"].tolist()[-1] == "aucun candidat éligible"


def test_unknown_is_no_zero_in_the_tables(tmp_path):
    by = Benefit(benefit="hectares", per="territory")
    found = equity_of(chosen(hectares=(10.0, np.nan, 5.0)), country(), by)
    row = next(row for row in rows_of(found) if row[0] == "Aa")
    assert row[4:7] == ["?", "apport inconnu", "–"]
    assert np.isnan(found.territories.loc["A", ["amount", "share", "index"]].astype(float)).all()
    nothing = equity_of(chosen(hectares=(np.nan,) * 3), country(), by)
    figures = nothing.measures["everyone"]
    assert np.isnan(float(figures["mean"]))
    assert np.isnan(float(figures["amount"]))
    assert "Apport inconnu pour tous les sites choisis (3)" in str(sentences(nothing)[0])
    write_equity(nothing, tmp_path)
    page = (tmp_path / "equity.md").read_text(encoding="utf-8")
    assert "| moyenne | – | – | 0,000 |" in page  # overseas nothing was chosen: that is known


def test_one_territory_has_no_sharing_to_measure(tmp_path):
    base = country()
    base["region"]["eligible"] = [5, 0, 0, 0]
    found = equity_of(chosen("AA", (1.0, 1.0)), base, Benefit(per="population"))
    assert found.measures.at["mean", "everyone"] == pytest.approx(0.5)
    assert np.isnan(found.measures.at["gini_base", "everyone"])
    said = [str(sentence) for sentence in sentences(found)]
    assert said[0] == "Un seul territoire jugé : Aa, 0,50 site par million d'habitants."
    assert said[1].startswith("Pas de mesure du partage")
    write_equity(found, tmp_path)


def test_candidates_of_some_regions_only_are_told():
    base = country()
    classes = base["region"].loc[["A", "D"]].assign(name=["dense", "rural"], reg=None)
    base["density"] = classes.set_axis(["dense", "rural"])
    picked = chosen()
    picked.rows["density"] = "dense"
    found = equity_of(picked, base, Benefit(by="density", per="population"))
    assert found.regions == (3, 4)
    assert any("dans 3 régions sur 4" in str(notice) for notice in found.notices)
    assert "pas chaque région (3 sur 4)" in str(sentences(found)[2])
    base["region"]["eligible"] = 1
    whole = equity_of(picked, base, Benefit(by="density", per="population"))
    assert not any("régions sur" in str(notice) for notice in whole.notices)


@pytest.mark.parametrize(
    ("per", "shares"),
    [
        ("territory", [1 / 3] * 4),
        ("population", [0.4, 0.4, 0.1, 0.1]),
        ("industry_jobs", [0.5, 0.25, 0.25, np.nan]),
        ("eligible_ha", [0.625, 0.3125, np.nan, 0.0625]),
    ],
)
def test_the_base_of_the_bars_is_that_of_the_rate(per, shares):
    found = equity_of(chosen(), country(), Benefit(per=per))
    assert found.territories["base_share"].tolist() == pytest.approx(shares, nan_ok=True)


def test_shares_of_jobs_add_up_to_one_where_some_are_unknown():
    base = country()
    base["overseas"] = base["overseas"].assign(name=["Hexagone", "Outre-mer"], reg=None)
    base["overseas"]["overseas"] = [False, True]
    base["overseas"]["industry_jobs"] = [4.1e5, np.nan]
    found = equity_of(chosen(), base, Benefit(by="overseas", per="population"))
    assert found.territories["industry_share"].sum() == pytest.approx(1.0)
    said = str(sentences(found)[-1])
    assert "inconnus pour 1 territoire (Outre-mer)" in said
    assert "100 %" in said


def test_sheets_are_rounded_and_named(tmp_path):
    found = equity_of(chosen(), country(), Benefit(per="population"))
    write_equity(found, tmp_path)
    units = pd.read_csv(tmp_path / "measures.csv").set_index("measure")["unit"].fillna("")
    assert units["mean"] == "sites par million d'habitants"
    assert units["gini"] == units["hoover"] == "sans unité, 0 à 1"
    assert units["territories"] == units["served"] == "territoires"
    assert units["min_name"] == units["max_code"] == ""
    told = pd.read_csv(tmp_path / "measures_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert told.set_index("mesure").at["Gini pondéré par la base", "ensemble"] == "0,259"
    sheet = (tmp_path / "territories_excel.csv").read_text(encoding="utf-8-sig")
    assert "0,6667" in sheet
    assert "0,66667" not in sheet
    curve = pd.read_csv(tmp_path / "lorenz_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert curve["territoire"].tolist()[1:] == ["Dd", "Bb", "Aa"]
    assert curve.iloc[-1, 2:].tolist() == [100.0, 100.0]


def test_figures_keep_their_percent_sign_on_the_line():
    page = markdown(equity_of(chosen(), country(), Benefit(per="population")))
    assert "\u202f%" in page
    assert " %" not in page
    assert "66,7\u202f%" in page


def test_a_terminal_shows_the_least_served_too():
    base = country()
    many = [f"{k:03}" for k in range(60)]
    base["zone_emploi"] = (
        pd.concat([base["region"].iloc[[0]]] * 60).set_axis(many).rename_axis("code")
    )
    base["zone_emploi"]["name"] = [f"Zone {k}" for k in many]
    base["zone_emploi"]["population"] = np.arange(60) + 1e5
    picked = chosen()
    picked.rows["zone_emploi"] = ["007", "008", "009"]
    found = equity_of(picked, base, Benefit(by="zone_emploi", per="population"))
    rows = rows_of(found, "terminal")
    assert rows[0][:2] == ["Zone 007", "Aa"]
    assert rows[-1][0] == "Zone 059"  # nobody there is served, and most people live there
    assert len([row for row in rows if row[0] != "…"]) == 13
    assert rows[3][0] == "…"
    assert len(rows_of(found)) == 60


def test_a_path_is_called_by_its_file():
    picked = chosen()
    long = Selection("/a/very/long/way/to/liste.csv", picked.ids, picked.rows)
    assert (
        title_of(equity_of(long, country(), Benefit())).fr == "Équité de « liste.csv » par région"
    )


def test_ticks_have_the_decimals_they_need():
    assert [tick(v).replace("\u00a0", " ") for v in (0, 0.25, 0.5, 0.75, 1)] == [
        "0 %", "0,25 %", "0,5 %", "0,75 %", "1 %",
    ]  # fmt: skip


def test_names_are_escaped_in_the_page():
    base = country()
    base["region"].loc["A", "name"] = "<b>A|a</b>"
    found = equity_of(chosen(), base, Benefit(per="population"))
    assert "<b>A" not in html(found)
    assert "A\\|a" in markdown(found)


def test_the_same_answer_makes_the_same_bytes(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, order in ((one, [0, 1, 2]), (two, [2, 0, 1])):
        folder.mkdir()
        picked = chosen()
        shuffled = Selection("essai", picked.ids, picked.rows.iloc[order])
        write_equity(equity_of(shuffled, country(), Benefit(per="population")), folder)
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_a_selection_of_nothing_counted_is_said(tmp_path):
    found = equity_of(chosen("D", (1.0,)), country(), Benefit(per="industry_jobs"))
    assert "Aucun bénéfice" in str(sentences(found)[0])
    write_equity(found, tmp_path)
