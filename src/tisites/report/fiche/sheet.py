"""The sheets of sites as documents: a part a site, each two printed pages, and their pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, t
from tisites.report.document import Confidential, Document, Figure, Section
from tisites.report.evidence.page import MOST_RATIO
from tisites.report.evidence.sites import told_of
from tisites.report.explain.excluded import excluded_sections
from tisites.report.explain.selected import selected_sections
from tisites.report.explain.unselected import unselected_sections
from tisites.report.fiche.calendar import calendar_alt, calendars, draw_calendar, steps_rows
from tisites.report.fiche.gauges import gauge_table, gauges, measured_rows
from tisites.report.fiche.identity import identity
from tisites.report.fiche.judgement import (
    blocking_points,
    cost_facts,
    ready_words,
    rivals,
    strengths,
)
from tisites.report.fiche.scales import draw_scales, scales_words
from tisites.report.map.around import Surroundings
from tisites.report.map.location import MAP, draw_location, location_words
from tisites.report.map.location import WIDTH as MAP_WIDTH
from tisites.report.phrases import SYNTHETIC
from tisites.study.explain.chosen import WhyIn
from tisites.study.explain.excluded import Excluded
from tisites.study.explain.explain import Explainer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from tisites.report.document import Side, Words
    from tisites.report.fiche.calendar import Calendar
    from tisites.study.explain.base import Answered
    from tisites.study.explain.explain import Explanation
    from tisites.territory.territory import Territory

NAME = "fiches"
#: Items of a list that a sheet has room for.
_ITEMS = 5
#: Characters of a name in a title; some lists tell a paragraph.
_LONGEST = 90


class SheetMaker:
    """Makes the sheets of the sites of one run; what they share is read once.

    Parameters
    ----------
    base : Answered
        The answer that the sites are in, or not.
    report : mapping
        What ``solution.json`` holds.
    evidence : DataFrame
        What every source says of the sites.
    territory : Territory, optional
        The data pack of the run; without it there is no map, and the sheet says so.
    outlines : mapping of str to shapely polygon
        Outlines of sites that have one, EPSG:4326.
    explained : mapping of str to Explanation
        Why sites are in or out, where that is known already.
    """

    def __init__(
        self,
        base: Answered,
        report: Mapping[str, Any],
        evidence: pd.DataFrame,
        territory: Territory | None = None,
        outlines: Mapping[str, Any] | None = None,
        explained: Mapping[str, Explanation] | None = None,
    ) -> None:
        self.base = base
        self.report = report
        self._evidence = dict(list(evidence.groupby("site_id")))
        self._none = evidence.iloc[:0]
        self._territory = territory
        self._outlines = outlines or {}
        self._explainer = Explainer(base)
        self._explained = explained or {}
        case = base.case
        self._chosen = frozenset(str(site) for site in case.program.columns[base.selected])
        self._around = (
            Surroundings(territory, case.everyone, set(self._chosen)) if territory else None
        )
        self._pictures: dict[str, dict[str, str]] = {}

    def bundle(self, sites: Sequence[str], *, limits: bool = True) -> Document:
        """Return one document of the sheets of these sites, in this order; its parts are sheets.

        Parameters
        ----------
        sites : sequence of str
            Ids of candidates of the run, whether they compete or not.
        limits : bool
            Whether moves of limits are searched for a site that is out: a second each.
        """
        rows = measured_rows(self.base.case, sites, self._territory)
        dated = calendars(rows, self.base.case.model)
        parts = tuple(self._sheet(rows.loc[site], dated[site], limits=limits) for site in sites)
        title = Text(f"Fiches de {len(parts)} sites", f"Sheets of {len(parts)} sites")
        notices = (SYNTHETIC,) if self.base.case.synthetic else ()
        if len(parts) == 1:
            return parts[0]
        data = {"sites": list(sites)}
        return Document(NAME, title, (), (), notices, data, parts, contents=True)

    def draw(self, folder: Path, sites: Iterable[str] | None = None) -> None:
        """Write the pictures of the sheets made so far, or of these sites alone."""
        for site in self._pictures if sites is None else sites:
            for file, svg in self._pictures[site].items():
                (folder / file).write_text(svg, encoding="utf-8", newline="")

    def _sheet(self, row: pd.Series, dated: Calendar, *, limits: bool) -> Document:
        site = str(row.name)
        case = self.base.case
        found = self._explained.get(site) or self._explainer.explain(site, limits=limits)
        name = _short(row)
        model = case.model
        by = model.assumptions.turnkey_by
        steps, critical = dated
        chosen = case.everyone.loc[sorted(self._chosen)]
        scales = gauges(case, row, chosen, layer_sources(self.report))
        told = told_of(site, row.to_dict(), self._evidence.get(site, self._none),
                       model.eligibility.max_area_ratio or MOST_RATIO)  # fmt: skip
        word, lead, reasons, change = self._answer(found)
        alt = calendar_alt(steps, name)
        head = t("Calendrier", "Calendar")
        calendar = self._figure(
            site, "calendar", draw_calendar(steps, critical, by, head, alt), alt
        )
        alt = scales_words(scales, name)
        head = t("Échelles", "Scales")
        drawn = self._figure(site, "criteria", draw_scales(scales, head, alt), alt)
        blocks = blocking_points(row, steps, critical, scales, by)
        weighs = Section(
            Text("Points bloquants", "What blocks"),
            () if blocks else (t("Aucun de connu.", "None known."),), items=blocks,
        )  # fmt: skip
        steps_told = Section(
            Text("Calendrier", "Calendar"), (ready_words(steps, row),),
            tables=(steps_rows(site, steps, critical),), figures=(calendar,),
        )  # fmt: skip
        scaled = Section(
            Text("Chaque critère sur son échelle", "Each criterion on its scale"),
            (_score_words(row),), tables=(gauge_table(site, scales),), figures=(drawn,),
        )  # fmt: skip
        told_apart = strengths(scales)
        apart = (Section(Text("Face aux retenus", "Beside the selected"), items=told_apart),)
        known = Section(Text("Identité", "Identity"), facts=identity(row, self._territory))
        costs = Section(Text("Coûts", "Costs"), facts=cost_facts(row))
        good, bad, verify = self._evidence_sections(told.for_it, told.against, told.verify)
        sections = (
            *_on("left", self._place(row, name)),
            *_on("right", known),
            scaled,
            *_on("left", replace(weighs, turns=True), *(apart if told_apart else ())),
            *_on("right", *(reasons or change)),
            *(change if reasons else ()),
            steps_told,
            *_on("left", good, bad),
            *_on("right", verify, costs),
            self._rivals(site),
            Section(note=self._sources_words()),
        )
        name = _titled(row)
        title = Text(f"{name} : {word.fr}", f"{name}: {word.en}")
        return Document(
            NAME, title, sections, lead, (SYNTHETIC,) if case.synthetic else (),
            {"site_id": site, "explanation": found}, fitted=True,
        )  # fmt: skip

    def _answer(
        self, found: Explanation
    ) -> tuple[Text, tuple[Words, ...], tuple[Section, ...], tuple[Section, ...]]:
        """Return the verdict in a word, the sentences, why, and the smallest change."""
        if isinstance(found, WhyIn):
            lead, parts = selected_sections(self.base, found)
            return Text("retenu", "selected"), lead, tuple(parts[1:]), ()
        if isinstance(found, Excluded):
            lead, parts = excluded_sections(found)
            return Text("n'a pas concouru", "did not compete"), lead, (), tuple(parts[1:])
        lead, parts = unselected_sections(self.base, found)
        brief = tuple(
            replace(
                part,
                items=part.items[:_ITEMS],
                tables=tuple(replace(table, shown=4) for table in part.tables),
            )
            for part in parts[1:]
        )
        return Text("non retenu", "not selected"), lead, brief[:1], brief[1:]

    def _place(self, row: pd.Series, name: str) -> Section:
        title = Text("Situation", "Location")
        site = str(row.name)
        if self._around is None:
            return Section(title, (t(
                "Pas de carte : le paquet de données de ce résultat n'est pas à portée"
                " (dossier packs).",
                "No map: the data pack of this run is not at hand (folder packs).",
            ),))  # fmt: skip
        around = self._around.around(site, MAP_WIDTH / MAP)
        if around is None:
            return Section(title, (t(
                "Pas de carte : la position du site n'est pas connue.",
                "No map: the place of the site is not known.",
            ),))  # fmt: skip
        place = ", ".join(v for v in (row["commune"], row["dep_nom"]) if isinstance(v, str))
        alt = location_words(around, name, place)
        svg = draw_location(
            around, name, alt, outline=self._outlines.get(site),
            surface_ha=float(row["surface_ha"]), synthetic=self.base.case.synthetic,
        )  # fmt: skip
        return Section(title, figures=(self._figure(site, "map", svg, alt),))

    def _figure(self, site: str, kind: str, svg: str, alt: str) -> Figure:
        file = picture_of(site, kind)
        self._pictures.setdefault(site, {})[file] = svg
        return Figure(file, alt)

    def _evidence_sections(
        self, good: Sequence[str], bad: Sequence[str], verify: Sequence[str]
    ) -> tuple[Section, ...]:
        none = Text("Rien de connu.", "Nothing known.")
        parts = (
            (Text("Indices favorables", "Evidence for"), good[:_ITEMS]),
            (Text("Indices contraires", "Evidence against"), bad[:_ITEMS]),
            (Text("À vérifier d'abord", "To verify first"), verify[:_ITEMS]),
        )
        return tuple(
            Section(
                title, () if items else (none,),
                items=tuple(Confidential(one) if _names_owner(one) else one for one in items),
            )
            for title, items in parts
        )  # fmt: skip

    def _rivals(self, site: str) -> Section:
        table = rivals(self.base.case, site, self._chosen)
        none = t("Aucun candidat éligible à moins de 60 km.", "No eligible candidate within 60 km.")
        return Section(
            Text("Voisins en concours", "Neighbours that compete"),
            () if table.rows else (none,), tables=(table,),
        )  # fmt: skip

    def _sources_words(self) -> str:
        """Name the sources of what the sheet shows, with licence and date."""
        used = {"commune_outlines", "communes", "substations", "freight_stations", "road_edges",
                "rail_lines", "sea_ports", "airports", "candidates", "cartofriches", "zones_emploi",
                "low_flow", "departement_jobs", "fund_dossiers", "road_classes"}  # fmt: skip
        told = {
            f"{one['producer']} ({one['vintage']}, {one['licence']})"
            for one in self.report.get("inputs", [])
            if one.get("producer") and str(one["name"]).rpartition("/")[2] in used
        }
        run = str(self.report.get("run", ""))[:12]
        made = t(f"Résultat {run}.", f"Run {run}.") if run else ""
        return f"{Text('Sources : ', 'Sources: ')}{' ; '.join(sorted(told))}. {made}".strip()


def layer_sources(report: Mapping[str, Any]) -> dict[str, str]:
    """Return, by layer of the pack of a run, who publishes it and when."""
    return {
        str(one["name"]).rpartition("/")[2]: f"{one['producer']}, {one['vintage']}"
        for one in report.get("inputs", [])
        if one.get("producer")
    }


def _on(side: Side, *sections: Section) -> tuple[Section, ...]:
    return tuple(replace(section, side=side) for section in sections)


def picture_of(site: str, kind: str) -> str:
    """Return the file of a picture of a site's sheet.

    Examples
    --------
    >>> picture_of("60057/12", "map")
    'fiche_60057_12_map.svg'
    """
    return f"{site_files(site)}_{kind}.svg"


def site_files(site: str) -> str:
    """Return what the names of a site's files begin with.

    Examples
    --------
    >>> site_files("60057/12")
    'fiche_60057_12'
    """
    return "fiche_" + "".join(c if c.isalnum() or c in "-_" else "_" for c in site)


def _titled(row: pd.Series) -> str:
    """Return the name, cut where it is a paragraph, then the commune and the département."""
    name = _short(row)
    cut = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip(' ,;-')}…"
    where = [str(row[c]) for c in ("commune", "dep_nom") if isinstance(row[c], str)]
    return ", ".join([cut, *where])


def _short(row: pd.Series) -> str:
    return str(row["name"]) if isinstance(row["name"], str) and row["name"] else str(row.name)


def _names_owner(words: str) -> bool:
    return words.startswith(("le propriétaire", "the owner"))


def _score_words(row: pd.Series) -> str:
    import pandas as pd

    from tisites.messages.text import number

    if pd.isna(row.get("score")):
        return t(
            "Non mesuré : le site a été écarté avant toute mesure, et sa position ou sa commune"
            " n'est pas connue.",
            "Not measured: the site was barred first, and its place or commune is not known.",
        )
    score, low, high = (number(float(row[c]), 1) for c in ("score", "score_low", "score_high"))
    told = t(
        f"Score {score} sur 100, de {low} à {high} selon ce qui est incertain ou inconnu.",
        f"Score {score} out of 100, {low} to {high} by what is uncertain or unknown.",
    )
    if bool(row["eligible"]):
        return told
    return f"{told} " + t(
        "Mesuré pour information : il n'a pas concouru.",
        "Measured for information: it did not compete.",
    )
