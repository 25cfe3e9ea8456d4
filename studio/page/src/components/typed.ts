// The text of a field while it is typed: sent once, when Enter is pressed or the field is left, and then shown until
// the program has answered.
import { useSignal } from "@preact/signals";

export function use_typed(kept: string, send: (text: string) => Promise<unknown>) {
  const typed = useSignal<string | null>(null);
  const sending = useSignal(false);
  const done = async () => {
    if (sending.value || typed.value === null) return;
    const text = typed.value;
    sending.value = text.trim() !== kept;
    if (sending.value) await send(text.trim());
    sending.value = false;
    if (typed.value === text) typed.value = null;  // else somebody types on
  };
  return { typed, done };
}
