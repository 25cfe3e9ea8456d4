// The page: state from the program, events, keys, and the address; then everything that shows them.
import { render } from "preact";
import { open_link, watch_address } from "./address";
import { App } from "./components/app";
import { watch_keys } from "./keyboard";
import { connect } from "./live/events";
import { watch_spread } from "./drawer/by_epoch";
import { watch_folder } from "./folder/runs";
import { tab, watch_resources } from "./live/resources";
import { refresh_state, state } from "./live/store";

const page = document.getElementById("page")!;
page.replaceChildren();
render(<App />, page);
await refresh_state();
connect();
watch_resources();
watch_folder();
watch_spread();
if (state.value?.runs_folder) tab.value = "folder";
watch_keys();
await open_link(location.hash);
watch_address();
