// Builds the page into ../static: the same sources and versions give the same bytes.
// node build.mjs          writes ../static
// node build.mjs --check  writes nothing; fails if ../static is not what the sources give
import { readFileSync, readdirSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const check = process.argv.includes("--check");

const common = { absWorkingDir: here, bundle: true, minify: true, write: false, charset: "utf8", logLevel: "warning" };
const styles = readdirSync(join(here, "style")).filter((name) => name.endsWith(".css")).sort();
const order = ["tokens.css", "base.css", ...styles.filter((name) => !["tokens.css", "base.css"].includes(name))];
const [code, style] = await Promise.all([
  build({ ...common, entryPoints: { app: "main.tsx", pages: "pages.ts", en: "words/en.ts" }, outdir: "out", splitting: true, chunkNames: "shared", format: "esm", target: "es2022", jsx: "automatic", jsxImportSource: "preact", legalComments: "none" }),
  build({ ...common, stdin: { contents: order.map((name) => `@import "./style/${name}";`).join("\n"), loader: "css", resolveDir: here } }),
]);
const licences = ["preact", "@preact/signals", "@preact/signals-core"].map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
});
const files = {
  ...Object.fromEntries(code.outputFiles.map((one) => [basename(one.path), one.text]).sort()),
  "app.css": style.outputFiles[0].text,
  "index.html": readFileSync(join(here, "index.html"), "utf8"),
  "icon.svg": readFileSync(join(here, "icon.svg"), "utf8"),
  "LICENCES.txt": licences.join("\n----\n\n"),
};
if (!check) mkdirSync(out, { recursive: true });
let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = join(out, name);
  if (!check) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    stale += 1;
    console.error(`static/${name} is not what the sources give: run node build.mjs`);
  }
}
if (stale) process.exit(1);
console.log(Object.entries(files).map(([name, text]) => `${name} ${(Buffer.byteLength(text) / 1000).toFixed(1)} kB`).join(", "));
