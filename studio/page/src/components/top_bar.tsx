// The bar at the top: run or pause, step, epoch, reset; where training is; settings; runs; save and share.
import { useSignal } from "@preact/signals";
import { send, settings, state, status, toggle, training } from "../live/store";
import { count, digits } from "../numbers";
import { Pace } from "./pace";
import { Setting } from "./setting";
import { RunTabs } from "./run_tabs";
import { Save } from "./save";

const kMain = ["optimizer", "learning_rate", "batch_size", "l2", "seed"];

export function TopBar() {
  const now = state.value;
  const usable = now?.data != null && status.value !== "loading" && now.network?.error == null;
  const running = status.value === "running";
  const ended = status.value === "finished" || status.value === "failed";
  const go = (command: string) => () => void send({ command });
  return (
    <header class="top">
      <h1>Ganglion <span>Studio</span></h1>
      <div class="transport" role="group" aria-label="Training">
        <button class="primary" disabled={!usable || ended} onClick={() => void toggle()} title="Space"
                aria-keyshortcuts="Space">
          <span aria-hidden="true">{running ? "❚❚" : "▶"}</span> {running ? "Pause" : "Train"}
        </button>
        <button disabled={!usable || ended} onClick={go("step")} title="One batch (.)" aria-keyshortcuts=".">Step</button>
        <button disabled={!usable || ended} onClick={go("epoch")} title="One epoch (e)" aria-keyshortcuts="e">Epoch</button>
        <button disabled={!now?.data} onClick={go("reset")} title="Back to the first weights (r)" aria-keyshortcuts="r">Reset</button>
      </div>
      <Pace />
      <Where />
      <div class="settings">{kMain.map((path) => <Setting key={path} path={path} />)}<More /></div>
      <RunTabs />
      <Save />
    </header>
  );
}

function Where() {
  const at = training.value;
  if (!at || !state.value?.data) return <p class="where" />;
  return (
    <p class="where" aria-live="off">
      <span>epoch <b>{count(at.epoch)}</b> of {count(at.epochs)}</span>
      <span>step <b>{count(at.step)}</b> of {count(at.steps_per_epoch)}</span>
      <span><b>{digits(Math.round(at.steps_per_second))}</b> steps/s</span>
    </p>
  );
}

/// All other settings; those of the data panel and the network are there.
function More() {
  const open = useSignal(false);
  const elsewhere = [...kMain, "network", "target", "columns"];
  const rest = Object.keys(settings.value).filter((path) => !elsewhere.includes(path));
  if (rest.length === 0) return null;
  return (
    <div class="more" onKeyDown={(event) => event.key === "Escape" && (open.value = false)}>
      <button aria-expanded={open.value} onClick={() => (open.value = !open.value)}>Settings</button>
      {open.value && (
        <div class="popover" role="group" aria-label="All settings">
          <div class="narrow-only">{kMain.map((path) => <Setting key={path} path={path} />)}</div>
          {rest.map((path) => <Setting key={path} path={path} />)}
        </div>
      )}
    </div>
  );
}
