// The text of --network: typed here it changes the picture, and the picture changes it. What the program says
// against it stands beneath, with the place marked.
import { ProblemOf } from "../components/setting";
import { use_typed } from "../components/typed";
import { words_of } from "./wrong_network";
import { problem_of, set, settings, state } from "../live/store";

export function NetworkText() {
  const kept = String(settings.value.network ?? "");
  const { typed, done } = use_typed(kept, (text) => set("network", text));
  const refused = problem_of("network");
  const error = refused ?? state.value?.network?.error ?? null;
  const shown = typed.value ?? (refused && !refused.conflict && typeof refused.value === "string" ? refused.value : kept);
  return (
    <form class="text" onSubmit={(event) => { event.preventDefault(); void done(); }}>
      <label for="network-text">as of <code>--network</code></label>
      <input id="network-text" value={shown} spellcheck={false} autocomplete="off" autocapitalize="none"
             aria-invalid={error ? true : undefined} aria-describedby={error ? "network-error" : undefined}
             onInput={(event) => (typed.value = event.currentTarget.value)} onBlur={() => void done()} />
      {error && !refused?.conflict && (
        <div id="network-error" role="alert" class="problem">
          {error.position !== null && <Place text={shown} position={error.position} />}
          <p>{words_of(error.message)}</p>
        </div>
      )}
      {refused?.conflict && <ProblemOf path="network" />}
    </form>
  );
}

function Place({ text, position }: { text: string; position: number }) {
  const end = text.slice(position).search(/[\s;]/);
  const stop = end <= 0 ? Math.max(position + 1, end < 0 ? text.length : 0) : position + end;
  return <p class="place"><code>{text.slice(0, position)}<mark>{text.slice(position, stop) || " "}</mark>{text.slice(stop)}</code></p>;
}
