// Each state of the session in one sentence, with one thing to do.
import type { ComponentChildren } from "preact";
import { connection, note, problem, send, set, settings, state, status, toggle, training } from "../live/store";
import type { Diagnosis, State } from "../protocol";
import { count, plural } from "../numbers";
import { name_of } from "./setting";

interface Said { text: ComponentChildren; todo?: { label: string; act: () => void }; kind?: string }

const train = (label: string) => ({ label, act: () => void toggle() });
const focus = (id: string) => () => document.getElementById(id)?.focus();

function said(now: State | null): Said {
  if (connection.value === "lost") {
    return {
      text: "The program does not answer; trying again. If it was stopped, start ganglion studio and open the address it prints.",
      kind: "bad", todo: { label: "Reload the page", act: () => location.reload() },
    };
  }
  if (!now) return { text: "Connecting to the program…" };
  const at = training.value ?? now.training;
  switch (status.value) {
    case "empty": return { text: "No data yet: choose a data set, or drop a CSV file onto the page.", todo: { label: "Choose data", act: focus("data-source") } };
    case "loading": return { text: "Reading the data…" };
    case "ready": return now.network?.error
      ? { text: "This network cannot be built; the reason is under its text.", kind: "bad", todo: { label: "Correct it", act: focus("network-text") } }
      : { text: `Ready: ${plural(now.data?.train ?? 0, "training row")}, ${plural(now.network?.parameters ?? 0, "parameter")}.`, todo: train("Train") };
    case "running": return { text: `Training: epoch ${count(at.epoch)} of ${count(at.epochs)}.`, todo: train("Pause") };
    case "paused": return { text: `Paused in epoch ${count(at.epoch)} of ${count(at.epochs)}: every number on the page is of this step.`, todo: train("Continue") };
    case "failed": return { text: `${now.message?.text ?? "Training failed."} ${now.message?.remedy ?? ""}`, kind: "bad", todo: { label: "Reset", act: () => void send({ command: "reset" }) } };
    case "finished": return finished(now);
  }
}

function finished(now: State): Said {
  const again = { label: "New run", act: () => void send({ command: "run.new" }) };
  const [first] = now.diagnosis;
  if (!first) return { text: `Finished after ${plural(now.training.epoch, "epoch")}.`, todo: again, kind: "good" };
  const changes = changes_of(first);
  const label = changes.map(([path, value]) => (path === "network" && value === "" ? "no hidden layers" : `${name_of(path)} ${value}`)).join(", ");
  const text = <><b>{first.kind}</b>: {first.text}{changes.length === 0 && elsewhere(first) && <>; with <code>ganglion train</code> try <code>{elsewhere(first)}</code></>}</>;
  return { text, kind: "warn", todo: changes.length === 0 ? again : { label: `New run with ${label}`, act: () => void rerun(changes) } };
}

const kFlag = /--([a-z][a-z0-9-]*)[= ](?:'([^']*)'|"([^"]*)"|(\S+))/g;
const kDecided = ["bins", "keep", "ensemble", "linear_path", "calibration"];  // what the page decides by itself

/// What a diagnosis advises that only the command line has.
function elsewhere({ command }: Diagnosis): string {
  const flags = [...(command ?? "").matchAll(kFlag)].filter(([, flag]) => {
    const path = flag.replaceAll("-", "_");
    return settings.value[path] === undefined && !kDecided.includes(path);
  });
  return flags.map(([text]) => text).join(" ");
}

/// The settings that the command of a diagnosis changes, of those that the session has.
function changes_of({ command }: Diagnosis): [string, string | number][] {
  const options = [...(command ?? "").matchAll(kFlag)];
  return options.flatMap(([, flag, ...values]): [string, string | number][] => {
    const path = flag.replaceAll("-", "_");
    const value = values.find((each) => each !== undefined)!;
    const now = settings.value[path];
    if (now === undefined || path === "target" || String(now) === value) return [];
    return [[path, typeof now === "number" && Number.isFinite(Number(value)) ? Number(value) : value]];
  });
}

async function rerun(changes: [string, string | number][]) {
  if (!(await send({ command: "run.new" }))) return;
  for (const [path, value] of changes) if (!(await set(path, value))) return;
}

export function StatusBar() {
  const { text, todo, kind } = said(state.value);
  const wrong = problem.value;
  return (
    <div class={`status ${kind ?? ""}`}>
      <p role="status">{text}</p>
      {todo && <button onClick={todo.act}>{todo.label}</button>}
      {wrong?.setting === null && (
        <div role="alert" class="problem"><p>{wrong.message}</p>
          <button class="quiet" onClick={() => (problem.value = null)}>Dismiss</button></div>
      )}
      {note.value && <p class="note" role="status">{note.value} <button class="quiet" onClick={() => (note.value = null)}>Dismiss</button></p>}
    </div>
  );
}
