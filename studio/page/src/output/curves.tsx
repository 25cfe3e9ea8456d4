// Loss and metric by epoch: training solid, validation dashed; other runs pale beneath, changes of settings marked.
import { useSignal } from "@preact/signals";
import { state } from "../live/store";
import { digits } from "../numbers";
import { CurvesLegend } from "./curves_legend";
import { drawable, Plot } from "./plot";

const base = (name: string) => name.replace(/^val_/, "");

export function Curves() {
  const runs = (state.value?.runs ?? []).filter((run) => (run.history.epoch?.length ?? 0) > 0);
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.history)).filter(drawable).map(base))];
  const chosen = useSignal("loss");
  const log = useSignal(false);
  const metric = metrics.includes(chosen.value) ? chosen.value : metrics[0];
  if (!metric) return <p class="empty">The loss of each epoch is drawn here.</p>;
  const active = runs.find((run) => run.active);
  const last = (name: string) => active?.history[name]?.at(-1);
  return (
    <div class="curves">
      <div class="axes">
        <label>metric <select value={metric} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {metrics.map((name) => <option key={name} value={name}>{name}</option>)}</select></label>
        <label><input type="checkbox" checked={log.value} onChange={() => (log.value = !log.value)} /> log scale</label>
      </div>
      <Plot runs={runs} metric={metric} log={log.value} />
      <p class="legend"><span class="line">training <b>{digits(last(metric))}</b></span>
        <span class="line dashed">validation <b>{digits(last(`val_${metric}`))}</b></span></p>
      <CurvesLegend runs={runs} />
    </div>
  );
}
