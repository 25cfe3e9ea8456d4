// All run folders in a table: sorted by a column, filtered by words; the chosen ones are compared by curves and settings.
import { useSignal } from "@preact/signals";
import { digits } from "../numbers";
import { load } from "../live/store";
import type { FolderRun } from "../protocol";
import { Comparison } from "./comparison";
import { chosen, folder_runs } from "./runs";

interface Field { name: string; value: (run: FolderRun) => string | number | null; number?: boolean }

/// The first metric of the rows that were assessed.
export function score(run: FolderRun): [string, number] | null {
  const part = run.metrics?.test ?? run.metrics?.validation ?? run.metrics?.train;
  const name = Object.keys(part ?? {}).find((each) => typeof part![each] === "number" && each !== "loss");
  return name ? [name, part![name]] : null;
}

const kFields: Field[] = [
  { name: "run", value: (run) => run.name },
  { name: "status", value: (run) => run.status },
  { name: "data", value: (run) => run.data?.split("/").at(-1) ?? "" },
  { name: "network", value: (run) => String(run.settings?.network ?? run.error ?? "") },
  { name: "epochs", value: (run) => run.epochs ?? null, number: true },
  { name: "val_loss", value: (run) => run.last?.val_loss ?? run.last?.loss ?? null, number: true },
  { name: "score", value: (run) => score(run)?.[1] ?? null, number: true },
  { name: "changed", value: (run) => run.modified, number: true },
];

const ago = (seconds: number) => new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" });

function sorted(runs: FolderRun[], field: Field, down: boolean): FolderRun[] {
  const rank = (run: FolderRun) => field.value(run);
  return runs.toSorted((a, b) => {
    const [p, q] = [rank(a), rank(b)];
    if (p === null || q === null) return (p === null ? 1 : 0) - (q === null ? 1 : 0);  // what isn't known goes last
    return (p < q ? -1 : p > q ? 1 : 0) * (down ? -1 : 1);
  });
}

const matches = (run: FolderRun, words: string) => words.toLowerCase().split(/\s+/).every((word) =>
  `${run.name} ${run.status} ${run.data} ${JSON.stringify(run.settings ?? {})}`.toLowerCase().includes(word));

export function FolderTab() {
  const by = useSignal("changed");
  const down = useSignal(true);
  const words = useSignal("");
  const now = folder_runs.value.value;
  if (!now) return <p class="empty">{folder_runs.error.value ?? "Reading the run folders…"}</p>;
  const field = kFields.find(({ name }) => name === by.value)!;
  const shown = sorted(now.runs.filter((run) => matches(run, words.value)), field, down.value);
  const sort = (name: string) => () => {
    down.value = by.value === name ? !down.value : name !== "run";
    by.value = name;
  };
  return (
    <>
      <div class="walk"><label for="folder-filter">filter</label>
        <input id="folder-filter" type="search" value={words.value} placeholder="name, status, data, setting"
               onInput={(event) => (words.value = event.currentTarget.value)} />
        <span class="why" role="status">{shown.length} of {now.runs.length} runs in {now.folder}</span></div>
      <div class="scroll" tabIndex={0} role="group" aria-label="Run folders">
        <table class="plain folder"><thead><tr><th scope="col">compare</th>{kFields.map(({ name, number }) => (
          <th key={name} scope="col" class={number ? "n" : ""} aria-sort={by.value !== name ? undefined : down.value ? "descending" : "ascending"}>
            <button class="quiet" onClick={sort(name)}>{name}{by.value === name && (down.value ? " ↓" : " ↑")}</button></th>))}
          <th scope="col">open</th></tr></thead>
          <tbody>{shown.map((run) => <Line key={run.name} run={run} />)}</tbody></table>
      </div>
      <Comparison runs={now.runs.filter((run) => chosen.value.includes(run.name))} />
    </>
  );
}

function Line({ run }: { run: FolderRun }) {
  const compared = chosen.value.includes(run.name);
  const toggle = () => (chosen.value = compared ? chosen.value.filter((name) => name !== run.name) : [...chosen.value, run.name]);
  const result = score(run);
  const report = new URL(`report?run=${encodeURIComponent(run.name)}`, document.baseURI).href;
  return (
    <tr>
      <td><input type="checkbox" checked={compared} aria-label={`Compare ${run.name}`} onChange={toggle} /></td>
      <td class="name">{run.name}</td><td>{run.status === "running" ? <b>running</b> : run.status}</td>
      <td>{kFields[2].value(run)}</td><td class={run.error ? "problem" : "name"}>{kFields[3].value(run)}</td>
      <td class="n">{digits(run.epochs)}</td><td class="n">{digits(run.last?.val_loss ?? run.last?.loss)}</td>
      <td class="n">{result ? `${result[0]} ${digits(result[1])}` : "–"}</td><td class="n">{ago(run.modified)}</td>
      <td class="actions"><button disabled={!run.settings} onClick={() => void load({ run: run.name })} aria-label={`Open data and settings of ${run.name}`}>Open</button>
        {run.report && <a href={report} target="_blank" rel="noreferrer" aria-label={`Report of ${run.name}`}>report</a>}</td>
    </tr>
  );
}
