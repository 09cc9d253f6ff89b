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
  verbs: string[];
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
  saved_as: string | null;
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
  | "robustness" | "importance" | "relax" | "compromise" | "compare" | "dossier" | "report" | "check" | "verify" | "export" | "coverage" | "reserve" | "reveal" | "types" | "stages" | "calendar";
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
  mine: string[]; // candidates that are of the planner's own list
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
  key: string; label: string; family: string; family_label: string; weight_pct: number;
  points: number | null; points_low: number; points_high: number; out_of: number; chosen: number | null;
  indicator: string; quantity: number | null; low: number | null; high: number | null; unit: string;
  words: string; worst: string; best: string;
  value: number | null; value_low: number; value_high: number;
  source: string; act: string; actors: string; can_change: boolean;
}
export interface Card {
  id: string;
  name: string;
  place: string;
  notices: string[];
  facts: { label: string; value: string; confidential: boolean }[];
  score: number | null;
  low: number | null;
  high: number | null;
  ranks: { among: "country" | "region" | "departement"; name: string; place: number; of: number }[];
  criteria: CardCriterion[];
  evidence: { about: string; says: string; source: string; date: string; confidence: string; counts: boolean }[];
  against: string[];
  verify: string[];
  contradicted: boolean;
  blocks: string[];
  ready: string;
  verdict: {
    status: "selected" | "eligible" | "excluded";
    lead: string; reasons: string[]; code: string; act: string; actors: string; can_change: boolean; locked: boolean;
  };
}

export interface Gauge {
  key: string; rule: string; label: string; territory: string; limit_words: string; unit: string; used: number | null;
  limit_low: number | null; limit_high: number | null; slack: number | null; used_pct: number | null;
  distance: boolean; binds: boolean;
  effect_words: string | null; effect_value: number | null; effect_sites: number | null; effect_proven: boolean; effect_sentence: string;
}

// what tabs draw: under "chart" of a study's data
export interface EquityChart {
  kind: "equity"; unit: string; base: string; benefit: string; gini: number | null;
  points: { code: string; name: string; base: number; benefit: number | null }[];
  territories: { code: string; name: string; overseas: boolean; chosen: number; value: number | null; share: number | null; base_share: number | null; judged: boolean; why_not: string }[];
}
export interface RulesChart {
  kind: "rules";
  rules: { key: string; label: string; limit: string; met: boolean; idle: boolean; proven: boolean; gain: number | null; gain_most: number | null; words: string; sentence: string; enter: SiteName[]; leave: SiteName[] }[];
}
export interface AlternativesChart {
  kind: "alternatives";
  selections: { rank: number; value: number; bound: number; loss_pct: number; selected: string[]; enter: SiteName[]; leave: SiteName[] }[];
}
export interface FrontierChart {
  kind: "frontier"; measure: string; unit: string; scale: number; more_is_fairer: boolean; complete: boolean;
  points: { measure: number; value: number; bound: number; lost_pct: number; proven: boolean; selected: string[]; changed: number; changes: Record<string, Value> }[];
}
export interface RobustnessChart {
  kind: "robustness"; draws: number;
  sites: { id: string; name: string; chosen: boolean; share: number; low: number; high: number; group: string; group_words: string }[];
  weights: { key: string; label: string; now: number; low: number; high: number; below: string; above: string }[];
}
export type StudyChart = EquityChart | RulesChart | AlternativesChart | FrontierChart | RobustnessChart;

export interface DocColumn { key: string; label: string; unit: string; decimals: number | null; align: "left" | "right" }
export interface DocTable { name: string; title: string; columns: DocColumn[]; rows: Value[][]; shown: string[][]; strong: number[]; sites: (string | null)[]; note: string }
export interface DocSection { title: string; lines: string[]; facts: { label: string; value: string }[]; items: string[]; tables: DocTable[]; figures: { src: string; alt: string; caption: string }[]; note: string }
export interface Document { name: string; title: string; notices: string[]; lead: string[]; facts: { label: string; value: string }[]; sections: DocSection[] }
export interface Study { verb: Verb; run: string | null; job: string; ended: string; interrupted: boolean; document: Document; data: { chart?: StudyChart; [key: string]: unknown }; files: string[] }
