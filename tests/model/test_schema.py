"""The JSON Schema on disk is the one the code generates."""

from __future__ import annotations

import json

from tisites.model.schema import (
    scenario_schema_path,
    scenario_schema_text,
    schema_path,
    schema_text,
)


def test_schema_is_in_sync():
    assert schema_path().read_text(encoding="utf-8") == schema_text(), (
        "run: uv run python -m tisites.model.schema"
    )


def test_schema_forbids_unknown_keys_everywhere():
    for name, part in json.loads(schema_text())["$defs"].items():
        if part.get("type") == "object" and "properties" in part:
            assert part.get("additionalProperties") is False, name


def test_schema_of_scenarios_is_in_sync_and_requires_nothing():
    text = scenario_schema_text()
    assert scenario_schema_path().read_text(encoding="utf-8") == text, (
        "run: uv run python -m tisites.model.schema"
    )
    schema = json.loads(text)
    assert {"base", "from", "vary", "sampling", "score"} <= set(schema["properties"])
    assert "required" not in schema
    assert "required" not in schema["$defs"]["Criterion"]
