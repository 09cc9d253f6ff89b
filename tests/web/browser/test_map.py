"""The map in a real browser: what it picks, circles and hands over is what the data say."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from tisites.data.demo.demo import open_demo
from tisites.run.read.stored import open_run
from tisites.territory.territory import load_territory
from tisites.web.views.outlines import outlines
from tisites.web.views.sites import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

STATIC = Path(__file__).resolve().parents[3] / "src/tisites/web/static"
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>carte</title>
<link rel="stylesheet" href="app.css"><div id="tools"></div>
<div id="host" style="position:fixed;inset:40px 0 0 0"></div><script type="module">
import { mountMap, number, t } from "./app.js";
const read = async (name) => (await fetch(name)).json();
window.chosen = []; window.columns = await read("columns.json");
window.map = mountMap(document.getElementById("host"), { say: t, number, label: "Carte",
  onSelect: (id) => window.chosen.push(id), searchHost: document.getElementById("tools") });
map.setOutlines(await read("departement.json")); map.setOutlines(await read("region.json"));
map.setColumns(columns); map.paint(); window.ready = true;
</script>"""
TOP = 40  # pixels over the canvas
SHEET = {"title": "Titre & <essai>", "subtitle": "", "source": "Sources : IGN",
         "warning": "DONNÉES SYNTHÉTIQUES"}  # fmt: skip


@pytest.fixture(scope="module")
def told(demo_run) -> dict[str, Any]:
    run = open_run(demo_run)
    territory = load_territory(open_demo())
    files = {"columns.json": columns(run, run.ids, run.hash, "case").model_dump_json()}
    for cut in ("departement", "region"):
        files[f"{cut}.json"] = outlines(territory, cut).model_dump_json()
    return files


def _opened(chromium: Browser, told: dict[str, Any], **context: Any) -> Page:
    page = chromium.new_context(**context).new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("console", lambda m: m.type in ("error", "warning") and page.errors.append(m.text))
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix("http://localhost/")
        if name == "":
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
        elif name in told:
            route.fulfill(body=told[name], content_type="application/json")
        elif (STATIC / name).is_file():
            route.fulfill(path=STATIC / name)
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto("http://localhost/")
    page.wait_for_function("window.ready === true")
    return page


@pytest.fixture(scope="module")
def page(chromium: Browser, told: dict[str, Any]) -> Iterator[Page]:
    page = _opened(chromium, told, viewport={"width": 1366, "height": 768})
    yield page
    assert page.errors == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.fixture
def home(page: Page) -> Page:
    page.evaluate(
        "map.setColour({by: 'score'}); map.setSite(null); map.fit({zone: 'FXX'}); map.paint()"
    )
    return page


@pytest.fixture(scope="module")
def data(told) -> dict[str, Any]:
    return json.loads(told["columns.json"])


def places(page: Page) -> dict[str, dict[str, Any]]:
    """Where every site is drawn: x, y in the canvas, zone."""
    return page.evaluate(
        "Object.fromEntries(columns.id.map((id) => [id, map.place(id)]).filter((pair) => pair[1]))"
    )


def rank(data: dict[str, Any], k: int) -> int:
    return 2 if data["selected"][k] else int(data["eligible"][k])


def test_a_pick_is_the_site_that_is_drawn_there(home: Page, data) -> None:
    """Alone within 18 pixels: itself. In a crowd: one so near, of its own rank or above."""
    rng = np.random.default_rng(17)
    row = {site: k for k, site in enumerate(data["id"])}
    tried = {"alone": 0, "crowd": 0}
    for dep in rng.permutation(sorted({d for d in data["dep"] if d and d < "96"})):
        home.evaluate("(id) => { map.fit({by: 'departement', id}); map.paint(); }", str(dep))
        box = home.evaluate("[host.clientWidth, host.clientHeight]")
        found = {i: p for i, p in places(home).items() if p["zone"] == "FXX"
                 and 200 < p["x"] < box[0] - 20 and 20 < p["y"] < box[1] - 20}  # fmt: skip
        ids = list(found)
        if not ids:
            continue
        at = np.array([[found[i]["x"], found[i]["y"]] for i in ids])
        far = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
        picked = home.evaluate("(all) => all.map(([x, y]) => map.pick(x, y))", at.tolist())
        for k, site in enumerate(ids):
            near = np.flatnonzero(far[k] < 18)
            if near.size == 1:
                assert picked[k] == site
                tried["alone"] += 1
            else:
                assert picked[k] in {ids[n] for n in near}
                assert rank(data, row[picked[k]]) >= rank(data, row[site])
                tried["crowd"] += 1
        if min(tried["alone"] / 200, tried["crowd"] / 100) >= 1:
            break
    assert tried["alone"] >= 200 and tried["crowd"] >= 100, tried
    assert home.evaluate("map.pick(-5, -5)") is None


