"""Who may ask what: names of the server, origins, tokens, roles, sizes; every refusal in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.web.app import create_app
from tisites.web.settings import Bounds, ServerSettings, User, checked, packs_in, read_users

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

EVIL = "http" + "://evil.example"
HERE = "http://127.0.0.1:8765"
PLANNER = User(name="marie", role="planner", token="m" * 30)
READER = User(name="elu", role="reader", token="e" * 30, workspace="marie")
OTHER = User(name="paul", role="planner", token="p" * 30)


@contextmanager
def served(settings: ServerSettings, peer: str = "127.0.0.1") -> Iterator[TestClient]:
    app = create_app(settings)
    with TestClient(app, base_url=HERE, client=(peer, 50000), raise_server_exceptions=False) as c:
        yield c


def problem(response) -> dict:
    (first, *_) = response.json()["problems"]
    assert first["what"] and first["remedy"]
    return first


def bearer(user: User) -> dict[str, str]:
    return {"authorization": f"Bearer {user.token}"}


@pytest.fixture
def local(tmp_path: Path) -> Iterator[TestClient]:
    with served(ServerSettings(root=tmp_path)) as client:
        yield client


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[TestClient]:
    users = (PLANNER, READER, OTHER)
    with served(ServerSettings(root=tmp_path, users=users)) as client:
        yield client


def test_other_names_of_this_machine_are_refused(local: TestClient) -> None:
    assert local.get("/api/v1/session").status_code == 200
    assert local.get("/api/v1/session", headers={"host": "[::1]:8765"}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example:8765", "", "localhost.evil"):
        answer = local.get("/api/v1/session", headers={"host": host})
        assert answer.status_code == 403, host
        assert problem(answer)["where"]["file"] == "Host"
    assert local.get("/", headers={"host": "evil.example"}).status_code == 403


def test_pages_of_other_servers_are_refused(local: TestClient) -> None:
    for origin in (EVIL, "null", "http://127.0.0.1:9999"):
        assert local.get("/api/v1/session", headers={"origin": origin}).status_code == 403
    crossed = {"sec-fetch-site": "cross-site"}
    assert local.get("/api/v1/session", headers=crossed).status_code == 403
    assert local.get("/api/v1/session", headers={"origin": HERE}).status_code == 200


def test_a_write_needs_what_the_session_gave(local: TestClient) -> None:
    assert local.post("/api/v1/drafts", json={}).status_code == 403
    assert (
        local.post("/api/v1/drafts", json={}, headers={"x-tisites-csrf": b"\xe9"}).status_code
        == 403
    )
    token = local.get("/api/v1/session").json()["csrf"]
    made = local.post("/api/v1/drafts", json={}, headers={"x-tisites-csrf": token})
    assert made.status_code == 201
    assert local.delete(f"/api/v1/drafts/{made.json()['id']}").status_code == 403


def test_every_answer_bears_the_headers_and_loads_nothing_from_elsewhere(local: TestClient) -> None:
    for path in ("/", "/api/v1/session", "/api/v1/nothing", "/nothing.js"):
        headers = local.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert local.get("/docs").status_code == local.get("/redoc").status_code == 404


def test_each_language_has_its_words(local: TestClient) -> None:
    french = problem(local.get("/api/v1/drafts/0000"))["what"]
    english = problem(local.get("/api/v1/drafts/0000?lang=en"))["what"]
    asked = local.get("/api/v1/drafts/0000", headers={"accept-language": "en-GB,fr;q=0.3"})
    assert french != english == problem(asked)["what"]
    assert problem(local.post("/api/v1/login", json=3))["what"] == "un objet JSON est attendu"


def test_tokens_roles_and_workspaces(shared: TestClient) -> None:
    assert shared.get("/api/v1/session").status_code == 401
    wrong = {"authorization": "Bearer " + "x" * 30}
    assert shared.get("/api/v1/drafts", headers=wrong).status_code == 401
    made = shared.post("/api/v1/drafts", json={"title": "à elle"}, headers=bearer(PLANNER))
    assert made.status_code == 201
    draft = f"/api/v1/drafts/{made.json()['id']}"
    assert shared.get(draft, headers=bearer(READER)).json()["title"] == "à elle"
    for refused in (
        shared.patch(draft, json={"changes": {}}, headers=bearer(READER)),
        shared.delete(draft, headers=bearer(READER)),
        shared.post("/api/v1/jobs", json={"verb": "solve"}, headers=bearer(READER)),
    ):
        assert refused.status_code == 403
        assert "consulter" in problem(refused)["what"]
    assert shared.get(draft, headers=bearer(OTHER)).status_code == 404
    assert shared.get("/api/v1/drafts", headers=bearer(OTHER)).json() == []


def test_a_page_logs_in_with_a_token_and_then_needs_the_csrf_header(shared: TestClient) -> None:
    assert shared.post("/api/v1/login", json={"token": "x" * 30}).status_code == 401
    answer = shared.post("/api/v1/login", json={"token": PLANNER.token})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and PLANNER.token not in cookie
    session = shared.get("/api/v1/session").json()
    assert (session["user"], session["role"]) == ("marie", "planner")
    assert shared.post("/api/v1/drafts", json={}).status_code == 403
    csrf = {"x-tisites-csrf": session["csrf"]}
    assert shared.post("/api/v1/drafts", json={}, headers=csrf).status_code == 201
    shared.cookies.set("tisites", "paul:" + "0" * 40)
    assert shared.get("/api/v1/session").status_code == 401


def test_a_proxy_tells_who_asks_and_nobody_else_may(tmp_path: Path) -> None:
    settings = ServerSettings(root=tmp_path, behind_proxy=True)
    named = {"x-remote-user": "marie", "x-remote-role": "planner"}
    with served(settings) as client:
        assert client.get("/api/v1/session").status_code == 401
        assert client.get("/api/v1/session", headers={"x-remote-user": "../x"}).status_code == 401
        assert client.get("/api/v1/session", headers=named).json()["role"] == "planner"
        only = {"x-remote-user": "marie"}
        assert client.get("/api/v1/session", headers=only).json()["role"] == "reader"
    with served(settings, peer="10.1.2.3") as client:
        assert client.get("/api/v1/session", headers=named).status_code == 403


def test_bodies_that_are_too_big_are_refused_whatever_they_claim(tmp_path: Path) -> None:
    with served(ServerSettings(root=tmp_path, bounds=Bounds(body_kb=10, upload_mb=1))) as client:
        csrf = {"x-tisites-csrf": client.get("/api/v1/session").json()["csrf"]}
        told = client.post("/api/v1/drafts", content=b"x" * 20_000, headers=csrf)
        untold = client.post("/api/v1/drafts", content=iter([b"x" * 9_000] * 3), headers=csrf)
        file = client.post("/api/v1/uploads", files={"file": b"x" * 1_200_000}, headers=csrf)
        assert [one.status_code for one in (told, untold, file)] == [413, 413, 413]
        assert "plus petit" in problem(told)["remedy"]


def test_nothing_outside_a_workspace_can_be_named(local: TestClient, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    tricks = ("..", "%2e%2e", "..%2f..%2fsecret.txt", "%2fetc%2fpasswd", "C:%5cWindows", "....//")
    for trick in tricks:
        for place in ("files", "drafts", "jobs", "results", "runs", "uploads"):
            answer = local.get(f"/api/v1/{place}/{trick}")
            assert answer.status_code in (404, 405), (place, trick)
        assert local.get(f"/x/{trick}").status_code in (200, 404)  # the page itself, or nothing
        assert "secret" not in local.get(f"/x/{trick}").text
    assert local.get("/api/v1/files/20260101000000aaaaaaaaaa/..%2fjob.json").status_code == 404


def test_others_are_served_only_where_it_is_known_who_they_are(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="token-file"):
        create_app(ServerSettings(root=tmp_path, host="0.0.0.0"))
    for known in (
        ServerSettings(root=tmp_path, host="0.0.0.0", users=(PLANNER,)),
        ServerSettings(root=tmp_path, host="192.0.2.1", behind_proxy=True),
    ):
        assert checked(known) is known
    with pytest.raises(BadInputError):
        checked(ServerSettings(root=tmp_path, users=(PLANNER,), behind_proxy=True))


def test_a_token_file_is_read_and_its_secrets_are_not_said_again(tmp_path: Path) -> None:
    path = tmp_path / "users.toml"
    path.write_text('[[user]]\nname = "marie"\nrole = "planner"\ntoken = "' + "k" * 24 + '"\n')
    assert read_users(path)[0].name == "marie"
    for text in (
        '[[user]]\nname = "marie"\nrole = "planner"\ntoken = "court-secret"\n',
        '[[user]]\nname = "../x"\ntoken = "' + "court-secret" * 3 + '"\n',
        "user = 3\n",
        path.read_text() * 2,
    ):
        path.write_text(text)
        with pytest.raises(BadInputError) as error:
            read_users(path)
        assert "court-secret" not in str(error.value)


def test_a_folder_that_is_no_pack_is_told_before_serving(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="paquet"):
        packs_in(tmp_path, (tmp_path,))
