// The drawer beneath: one tab at a time.
import type { ComponentType } from "preact";
import { drawer_open, tab, type Tab } from "../live/resources";
import { FolderTab } from "../folder/folder_tab";
import { data, state } from "../live/store";
import { Backprop } from "./backprop";
import { LayersTab } from "./layers_tab";
import { busy } from "../lessons/deeds";
import { LessonTab } from "../lessons/lesson_tab";
import { MapsTab } from "./maps_tab";
import { MistakesTab } from "./mistakes_tab";
import { RunsTab } from "./runs_tab";
import { Why } from "./why";

const kTabs: { id: Tab; title: string; content: ComponentType; needs_data: boolean; there?: () => boolean }[] = [
  { id: "backprop", title: "Back propagation", content: Backprop, needs_data: true },
  { id: "why", title: "Why this answer", content: Why, needs_data: true },
  { id: "layers", title: "Layers", content: LayersTab, needs_data: true },
  { id: "maps", title: "Maps", content: MapsTab, needs_data: true, there: () => data.value?.samples != null },
  { id: "mistakes", title: "Mistakes", content: MistakesTab, needs_data: true },
  { id: "runs", title: "Runs", content: RunsTab, needs_data: true },
  { id: "folder", title: "Run folders", content: FolderTab, needs_data: false, there: () => state.value?.runs_folder != null },
  { id: "lesson", title: "Lesson", content: LessonTab, needs_data: false },
];
const tabs = () => kTabs.filter(({ there }) => there?.() ?? true);
const shown = () => tabs().find((each) => each.id === tab.value) ?? tabs().at(-1)!;

function to_neighbour(event: KeyboardEvent) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const all = tabs();
  const next = all[(all.indexOf(shown()) + by + all.length) % all.length];
  tab.value = next.id;
  drawer_open.value = true;
  document.getElementById(`tab-${next.id}`)?.focus();
}

export function Drawer() {
  const { content: Content, needs_data, id } = shown();
  const choose = (chosen: Tab) => {
    drawer_open.value = !(drawer_open.value && tab.value === chosen);
    tab.value = chosen;
  };
  return (
    <section class={drawer_open.value ? "drawer open" : "drawer"} aria-label="Details" aria-busy={busy.value}>
      <div class="tabs" role="tablist" aria-label="Details" onKeyDown={to_neighbour}>
        {tabs().map((each) => (
          <button key={each.id} id={`tab-${each.id}`} role="tab" aria-selected={each.id === id} aria-controls="tab-content"
                  tabIndex={each.id === id ? 0 : -1} onClick={() => choose(each.id)}>{each.title}</button>
        ))}
      </div>
      <div id="tab-content" class="content" role="tabpanel" aria-labelledby={`tab-${id}`} tabIndex={0} hidden={!drawer_open.value}>
        {needs_data && !data.value ? <p class="empty">There is no data yet: choose a data set, drop a file, or open a lesson.</p>
          : <Content />}
      </div>
    </section>
  );
}
