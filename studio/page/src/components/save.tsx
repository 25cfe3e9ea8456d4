// Saving the run as a folder, and the address that opens the experiment again.
import { useSignal } from "@preact/signals";
import { ApiError, post } from "../api";
import { link } from "../address";
import { refresh_state, refuse, state } from "../live/store";
import { ProblemOf } from "./setting";

export function Save() {
  const open = useSignal(false);
  const out = useSignal("runs/studio");
  const saved = useSignal<string | null>(null);
  const copied = useSignal(false);
  if (!state.value?.data) return null;
  const save = async () => {
    try {
      const answer = await post<{ out: string; model_hash: string; repeats: boolean }>("command", { command: "save", out: out.value });
      saved.value = `Saved to ${answer.out}, model_hash ${answer.model_hash}.${answer.repeats ? ""
        : " Batch size or L2 were changed while it ran, which its job.toml can't say: that trains to another model."}`;
      open.value = false;
      await refresh_state();
    } catch (error) {
      refuse((error as ApiError).message, "save");
    }
  };
  const share = async () => {
    history.replaceState(null, "", link());
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    copied.value = true;
    setTimeout(() => (copied.value = false), 2500);
  };
  return (
    <div class="save more">
      <button aria-expanded={open.value} onClick={() => (open.value = !open.value)}>Save</button>
      <button onClick={share} title="The address that opens this experiment again">{copied.value ? "Copied" : "Link"}</button>
      {open.value && (
        <form class="popover" onSubmit={(event) => { event.preventDefault(); void save(); }}>
          <label for="save-out">folder of the run, as of ganglion train</label>
          <input id="save-out" value={out.value} onInput={(event) => (out.value = event.currentTarget.value)} />
          <button class="primary">Save run</button>
          <ProblemOf path="save" />
        </form>
      )}
      <span role="status" class="saved">{saved.value}</span>
    </div>
  );
}
