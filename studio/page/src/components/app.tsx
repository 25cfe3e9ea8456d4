// Where everything is on the screen.
import { DataPanel } from "../data/data_panel";
import { DropTarget } from "../data/drop";
import { Drawer } from "../drawer/drawer";
import { state } from "../live/store";
import { Hover } from "../look/hover";
import { NetworkPanel } from "../network/network_panel";
import { OutputPanel } from "../output/output_panel";
import { StatusBar } from "./status";
import { TopBar } from "./top_bar";

export function App() {
  return (
    <>
      <TopBar />
      <main data-revision={state.value?.revision}>
        <StatusBar />
        <div class="panels"><DataPanel /><NetworkPanel /><OutputPanel /></div>
        <Drawer />
      </main>
      <DropTarget />
      <Hover />
    </>
  );
}
