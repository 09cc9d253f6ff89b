// The bodies of /api/v1, as web/contract.py declares them. One name for one thing.

export type Language = "fr" | "en";
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export interface Where { file?: string | null; line?: number | null; column?: string | null; value?: string | null }
export interface Problem { what: string; remedy: string; words: string; where: Where }

export interface Named { name: string; title: string; synthetic?: boolean }
export interface Session {
  user: string;
  role: "reader" | "planner";
  language: Language;
  version: string;
  csrf: string;
  packs: Named[];
  models: Named[];
  scenarios: Named[];
  limits: { upload_mb: number };
}

export interface Draft {
  id: string;
  title: string;
  pack: string;
  candidates: string | null;
  scenario: string;
  changes: Record<string, Value>;
  can_undo: boolean;
  can_redo: boolean;
  revision: number;
  solved: { run: string; revision: number } | null; // its last result, and the revision that it answers
}

export interface Choice { value: Value; label: string }
export interface FormField {
  key: string; // dotted key of the model
  label: string;
  type: "number" | "integer" | "boolean" | "choice" | "text" | "sites";
  value: Value;
  default: Value;
  min?: number | null;
  max?: number | null;
  step?: number | null;
  unit?: string;
  source?: string;
  choices?: Choice[];
}
export interface FormCriterion {
  key: string; // dotted key of its weight
  label: string;
  unit: string;
  weight: number;
  default: number;
  min: number;
  max: number;
  step: number;
  source: string;
  scale: [number, number][];
  indicator: string;
}
export interface FormFamily { key: string; label: string; share_pct: number; criteria: FormCriterion[] }
export interface FormRule {
  key: string;
  label: string;
  kind: string;
  enabled: boolean;
  limit: number | null;
  unit: string;
  default: number | null;
  source: string;
  fields: FormField[];
}
export interface Form {
  choose: number;
  choose_default: number;
  families: FormFamily[];
  rules: FormRule[];
  assumptions: { fields: FormField[] };
  eligibility: { fields: FormField[] };
  equity: FormRule[];
  offers: { key: string; label: string; value: Value }[]; // measures of equity that shipped scenarios declare
  locks: { in: string[]; out: string[] };
  changed: string[];
}

export interface SiteName { id: string; name: string }
export interface Preview { leave: number; top: number; enter: SiteName[]; gone: SiteName[] }

export type JobState =
  | "queued" | "running" | "done" | "stopped" | "limit" | "infeasible" | "bad_input" | "failed" | "killed";
export type Verb =
  | "prepare" | "solve" | "save" | "explain" | "rules" | "price" | "alternatives" | "frontier" | "equity"
  | "robustness" | "importance" | "relax" | "compare" | "dossier" | "report" | "check" | "verify" | "export" | "coverage";
export interface Job {
  id: string;
  verb: Verb;
  draft: string | null;
  run: string | null;
  options: Record<string, Value>;
  state: JobState;
  phase: string;
  value: number | null;
  bound: number | null;
  gap_pct: number | null;
  position: number | null;
  began: string | null;
  ended: string | null;
  result: string | null; // run, or study
  document: string | null; // address of its document
  words: string; // its state in a sentence
  revision: number | null; // of the draft that was solved
  problems: Problem[];
  files: string[];
}

export interface Result {
  run: string;
  short: string;
  case: string;
  draft: string | null;
  saved: boolean;
  title: string;
  scenario: string;
  synthetic: boolean;
  notices: string[];
  proof: string;
  proof_words: string;
  value: number;
  bound: number | null;
  gap_pct: number | null;
  choose: number;
  selected: string[];
  n_eligible: number;
  n_candidates: number;
  seconds: Record<string, number>;
  scores: { ids: string[]; score: number[]; low: number[]; high: number[] };
  sentences: string[];
  changes_from: { run: string; in: string[]; out: string[] } | null;
}

export interface Zone { key: string; name: string; crs: string; bounds: [number, number, number, number] }
export interface Measure { key: string; label: string; unit: string; decimals: number | null }
export interface Columns {
  run: string;
  case: string;
  n: number;
  id: string[];
  name: (string | null)[];
  commune: (string | null)[];
  insee: (string | null)[];
  dep: (string | null)[];
  region: (string | null)[];
  region_name: Record<string, string>;
  x: (number | null)[];
  y: (number | null)[];
  zone: (number | null)[];
  zones: Zone[];
  eligible: boolean[];
  reason: (number | null)[];
  reasons: { key: string; label: string; sites: number }[];
  selected: boolean[];
  score: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  surface_ha: (number | null)[];
  indicators: Record<string, (number | null)[]>;
  indicator_meta: Measure[];
  source: string;
}

export interface Territories { by: string; ids: string[]; name: string[]; measures: Record<string, (number | null)[]>; measure_meta: Measure[] }
export interface Outlines { by: string; zones: Zone[]; shapes: { id: string; zone: number; rings: number[][] }[] }

export interface CardCriterion {
  key: string; label: string; family: string; weight: number;
  points: number | null; points_low: number | null; points_high: number | null;
  value: number | null; unit: string; source: string; interval: string; act: string;
}
export interface Card {
  id: string;
  name: string;
  facts: { label: string; value: string }[];
  score: number | null;
  low: number | null;
  high: number | null;
  rank: { national: number | null; region: number | null; dep: number | null };
  criteria: CardCriterion[];
  evidence: { source: string; date: string; says: string; used: boolean }[];
  verdict: { selected: boolean; eligible: boolean; words: string[] };
  locks: "in" | "out" | null;
}

export interface Gauge {
  key: string; label: string; unit: string; used: number;
  limit_low: number | null; limit_high: number | null; slack: number | null; binds: boolean;
  territory: string | null; effect_words: string | null; effect_value: number | null;
}

export interface DocColumn { key: string; label: string; unit: string; decimals: number | null; align: "left" | "right" }
export interface DocTable { name: string; title: string; columns: DocColumn[]; rows: Value[][]; shown: string[][]; strong: number[]; note: string }
export interface DocSection { title: string; lines: string[]; items: string[]; tables: DocTable[]; figures: { src: string; alt: string; caption: string }[] }
export interface Document { name: string; title: string; notices: string[]; facts: { label: string; value: string }[]; sections: DocSection[] }
export interface Study { verb: Verb; run: string; document: Document; data: Value; files: string[] }
