// Everything beside the state that components show, and when each is fetched again.
import { computed, effect, signal } from "@preact/signals";
import { ApiError, get, get_bytes } from "../api";
import type { Explanation, Layers, Mistakes, Points, Row, RowMaps, State, Weights } from "../protocol";
import { decode_frame, type Frame } from "./frames";
import { decode_weights } from "./weights";
import { Resource } from "./resource";
import { data, selection, state, status } from "./store";

export type Tab = "backprop" | "why" | "layers" | "maps" | "mistakes" | "runs" | "folder" | "lesson";
export const tab = signal<Tab>("lesson");
export const drawer_open = signal(true);

/// Null where the program has none: no network yet, or no plane to draw over.
async function or_none<T>(load: Promise<T>): Promise<T | null> {
  try {
    return await load;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return null;
    throw error;
  }
}
const frame = async (what: string) => {
  if (data.peek()?.plane_columns.length === 0) return null;  // images and signals
  const bytes = await or_none(get_bytes(`frame?what=${what}`));
  return bytes && decode_frame(bytes);
};

export const units = new Resource<Frame>(() => frame("units"), 100);
export const surface = new Resource<Frame>(() => frame("surface"), 100);
export const points = new Resource<Points>(() => or_none(get<Points>("points")), 200);
export const layers = new Resource<Layers>(() => or_none(get<Layers>("layers")), 250);
export const weights = new Resource<Weights>(async () => {
  const bytes = await or_none(get_bytes("weights"));
  return bytes && decode_weights(bytes, state.peek()?.network?.layers.map(({ path }) => path) ?? []);
}, 250);
export const explanation = new Resource<Explanation>(
  () => or_none(get<Explanation>(`explain?row=${selection.peek().row}`)), 250);
export const row = new Resource<Row>(() => or_none(get<Row>(`row?index=${selection.peek().row}`)), 100);
export const maps = new Resource<RowMaps>(() => or_none(get<RowMaps>(`maps?row=${selection.peek().row}`)), 500);
export const mistakes = new Resource<Mistakes>(() => or_none(get<Mistakes>("mistakes")), 1000);

const wanted = (name: Tab) => drawer_open.peek() && tab.peek() === name;

/// After some steps of training: all that depends on weights.
export function weights_changed() {
  units.refresh();
  surface.refresh();
  layers.refresh();
  weights.refresh();
  if (wanted("backprop") || selection.peek().unit) explanation.refresh();
  if (wanted("mistakes")) mistakes.refresh();
  if (data.peek()?.samples) maps.refresh();
}

/// What the data are, and what of them is predicted: pictures and rows of others mean nothing here.
const data_of = (now: State | null) => now?.data && JSON.stringify([now.instance, now.runs.find((run) => run.active)?.id, now.data.name,
  now.data.rows, now.data.options, now.data.target, now.data.task, now.data.plane_columns, now.data.inputs, now.settings.seed]);

export function watch_resources() {
  const all = [units, surface, layers, weights, explanation, row, mistakes, points, maps];
  const kind = computed(() => data_of(state.value));
  effect(() => {
    void kind.value;
    for (const each of all) each.clear();
  });
  effect(() => {
    const now = state.value;
    if (!now?.data || !now.network) {
      for (const each of all) each.clear();
      return;
    }
    weights_changed();
    if (status.value !== "running") explanation.refresh();
  });
  effect(() => {
    const { x, y } = selection.value;
    void [x, y, kind.value];
    if (data.value) points.refresh();
  });
  effect(() => {
    void [selection.value.row, kind.value];
    if (data.value) row.refresh();
    if (data.value?.samples) maps.refresh();
  });
  effect(() => {
    void [tab.value, drawer_open.value];
    if (!state.peek()?.network) return;
    if (wanted("backprop")) explanation.refresh();
    if (wanted("mistakes")) mistakes.refresh();
  });
}
