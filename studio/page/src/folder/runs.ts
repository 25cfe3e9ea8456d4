// The run folders that the program was started with: fetched while their table is open, the histories of the chosen ones with them.
import { effect, signal } from "@preact/signals";
import { get } from "../api";
import { drawer_open, tab } from "../live/resources";
import { state } from "../live/store";
import { Resource } from "../live/resource";
import type { FolderRuns, History } from "../protocol";

const kEvery = 2000;  // milliseconds: a run in progress is followed

export const chosen = signal<string[]>([]);
export const histories = signal<Record<string, History>>({});
export const folder_runs = new Resource<FolderRuns>(() => get<FolderRuns>("runs"), 500);

async function fetch_histories() {
  for (const name of chosen.peek()) {
    try {
      const history = await get<History>(`history?run=${encodeURIComponent(name)}`);
      histories.value = { ...histories.peek(), [name]: history };
    } catch {
      chosen.value = chosen.peek().filter((other) => other !== name);  // the folder is gone
    }
  }
}

export function watch_folder() {
  effect(() => {
    if (!state.value?.runs_folder || tab.value !== "folder" || !drawer_open.value) return;
    folder_runs.refresh();
    const timer = setInterval(() => {
      folder_runs.refresh();
      void fetch_histories();
    }, kEvery);
    return () => clearInterval(timer);
  });
  effect(() => {
    void chosen.value;
    void fetch_histories();
  });
}
