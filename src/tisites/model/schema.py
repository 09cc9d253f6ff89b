"""The JSON Schemas of models and scenarios, generated from the pydantic declarations.

``python -m tisites.model.schema`` writes them; a test fails when files and code drift. Editors
that know JSON Schema then complete and check ``models/*.toml`` and ``scenarios/*.toml``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tisites.model.declaration import Model
from tisites.model.vary import Sampling, VariedRange


def schema_text() -> str:
    """Return the schema of a model as the file holds it."""
    return _written(Model.model_json_schema())


def scenario_schema_text() -> str:
    """Return the schema of a scenario: part of a model, what it derives from, what it varies."""
    schema = _loose(Model.model_json_schema())
    name = {"type": "string", "minLength": 1}
    schema["title"] = "Scenario"
    schema["description"] = "Overrides of a model, by name; see docs/scenarios.md."
    schema["$defs"]["Interval"] = VariedRange.model_json_schema()
    schema["properties"] |= {
        "base": {**name, "description": "Model to start from: shipped name or path."},
        "from": {**name, "description": "Scenario to start from: shipped name or path."},
        "sampling": Sampling.model_json_schema(),
        "vary": {
            "type": "object",
            "description": "Keys of the model, each with a list of values or an interval.",
            "additionalProperties": {
                "anyOf": [
                    {"type": "array", "minItems": 1},
                    {"$ref": "#/$defs/Interval"},
                    {"$ref": "#/properties/vary"},
                ]
            },
            "properties": {
                "scenario": {
                    "type": "array",
                    "items": name,
                    "minItems": 1,
                    "description": "Scenarios to choose among, in place of base and from.",
                }
            },
        },
    }
    return _written(schema)


def _loose(schema: Any) -> Any:
    """Return a schema that takes any part of what the schema takes: nothing is required.

    A constraint may then be overridden without its ``kind``, so that it may match several.
    """
    if isinstance(schema, list):
        return [_loose(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {"discriminator", *(["required"] if isinstance(schema.get("required"), list) else [])}
    return {
        "anyOf" if key == "oneOf" else key: _loose(part)
        for key, part in schema.items()
        if key not in dropped
    }


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _checkout() -> Path:
    return Path(__file__).resolve().parents[3]


def schema_path() -> Path:
    """Return where the schema of a model lies in a checkout."""
    return _checkout() / "models" / "model.schema.json"


def scenario_schema_path() -> Path:
    """Return where the schema of a scenario lies in a checkout."""
    return _checkout() / "scenarios" / "scenario.schema.json"


def write_schemas() -> None:
    """Write both files."""
    for path, text in (
        (schema_path(), schema_text()),
        (scenario_schema_path(), scenario_schema_text()),
    ):
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas()
