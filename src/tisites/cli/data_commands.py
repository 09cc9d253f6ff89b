"""``tisites data``: its options, in the planner's language; its work is the desk's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.options import candidates_option, data_option, language_option, option, said

if TYPE_CHECKING:
    from tisites.desk.answer import Answer


def add_data(app: typer.Typer) -> None:
    """Add ``data`` and its sub-commands, with their help in the current language."""
    data = typer.Typer(
        help=said("Sources et paquets de données.", "Data sources and packs."),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(data, name="data")
    _add_list(data)
    _add_pull(data)
    _add_add(data)
    _add_build(data)
    _add_show(data)
    _add_verify(data)
    _add_trace(data)
    _add_coverage(data)


def _add_list(data: typer.Typer) -> None:
    markdown_ = option(False, "--markdown", "Tableau pour la documentation", "Documentation table")
    out_ = option(None, "--out", "Fichier où remplacer ce tableau", "File to replace the table in")
    lang_ = language_option()

    @data.command("list", help=said("Lister les sources.", "List the sources."))
    def command(markdown: bool = markdown_, out: Path | None = out_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import list_sources

        del lang
        if not markdown and out is None:
            return present(list_sources, None)
        from tisites.run.trace.data_page import catalogue_markdown

        return present(list_sources, None, lambda _: _page("catalogue", catalogue_markdown(), out))


def _add_pull(data: typer.Typer) -> None:
    names_ = typer.Argument(None, help=said("Sources (sinon : toutes)", "Sources (else: all)"))
    update_ = option(
        False,
        "--update",
        "Redemander les fichiers déjà obtenus, accepter ceux qui ont changé",
        "Ask again for files already obtained, accept those that changed",
    )
    lang_ = language_option()

    @data.command("pull", help=said("Télécharger des sources.", "Download sources."))
    def command(names: list[str] | None = names_, update: bool = update_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import PullRequest, pull_sources

        del lang
        return present(pull_sources, PullRequest(tuple(names or ()), update))


def _add_add(data: typer.Typer) -> None:
    name_ = typer.Argument(help=said("Source", "Source"))
    file_ = typer.Argument(help=said("Fichier de cette source", "File of that source"))
    lang_ = language_option()

    @data.command("add", help=said("Ajouter un fichier déjà obtenu.", "Add a file you have."))
    def command(name: str = name_, file: Path = file_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import AddRequest, add_source

        del lang
        return present(add_source, AddRequest(name, file))


def _add_build(data: typer.Typer) -> None:
    from_ = option(
        None,
        "--from",
        "Dossier des fichiers publiés (sinon : fichiers obtenus par pull et add)",
        "Folder of published files (else: files obtained by pull and add)",
    )
    out_ = option(..., "--out", "Dossier du paquet à écrire", "Pack folder to write")
    keep_ = option(
        None,
        "--keep",
        "Paquet dont garder les couches qui manquent (sinon : celui de --out)",
        "Pack to keep missing layers from (else: that of --out)",
    )
    lang_ = language_option()

    @data.command("build", help=said("Construire un paquet de données.", "Build a data pack."))
    def command(
        source: Path | None = from_, out: Path = out_, keep: Path | None = keep_, lang: str = lang_
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import BuildRequest, build_pack

        del lang
        return present(build_pack, BuildRequest(out, source, keep))


def _add_show(data: typer.Typer) -> None:
    pack_ = typer.Argument(None, help=said("Paquet (sinon : démonstration)", "Pack (else demo)"))
    lang_ = language_option()

    @data.command("show", help=said("Décrire un paquet de données.", "Describe a data pack."))
    def command(pack: Path | None = pack_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import show_pack

        del lang
        return present(show_pack, pack)


def _add_verify(data: typer.Typer) -> None:
    pack_ = typer.Argument(None, help=said("Paquet (sinon : démonstration)", "Pack (else demo)"))
    lang_ = language_option()

    @data.command(
        "verify", help=said("Vérifier les empreintes d'un paquet.", "Check the hashes of a pack.")
    )
    def command(pack: Path | None = pack_, lang: str = lang_) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import verify_pack

        del lang
        return present(verify_pack, pack)


def _add_trace(data: typer.Typer) -> None:
    site_ = typer.Argument(help=said("Identifiant du site", "Site id"))
    indicator_ = typer.Argument(help=said("Nom de l'indicateur", "Indicator name"))
    scenario_ = typer.Argument("reference", help=said("Scénario", "Scenario"))
    data_ = data_option()
    candidates_ = candidates_option()
    json_ = option(False, "--json", "Sortie JSON", "JSON output")
    lang_ = language_option()

    @data.command(
        "trace",
        help=said("D'où vient une valeur d'indicateur.", "Where an indicator's value is from."),
    )
    def command(
        site: str = site_,
        indicator: str = indicator_,
        scenario: str = scenario_,
        pack: Path | None = data_,
        candidates: Path | None = candidates_,
        as_json: bool = json_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import trace
        from tisites.run.trace.trace import Asked

        del lang
        asked = Asked(site, indicator, scenario, pack, candidates)
        return present(trace, asked, _json if as_json else None)


def _add_coverage(data: typer.Typer) -> None:
    data_ = data_option()
    scenario_ = option("reference", "--scenario", "Scénario", "Scenario")
    out_ = option(None, "--out", "Fichier où remplacer ce tableau", "File to replace the table in")
    lang_ = language_option()

    @data.command(
        "coverage",
        help=said("Part des candidats où l'indicateur est connu.", "Share of candidates known."),
    )
    def command(
        pack: Path | None = data_,
        scenario: str = scenario_,
        out: Path | None = out_,
        lang: str = lang_,
    ) -> int:
        from tisites.cli.present import present
        from tisites.desk.data import CoverageRequest
        from tisites.desk.data import coverage as answer
        from tisites.run.trace.coverage import coverage_markdown

        del lang
        asked = CoverageRequest(pack, scenario)
        return present(answer, asked, lambda a: _page("coverage", coverage_markdown(a.value), out))


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
