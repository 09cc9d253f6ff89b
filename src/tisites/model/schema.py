"""The JSON Schema of a model, generated from the pydantic declaration.

``python -m tisites.model.schema`` writes it; a test fails when file and code drift apart. Editors
that know JSON Schema then complete and check ``models/*.toml``.
"""

from __future__ import annotations

import json
from pathlib import Path

from tisites.model.declaration import Model


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(Model.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def schema_path() -> Path:
    """Return where the schema lies in a checkout."""
    return Path(__file__).resolve().parents[3] / "models" / "model.schema.json"


if __name__ == "__main__":
    schema_path().write_text(schema_text(), encoding="utf-8", newline="\n")
