// The data: where it comes from, its columns and what becomes of them, the target, the split.
import { ProblemOf, Setting } from "../components/setting";
import { data, set, settings, state, status } from "../live/store";
import type { Data } from "../protocol";
import { count } from "../numbers";
import { ColumnCard } from "./column_card";
import { Source } from "./source";

export function DataPanel() {
  const now = data.value;
  return (
    <section class="panel data" aria-labelledby="data-title">
      <h2 id="data-title">Data</h2>
      <Source />
      <ProblemOf path="data" />
      {now ? <Loaded now={now} /> : <Nothing />}
    </section>
  );
}

function Nothing() {
  if (status.value === "loading" || !state.value) return <p class="empty">Reading the data…</p>;
  return <p class="empty">A CSV file with one row per example and a header is enough: the last column is what to predict, unless you choose another.</p>;
}

function Loaded({ now }: { now: Data }) {
  const targets = now.columns.map((column) => column.name);
  return (
    <>
      <p class="summary"><b class="name">{now.name}</b> <span>{count(now.rows)} rows</span></p>
      <Split now={now} />
      <div class="setting wide">
        <label for="setting-target">target, the column to predict</label>
        <select id="setting-target" value={String(settings.value.target || now.target)}
                onChange={(event) => void set("target", event.currentTarget.value)}>
          {!targets.includes(now.target) && <option value={now.target}>{now.target}</option>}
          {targets.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
        <ProblemOf path="target" />
      </div>
      <p class="why"><b>{now.task}</b>: {now.task_reason}</p>
      {now.notes.map((note) => <p class="why" key={note}>{note}</p>)}
      <ul class="columns">{now.columns.map((column) => <ColumnCard key={column.name} column={column} />)}</ul>
      <div class="split-settings"><Setting path="validation" /><Setting path="test" /></div>
    </>
  );
}

function Split({ now }: { now: Data }) {
  const parts: [string, number][] = [["training", now.train], ["validation", now.validation], ["test", now.test]];
  return (
    <div class="split">
      {parts.filter(([, rows]) => rows > 0).map(([name, rows]) => (
        <span key={name} class={name} style={{ flexGrow: String(rows) }} title={`${count(rows)} ${name} rows`}>
          <b>{count(rows)}</b> {name}
        </span>
      ))}
    </div>
  );
}
