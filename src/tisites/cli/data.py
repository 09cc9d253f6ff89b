"""Verbs of data: sources listed, obtained, built into packs; where a value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.declare import Typed, argument, flag, option, verb
from tisites.cli.options import CANDIDATES, DATA

if TYPE_CHECKING:
    from tisites.desk.answer import Answer

PACK = argument("pack", "Paquet (sinon : démonstration)", "Pack (else demo)", Path, None)
OUT_PAGE = option("--out", "Fichier où remplacer ce tableau", "File to replace the table in", Path)


@verb(
    "data list", "Lister les sources.", "List the sources.",
    flag("--markdown", "Tableau pour la documentation", "Documentation table"), OUT_PAGE,
)  # fmt: skip
def list_(o: Typed) -> int:
    """List the sources."""
    from tisites.cli.present import present
    from tisites.desk.data import list_sources

    if not o.markdown and o.out is None:
        return present(list_sources, None)
    from tisites.run.trace.data_page import catalogue_markdown

    return present(list_sources, None, lambda _: _page("catalogue", catalogue_markdown(), o.out))


@verb(
    "data pull", "Télécharger des sources.", "Download sources.",
    argument("names", "Sources (sinon : toutes)", "Sources (else: all)", list[str], None),
    flag("--update", "Redemander les fichiers déjà obtenus, accepter ceux qui ont changé",
         "Ask again for files already obtained, accept those that changed"),
)  # fmt: skip
def pull(o: Typed) -> int:
    """Download sources."""
    from tisites.cli.present import present
    from tisites.desk.data import PullRequest, pull_sources

    return present(pull_sources, PullRequest(tuple(o.names or ()), o.update))


@verb(
    "data add", "Ajouter un fichier déjà obtenu.", "Add a file you have.",
    argument("name", "Source", "Source"),
    argument("file", "Fichier de cette source", "File of that source", Path),
)  # fmt: skip
def add(o: Typed) -> int:
    """Add a file."""
    from tisites.cli.present import present
    from tisites.desk.data import AddRequest, add_source

    return present(add_source, AddRequest(o.name, o.file))


@verb(
    "data build", "Construire un paquet de données.", "Build a data pack.",
    option("--from", "Dossier des fichiers publiés (sinon : fichiers obtenus par pull et add)",
           "Folder of published files (else: files obtained by pull and add)", Path, name="source"),
    option("--out", "Dossier du paquet à écrire", "Pack folder to write", Path, ...),
    option("--keep", "Paquet dont garder les couches qui manquent (sinon : celui de --out)",
           "Pack to keep missing layers from (else: that of --out)", Path),
)  # fmt: skip
def build(o: Typed) -> int:
    """Build a pack."""
    from tisites.cli.present import present
    from tisites.desk.data import BuildRequest, build_pack

    return present(build_pack, BuildRequest(o.out, o.source, o.keep))


@verb("data show", "Décrire un paquet de données.", "Describe a data pack.", PACK)
def show(o: Typed) -> int:
    """Describe a pack."""
    from tisites.cli.present import present
    from tisites.desk.data import show_pack

    return present(show_pack, o.pack)


@verb("data verify", "Vérifier les empreintes d'un paquet.", "Check the hashes of a pack.", PACK)
def verify(o: Typed) -> int:
    """Check a pack."""
    from tisites.cli.present import present
    from tisites.desk.data import verify_pack

    return present(verify_pack, o.pack)


@verb(
    "data trace", "D'où vient une valeur d'indicateur.", "Where an indicator's value is from.",
    argument("site", "Identifiant du site", "Site id"),
    argument("indicator", "Nom de l'indicateur", "Indicator name"),
    argument("scenario", "Scénario", "Scenario", default="reference"),
    DATA, CANDIDATES, flag("--json", "Sortie JSON", "JSON output"),
)  # fmt: skip
def trace(o: Typed) -> int:
    """Say where a value comes from."""
    from tisites.cli.present import present
    from tisites.desk.data import trace
    from tisites.run.trace.trace import Asked

    asked = Asked(o.site, o.indicator, o.scenario, o.data, o.candidates)
    return present(trace, asked, _json if o.json else None)


@verb(
    "data coverage", "Part des candidats où l'indicateur est connu.", "Share of candidates known.",
    DATA, option("--scenario", "Scénario", "Scenario", default="reference"), OUT_PAGE,
)  # fmt: skip
def coverage(o: Typed) -> int:
    """Say what is known of whom."""
    from tisites.cli.present import present
    from tisites.desk.data import CoverageRequest, coverage
    from tisites.run.trace.coverage import coverage_markdown

    asked = CoverageRequest(o.data, o.scenario)
    return present(coverage, asked, lambda a: _page("coverage", coverage_markdown(a.value), o.out))


def _json(answer: Answer) -> str:
    import json

    return json.dumps(answer.value.as_dict(), ensure_ascii=False, indent=1) + "\n"


def _page(name: str, part: str, out: Path | None) -> str:
    """Return a part of a page of the documentation, or put it into that page."""
    from tisites.run.trace.data_page import put_part

    if out is None:
        from tisites.messages.typography import typeset

        return typeset(part.rstrip("\n")) + "\n"
    put_part(out, name, part)
    return ""
