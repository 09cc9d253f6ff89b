"""The lexicon reads words it was never shown: other inflections, accents, hyphens, negations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tisites.candidates.eligibility_rules import EligibilityRules
from tisites.candidates.usage.inflections import forms
from tisites.candidates.usage.lexicon import lexicon
from tisites.candidates.usage.read_words import confidence, read_use
from tisites.candidates.usage.tokens import fold
from tisites.candidates.usage.types import canonical_type
from tisites.candidates.usage.verify import counted_status, to_verify

if TYPE_CHECKING:
    from tisites.candidates.usage.lexicon import Field

STATUSES = {
    "friche sans projet": "denied_project",
    "Sans projet connu à ce jour": "denied_project",
    "friche avec projet": "with_project",
    "Projet en cours": "with_project",
    "vendue en 2022": "with_project",
    "friche reconvertie": "reconverted",
    "reconvertie": "reconverted",
    "Reconvertie en 2021": "reconverted",
    "RECONVERTIES": "reconverted",
    "site reconverti": "reconverted",
    "réhabilitée": "reconverted",
    "Friche requalifiée en 2019": "reconverted",
    "Opération livrée": "reconverted",
    "à reconvertir": "underway",
    "en cours de reconversion": "underway",
    "reconversion en cours": "underway",
    "non reconvertie": "denied_project",
    "partiellement reconvertie": "partly",
    "friche potentielle": "potential",
    "à vérifier": "potential",
    "abandonnée": "without_project",
    "terrain vacant": "without_project",
    "friche qualifiée (avec/sans projet/reconvertie) au 01/2023": "silent",
    "usage actuel: Non renseigné": "silent",
    "usage actuel: Abandon": "without_project",
    "occupée": "occupied",
}


@pytest.mark.parametrize(("status", "stage"), STATUSES.items())
def test_a_status_tells_its_stage_in_any_inflection(status: str, stage: str) -> None:
    found = lexicon().stage(status)
    assert found is not None
    assert found.code == stage


@pytest.mark.parametrize("status", ["zblorg", "cf. M. le maire", "12", "???"])
def test_a_status_that_no_one_listed_is_none_at_all(status: str) -> None:
    assert lexicon().stage(status) is None


USES = {  # status or project, in words of people
    "Éco-quartier livré en 2022": "housing",
    "ecoquartiers": "housing",
    "ZAC d'habitat": "housing",
    "140 logements neufs": "housing",
    "lotissement communal": "housing",
    "HLM": "housing",
    "Résidences seniors": "housing",
    "renouvellement urbain": "housing",
    "studios de cinéma": "equipment",
    "Musée de la mine": "equipment",
    "écomusée": "equipment",
    "groupes scolaires": "equipment",
    "parc urbain de 14 ha": "nature",
    "renaturation": "nature",
    "jardins partagés": "nature",
    "ferme solaire": "photovoltaics",
    "Centrale PV au sol": "photovoltaics",
    "projet de panneaux et centrale photovoltaïque": "photovoltaics",
    "I.S.D.N.D.": "waste",
    "CET de classe 2": "waste",
    "déchèterie": "waste",
    "Déchetteries": "waste",
    "terrain militaire": "military",
    "base aérienne": "military",
    "zone d'activités économiques": "industry",
    "parcs d'activités": "industry",
    "plate-forme logistique": "logistics",
}


@pytest.mark.parametrize(("text", "use"), USES.items())
def test_a_project_tells_its_use_in_any_inflection(text: str, use: str) -> None:
    assert use in {f.use for f in lexicon().find(text, "project") if not f.past}


@pytest.mark.parametrize(
    "text",
    [
        "sans projet de logements",
        "hors logements",
        "pas de centrale photovoltaïque",
        "ni logement ni commerce",
        "aucun lotissement",
    ],
)
def test_what_is_denied_is_not_told(text: str) -> None:
    assert lexicon().find(text, "project") == ()


@pytest.mark.parametrize(
    "name",
    ["Ancienne caserne Chanzy", "ex-école Dunant", "friche de l'hôpital", "lycée désaffecté"],
)
def test_the_past_counts_for_nothing(name: str) -> None:
    found = lexicon().find(name, "name")
    assert found
    assert {confidence(f, "name", lexicon()) for f in found} == {"context"}


def test_a_landfill_stays_one() -> None:
    found = lexicon().find("Ancienne décharge communale", "name")
    assert [(f.use, confidence(f, "name", lexicon())) for f in found] == [("waste", "probable")]


@pytest.mark.parametrize(
    "name", ["420 route de la Gare", "rue du Château d'eau", "118 PL DES ECOLES", "Kuhlmann"]
)
def test_a_place_that_only_leads_somewhere_tells_nothing(name: str) -> None:
    assert lexicon().find(name, "name") == ()


def test_an_acronym_is_no_word_in_small_letters() -> None:
    assert lexicon().find("cet ancien site", "name") == ()
    assert lexicon().find("l'ex BA112", "name")[0].use == "military"


def test_a_name_tells_the_past_of_a_plant_not_its_future() -> None:
    assert not lexicon().find("Usine textile industrielle", "name")


def test_the_endings_of_french() -> None:
    assert {"culturels", "culturelle", "culturelles"} <= forms("culturel")
    assert {"sociaux", "sociale", "sociales"} <= forms("social")
    assert {"reconvertie", "reconverties", "reconvertis"} <= forms("reconverti")
    assert "aa" in forms("aa") and len(forms("12")) == 1
    assert fold("Œuvre d’ÉTÉ") == "oeuvre d ete"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Habitat", "friche d'habitat"),
        ("friche d’habitation", "friche d'habitat"),
        ("Logements", "friche d'habitat"),
        ("résidentielle", "friche d'habitat"),
        ("Friches industrielles", "friche industrielle"),
        ("hospitaliere", "friche hospitalière"),
        ("agro-industrielle", "friche agro-industrielle"),
        ("bidule", "bidule"),
    ],
)
def test_a_type_is_read_in_any_inflection(label: str, kind: str) -> None:
    assert canonical_type(label, lexicon()) == kind


def test_what_is_not_listed_goes_to_verification_even_without_gathering() -> None:
    table = pd.DataFrame({"status": ["zblorg", "Reconvertie", None, "friche sans projet"]})
    codes = {code: list(mask) for code, mask, _, _ in to_verify(table, EligibilityRules())}
    assert codes["verify.status"] == [True, False, False, False]
    assert counted_status(table).tolist()[1] == "friche reconvertie"


def test_a_planner_may_write_words_labels_or_codes() -> None:
    for word in ("housing", "logements", "Logement", "logements ou quartier mixte", "habitat"):
        assert read_use(word, lexicon()) == ("housing",)
    assert read_use("zblorg", lexicon()) == ()


def test_the_lexicon_is_whole() -> None:
    words = lexicon()
    assert len(words.uses) == 9
    assert set(words.declared["reconversion"].values()) <= set(words.uses)
    assert words.declared["dossier"][-1].keys() == {"use", "confidence"}
    for table in words.declared["use"].values():
        for entry in (*table["strong"], *table["weak"], *table["told"]):
            assert (
                entry.isupper() or entry == fold(entry) or any(w.isupper() for w in entry.split())
            )


@pytest.mark.parametrize(
    ("zoning", "use"),
    [
        ("zone d'activités agricoles ou liées à l'agriculture", "nature"),
        ("Ut : zone d'activités touristiques et de loisirs", "nature"),
        ("zone d'activités économiques", "industry"),
        ("zone d'activités portuaires", "industry"),
    ],
)
def test_a_zone_of_activities_is_industrial_only_where_its_activities_are(zoning, use):
    assert {found.use for found in lexicon().find(zoning, "zoning")} == {use}


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Friche Lafarge – centrale solaire projetée", "photovoltaics"),
        ("Centrale photovoltaïque sur friche", "photovoltaics"),
        ("Parc solaire de la friche Kodak", "photovoltaics"),
        ("Ancienne filature, écoquartier", "housing"),
        ("Ancienne caserne – 80 logements", "housing"),
        ("Ex-usine : musée", "equipment"),
        ("ancien lycée, futur musée", "equipment"),
        ("Ancienne usine → lofts", "housing"),
        ("Démolition et construction de logements", "housing"),
        ("Démolition pour logements sociaux", "housing"),
        ("Dépollution avant programme de logements", "housing"),
        ("Plus de 100 logements", "housing"),
        ("Sans pollution, logements prévus", "housing"),
        ("site non pollué : logements", "housing"),
        ("pas seulement des logements", "housing"),
        ("Mise en place d'une centrale solaire", "photovoltaics"),
        ("120 logts Vilogia", "housing"),
        ("opération 45 lgts", "housing"),
        ("Usine photo-voltaïque", "photovoltaics"),
        ("site SEVESO en exploitation", "working_plant"),
    ],
)
@pytest.mark.parametrize("field", ["name", "status"])
def test_the_past_and_the_denied_end_with_their_clause(text: str, use: str, field: Field) -> None:
    told = {f.use for f in lexicon().find(text, field) if not f.past}
    assert use in told


@pytest.mark.parametrize(
    "text",
    ["lycée (fermé en 2012)", "Hôpital, désaffecté", "collège - ancien", "Friche du lycée Péguy"],
)
def test_a_clause_of_the_past_alone_is_of_what_stands_before(text: str) -> None:
    assert all(found.past for found in lexicon().find(text, "name"))
    assert lexicon().find(text, "name")


def test_what_is_no_more_is_denied() -> None:
    assert lexicon().find("ce n'est plus un musée", "name") == ()


@pytest.mark.parametrize(
    "status",
    ["n'est plus une friche", "plus en friche", "sortie de friche", "friche traitée", "friche zyx"],
)
def test_friche_beside_an_unlisted_word_is_never_eligible_in_silence(status: str) -> None:
    assert lexicon().stage(status) is None


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("friche résorbée", "reconverted"),
        ("travaux terminés", "reconverted"),
        ("réindustrialisée", "reconverted"),
        ("sera reconvertie", "underway"),
        ("reconversion possible", "underway"),
        ("friche en voie de reconversion", "underway"),
        ("reconversion abandonnée", "denied_project"),
        ("reconversion inachevée", "partly"),
        ("friche industrielle", "without_project"),
        ("Friche urbaine (2019)", "without_project"),
        ("en friche", "without_project"),
    ],
)
def test_a_reconversion_to_come_is_none_done(status: str, stage: str) -> None:
    found = lexicon().stage(status)
    assert found is not None
    assert found.code == stage
