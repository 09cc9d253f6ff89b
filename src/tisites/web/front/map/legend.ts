// The legend: the same rows on the page, in a PNG and in an SVG.
import type { LegendItem, LegendSection, Words } from "./looks";
import { CanvasPen, type Pen } from "./pen";
import { INK, SOFT } from "./symbols";

const ROW = 17, HEAD = 18, SIZES = { dot: 1.6, mark: 4, point: 4.5, chosen: 5.6 } as const;

/** Write the sections from a corner down; returns where the next thing may begin. */
export function writeLegend(pen: Pen, sections: readonly LegendSection[], x: number, y: number, width: number, words: Words): number {
  let at = y;
  for (const section of sections) {
    for (const line of folded(section.title, width, 11.5)) {
      at += HEAD - 3;
      pen.text(x, at, line, { size: 11.5, bold: true, fill: INK });
    }
    at += 5;
    for (const item of section.items) {
      writeKey(pen, item, x + 9, at + ROW / 2);
      pen.text(x + 24, at + ROW / 2 + 4, labelled(item, words), { size: 11, fill: INK });
      at += ROW;
    }
    at += 6;
  }
  return at;
}

function labelled(item: LegendItem, words: Words): string {
  return item.count === undefined ? item.label : `${item.label} (${words.number(item.count, 0)})`;
}

function writeKey(pen: Pen, item: LegendItem, x: number, y: number): void {
  if (item.swatch) { pen.rect(x - 8, y - 5.5, 16, 11, { fill: item.swatch, stroke: SOFT, width: 0.6 }); return; }
  const { look } = item;
  if (!look) return;
  pen.mark(look.shape, x, y, SIZES[look.size], { fill: look.fill, ...(look.stroke ? { stroke: look.stroke, width: look.width } : {}) });
}

function folded(words: string, width: number, size: number): string[] {
  const most = Math.max(10, Math.floor(width / (size * 0.56))), lines: string[] = [];
  let line = "";
  for (const word of words.split(" ")) {
    if (line && line.length + word.length + 1 > most) { lines.push(line); line = word; }
    else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

/** The legend on the page: rows that can be hidden are switches. */
export class LegendBox {
  readonly root = document.createElement("details");
  private readonly body = document.createElement("div");

  constructor(private readonly words: Words, private readonly onHide: (key: string, hidden: boolean) => void) {
    this.root.className = "map-legend";
    this.root.open = true;
    const head = document.createElement("summary");
    head.textContent = words.say("map.legend");
    this.root.append(head, this.body);
  }

  show(sections: readonly LegendSection[], hidden: ReadonlySet<string>): void {
    this.body.replaceChildren(...sections.flatMap((section) => {
      const title = document.createElement("p");
      title.className = "map-legend-title";
      title.textContent = section.title;
      const list = document.createElement("ul");
      list.append(...section.items.map((item) => this.row(item, hidden)));
      return [title, list];
    }));
  }

  private row(item: LegendItem, hidden: ReadonlySet<string>): HTMLLIElement {
    const row = document.createElement("li"), mark = document.createElement("canvas"), ratio = 2;
    mark.width = 22 * ratio;
    mark.height = 16 * ratio;
    mark.className = "map-legend-key";
    mark.setAttribute("aria-hidden", "true");
    const to = mark.getContext("2d");
    if (to) {
      to.scale(ratio, ratio);
      writeKey(new CanvasPen(to), item, 11, 8);
    }
    const words = document.createElement("span");
    words.textContent = item.label;
    const parts: Node[] = [mark, words];
    if (item.count !== undefined) {
      const count = document.createElement("span");
      count.className = "map-legend-count";
      count.textContent = this.words.number(item.count, 0);
      parts.push(count);
    }
    if (item.key === undefined) { row.append(...parts); return row; }
    const { key } = item, label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !hidden.has(key);
    box.addEventListener("change", () => this.onHide(key, !box.checked));
    label.append(box, ...parts);
    row.append(label);
    return row;
  }
}
