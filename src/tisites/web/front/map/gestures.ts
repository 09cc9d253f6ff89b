// Pointer, wheel, pinch and keys over the canvas, told as what they ask of the map.

export interface Asked {
  pan(dx: number, dy: number): void;
  zoom(px: number, py: number, factor: number): void;
  hover(px: number, py: number): void;
  leave(): void;
  click(px: number, py: number): void;
  enlarge(px: number, py: number): void;
  step(dx: number, dy: number): void;
  home(): void;
  act(): void;
  escape(): void;
  lassoed(polygon: number[]): void;
  drawing(polygon: readonly number[]): void;
}

const STILL = 4; // CSS pixels that a click may stray

export class Gestures {
  lasso = false;
  private readonly down = new Map<number, { x: number; y: number }>();
  private moved = false;
  private start = { x: 0, y: 0 };
  private spread = 0;
  private polygon: number[] = [];
  private readonly gone = new AbortController();

  constructor(private readonly canvas: HTMLCanvasElement, private readonly asked: Asked) {
    const on = <K extends keyof HTMLElementEventMap>(name: K, does: (event: HTMLElementEventMap[K]) => void, passive = true): void =>
      canvas.addEventListener(name, does, { signal: this.gone.signal, passive });
    on("pointerdown", (event) => this.press(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.release(event));
    on("pointercancel", (event) => { this.down.delete(event.pointerId); this.polygon = []; });
    on("pointerleave", () => { if (!this.down.size) asked.leave(); });
    on("dblclick", (event) => asked.enlarge(...this.at(event)));
    on("wheel", (event) => {
      event.preventDefault();
      const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      asked.zoom(...this.at(event), Math.exp(-Math.max(-240, Math.min(240, step)) * (event.ctrlKey ? 0.008 : 0.0022)));
    }, false);
    on("keydown", (event) => this.key(event), false);
  }

  end(): void { this.gone.abort(); }

  private at(event: MouseEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const [x, y] = this.at(event);
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* a pointer that is already gone */ }
    this.down.set(event.pointerId, { x, y });
    this.moved = false;
    this.start = { x, y };
    this.spread = this.pinch().spread;
    this.polygon = this.lasso ? [x, y] : [];
  }

  private pinch(): { x: number; y: number; spread: number } {
    const [a, b] = [...this.down.values()];
    if (!a || !b) return { x: a?.x ?? 0, y: a?.y ?? 0, spread: 0 };
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  private move(event: PointerEvent): void {
    const [x, y] = this.at(event), was = this.down.get(event.pointerId);
    if (!was) { this.asked.hover(x, y); return; }
    if (Math.hypot(x - this.start.x, y - this.start.y) > STILL) this.moved = true;
    if (!this.moved && this.down.size === 1) return;
    if (this.polygon.length && this.down.size === 1) {
      this.polygon.push(x, y);
      this.asked.drawing(this.polygon);
      return;
    }
    const before = this.pinch();
    this.down.set(event.pointerId, { x, y });
    const after = this.pinch();
    if (this.down.size > 1 && this.spread > 0 && before.spread > 0) this.asked.zoom(after.x, after.y, after.spread / before.spread);
    this.asked.pan(after.x - before.x, after.y - before.y);
  }

  private release(event: PointerEvent): void {
    if (!this.down.delete(event.pointerId)) return;
    const { polygon } = this;
    this.polygon = [];
    if (polygon.length) {
      this.asked.lassoed(this.moved ? polygon : []);
      return;
    }
    if (!this.moved) this.asked.click(...this.at(event));
  }

  private key(event: KeyboardEvent): void {
    const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const arrow = arrows[event.key], { asked } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && event.shiftKey) asked.pan(-60 * arrow[0], -60 * arrow[1]);
    else if (arrow) asked.step(...arrow);
    else if (event.key === "+" || event.key === "=") asked.zoom(NaN, NaN, 1.5);
    else if (event.key === "-") asked.zoom(NaN, NaN, 1 / 1.5);
    else if (event.key === "0" || event.key === "Home") asked.home();
    else if (event.key === "Enter" || event.key === " ") asked.act();
    else if (event.key === "Escape") asked.escape();
    else return;
    event.preventDefault();
  }
}
