// The whole experiment in the address, behind #: short keys, only what differs from nothing. A link opens it again.
import { effect } from "@preact/signals";
import { data, load, note, restarted, select, selection, set, settings, state } from "./live/store";
import { tab } from "./live/resources";
import { lesson } from "./lessons/state";
import type { Value } from "./protocol";

const kKeys: Record<string, string> = {
  n: "network", o: "optimizer", lr: "learning_rate", s: "schedule", b: "batch_size", l1: "l1", l2: "l2", dr: "dropout",
  e: "epochs", p: "patience", r: "seed", v: "validation", te: "test", y: "target", c: "columns", k: "task", lo: "loss",
};

export function link(): string {
  const parts = new URLSearchParams();
  const now = data.value;
  if (now?.builtin) {
    parts.set("d", now.builtin);
    for (const [key, value] of Object.entries(now.options)) parts.set(`d.${key}`, String(value));
  } else if (now) {
    parts.set("f", now.name);
  }
  for (const [key, path] of Object.entries(kKeys)) {
    const value = settings.value[path];
    if (value !== undefined && value !== null) parts.set(key, String(value));
  }
  if (selection.value.x) parts.set("px", selection.value.x);
  if (selection.value.y) parts.set("py", selection.value.y);
  if (selection.value.others === "median") parts.set("po", "median");
  if (selection.value.row) parts.set("row", String(selection.value.row));
  if (lesson.value) parts.set("lesson", String(lesson.value));
  return `#${parts}`;
}

const numbers_of = (parts: URLSearchParams) => {
  const options: Record<string, number> = {};
  for (const [key, value] of parts) if (key.startsWith("d.")) options[key.slice(2)] = Number(value);
  return options;
};

async function open_data(parts: URLSearchParams) {
  const builtin = parts.get("d");
  const options = numbers_of(parts);
  const now = data.value;
  if (builtin) {
    const same = now?.builtin === builtin && Object.entries(options).every(([key, value]) => now.options[key] === value);
    return same || load({ builtin, options });
  }
  const file = parts.get("f");
  return !file || file === now?.name || load({ path: file });
}

const as = (now: Value, text: string): Value => (typeof now === "number" ? Number(text) : text);

/// Makes the session what the address says; a part that the program refuses is told, and ends it.
export async function open_link(hash: string): Promise<boolean> {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  if (!parts.has("d") && !parts.has("f")) return false;
  const number = Number(parts.get("lesson"));
  if (number) {
    lesson.value = number;
    tab.value = "lesson";
  }
  if (!(await open_data(parts))) return false;
  const order = ["y", "c", ...Object.keys(kKeys).filter((key) => key !== "y" && key !== "c")];  // the target decides what else is possible
  for (const key of order) {
    const text = parts.get(key);
    const now = settings.value[kKeys[key]];
    if (text === null || now === undefined || String(now) === text) continue;
    if (!(await set(kKeys[key], as(now, text)))) return false;
  }
  const chosen = { x: parts.get("px") ?? undefined, y: parts.get("py") ?? undefined, others: parts.get("po") ?? "row", row: Number(parts.get("row") ?? 0) };
  const { x, y, others, row } = selection.value;
  const differs = (chosen.x ?? x) !== x || (chosen.y ?? y) !== y || chosen.others !== others || chosen.row !== row;
  return !differs || select(JSON.parse(JSON.stringify(chosen)));
}

/// The program was started again: what the page showed is set up once more.
function follow_restart(last: () => string) {
  effect(() => {
    if (!restarted.value) return;
    restarted.value = null;
    const was = last();
    void open_link(was).then((done) => {
      note.value = done ? "The program was started again: data and settings are as they were, and training begins anew."
        : "The program was started again, without what the page showed.";
    });
  });
}

/// Keeps the address up to date, and follows one that is typed or gone back to.
export function watch_address() {
  let own = location.hash;
  let instance = state.value?.instance;
  let last = own;
  follow_restart(() => last);
  effect(() => {
    if (state.value && state.value.instance !== instance) {  // what was shown before stays to be set up again
      instance = state.value.instance;
      last = own;
    }
    if (!state.value?.data) return;
    own = link();
    history.replaceState(null, "", own);
  });
  addEventListener("hashchange", () => {
    if (location.hash !== own) void open_link(location.hash);
  });
}
