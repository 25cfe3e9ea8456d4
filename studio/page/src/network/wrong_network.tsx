// A network that can't be built: the layers of its text as boxes, and what the program says under the one it is about.
import { data } from "../live/store";
import { edit } from "./network_panel";
import { items, without } from "./text";

/// The first item that ends behind the position; without one the last.
export function item_at(starts: { start: number; text: string }[], position: number | null): number {
  if (position === null) return -1;
  const found = starts.findIndex(({ start, text }) => position < start + text.length + 1);
  return found < 0 ? starts.length - 1 : found;
}

/// The words of a message without the line that repeats the text, and its mark: the place is shown otherwise.
export function words_of(message: string): string {
  const lines = message.split("\n");
  const mark = lines.findIndex((line) => /^\s*\^\s*$/.test(line));
  return (mark > 0 ? lines.filter((_, i) => i !== mark && i !== mark - 1) : lines).join("\n").trim();
}

export function WrongNetwork({ text, message, position }: { text: string; message: string; position: number | null }) {
  const list = items(text, []);
  const wrong = item_at(list, position);
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Layers of the text">
      <ol class="wrong-network">
        <li class="item">{data.value!.inputs.length} numbers</li>
        {list.map((item, i) => (
          <li key={i} class={i === wrong ? "item bad" : "item"}>
            <code>{item.text}</code>{" "}
            <button aria-label={`Remove ${item.text}`} title="Remove" onClick={() => edit(without(list, i))}>×</button>
            {i === wrong && <p class="problem" role="alert">{words_of(message)}</p>}
          </li>
        ))}
        <li class="item">output</li>
      </ol>
      {wrong < 0 && <p class="problem" role="alert">{words_of(message)}</p>}
    </div>
  );
}
