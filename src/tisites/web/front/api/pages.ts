// Bodies that Accueil, Ma liste, Comparer, Exécutions, Données and Livrables read.
import type { Document, Problem, Value } from "./types";

export interface RunLine {
  run: string; short: string; folder: string; names: string[]; written: string; scenario: string; title: string;
  proof: string; proof_words: string; proven: boolean; value: number | null; n_selected: number; n_candidates: number;
  synthetic: boolean; pack: string; saved: boolean;
}
export interface AuditLine { run: string; line: number; kind: string; kind_words: string; date: string; author: string; words: string; intact: boolean }
export interface DraftLine {
  id: string; title: string; pack: string; candidates: string | null; scenario: string; changes: Record<string, Value>;
  updated: string; solved: { run: string; revision: number } | null; revision: number;
}
export interface FileLine { name: string; size: number; href: string; words: string }
export interface Told { verb: string; document: Document; files: string[] }

export interface Upload { upload: string; name: string; size: number; accepted: boolean; sites: number; left_out: number }
export interface ListColumn { name: string; datum: string | null; meaning: string; examples: string[]; sure: "sure" | "likely" | "check" | null; sure_words: string }
export interface CommuneAsked { key: string; name: string; lines: number[]; choices: { code: string; name: string; department: string }[]; chosen: string | null }
export interface FindingGroup {
  code: string; severity: "exclusion" | "warning" | "info"; severity_words: string; message: string; remedy: string;
  count: number; lines: number[]; subjects: string[];
}
export interface Guess {
  upload: string; name: string; state: "as_it_is" | "guessed" | "known" | "refused"; title: string; where: string;
  sheet: string | null; sheets: string[]; unit: string | null; unit_asked: boolean; units: { value: string; label: string }[];
  columns: ListColumn[]; data: { value: string; label: string }[]; rows: string[]; questions: CommuneAsked[];
  findings: FindingGroup[]; sites: number; left_out: number; problems: Problem[];
}
export interface AskedReading { pack: string; sheet: string | null; unit: string | null; communes: Record<string, string>; meanings: Record<string, string> }
export interface Accepted { candidates: string; name: string; sites: number; left_out: number }

export interface PackLine { key: string; title: string; built: string; version: string; sha256: string; synthetic: boolean; layers: number; candidates: number | null }
export interface LayerLine {
  layer: string; title: string; rows: number; producer: string; licence: string; source: string; vintage: string;
  synthetic: boolean; partial: boolean; caveat: string; sha256: string;
}
export interface Pack { line: PackLine; layers: LayerLine[]; absent: string[] }
export interface FormatLine { key: string; label: string; missing: string; makes: string[] }
export interface Deliverables { formats: FormatLine[]; profiles: string[] }
export interface SavedScenario { name: string; title: string; saved: string; mark: string }
