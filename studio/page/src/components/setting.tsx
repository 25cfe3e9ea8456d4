// One setting of the run: a field or a list, and beneath it what the program says against a value.
import { send, problem, problem_of, set, settings, state } from "../live/store";
import type { Value } from "../protocol";
import { use_typed } from "./typed";

export const kNames: Record<string, string> = {
  learning_rate: "learning rate", batch_size: "batch size", l1: "L1", l2: "L2", patience: "patience (epochs)",
  validation: "validation share", test: "test share", schedule: "schedule of the rate",
};
export const name_of = (path: string) => kNames[path] ?? path;

/// What can be done about a setting that can't change in a trained run.
async function apply(path: string, value: Value, first: string) {
  if (await send({ command: first })) await set(path, value);
}

export function ProblemOf({ path }: { path: string }) {
  const wrong = problem_of(path);
  if (!wrong) return null;
  return (
    <div class="problem" role="alert" id={`problem-${path}`}>
      <p>{wrong.message}</p>
      {wrong.conflict && (
        <p class="actions">
          <button onClick={() => apply(path, wrong.value, "run.new")}>Keep this run, start a new one</button>
          <button onClick={() => apply(path, wrong.value, "reset")}>Reset this run</button>
        </p>
      )}
      <button class="quiet" onClick={() => (problem.value = null)}>Dismiss</button>
    </div>
  );
}

export function Setting({ path, wide = false }: { path: string; wide?: boolean }) {
  const value = settings.value[path];
  if (value === undefined) return null;
  const choices = state.value?.choices[path];
  const id = `setting-${path}`;
  const described = problem_of(path) ? `problem-${path}` : undefined;
  return (
    <div class={wide ? "setting wide" : "setting"}>
      <label for={id}>{name_of(path)}</label>
      {choices && choices.includes(String(value)) ? (
        <select id={id} value={String(value)} aria-describedby={described}
                onChange={(event) => set(path, event.currentTarget.value)}>
          {choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
        </select>
      ) : <Field id={id} path={path} value={value} described={described} />}
      <ProblemOf path={path} />
    </div>
  );
}

function Field({ id, path, value, described }: { id: string; path: string; value: Value; described?: string }) {
  const number = typeof value === "number";
  const { typed, done } = use_typed(String(value), (text) => set(path, number && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text));
  return (
    <input id={id} value={typed.value ?? String(value ?? "")} inputMode={number ? "decimal" : "text"} spellcheck={false}
           aria-describedby={described} aria-invalid={described ? true : undefined} onBlur={() => void done()}
           onInput={(event) => (typed.value = event.currentTarget.value)}
           onKeyDown={(event) => {
             if (event.key === "Enter") void done();
             if (event.key === "Escape") typed.value = null;
           }} />
  );
}
