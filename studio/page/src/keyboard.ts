// Keys that work anywhere but in a field: Space, full stop, e, r.
import { send, state, status, toggle } from "./live/store";

const kInteractive = "input, select, textarea, button, a, summary, [contenteditable]";
const kFields = "input, select, textarea, [contenteditable]";

function act(key: string): boolean {
  const trainable = status.value !== "finished" && status.value !== "failed";
  if (key === " ") void toggle();
  else if (key === "." && trainable) void send({ command: "step" });
  else if (key === "e" && trainable) void send({ command: "epoch" });
  else if (key === "r") void send({ command: "reset" });
  else return false;
  return true;
}

export function watch_keys() {
  addEventListener("keydown", (event) => {
    const target = event.target as Element;
    // Space presses the button that has the focus; the other keys are free there.
    if (event.ctrlKey || event.metaKey || event.altKey || !state.value?.data) return;
    if (target.closest?.(event.key === " " ? kInteractive : kFields)) return;
    if (act(event.key)) event.preventDefault();
  });
}
