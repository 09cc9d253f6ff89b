// A result is written whole, with its map and tables, before it is named, exported or handed over.
import { send } from "../api/client";
import type { RunLine } from "../api/pages";
import type { Job } from "../api/types";
import { watch } from "../state/job";

/** The job that wrote it, where it was not written yet; whether it is now. */
export async function ensureSaved(run: RunLine, hear: (job: Job) => void = () => undefined): Promise<boolean> {
  if (run.saved) return true;
  const asked = await send<Job>("POST", "/jobs", { verb: "save", run: run.run });
  hear(asked);
  return (await watch(asked)).state === "done";
}