def test_insets_hold_their_own_sites_alone(home: Page, data) -> None:
    found = places(home)
    zone = dict(zip(data["id"], data["zone"], strict=True))
    assert set(found) == {site for site, k in zone.items() if k is not None}
    boxes = {}
    for site, place in found.items():
        assert place["zone"] == data["zones"][zone[site]]["key"]
        boxes.setdefault(place["zone"], []).append((place["x"], place["y"]))
    assert len(boxes) > 1
    hulls = {key: shapely.MultiPoint(points).envelope for key, points in boxes.items()}
    for one, other in combinations(hulls, 2):
        assert not hulls[one].intersects(hulls[other]), (one, other)


def test_a_lasso_takes_who_is_inside_in_metres(home: Page, data) -> None:
    """The stroke is turned into metres by two sites' own coordinates, and judged by shapely."""
    found = places(home)
    row = {site: k for k, site in enumerate(data["id"])}
    mainland = [i for i, p in found.items() if p["zone"] == "FXX"]
    a, b = min(mainland, key=lambda i: found[i]["x"]), max(mainland, key=lambda i: found[i]["x"])
    metres = (data["x"][row[b]] - data["x"][row[a]]) / (found[b]["x"] - found[a]["x"])
    star = [(700, 150), (900, 260), (860, 480), (700, 420), (560, 500), (600, 250)]
    home.evaluate("window.circled = null; map.lasso().then((ids) => { window.circled = ids; }); 0")
    home.mouse.move(*star[0])
    home.mouse.down()
    for x, y in [*star[1:], star[0]]:
        home.mouse.move(x, y)
    home.mouse.up()
    home.wait_for_function("window.circled !== null")
    polygon = shapely.Polygon([
        (data["x"][row[a]] + (x - found[a]["x"]) * metres,
         data["y"][row[a]] - (y - TOP - found[a]["y"]) * metres)
        for x, y in star
    ])  # fmt: skip
    inside = {i for i in mainland
              if polygon.contains(shapely.Point(data["x"][row[i]], data["y"][row[i]]))}  # fmt: skip
    assert len(inside) > 100
    assert set(home.evaluate("window.circled")) == inside


def test_the_svg_opens_and_says_all(home: Page, data) -> None:
    svg = home.evaluate("(sheet) => map.svg(sheet)", SHEET)
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{space}text"))
    for said in (SHEET["title"], SHEET["warning"], SHEET["source"], "Score du site, sur 100",
                 "Guadeloupe", "Mayotte", "km"):  # fmt: skip
        assert said in words
    marks = [p for p in root.iter(f"{space}polygon") if p.get("fill", "none") != "none"]
    assert len(marks) == sum(data["selected"]) + 1  # diamonds of the chosen, one of the legend
    assert not re.search(r"NaN|undefined|Infinity|script|href", svg)
    size = home.evaluate(
        """async (svg) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      await image.decode(); return [image.naturalWidth, image.naturalHeight]; }""",
        svg,
    )
    assert size == [1240, 860]


def test_the_png_is_a_picture_of_a_sheet(home: Page) -> None:
    head = home.evaluate(
        """async (sheet) => {
      const bytes = new Uint8Array(await (await map.png(sheet)).arrayBuffer());
      return [bytes.length, ...bytes.slice(0, 24)]; }""",
        SHEET,
    )
    assert head[0] > 50_000 and bytes(head[1:9]) == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(bytes(head[17:21]), "big") == 2480


