"""Other verbs: ``report``, what is handed over; ``bench``; ``aide``, the pages for planners."""

from __future__ import annotations

import sys
from pathlib import Path

from tisites.cli.declare import Typed, argument, flag, option, verb
from tisites.cli.help_pages import pages, title_of
from tisites.cli.options import DATA, out
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text


@verb(
    "report",
    "Rédiger ce qui se remet : note, fiches, classeur, cartes.",
    "Write what is handed over: note, sheets, workbook, maps.",
    argument("what",
             "Résultat (dossier, empreinte, last), ou dossier d'une comparaison, d'une étude",
             "Run (folder, hash, last), or folder of a comparison, of a study", default="last"),
    option("--format", "html, pdf, docx, xlsx, gpkg, png, csv : un ou plusieurs",
           "html, pdf, docx, xlsx, gpkg, png, csv: one or several", default="html,pdf"),
    option("--profile", "public (sans propriétaire, prix, champ confidentiel) ou internal",
           "public (no owner, price, confidential field) or internal", default="internal"),
    option("--site", "Fiche de ce site (répéter)", "Sheet of this site (repeat)", list[str]),
    flag("--fiches", "Une fiche par site retenu", "A sheet a chosen site"),
    flag("--no-note", "Les fiches seules", "The sheets alone"),
    out("reports/…"),
)  # fmt: skip
def report(o: Typed) -> int:
    """Write what is handed over."""
    from tisites.cli.present import present
    from tisites.desk.report import ReportRequest, report

    kinds = tuple(kind.strip().lower() for kind in o.format.split(",") if kind.strip())
    sites = tuple(o.site or ())
    request = ReportRequest(o.what, kinds, o.profile, sites, o.fiches, o.out, alone=o.no_note)
    return present(report, request)


_PEERS = "cbc, highs, cbc-pairs, highs-pairs, scip, cpsat, spopt"


@verb(
    "bench", "Mesurer le moteur et ses concurrents.", "Measure engine and peers.",
    argument("files", "Fichiers p-médian OR-Library", "OR-Library p-median files", list[Path],
             None),
    flag("--orlib", "Résoudre les fichiers donnés, une ligne chacun", "Solve files, a row each"),
    option("--family", "Famille ou essai (sinon : tous)", "Family or spec"),
    option("--size", "Taille", "Size", int, least=1),
    option("--peers", f"Concurrents, séparés par des virgules : {_PEERS}",
           f"Peers, comma-separated: {_PEERS}", default="highs"),
    option("--repeat", "Répétitions", "Repeats", int, 3, least=1),
    option("--limit", "Secondes par résolution", "Seconds of each solve", float, least=0),
    option("--out", "Dossier des résultats (sinon bench-results)", "Results folder", Path), DATA,
    flag("--smoke", "Chaque essai une fois, en petit, figures déterministes seulement",
         "Every spec once, small, deterministic figures only"),
    flag("--write-golden", "Avec --smoke : réécrire benchmarks/golden.csv",
         "With --smoke: write benchmarks/golden.csv anew"),
)  # fmt: skip
def bench(o: Typed) -> int:
    """Measure, from a checkout of the sources."""
    import shlex

    from tisites.cli.present import present
    from tisites.desk.bench import BenchRequest, bench

    typed = shlex.join(["tisites", *sys.argv[1:]])  # without the path of the program
    request = BenchRequest(
        family=o.family, size=o.size, peers=tuple(name for name in o.peers.split(",") if name),
        repeat=o.repeat, limit=o.limit, out=o.out, pack=o.data, smoke=o.smoke, orlib=o.orlib,
        files=tuple(o.files or ()), write_golden=o.write_golden, typed=typed,
    )  # fmt: skip
    return present(bench, request, lambda answer: f"{answer.value.page}\n")


@verb(
    "aide", "Lire les pages d'aide.", "Read the help pages, in French.",
    argument("page", "Page (sinon : la liste)", "Page (else: the list)", default=""),
)  # fmt: skip
def aide(o: Typed) -> int:
    """Show the French pages for planners, which ship with the program, offline."""
    from rich.markdown import Markdown

    from tisites.cli.console import make_console
    from tisites.messages.typography import typeset
    from tisites.report.tables import line

    console, known = make_console(), pages()
    if o.page and o.page not in known:
        what = Text(f"pas de page « {o.page} »", f"no page '{o.page}'")
        listed = ", ".join(known)
        remedy = Text(f"choisir parmi {listed}", f"choose among {listed}")
        raise bad_input(what, remedy, Where("aide"))
    if o.page:
        text = known[o.page].read_text(encoding="utf-8")
        console.print(Markdown(typeset(text, "fr"), hyperlinks=False))
        return 0
    console.print(line(Text("Les pages d'aide :", "The help pages, in French:"), style="bold"))
    for name, path in known.items():
        console.print(line(f"  tisites aide {name:<10} {title_of(path)}"))
    return 0


@verb("version", "Afficher les versions.", "Print the versions.")
def version(o: Typed) -> int:
    """Print the versions."""
    from tisites.data.fingerprint import versions

    del o
    sys.stdout.write("".join(f"{name} {value}\n" for name, value in versions().items()))
    return 0
