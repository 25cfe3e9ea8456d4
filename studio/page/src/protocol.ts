// What the program answers, as JSON. Names are the protocol's.

export type Status = "empty" | "loading" | "ready" | "running" | "paused" | "finished" | "failed";
export type Value = number | string | boolean | null;

export interface Option { key: string; label: string; min: number; max: number; step: number; value: number }
export interface Builtin { id: string; title: string; options: Option[] }

export type Histogram =
  | { kind: "number"; low: number; high: number; counts: number[] }
  | { kind: "category"; labels: string[]; counts: number[] };

export interface Column {
  name: string; type: string; role: "feature" | "target" | "excluded"; missing: number; distinct: number;
  examples: string[]; becomes: string; notes: string[]; histogram: Histogram | null;
}

export interface Data {
  name: string; source: "file" | "upload" | "builtin"; builtin: string | null; options: Record<string, number>;
  rows: number; train: number; validation: number; test: number;
  target: string; task: "regression" | "binary" | "multiclass" | "multilabel"; task_reason: string;
  inputs: string[]; samples: "image" | "signal" | null; classes: string[]; columns: Column[]; plane_columns: string[]; notes: string[];
}

export interface Layer {
  path: string; kind: string; units: number; activation: string | null;
  output_shape: number[]; parameters: number; multiply_adds: number;
}
export interface Network {
  text: string; error: { message: string; position: number | null } | null;
  parameters: number; multiply_adds: number; layers: Layer[];
}
export interface Training {
  epoch: number; epochs: number; step: number; steps_per_epoch: number; steps_per_second: number; seconds: number; pace: number;
}
export type History = Record<string, (number | null)[]>;
export interface Run {
  id: number; name: string; active: boolean; watched: boolean; settings: Record<string, Value>; status: string;
  history: History; marks: { epoch: number; text: string }[];
}
export interface Diagnosis { kind: string; text: string; command: string | null }
export interface Result {
  metrics: Record<string, Record<string, number>>; model_hash: string; out: string | null;
}
export interface Selection { row: number; x: string | null; y: string | null; others: "row" | "median"; unit: string | null }

export interface State {
  revision: number; instance: string; runs_folder: string | null; status: Status; message: { text: string; remedy: string } | null;
  builtin: Builtin[]; data: Data | null; settings: Record<string, Value>; choices: Record<string, string[]>;
  network: Network | null; training: Training; selection: Selection; runs: Run[];
  diagnosis: Diagnosis[]; result: Result | null;
}

/// A run folder of the table of all runs.
export interface FolderRun {
  name: string; status: "finished" | "running" | "interrupted"; modified: number; report: boolean; error?: string; data?: string;
  epochs?: number; last?: Record<string, number | null>; settings?: Record<string, Value>; seconds?: number; parameters?: number;
  metrics?: Record<string, Record<string, number>>; model_hash?: string;
}
export interface FolderRuns { folder: string; runs: FolderRun[] }

/// Maps of an image or a signal, in 256 steps from low to high; `shape` are the places of one.
export interface Maps { layer?: string; maps: number; shape: number[]; low: number; high: number; values: number[] }
export interface RowMaps {
  kind: "image" | "signal"; goal: string; input: Maps; filters: Maps | null; layers: Maps[]; saliency: Maps; grad_cam: Maps | null;
}

export interface LearningCurve {
  part: string; metric: string; sentence: string;
  points: { rows: number; train: number; held_out: number; train_loss: number; loss: number }[];
}

export interface Bins { low: number; high: number; counts: number[] }
export interface LayerHealth {
  path: string; weights: Bins | null; activations: Bins | null; gradients: Bins | null;
  dead_share: number | null; saturated_share: number | null; dead_units: number[]; saturated_units: number[]; verdict: string | null;
}
export interface Layers { layers: LayerHealth[]; more: number }  // how many more layers there are

/// Weights of a dense layer: of its first inputs, to its first units.
export interface Edge { from: string; to: string; inputs: number; units: number; weights: number[][] }
export interface Weights { edges: Edge[]; biases: Record<string, number[]> }

export interface Points { x: number[]; y: number[]; target: number[]; part: number[]; row: number[] }
export interface Row { row: Record<string, string>; target: string; part: string }

export interface Contribution { column: string; value: string; contribution: number }
export interface Prediction {
  prediction: string; probabilities: Record<string, number> | null; value: number | null;
  contributions: Contribution[] | null;
}

/// What comes of answering yes above a probability, in rows.
export interface Threshold {
  threshold: number; true_positives: number; false_positives: number; false_negatives: number; true_negatives: number;
}

export interface Mistakes {
  positive: number | null; confusion: { classes: string[]; counts: number[][] } | null;
  worst: { row: number; target: string; prediction: string; loss: number }[];
  calibration: { confidence: number; accuracy: number; rows: number }[] | null;
  roc: [number, number][] | null; precision_recall: [number, number][] | null; thresholds: Threshold[] | null;
}

export interface Values { shape: number[]; values?: number[]; derivatives?: number[] }
export interface ExplainedLayer {
  name: string; kind: string; activation?: string; inputs: string[];
  parameters: { name: string; shape: number[] }[]; z?: Values; output: Values;
}
export interface Explanation {
  units?: number; inputs?: number;  // of a large network only the first units of each layer are sent
  features?: { name: string; value: number; derivative?: number }[];
  layers: ExplainedLayer[]; prediction: Record<string, number> | number; answer?: string; target?: string | number;
  loss?: number; loss_name?: string; regularization?: number;
  count?: { nodes: number; numbers: number; visits: number; parameters: number };
}
