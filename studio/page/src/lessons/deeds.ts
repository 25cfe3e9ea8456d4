// What the buttons of a lesson do, one at a time.
import { signal } from "@preact/signals";
import { tab } from "../live/resources";
import { data, load, send, set, status } from "../live/store";
import type { Deed, Lesson } from "./lessons";

/// While a button's work is being done; another one would mix its settings with these.
export const busy = signal(false);

async function alone(work: () => Promise<boolean>): Promise<boolean> {
  if (busy.value) return false;
  busy.value = true;
  return work().finally(() => (busy.value = false));
}

/// Leaves out all columns but these.
async function keep_columns(kept: string[]): Promise<boolean> {
  const others = data.value!.columns.filter(({ name, role }) => role !== "target" && !kept.includes(name));
  return set("columns", others.map(({ name }) => `${name}=ignore`).join(",") || "auto");
}

async function set_all(settings: Deed["settings"]): Promise<boolean> {
  for (const [path, value] of Object.entries(settings ?? {})) if (!(await set(path, value))) return false;
  return true;
}

async function set_up({ data: builtin, options = {}, keep, settings }: Lesson): Promise<boolean> {
  return (await load({ builtin, options })) && (!keep || (await keep_columns(keep))) && set_all(settings);
}

/// A run that has begun keeps what it was trained with: another one takes the changes.
async function fresh(): Promise<boolean> {
  return status.value === "ready" || send({ command: "run.new" });
}

async function carry_out(lesson: Lesson, deed: Deed): Promise<boolean> {
  if (data.value?.builtin !== lesson.data && !(await set_up(lesson))) return false;
  if (deed.options && !((await fresh()) && (await load({ builtin: lesson.data, options: deed.options })) && (await set_all(lesson.settings)))) return false;
  if ((deed.settings || deed.keep) && !(await fresh())) return false;
  if (deed.keep && !(await keep_columns(deed.keep))) return false;
  if (!(await set_all(deed.settings))) return false;
  if (deed.tab) tab.value = deed.tab;
  if (deed.step) return send({ command: "step" });
  return !deed.train || status.value === "running" || (status.value !== "finished" && send({ command: "start" }));
}

export const prepare = (lesson: Lesson) => alone(() => set_up(lesson));
export const attempt = (lesson: Lesson, deed: Deed) => alone(() => carry_out(lesson, deed));
