// The only place that speaks to the server. Every refusal comes back as a Refusal with the engine's words.
import type { Problem, Value } from "./types";

export class Refusal extends Error {
  constructor(readonly status: number, readonly problems: Problem[], words: string) {
    super(words);
    this.name = "Refusal";
  }
}

/** No answer at all: the server is gone, or the cable is out. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

let token = "";
let spoken: "fr" | "en" = "fr";
export const authorise = (csrf: string): void => { token = csrf; };
export const speakTo = (language: "fr" | "en"): void => { spoken = language; };

const ROOT = "/api/v1";
export const address = (path: string): string => `${ROOT}${path}${path.includes("?") ? "&" : "?"}lang=${spoken}`;

async function call(method: string, path: string, body?: BodyInit, type?: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": spoken };
  if (type) headers["Content-Type"] = type;
  if (method !== "GET") headers["X-Tisites-CSRF"] = token;
  let response: Response;
  try {
    response = await fetch(address(path), {
      method, headers, credentials: "same-origin",
      ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    const told = JSON.parse(text) as { problems?: Problem[]; detail?: unknown };
    const problems = told.problems ?? [];
    const words = problems.map((p) => p.words).join("\n") || String(told.detail ?? response.statusText);
    return new Refusal(response.status, problems, words);
  } catch {
    return new Refusal(response.status, [], text.slice(0, 500) || response.statusText);
  }
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await (await call("GET", path, undefined, undefined, signal)).json()) as T;

export const send = async <T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, body?: unknown, signal?: AbortSignal): Promise<T> => {
  const json = body === undefined ? undefined : JSON.stringify(body as Value);
  const response = await call(method, path, json, json === undefined ? undefined : "application/json", signal);
  return (response.status === 204 ? undefined : await response.json()) as T;
};

export const text = async (path: string): Promise<string> => (await call("GET", path)).text();

export async function upload<T>(path: string, file: File): Promise<T> {
  const form = new FormData();
  form.append("file", file, file.name);
  return (await (await call("POST", path, form)).json()) as T;
}

export const sendText = async <T>(path: string, body: string): Promise<T> =>
  (await (await call("POST", path, body, "text/plain; charset=utf-8")).json()) as T;

let mark = (name: string): string => name;
/** Say in the name of every file of an answer what it is worth: a stale one is marked. */
export const markDownloads = (how: (name: string) => string): void => { mark = how; };

/** Hand a file of the server, or one made here, to the reader's downloads; `of` an answer, or of the scenario alone. */
export function download(href: string | Blob, name: string, of: "answer" | "scenario" = "answer"): void {
  const link = document.createElement("a");
  link.href = typeof href === "string" ? href : URL.createObjectURL(href);
  link.download = of === "answer" ? mark(name) : name;
  link.click();
  if (typeof href !== "string") setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
