"""The JSON Schema on disk is the one the code generates."""

from __future__ import annotations

import json

from tisites.model.schema import schema_path, schema_text


def test_schema_is_in_sync():
    assert schema_path().read_text(encoding="utf-8") == schema_text(), (
        "run: uv run python -m tisites.model.schema"
    )


def test_schema_forbids_unknown_keys_everywhere():
    for name, part in json.loads(schema_text())["$defs"].items():
        if part.get("type") == "object" and "properties" in part:
            assert part.get("additionalProperties") is False, name
