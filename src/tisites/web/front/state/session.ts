// Who is here, in which language, and whether the server answers.
import { signal } from "@preact/signals";
import { authorise, get, Refusal, speakTo, Unreachable } from "../api/client";
import type { Language, Session } from "../api/types";
import { language, learn } from "../words/words";

export const session = signal<Session | null>(null);
/** The server does not answer: jobs go on there, the page waits. */
export const cut = signal(false);
/** What went wrong last, in the engine's words. */
export const fault = signal<{ words: string; remedy: string; report: string } | null>(null);

export async function openSession(): Promise<void> {
  const told = await get<Session>("/session");
  authorise(told.csrf);
  session.value = told;
  cut.value = false;
}

export async function speak(to: Language): Promise<void> {
  await learn(to);
  language.value = to;
  speakTo(to);
  document.documentElement.lang = to;
  try { localStorage.setItem("tisites.language", to); } catch { /* private window: the choice lasts as long as the page */ }
  await openSession();
}

/** Tell a failure where the planner looks: a cut apart, since nothing is wrong with what was asked. */
export function tell(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof Unreachable) { cut.value = true; return; }
  if (error instanceof Refusal) {
    const first = error.problems[0];
    fault.value = {
      words: first ? first.what : error.message,
      remedy: first ? first.remedy : "",
      report: [`HTTP ${error.status}`, ...(error.problems.length ? error.problems.map((p) => JSON.stringify(p)) : [error.message])].join("\n"),
    };
    return;
  }
  const report = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ""}` : String(error);
  fault.value = { words: error instanceof Error ? error.message : String(error), remedy: "", report };
}
