"""Frame times of the workbench's map in headless Chromium: ``python -m benchmarks.map_frames``.

Draws every candidate of a run, and 36,000 that all compete (the run's own, repeated), and prints
for each act the time of a frame on the page's main thread, from the act to the picture: least,
median, 95th percentile of many frames, ms. The machine's own load is in the figures.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src/tisites/web/static"
#: Candidates of the larger case.
MANY = 36_000
SIZES = ((1366, 768), (1920, 1080))
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8">
<link rel="stylesheet" href="app.css">
<div id="host" style="position:fixed;inset:0"></div><script type="module">
import { mountMap, number, t } from "./app.js";
const read = async (name) => (await fetch(name)).json();
window.columns = await read("columns.json");
window.map = mountMap(host, { say: t, number, label: "Carte", onSelect() {} });
map.setOutlines(await read("departement.json")); map.setOutlines(await read("region.json"));
map.setColumns(columns); window.ready = true;
</script>"""
#: Every row again, a little to the east, until there are so many; all compete, some are chosen.
REPEAT = """(many) => {
  const n = columns.n, told = { ...columns };
  for (const [key, list] of Object.entries(told)) if (Array.isArray(list) && list.length === n)
    told[key] = Array.from({ length: many }, (_, k) => list[k % n]);
  told.n = many;
  told.id = told.id.map((id, k) => `${id}/${k}`);
  told.x = told.x.map((x, k) => (x === null ? null : x + 3000 * Math.floor(k / n)));
  told.eligible = told.id.map(() => true);
  told.selected = told.id.map((_, k) => k % 700 === 0);
  told.score = told.id.map((_, k) => (k * 7919) % 100);
  told.indicators = Object.fromEntries(told.indicator_meta.map((m, j) =>
    [m.key, told.id.map((_, k) => (k * (31 + j)) % 977)]));
  window.columns = told; map.setColumns(told); map.fit(); map.paint();
}"""
#: Act by act: what is done before, and what each frame does.
ACTS = {
    "recolour": ("0", "map.setColour(k % 2 ? { by: 'score' } :"
                      " { by: 'indicator', key: columns.indicator_meta[k % 5].key })"),
    "pan, whole country": ("map.setColour({ by: 'score' })",
                           "map.pan(k % 20 < 10 ? 6 : -6, k % 30 < 15 ? 4 : -4)"),
    "pan, four times larger": ("map.zoom(4)",
                               "map.pan(k % 80 < 40 ? 5 : -5, k % 40 < 20 ? 5 : -5)"),
    "zoom": ("map.fit()", "map.zoom(k % 2 ? 1.06 : 0.97)"),
}  # fmt: skip
MEASURE = """async ([before, act, frames]) => {
  const run = new Function("k", act), times = [];
  new Function(before)(); map.paint();
  await new Promise((done) => setTimeout(done, 300));
  for (let k = 0; k < frames + 20; k += 1) {
    const began = performance.now();
    run(k); map.paint();
    if (k >= 20) times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return times.sort((a, b) => a - b);
}"""


def main() -> None:
    """Print the frame times and what the page weighs."""
    from playwright.sync_api import sync_playwright

    asked = _asked()
    bodies = _bodies(asked.run, asked.data)
    print(f"{'size':>9} {'candidates':>10}  {'act':<24} {'least':>6} {'median':>6} {'p95':>6}  ms")
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.route("**/*", lambda route: _answer(route, bodies))
            page.goto("http://localhost/")
            page.wait_for_function("window.ready === true")
            for many in (None, MANY):
                if many is not None:
                    page.evaluate(REPEAT, many)
                for act, (before, each) in ACTS.items():
                    times = page.evaluate(MEASURE, [before, each, asked.frames])
                    told = [times[0], times[len(times) // 2], times[int(0.95 * len(times))]]
                    shown = " ".join(f"{ms:6.1f}" for ms in told)
                    count = page.evaluate("columns.n")
                    print(f"{width:>5}x{height:<4}{count:>9}  {act:<24} {shown}", flush=True)
            page.close()
        browser.close()
    for name in [*sorted(path.name for path in STATIC.glob("*.js")), "app.css"]:
        _weigh(name, (STATIC / name).read_bytes())
    for name, body in bodies.items():
        _weigh(name, body)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of a run")
    parser.add_argument("--data", type=Path, help="the pack it was made of (demonstration)")
    parser.add_argument("--frames", type=int, default=120, help="frames measured for each act")
    return parser.parse_args()


def _bodies(folder: Path, data: Path | None) -> dict[str, bytes]:
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.run.read.stored import open_run
    from tisites.territory.territory import load_territory
    from tisites.web.views.outlines import outlines
    from tisites.web.views.sites import columns

    run = open_run(folder)
    territory = load_territory(open_pack(data) if data is not None else open_demo())
    told = {"columns.json": columns(run, run.ids, run.hash, "case").model_dump_json().encode()}
    for cut in ("departement", "region"):
        told[f"{cut}.json"] = outlines(territory, cut).model_dump_json().encode()
    return told


def _answer(route: Any, bodies: dict[str, bytes]) -> None:
    name = route.request.url.removeprefix("http://localhost/")
    if name == "":
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
    elif name in bodies:
        route.fulfill(body=bodies[name], content_type="application/json")
    elif (STATIC / name).is_file():
        route.fulfill(path=STATIC / name)
    else:
        route.abort()


def _weigh(name: str, content: bytes) -> None:
    packed = len(gzip.compress(content, 6, mtime=0))
    print(f"{name:<20} {len(content) / 1000:8.0f} kB, compressed {packed / 1000:6.0f} kB")


if __name__ == "__main__":
    main()
