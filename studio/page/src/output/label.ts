// With several labels the surface shows one of them at a time: a yes or no, like any binary task.
import { signal } from "@preact/signals";
import type { Frame } from "../live/frames";
import { data } from "../live/store";
import type { Points } from "../protocol";

export const label = signal(0);

export const several = () => data.value!.task === "multilabel";
/// Whether the surface is the probability of a yes.
export const yes_or_no = () => data.value!.task === "binary" || several();
export const shown = () => Math.min(label.value, data.value!.classes.length - 1);

export const frame_of_label = (frame: Frame): Frame =>
  several() ? { ...frame, pictures: frame.pictures.slice(shown(), shown() + 1) } : frame;

/// Targets of several labels are bits, the first label's the lowest.
export const points_of_label = (points: Points | null): Points | null =>
  points && several() ? { ...points, target: points.target.map((bits) => (bits >> shown()) & 1) } : points;
