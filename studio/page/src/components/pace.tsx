// How many epochs a second are trained at most, so that a small network can be watched.
import { send, state, training } from "../live/store";

const kPaces: [number, string][] = [[1, "1 epoch/s"], [5, "5 epochs/s"], [25, "25 epochs/s"], [100, "100 epochs/s"], [0, "as fast as it can"]];

export function Pace() {
  const pace = training.value?.pace;
  if (pace === undefined || state.value!.runs.find((run) => run.active)?.watched) return null;
  const known = kPaces.some(([value]) => value === pace);
  return (
    <label class="pace">pace <select value={String(pace)} onChange={(event) =>
      void send({ command: "pace", epochs_per_second: Number(event.currentTarget.value) })}>
      {!known && <option value={String(pace)}>{pace} epochs/s</option>}
      {kPaces.map(([value, name]) => <option key={value} value={String(value)}>{name}</option>)}
    </select></label>
  );
}
