"""Whatever a client sends, the server says what is wrong: never a fault of its own."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tisites.web.app import create_app
from tisites.web.jobs import engine as engines
from tisites.web.settings import Bounds, ServerSettings
from tisites.web.workspace import Workspace

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from fastapi.testclient import TestClient

BASE = "http://127.0.0.1:8765"
#: Requests of each operation.
EXAMPLES = 8


class Refusing:
    """A process that refuses every question and ends every job: only the server is tried here."""

    def __init__(self, workspace: Workspace, bounds: Bounds, heard: Any, ended: Any) -> None:
        del bounds, ended
        self.workspace, self.heard, self.used = workspace, heard, 0.0

    def send(self, message: dict[str, Any]) -> bool:
        problem = {"what": "non", "remedy": "autrement", "where": {}, "words": "non"}
        if "ask" in message:
            told = {"answer": message["ask"], "status": 422, "problems": [problem]}
        elif "do" in message:
            told = {"event": "end", "job": message["do"]["job"], "state": "done"}
        else:
            return True
        self.heard(self, told)
        return True

    def close(self) -> None:
        pass

    def kill(self) -> None:
        pass


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("fuzzed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "Worker", Refusing)
        app = create_app(ServerSettings(root=root))
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as one:
            one.headers["x-tisites-csrf"] = one.get("/api/v1/session").json()["csrf"]
            one.root = root
            yield one


def schema_of(client: Any) -> Any:
    return schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())


def test_every_operation_answers_without_a_fault(client: Any) -> None:
    draft = client.post("/api/v1/drafts", json={}).json()["id"]
    faults: list[str] = []
    count = 0
    for operation in schema_of(client).get_all_operations():
        one = operation.ok()

        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=one.as_strategy())
        def tried(case: Any) -> None:
            nonlocal count
            count += 1
            if "draft" in case.path_parameters:
                case.path_parameters["draft"] = draft
            answer = sent(client, case)
            if answer.status_code >= 500:
                faults.append(f"{case.method} {answer.request.url} {answer.text[:300]}")
            elif answer.status_code >= 400:
                assert answer.json()["problems"][0]["what"], answer.text

        tried()
    assert not faults, "\n".join(faults[:10])
    assert count > 200


def sent(client: Any, case: Any) -> Any:
    """Send what was drawn, as a page would."""
    told = case.as_transport_kwargs(base_url=BASE)
    body = told.get("data")
    more = {key: told[key] for key in ("params", "json", "cookies") if told.get(key) is not None}
    headers = {**dict(told.get("headers") or {}), **dict(client.headers)}
    content = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if isinstance(content, bytes):
        more["content"] = content
    return client.request(told["method"], told["url"], headers=headers, **more)


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "\\u202e", "é" * 50])
def test_names_that_are_no_text_break_nothing(client: Any, text: str) -> None:
    body = '{"title": "a' + text + '", "changes": {"choose' + text + '": 3}}'
    made = client.post("/api/v1/drafts", content=body, headers={"content-type": "application/json"})
    assert made.status_code == 422 and made.json()["problems"]
    plain = '{"title": "a' + text + '"}'
    kept = client.post(
        "/api/v1/drafts", content=plain, headers={"content-type": "application/json"}
    )
    assert kept.status_code in (201, 422)
    assert client.get("/api/v1/drafts").status_code == 200


def test_deep_and_endless_values_are_refused_in_words(client: Any) -> None:
    json = {"content-type": "application/json"}
    draft = client.post("/api/v1/drafts", json={}).json()["id"]
    deep = '{"changes": {"score": ' + '{"a":' * 3000 + "1" + "}" * 3001 + "}"
    for body in (
        deep, '{"changes": {"choose": NaN}}', '{"changes": {"choose": 1e999}}', "[" * 100_000,
        '{"changes": {"score.zan.weight": Infinity}}', '{"changes": {"": 1}}',
        '{"changes": {"a.b.c.d": {}}}', '{"changes": {"score": 3}}',
    ):  # fmt: skip
        answer = client.patch(f"/api/v1/drafts/{draft}", content=body, headers=json)
        assert 400 <= answer.status_code < 500, (body[:60], answer.text[:200])
        assert answer.json()["problems"][0]["remedy"]


def test_the_contract_names_every_body(client: Any) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert Path(client.root, "atelier").is_dir()
    for path, methods in told["paths"].items():
        assert path.startswith("/api/v1/"), path
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (path, method)
            assert "404" in operation["responses"] and "422" in operation["responses"]
