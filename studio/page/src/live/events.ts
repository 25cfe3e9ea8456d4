// The stream of events. The browser reconnects with Last-Event-ID by itself while the program answers; when
// the stream is closed for good, or silent at the start, this opens a new one until the program is back.
import { address } from "../api";
import type { Training } from "../protocol";
import { weights_changed } from "./resources";
import { append_epoch, connection, note, refresh_state, training } from "./store";

const kFirstWait = 500;  // milliseconds, doubled up to the longest
const kLongestWait = 5000;

let source: EventSource | null = null;
let wait = kFirstWait;

type Progress = Partial<Training> & { loss: number };

function listen<T>(name: string, handle: (data: T) => void) {
  source!.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent).data)));
}

function opened() {
  wait = kFirstWait;
  connection.value = "open";
  void refresh_state();  // what happened before: the first state may have come long before the stream
}

function failed() {
  connection.value = "lost";
  if (source!.readyState !== EventSource.CLOSED) return;  // the browser tries again
  setTimeout(connect, wait);
  wait = Math.min(2 * wait, kLongestWait);
}

export function connect() {
  source = new EventSource(address("events"));
  source.onopen = opened;
  source.onerror = failed;
  listen<Progress>("progress", (event) => {
    if (training.value) training.value = { ...training.value, ...event };
    weights_changed();
  });
  listen<Record<string, number> & { run: number; epoch: number }>("epoch", append_epoch);
  listen("state", () => void refresh_state());
  listen<{ text: string }>("message", (event) => (note.value = event.text));
  listen("end", () => void refresh_state());
}
