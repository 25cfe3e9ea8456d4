// What the pointer is over, in numbers, at once and beside it. Whoever has no pointer finds the same in the cards.
import { signal } from "@preact/signals";

/// Asked again as values change; null: there is nothing any more.
interface Said { left: number; top: number; text: () => string | null }

const kAside = 14;  // pixels
export const hover = signal<Said | null>(null);
export const nothing = () => { hover.value = null; };
export const tell = (event: MouseEvent, text: () => string | null) => { hover.value = { left: event.clientX, top: event.clientY, text }; };

export function Hover() {
  const text = hover.value?.text();
  if (!text) return null;
  const { left, top } = hover.value!;
  const side = left > innerWidth / 2 ? { right: `${innerWidth - left + kAside}px` } : { left: `${left + kAside}px` };
  return <div class="hover" aria-hidden="true" style={{ ...side, top: `${Math.min(top + kAside, innerHeight - 60)}px` }}>{text}</div>;
}
