// The state of the session as signals: what components read, and what they ask the program to do.
import { batch, computed, signal } from "@preact/signals";
import { ApiError, type Command, get, post } from "../api";
import { Paced } from "./paced";
import type { History, Run, State, Training, Value } from "../protocol";

export type Connection = "connecting" | "open" | "lost";
export interface Problem {
  message: string; setting: string | null; position: number | null; conflict: boolean;
  value: Value;  // what was refused
}

export const state = signal<State | null>(null);
export const training = signal<Training | null>(null);
export const connection = signal<Connection>("connecting");
export const problem = signal<Problem | null>(null);
export const note = signal<string | null>(null);

export const status = computed(() => state.value?.status ?? "loading");
export const settings = computed(() => state.value?.settings ?? {});
export const data = computed(() => state.value?.data ?? null);
export const selection = computed(() => state.value?.selection ?? { row: 0, x: null, y: null, unit: null, others: "row" as const });
export const active_run = computed(() => state.value?.runs.find((run) => run.active) ?? null);
export const problem_of = (setting: string) => (problem.value?.setting === setting ? problem.value : null);

/// The last state of a program that was ended, once another one answers at its address.
export const restarted = signal<State | null>(null);

let fetching: Promise<void> | null = null;
let next: Promise<void> | null = null;

/// Fetches the state as it is now: a fetch on its way may have begun before what the caller did, so who asks
/// meanwhile waits for the one after it.
export function refresh_state(): Promise<void> {
  if (!fetching) return (fetching = load_state().finally(() => (fetching = null)));
  next ??= fetching.then(() => {
    next = null;
    return refresh_state();
  });
  return next;
}

async function load_state() {
  try {
    const fresh = await get<State>("state");
    const before = state.value;
    arrived = [];  // it has those, too
    batch(() => {
      state.value = fresh;
      training.value = fresh.training;
      connection.value = "open";
    });
    if (before && before.instance !== fresh.instance) restarted.value = before;
  } catch (error) {
    if (error instanceof ApiError && error.status > 0) report(error, null, null);
    else connection.value = "lost";
  }
}

function report(error: ApiError, setting: string | null, value: Value) {
  problem.value = {
    message: error.message, setting: error.setting ?? setting, position: error.position,
    conflict: error.status === 409, value,
  };
}

/// Sends a command; true if the program did it. What it refuses is in `problem`.
export async function send(command: Command): Promise<boolean> {
  try {
    await post("command", command);
    problem.value = null;
    await refresh_state();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    report(error, command.command === "set" ? String(command.path) : null, command.value ?? null);
    if (error.status > 0) await refresh_state();  // a network that can't be built is there, to be mended
    return false;
  }
}

export const set = (path: string, value: Value) => send({ command: "set", path, value });
export const select = (chosen: { row?: number; x?: string; y?: string; others?: string; unit?: string | null }) =>
  send({ command: "select", ...chosen });

/// Runs or pauses, whichever is the other; a finished run has neither.
export function toggle() {
  if (status.value === "running") return send({ command: "pause" });
  if (status.value === "ready" || status.value === "paused") return send({ command: "start" });
  return Promise.resolve(false);
}

export async function load_builtin(builtin: string, options: Record<string, number> = {}): Promise<boolean> {
  return load({ builtin, options });
}

export async function load(source: object): Promise<boolean> {
  try {
    await post("data", source);
    problem.value = null;
    await refresh_state();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    report(error, "data", null);
    return false;
  }
}

export function refuse(message: string, setting: string) {
  problem.value = { message, setting, position: null, conflict: false, value: null };
}

type Epoch = Record<string, number | null> & { run: number; epoch: number };
let arrived: Epoch[] = [];

/// Adds the numbers of epochs to the histories of their runs, without fetching everything again.
const kAppendEvery = 100;  // milliseconds
const append_arrived = new Paced(() => {
  const now = state.value;
  const epochs = arrived;
  arrived = [];
  if (!now) return;
  const grow = (run: Run): Run => {
    const own = epochs.filter((each) => each.run === run.id && each.epoch > (run.history.epoch?.at(-1) ?? 0));
    return own.length === 0 ? run : { ...run, history: longer(run.history, own) };
  };
  state.value = { ...now, runs: now.runs.map(grow) };
}, kAppendEvery);

export function append_epoch(epoch: Epoch) {
  arrived.push(epoch);
  append_arrived.request();
}

function longer(history: History, epochs: Epoch[]): History {
  const before = history.epoch?.length ?? 0;
  const keys = new Set([...Object.keys(history), ...Object.keys(epochs[0])]);
  keys.delete("run");
  return Object.fromEntries([...keys].map((key) =>
    [key, [...(history[key] ?? Array(before).fill(null)), ...epochs.map((each) => each[key] ?? null)]]));
}
