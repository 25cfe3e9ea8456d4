// From the numbers of columns to places on a picture and back, and colours of answers.
import { data } from "../live/store";
import type { Frame } from "../live/frames";
import { value_at } from "../live/frames";
import type { Points } from "../protocol";
import { class_colour, css, faded, signed } from "../look/colour";
import { digits, percent } from "../numbers";
import { several, shown } from "./label";

export interface Range { low: number; high: number }
export const range_of = (values: number[]): Range => ({ low: Math.min(...values), high: Math.max(...values) });
export const share = ({ low, high }: Range, value: number) => (high > low ? (value - low) / (high - low) : 0.5);

/// The targets' own range gives the colours of a regression; zero is pale where both signs are there.
function value_share(targets: Range, value: number): number {
  if (targets.low < 0 && targets.high > 0) return value / Math.max(-targets.low, targets.high);
  return 2 * share(targets, value) - 1;
}

/// The colour of each place of the surface.
export function surface_colours(frame: Frame, points: Points | null) {
  const { task, classes } = data.value!;
  const [first] = frame.pictures;
  if (task === "regression") {
    const range = points && points.target.length > 0 ? range_of(points.target) : { low: first.low, high: first.high };
    return (at: number) => signed(0.9 * value_share(range, value_at(first, at)));
  }
  if (task === "binary" || frame.pictures.length === 1) return (at: number) => signed(1.6 * (value_at(first, at) - 0.5));
  return (at: number) => {
    const values = frame.pictures.map((picture) => value_at(picture, at));
    const best = values.indexOf(Math.max(...values));
    return faded(class_colour(best, classes.length), 0.15 + 0.6 * values[best]);
  };
}

/// What the network answers at a place of the picture, in words and numbers.
export function answer_at(frame: Frame, place: number): string {
  const { task, classes, target } = data.value!;
  const values = frame.pictures.map((picture) => value_at(picture, place));
  if (task === "regression") return `${target} = ${digits(values[0])}`;
  if (several()) return `${classes[shown()]}: ${percent(values[0])}`;
  if (values.length === 1) return `${classes[1]}: ${percent(values[0])}`;
  const best = values.indexOf(Math.max(...values));
  return `${classes[best]}: ${percent(values[best])}`;
}

export function point_colour(points: Points, i: number, targets: Range): string {
  const { task, classes } = data.value!;
  if (task === "regression") return css(signed(value_share(targets, points.target[i])));
  return class_colour(points.target[i], several() ? 2 : Math.max(2, classes.length));
}
