// The runs of the session side by side, and what came of the one that is shown.
import { send, state } from "../live/store";
import { digits } from "../numbers";
import type { Run } from "../protocol";
import { name_of } from "../components/setting";
import { differing } from "../output/curves_legend";

export function RunsTab() {
  const runs = state.value!.runs;
  const settings = differing(runs);
  const last = (run: Run, name: string) => digits(run.history[name]?.at(-1));
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label="Runs">
        <table class="plain"><thead><tr>{["run", "status", "epochs", "loss", "val_loss", ...settings.map(name_of), "close"].map((name) => (
          <th key={name} scope="col">{name}</th>))}</tr></thead>
          <tbody>{runs.map((run) => (
            <tr key={run.id} class={run.active ? "active" : ""}>
              <td><input aria-label={`Name of run ${run.name}`} value={run.name} size={12}
                         onChange={(event) => void send({ command: "run.rename", id: run.id, name: event.currentTarget.value })} /></td>
              <td>{run.status}</td><td class="n">{last(run, "epoch")}</td><td class="n">{last(run, "loss")}</td><td class="n">{last(run, "val_loss")}</td>
              {settings.map((key) => <td key={key}>{String(run.settings[key])}</td>)}
              <td><button disabled={run.active} onClick={() => void send({ command: "run.activate", id: run.id })}>Show</button>{" "}
                <button disabled={run.active} onClick={() => void send({ command: "run.close", id: run.id })}>Remove</button></td>
            </tr>
          ))}</tbody></table>
      </div>
      <Result />
    </>
  );
}

function Result() {
  const result = state.value!.result;
  if (!result?.metrics) return <p class="why">Metrics on training, validation and test rows appear when a run has finished.</p>;
  const parts = Object.keys(result.metrics);
  const names = [...new Set(parts.flatMap((part) => Object.keys(result.metrics[part] ?? {})))];
  return (
    <table class="plain"><caption>Metrics of the run that is shown; trust the test column</caption>
      <thead><tr><td /><>{parts.map((part) => <th key={part} scope="col" class="n">{part}</th>)}</></tr></thead>
      <tbody>{names.map((name) => (
        <tr key={name}><th scope="row">{name}</th>{parts.map((part) => <td key={part} class="n">{digits(result.metrics[part]?.[name])}</td>)}</tr>
      ))}</tbody></table>
  );
}
