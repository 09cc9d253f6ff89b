"""What the terminal says of a scenario: its merged model, its points, what differs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tisites.messages.text import Text, number
from tisites.model.flat import differences, flat_model, origin
from tisites.model.load import find, merged_of, point_of, stack
from tisites.model.points import load_points, load_scenario, one_point
from tisites.model.vary import SCENARIO, variation_of
from tisites.report.phrases import quoted
from tisites.report.tables import line

if TYPE_CHECKING:
    from rich.console import Console

    from tisites.model.points import Point
    from tisites.model.vary import Variation

#: Points of a grid shown one by one.
SHOWN = 10
METHODS = {
    "grid": Text("grille complète", "full grid"),
    "latin_hypercube": Text("hypercube latin", "Latin hypercube"),
    "monte_carlo": Text("Monte Carlo", "Monte Carlo"),
}


def print_scenario(name: str, model: str | None, console: Console) -> None:
    """Print the merged model of a scenario with the origin of each value, or a grid's points.

    Raises
    ------
    BadInputError
        If anything in the scenario is wrong.
    """
    path = find("scenarios", name)
    layers = stack(path, model)
    variation = variation_of(merged_of(layers), path)
    if variation is not None and not point_of(name):
        _print_grid(variation, load_points(name, model), console)
        return
    if variation is None:
        merged, own = load_scenario(name, model)
        varied: dict[str, Any] = {}
    else:
        point = one_point(name, model)
        merged, own, varied = point.model, point.name, point.values
        layers = stack(path, model, varied.get(SCENARIO))
    title = Text(merged.title, merged.title_en or merged.title)
    console.print(line(f"{quoted(own)}{Text(' : ', ': ')}{title}", style="bold"))
    table = _table(Text("clé", "key"), Text("valeur", "value"), Text("vient de", "comes from"))
    for key, value in flat_model(merged).items():
        if key in varied or (varied and key in ("name", "title", "title_en")):
            place = str(Text("ce point", "this point"))
        else:
            file, at = origin(key, layers)
            file = Path(file).name if file else ""
            place = f"{file}:{at}" if file and at else file
            place = place or str(Text("défaut du programme", "default of the program"))
        table.add_row(key, shown(value), place)
    console.print(table)


def _print_grid(variation: Variation, points: list[Point], console: Console) -> None:
    sampling = variation.sampling
    words = f"{METHODS[sampling.method]}, {number(len(points))} points"
    if sampling.method != "grid":
        words += str(Text(f", graine {sampling.seed}", f", seed {sampling.seed}"))
    console.print(line(words, style="bold"))
    table = _table(Text("ce qui varie", "what varies"), Text("valeurs", "values"))
    for axis in variation.axes:
        if axis.interval is None:
            said = ", ".join(shown(value) for value in axis.choices)
        else:
            low, high = f"{axis.interval.low:g}", f"{axis.interval.high:g}"
            said = str(Text(f"de {low} à {high}", f"from {low} to {high}"))
            if axis.interval.spacing == "log":
                said += str(Text(", en proportion", ", in ratio"))
        table.add_row(axis.name, said)
    console.print(table)
    table = _table(Text("point", "point"), Text("valeurs", "values"))
    for point in points[:SHOWN]:
        figures = ", ".join(f"{key}={shown(value)}" for key, value in point.values.items())
        table.add_row(point.reference, figures)
    if len(points) > SHOWN:
        more = number(len(points) - SHOWN)
        table.add_row(str(Text(f"… et {more} autres", f"… and {more} more")), "")
    console.print(table)


def print_differences(a: str, b: str, console: Console) -> None:
    """Print the keys in which two scenarios differ.

    Raises
    ------
    BadInputError
        If anything in either scenario is wrong.
    """
    (one, name_a), (other, name_b) = load_scenario(a), load_scenario(b)
    found = differences(one, other)
    if not found:
        same = Text("Aucune différence, noms et titres mis à part.",
                    "No difference, names and titles apart.")  # fmt: skip
        console.print(line(same, style="bold"))
        return
    table = _table(Text("clé", "key"), Text(name_a, name_a), Text(name_b, name_b))
    for key, before, after in found:
        table.add_row(key, shown(before), shown(after))
    console.print(table)
    count = number(len(found))
    keys = Text(f"{count} clés diffèrent", f"{count} keys differ")
    one_key = Text("1 clé diffère", "1 key differs")
    console.print(line(one_key if len(found) == 1 else keys))


def shown(value: Any) -> str:
    """Write a value of a model on one line.

    Examples
    --------
    >>> shown(None), shown(12.0), shown({"0": 1.0, "5": 0.3}), shown(0.6416345955)
    ('–', '12', '0 = 1, 5 = 0.3', '0.641635')
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {shown(one)}" for key, one in value.items()) or "{}"
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value) or "[]"
    return str(value)


def _table(*heads: Text) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for k, head in enumerate(heads):
        table.add_column(str(head), overflow="fold", no_wrap=k == 0)
    return table
