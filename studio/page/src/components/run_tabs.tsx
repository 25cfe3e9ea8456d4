// The runs of the session: which is shown, and a new one with the same settings.
import { send, state } from "../live/store";

export function RunTabs() {
  const runs = state.value?.runs ?? [];
  if (runs.length === 0) return null;
  return (
    <div class="runs" role="group" aria-label="Runs">
      {runs.map((run) => (
        <button key={run.id} aria-pressed={run.active} onClick={() => void send({ command: "run.activate", id: run.id })}
                title={`Run ${run.name}`}>
          {run.name}
        </button>
      ))}
      <button aria-label="New run with the same settings" title="New run with the same settings"
              onClick={() => void send({ command: "run.new" })}>+</button>
    </div>
  );
}
