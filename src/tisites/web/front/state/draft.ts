// The draft that the server holds: the page only asks for changes of it.
import { computed, effect, signal } from "@preact/signals";
import { get, Refusal, send, Unreachable } from "../api/client";
import type { Draft, Form, Problem, Value } from "../api/types";
import { cut, tell } from "./session";
import { result } from "./result";
import { put } from "./url";

export const draft = signal<Draft | null>(null);
export const form = signal<Form | null>(null);
/** Refusals of single fields, by dotted key: nothing was changed. */
export const refused = signal<Record<string, Problem>>({});

/** How many changes the last result has not seen; null without a result. */
export const stale = computed(() => {
  const now = draft.value;
  if (now === null || now.solved === null) return null;
  return now.revision - now.solved.revision;
});

/** The answer on the screen is another scenario's: this one was not solved yet. */
export const elsewhere = computed(() => draft.value !== null && draft.value.solved === null && result.value !== null && result.value.draft !== draft.value.id);

export async function openDraft(id: string): Promise<void> {
  draft.value = await get<Draft>(`/drafts/${id}`);
  refused.value = {};
  await readForm();
}

export async function newDraft(of: { scenario: string; pack: string; candidates?: string | null; run?: string; changes?: Record<string, Value>; title?: string }): Promise<Draft> {
  const made = await send<Draft>("POST", "/drafts", of);
  draft.value = made;
  refused.value = {};
  await readForm();
  return made;
}

export async function readForm(): Promise<void> {
  const now = draft.value;
  form.value = now === null ? null : await get<Form>(`/drafts/${now.id}/form`);
}

let line: Promise<void> = Promise.resolve();

/** Changes that the server has not heard, being gone: told once it answers again. */
export const unsent = signal<Record<string, Value>>({});
effect(() => {
  if (cut.value || Object.keys(unsent.peek()).length === 0) return;
  const kept = unsent.peek();
  unsent.value = {};
  change(kept).catch(tell);
});

/** Ask for changes; null gives a key back its scenario's value. One after the other, in order. */
export function change(changes: Record<string, Value>): Promise<void> {
  const next = line.then(async () => {
    const now = draft.value;
    if (now === null) return;
    try {
      draft.value = await send<Draft>("PATCH", `/drafts/${now.id}`, { changes });
      refused.value = Object.fromEntries(Object.entries(refused.value).filter(([key]) => !(key in changes)));
      await readForm();
    } catch (error) {
      if (error instanceof Unreachable) {
        unsent.value = { ...unsent.value, ...changes };
        cut.value = true;
        return;
      }
      if (!(error instanceof Refusal) || error.status !== 422) throw error;
      const at = Object.keys(changes);
      const told: Record<string, Problem> = {};
      for (const problem of error.problems) {
        const column = problem.where.column ?? "";
        const key = at.find((k) => k === column || column.startsWith(`${k}.`) || k.startsWith(`${column}.`)) ?? at[0];
        if (key !== undefined && !(key in told)) told[key] = problem;
      }
      refused.value = { ...refused.value, ...told };
    }
  });
  line = next.catch(() => undefined);
  return next;
}

async function step(which: "undo" | "redo"): Promise<void> {
  const now = draft.value;
  if (now === null) return;
  draft.value = await send<Draft>("POST", `/drafts/${now.id}/${which}`);
  refused.value = {};
  await readForm();
}
export const undo = (): Promise<void> => step("undo");
export const redo = (): Promise<void> => step("redo");

/** Lock a site in, out, or neither. */
export function lock(site: string, how: "in" | "out" | null): Promise<void> {
  const now = form.value?.locks ?? { in: [], out: [] };
  const rest = { in: now.in.filter((id) => id !== site), out: now.out.filter((id) => id !== site) };
  if (how !== null) rest[how] = [...rest[how], site];
  return change({ "lock.in": rest.in, "lock.out": rest.out });
}

export function showDraft(id: string): void {
  put({ draft: id });
}
