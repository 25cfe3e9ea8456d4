// The chosen runs beside each other: their curves on the same axes, and the settings in which they differ.
import { useSignal } from "@preact/signals";
import { name_of } from "../components/setting";
import { digits } from "../numbers";
import { colour_of, drawable, Plot, type Plotted } from "../output/plot";
import type { FolderRun } from "../protocol";
import { histories } from "./runs";

const base = (name: string) => name.replace(/^val_/, "");

export function Comparison({ runs }: { runs: FolderRun[] }) {
  const metric = useSignal("loss");
  const plotted = runs.filter(({ name }) => (histories.value[name]?.epoch?.length ?? 0) > 0).map(({ name }, id): Plotted =>
    ({ id, name, active: false, history: histories.value[name], marks: [] }));
  if (runs.length === 0) return <p class="why">Tick runs to compare their curves and settings.</p>;
  const metrics = [...new Set(plotted.flatMap(({ history }) => Object.keys(history)).filter(drawable).map(base))];
  const shown = metrics.includes(metric.value) ? metric.value : metrics[0];
  return (
    <div class="comparison">
      {shown && (
        <div>
          <label>metric <select value={shown} onChange={(event) => (metric.value = event.currentTarget.value)}>
            {metrics.map((name) => <option key={name} value={name}>{name}</option>)}</select></label>
          <Plot runs={plotted} metric={shown} log={false} />
          <p class="legend">{plotted.map(({ name }, i) => <span key={name}><b style={{ color: colour_of(i) }}>―</b> {name}</span>)}
            <span>solid: training, dashed: validation</span></p>
        </div>
      )}
      <Differences runs={runs} />
    </div>
  );
}

function Differences({ runs }: { runs: FolderRun[] }) {
  const keys = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings ?? {})))];
  const text = (run: FolderRun, key: string) => String(run.settings?.[key] ?? "–");
  const differing = keys.filter((key) => runs.some((run) => text(run, key) !== text(runs[0], key)));
  const metrics = [...new Set(runs.flatMap(({ metrics: all }) => Object.keys(all?.test ?? all?.validation ?? {})))];
  const value = ({ metrics: all }: FolderRun, key: string) => (all?.test ?? all?.validation)?.[key];
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Settings and metrics of the chosen runs">
      <table class="plain"><caption>{differing.length === 0 && runs.length > 1 ? "The settings are the same; metrics of the assessed rows" : "Settings that differ, and metrics of the assessed rows"}</caption>
        <thead><tr><td /><>{runs.map(({ name }) => <th key={name} scope="col">{name}</th>)}</></tr></thead>
        <tbody>
          {differing.map((key) => <tr key={key}><th scope="row">{name_of(key)}</th>{runs.map((run) => <td key={run.name}>{text(run, key)}</td>)}</tr>)}
          {metrics.map((key) => <tr key={`metric ${key}`}><th scope="row">{key}</th>{runs.map((run) => (
            <td key={run.name} class="n">{typeof value(run, key) === "number" ? digits(value(run, key)) : "–"}</td>))}</tr>)}
        </tbody></table>
    </div>
  );
}
