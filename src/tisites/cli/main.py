"""``tisites``: the command line. French by default, ``--lang en`` or ``TISITES_LANG=en``."""

from __future__ import annotations

import os
import sys

from tisites.cli.boundary import flushed, ready_streams, told
from tisites.messages.errors import EXIT_BAD_INPUT, TisitesError
from tisites.messages.text import LANGUAGES, Language, Text, speak

EXIT_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done; 2 bad input; 3 infeasible; 4 limit reached without proof; 74 the machine failed (no
    room, no handles, no memory, output closed); 130 interrupted.
    """
    arguments = sys.argv[1:] if argv is None else argv
    try:
        speak(_wanted_language(arguments))
        ready_streams()
        from tisites.cli.commands import build_app

        code = int(build_app()(args=arguments, standalone_mode=False) or 0)
        if code == EXIT_INTERRUPTED:  # the parser turns the signal into a code and says nothing
            raise KeyboardInterrupt
        flushed()
        return code
    except TisitesError as error:
        return _shown(error)
    except KeyboardInterrupt:
        said = Text("Interrompu.\n", "Interrupted.\n")
        sys.stderr.write(str(said))
        return EXIT_INTERRUPTED
    except (Exception, SystemExit) as error:
        fault = told(error)
        if fault is not None:
            return _shown(fault)
        if not _is_usage(error):
            raise
        sys.stderr.write(_usage(error) + "\n")
        return EXIT_BAD_INPUT


def _shown(error: TisitesError) -> int:
    from tisites.cli.console import show_error

    show_error(error)
    return error.exit_code


def _wanted_language(arguments: list[str]) -> Language:
    """Find the language before the commands are built: their help is in it too."""
    from tisites.messages.errors import Where, bad_input

    wanted, place = os.environ.get("TISITES_LANG") or "fr", "TISITES_LANG"
    for k, argument in enumerate(arguments):
        if argument == "--lang" and k + 1 < len(arguments):
            wanted, place = arguments[k + 1], "--lang"
        elif argument.startswith("--lang="):
            wanted, place = argument.removeprefix("--lang="), "--lang"
    for known in LANGUAGES:
        if wanted == known:
            return known
    what = Text(f"langue inconnue « {wanted} »", f"unknown language '{wanted}'")
    raise bad_input(what, Text("employer fr ou en", "use fr or en"), Where(place))


def _is_usage(error: BaseException) -> bool:
    """Whether an error is the command parser's word on a mistyped command."""
    import typer

    return isinstance(error, typer.BadParameter.__mro__[1])


#: What the command parser says in English only, in French.
_FRENCH = (
    (r"No such option: (\S+?)\.?( Did you mean .*)?$", r"option inconnue : \1"),
    (r"No such command '(.*?)'\.?.*$", r"commande inconnue : \1"),
    (r"Got unexpected extra argument(?:s|\(s\))?\s*\((.*)\)$", r"argument en trop : \1"),
    (r"Option '(.*)' requires an argument\.$", r"l'option \1 attend une valeur"),
    (r"Missing (?:option|parameter|argument).*$", r"à donner"),
    (r".*valid number.*", r"un nombre est attendu, avec un point décimal (par exemple 0.05)"),
    (r".*valid float.*", r"un nombre est attendu, avec un point décimal (par exemple 0.05)"),
    (r".*valid integer.*", r"un nombre entier est attendu"),
    (r".*(?:greater than or equal to|x>=)\s*(\S+?)\.?$", r"la valeur doit être au moins \1"),
)


def _usage(error: BaseException) -> str:
    import re

    message = str(getattr(error, "message", error))
    french = message
    for pattern, words in _FRENCH:
        if re.fullmatch(pattern, message):
            french = re.sub(pattern, words, message)
            break
    parameter = getattr(error, "param", None)
    option = "/".join(getattr(parameter, "opts", [])) if parameter is not None else ""
    if type(error).__name__ == "MissingParameter":  # its message is empty
        option = option if option.startswith("-") else option.upper()
        french, message = "à donner", "missing"
    remedy = _near(error, message) or _help_of(error)
    message = message.partition(" Did you mean")[0]
    return str(
        Text(
            f"Erreur : {' : '.join(p for p in (option, french) if p)}\n    → {remedy.fr}",
            f"Error: {': '.join(p for p in (option, message) if p)}\n    → {remedy.en}",
        )
    )


def _near(error: BaseException, message: str) -> Text | None:
    """Return the names nearest to a mistyped one, as the command parser found them."""
    import re

    guessed = message.partition("Did you mean")[2]
    names = list(getattr(error, "possibilities", None) or re.findall(r"'(.*?)'", guessed))
    if not names:
        return None
    listed = ", ".join(names)
    return Text(f"vouliez-vous {listed} ?", f"did you mean {listed}?")


def _help_of(error: BaseException) -> Text:
    """Return the command that tells the options of the verb that was mistyped."""
    verbs: list[str] = []
    context = getattr(error, "ctx", None)
    while context is not None and context.parent is not None:
        verbs.insert(0, str(context.info_name))
        context = context.parent
    command = " ".join(["tisites", *verbs, "--help"])
    return Text(command, f"{command} --lang en")


if __name__ == "__main__":
    sys.exit(main())
