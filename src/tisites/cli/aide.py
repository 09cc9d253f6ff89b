"""``tisites aide``: the French pages for planners, which ship with the program, offline."""

from __future__ import annotations

import typer

from tisites.cli.help_pages import pages, title_of
from tisites.cli.options import language_option, said
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text


def add_aide(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    page_ = typer.Argument("", help=said("Page (sinon : la liste)", "Page (else: the list)"))
    lang_ = language_option()

    @app.command("aide", help=said("Lire les pages d'aide.", "Read the help pages, in French."))
    def aide(page: str = page_, lang: str = lang_) -> int:
        from rich.markdown import Markdown

        from tisites.cli.console import make_console
        from tisites.messages.typography import typeset
        from tisites.report.tables import line

        del lang
        console, known = make_console(), pages()
        if page and page not in known:
            what = Text(f"pas de page « {page} »", f"no page '{page}'")
            listed = ", ".join(known)
            raise bad_input(
                what, Text(f"choisir parmi {listed}", f"choose among {listed}"), Where("aide")
            )
        if page:
            text = known[page].read_text(encoding="utf-8")
            console.print(Markdown(typeset(text, "fr"), hyperlinks=False))
            return 0
        console.print(line(Text("Les pages d'aide :", "The help pages, in French:"), style="bold"))
        for name, path in known.items():
            console.print(line(f"  tisites aide {name:<10} {title_of(path)}"))
        return 0