def test_the_keyboard_goes_from_site_to_site(home: Page, data) -> None:
    home.evaluate("chosen.length = 0")
    home.focus(".map-canvas")
    home.keyboard.press("ArrowRight")  # the site nearest to the middle
    first = home.evaluate("chosen.at(-1)")
    for key, axis, sign in (("ArrowRight", "x", 1), ("ArrowUp", "y", -1), ("ArrowLeft", "x", -1)):
        before = home.evaluate("map.place(chosen.at(-1))")
        home.keyboard.press(key)
        after = home.evaluate("map.place(chosen.at(-1))")
        assert sign * (after[axis] - before[axis]) > 0
    last = home.evaluate("chosen.at(-1)")
    row = data["id"].index(last)
    assert last != first and (data["eligible"][row] or data["selected"][row])
    said = home.text_content(".map [aria-live]")
    assert data["name"][row] in said and "Score" in said
    home.keyboard.press("Escape")
    assert home.evaluate("chosen.at(-1)") is None


def test_the_search_finds_without_accents_and_shows(home: Page, data) -> None:
    row = next(k for k, name in enumerate(data["commune"]) if name and "É" in name.upper())
    home.fill(".map-search input", data["id"][row].lower())
    home.keyboard.press("Enter")
    assert home.evaluate("chosen.at(-1)") == data["id"][row]
    place = home.evaluate("map.place(chosen.at(-1))")
    box = home.evaluate("[innerWidth, innerHeight]")
    assert 0 < place["x"] < box[0] and 0 < place["y"] < box[1]
    home.fill(".map-search input", "zzzz")
    assert home.get_by_role("option").all_text_contents() == ["Aucun site de ce nom"]
    home.keyboard.press("Escape")


def test_what_the_legend_hides_is_not_there(home: Page, data) -> None:
    found = places(home)
    out = next(i for i, k in zip(data["id"], range(data["n"]), strict=True)
               if i in found and not data["eligible"][k] and home.evaluate(
                   "([x, y]) => map.pick(x, y)", [found[i]["x"], found[i]["y"]]) == i)  # fmt: skip
    at = [found[out]["x"], found[out]["y"]]
    box = home.get_by_label("non éligibles")
    box.uncheck()
    home.evaluate("map.paint()")
    assert home.evaluate("([x, y]) => map.pick(x, y)", at) != out
    box.check()
    home.evaluate("map.paint()")
    assert home.evaluate("([x, y]) => map.pick(x, y)", at) == out


def test_a_difference_has_three_shapes(home: Page, data) -> None:
    ids = [i for i, here in zip(data["id"], data["eligible"], strict=True) if here]
    told = {"by": "difference", "in": ids[:4], "out": ids[4:7], "both": ids[7:12]}
    svg = home.evaluate("([told, sheet]) => { map.setColour(told); return map.svg(sheet); }",
                        [told, SHEET])  # fmt: skip
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    filled = [p for p in root.iter(f"{space}polygon") if p.get("fill", "none") != "none"]
    count = {}
    for mark in filled:
        corners = np.array(mark.get("points").split(), dtype=float).reshape(-1, 2)
        above = int((corners[:, 1] < corners[:, 1].mean()).sum())
        count[mark.get("fill"), above] = count.get((mark.get("fill"), above), 0) + 1
    # a triangle points up, a drop points down; one of each in the legend
    assert count == {("#0072b2", 1): 4 + 1, ("#d55e00", 2): 3 + 1}


def test_a_dense_screen_picks_the_same(chromium: Browser, told, data) -> None:
    page = _opened(chromium, told, viewport={"width": 700, "height": 460}, device_scale_factor=2)
    chosen = [i for i, here in zip(data["id"], data["selected"], strict=True) if here]
    for site in chosen:
        place = page.evaluate("(id) => map.place(id)", site)
        got = page.evaluate("([x, y]) => map.pick(x, y)", [place["x"], place["y"]])
        assert got in chosen  # chosen sites lie over all others
    assert page.errors == []  # type: ignore[attr-defined]
    page.context.close()
