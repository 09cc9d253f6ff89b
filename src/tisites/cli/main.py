"""``tisites``: the command line. French by default, ``--lang en`` or ``TISITES_LANG=en``."""

from __future__ import annotations

import gc
import os
import sys

from tisites.cli.boundary import flushed, ready_streams, told
from tisites.messages.errors import BadInputError, TisitesError
from tisites.messages.text import LANGUAGES, Language, Text, speak

EXIT_INTERRUPTED = 130
#: Objects made before Python looks for garbage in circles; the 700 of old take a tenth of a run.
_GARBAGE = 50_000


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done; 2 bad input; 3 infeasible; 4 limit reached without proof; 74 the machine failed (no
    room, no handles, no memory, output closed); 130 interrupted.
    """
    arguments = sys.argv[1:] if argv is None else argv
    gc.set_threshold(_GARBAGE, 20, 50)
    try:
        speak(_wanted_language(arguments))
        ready_streams()
        from tisites.cli.commands import build_app

        code = int(build_app(arguments)(args=arguments, standalone_mode=False) or 0)
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
        from tisites.cli.usage import usage_problem

        problem = usage_problem(error)
        if problem is None:
            raise
        return _shown(BadInputError(problem))


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


if __name__ == "__main__":
    sys.exit(main())
