// Where the data comes from: a data set of the program with its options, or a file, chosen or dropped.
import { useSignal } from "@preact/signals";
import { ApiError, upload } from "../api";
import { data, load_builtin, problem, refresh_state, refuse, state } from "../live/store";
import type { Option } from "../protocol";
import { digits } from "../numbers";

const kLargest = 64 * 1024 * 1024;

export async function take(file: File) {
  if (file.size > kLargest) {
    refuse(`${file.name} has ${digits(file.size / 2 ** 20)} MB; a file dropped here may have 64 MB. Start ganglion studio with its path instead.`, "data");
    return;
  }
  try {
    await upload(file);
    problem.value = null;
    await refresh_state();
  } catch (error) {
    refuse((error as ApiError).message, "data");
  }
}

export function Source() {
  const now = data.value;
  const sets = state.value?.builtin ?? [];
  const chosen = now?.builtin ?? "";
  const options = sets.find((set) => set.id === chosen)?.options ?? [];
  return (
    <div class="source">
      <label for="data-source">data set</label>
      <select id="data-source" value={chosen} onChange={(event) => event.currentTarget.value && void load_builtin(event.currentTarget.value)}>
        <option value="">{now && !now.builtin ? now.name : "choose…"}</option>
        {sets.map((set) => <option key={set.id} value={set.id}>{set.title}</option>)}
      </select>
      <label class="file">
        <input type="file" onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void take(file);
        }} />
        <span>Choose a file, or drop it anywhere</span>
      </label>
      {options.map((option) => <Slider key={option.key} option={option} value={now?.options[option.key] ?? option.value}
        change={(value) => void load_builtin(chosen, { ...now?.options, [option.key]: value })} />)}
    </div>
  );
}

function Slider({ option, value, change }: { option: Option; value: number; change: (value: number) => void }) {
  const moving = useSignal<number | null>(null);
  const id = `option-${option.key}`;
  return (
    <div class="slider">
      <label for={id}>{option.label}</label>
      <input id={id} type="range" min={option.min} max={option.max} step={option.step} value={moving.value ?? value}
             onInput={(event) => (moving.value = Number(event.currentTarget.value))}
             onChange={(event) => { change(Number(event.currentTarget.value)); moving.value = null; }} />
      <output for={id}>{digits(moving.value ?? value)}</output>
    </div>
  );
}
