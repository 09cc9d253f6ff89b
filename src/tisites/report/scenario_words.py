"""What is told of a scenario: its merged model, its points, what differs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.model.flat import differences, flat_model, origin
from tisites.model.load import find, merged_of, point_of, stack
from tisites.model.points import load_points, load_scenario, one_point
from tisites.model.vary import SCENARIO, variation_of
from tisites.report.document import Column, Document, Section, Table
from tisites.report.phrases import quoted

if TYPE_CHECKING:
    from tisites.model.points import Point
    from tisites.model.vary import Variation
    from tisites.report.document import Words

#: Points of a grid shown one by one.
SHOWN = 10
KEY = Column("key", Text("clé", "key"), whole=True)
METHODS = {
    "grid": Text("grille complète", "full grid"),
    "latin_hypercube": Text("hypercube latin", "Latin hypercube"),
    "monte_carlo": Text("Monte Carlo", "Monte Carlo"),
}


def scenario_document(name: str, model: str | None) -> Document:
    """Tell the merged model of a scenario with the origin of each value, or a grid's points.

    Raises
    ------
    BadInputError
        If anything in the scenario is wrong.
    """
    path = find("scenarios", name)
    layers = stack(path, model)
    variation = variation_of(merged_of(layers), path)
    if variation is not None and not point_of(name):
        return _grid_document(variation, load_points(name, model))
    if variation is None:
        merged, own = load_scenario(name, model)
        varied: dict[str, Any] = {}
    else:
        point = one_point(name, model)
        merged, own, varied = point.model, point.name, point.values
        layers = stack(path, model, varied.get(SCENARIO))
    title = Text(merged.title, merged.title_en or merged.title)
    rows = []
    for key, value in flat_model(merged).items():
        if key in varied or (varied and key in ("name", "title", "title_en")):
            place = str(Text("ce point", "this point"))
        else:
            file, at = origin(key, layers)
            file = Path(file).name if file else ""
            place = f"{file}:{at}" if file and at else file
            place = place or str(Text("défaut du programme", "default of the program"))
        rows.append((key, shown(value), place))
    heads = (KEY, Column("value", Text("valeur", "value")),
             Column("from", Text("vient de", "comes from")))  # fmt: skip
    title_ = f"{quoted(own)}{Text(' : ', ': ')}{title}"
    return _document("scenario", title_, Table("model", "", heads, tuple(rows)))


def _grid_document(variation: Variation, points: list[Point]) -> Document:
    sampling = variation.sampling
    words = f"{METHODS[sampling.method]}, {number(len(points))} points"
    if sampling.method != "grid":
        words += str(Text(f", graine {sampling.seed}", f", seed {sampling.seed}"))
    axes = []
    for axis in variation.axes:
        if axis.interval is None:
            said = ", ".join(shown(value) for value in axis.choices)
        else:
            low, high = f"{axis.interval.low:g}", f"{axis.interval.high:g}"
            said = str(Text(f"de {low} à {high}", f"from {low} to {high}"))
            if axis.interval.spacing == "log":
                said += str(Text(", en proportion", ", in ratio"))
        axes.append((axis.name, said))
    rows = tuple(
        (point.reference, ", ".join(f"{key}={shown(one)}" for key, one in point.values.items()))
        for point in points[:SHOWN]
    )
    if len(points) > SHOWN:
        more = number(len(points) - SHOWN)
        rows += ((str(Text(f"… et {more} autres", f"… and {more} more")), ""),)
    values = Column("values", Text("valeurs", "values"))
    return _document(
        "grid", words,
        Table("axes", "", (Column("axis", Text("ce qui varie", "what varies"), whole=True), values),
              tuple(axes)),
        Table("points", "", (Column("point", Text("point", "point"), whole=True), values), rows),
    )  # fmt: skip


def differences_document(a: str, b: str) -> Document:
    """Tell the keys in which two scenarios differ.

    Raises
    ------
    BadInputError
        If anything in either scenario is wrong.
    """
    (one, name_a), (other, name_b) = load_scenario(a), load_scenario(b)
    found = differences(one, other)
    if not found:
        return _document("differences", Text("Aucune différence, noms et titres mis à part.",
                                             "No difference, names and titles apart."))  # fmt: skip
    rows = tuple((key, shown(before), shown(after)) for key, before, after in found)
    heads = (KEY, Column("before", name_a), Column("after", name_b))
    count = number(len(found))
    many = Text(f"{count} clés diffèrent", f"{count} keys differ")
    title = Text("1 clé diffère", "1 key differs") if len(found) == 1 else many
    return _document("differences", title, Table("differences", "", heads, rows))


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


def _document(name: str, title: Words, *tables: Table) -> Document:
    return Document(name, title, tuple(Section(tables=(table,)) for table in tables))
