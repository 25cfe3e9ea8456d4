// The lesson that is open, 0 for none.
import { signal } from "@preact/signals";

export const lesson = signal(0);
