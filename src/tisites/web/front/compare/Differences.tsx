import type { RunLine } from "../api/pages";

export function Differences({ runs }: { runs: readonly RunLine[] }): preact.JSX.Element | null {
  return runs.length < 2 ? null : null;
}
