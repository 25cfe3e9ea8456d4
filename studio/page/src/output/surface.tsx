// The answer of the network at each place of the chosen plane, the border between classes, and the rows as
// points: filled ones are training rows, rings the others. A click chooses a row.
import { contours } from "d3-contour";
import { value_at, type Frame } from "../live/frames";
import { points as point_resource, surface } from "../live/resources";
import { data, select, selection } from "../live/store";
import type { Points } from "../protocol";
import { Canvas } from "../look/canvas";
import { theme } from "../look/colour";
import { paint } from "../look/picture";
import { digits, plural } from "../numbers";
import { frame_of_label, points_of_label, yes_or_no } from "./label";
import { mark } from "./marks";
import { answer_at, point_colour, range_of, share, surface_colours } from "./scale";

const kSize = 300;
const kNear = 14;  // pixels within which a click means a point

const places = (frame: Frame, points: Points) => points.x.map((x, i) => ({
  x: share({ low: frame.x_low, high: frame.x_high }, x) * kSize,
  y: (1 - share({ low: frame.y_low, high: frame.y_high }, points.y[i])) * kSize,
}));

function border(context: CanvasRenderingContext2D, frame: Frame) {
  if (!yes_or_no()) return;
  const [picture] = frame.pictures;
  const values = Array.from(picture.bytes, (_, at) => value_at(picture, at));
  const [shape] = contours().size([picture.side, picture.side]).thresholds([0.5])(values);
  const scale = kSize / picture.side;
  context.strokeStyle = theme.value.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const ring of shape.coordinates.flat()) {
    ring.forEach(([x, y], i) => {
      const edge = x <= 0.01 || y <= 0.01 || x >= picture.side - 0.01 || y >= picture.side - 0.01;
      const at: [number, number] = [x * scale, kSize - y * scale];
      if (i === 0 || edge) context.moveTo(...at);
      else context.lineTo(...at);
    });
  }
  context.stroke();
}

function draw(context: CanvasRenderingContext2D, frame: Frame, points: Points | null) {
  paint(context, frame.pictures[0].side, kSize, kSize, surface_colours(frame, points));
  border(context, frame);
  if (!points || points.target.length === 0) return;
  const targets = range_of(points.target);
  places(frame, points).forEach(({ x, y }, i) => {
    const shape = data.value!.task === "regression" ? 0 : points.target[i];
    mark(context, x, y, shape, point_colour(points, i, targets), points.part[i] === 0);
  });
  const chosen = points.row.indexOf(selection.value.row);
  if (chosen < 0) return;
  const { x, y } = places(frame, points)[chosen];
  context.strokeStyle = theme.value.ink;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  context.stroke();
}

/// The answer at a place, and the row that a click there chooses.
function told(frame: Frame, px: number, py: number, row: number | null): string | null {
  const { side } = frame.pictures[0];
  const [across, up] = [px, kSize - py].map((at) => Math.min(side - 1, Math.max(0, Math.round((at / kSize) * (side - 1)))));
  const value = (low: number, high: number, at: number) => digits(low + (at / (side - 1)) * (high - low));
  const { x, y } = selection.value;
  const where = `${x} ${value(frame.x_low, frame.x_high, across)}, ${y} ${value(frame.y_low, frame.y_high, up)}`;
  return `${where}\n${answer_at(frame, up * side + across)}${row === null ? "" : `\nrow ${row}: click to choose`}`;
}

export function Surface() {
  const all = surface.value.value;
  const points = points_of_label(point_resource.value.value);
  const frame = all && frame_of_label(all);
  if (!frame || frame.pictures.length === 0) return <p class="empty">Waiting for the first picture…</p>;
  const { x, y, row } = selection.value;
  const near = (px: number, py: number): number | null => {
    if (!points || points.row.length === 0) return null;
    const far = places(frame, points).map((place) => Math.hypot(place.x - px, place.y - py));
    const best = far.indexOf(Math.min(...far));
    return far[best] <= kNear ? points.row[best] : null;
  };
  const choose = (px: number, py: number) => {
    const found = near(px, py);
    if (found !== null) void select({ row: found });
  };
  const label = `Answers over ${x} and ${y} with ${plural(points?.x.length ?? 0, "row")}; row ${row} is ringed`;
  return (
    <figure class="surface">
      <Canvas width={kSize} height={kSize} label={label} onClick={choose} told={(px, py) => told(frame, px, py, near(px, py))}
              draw={(context) => draw(context, frame, points)} />
      <figcaption><span>{digits(frame.x_low)}</span><span class="name">{x}</span><span>{digits(frame.x_high)}</span></figcaption>
      {y && <p class="why">↑ {y}: {digits(frame.y_low)} to {digits(frame.y_high)}</p>}
      <RowChoice />
    </figure>
  );
}

/// The chosen row by its number, for the keyboard.
export function RowChoice() {
  const rows = data.value!.rows;
  return (
    <label class="row-choice">row
      <input type="number" min={0} max={rows - 1} value={selection.value.row}
             onChange={(event) => void select({ row: Math.min(rows - 1, Math.max(0, Math.round(Number(event.currentTarget.value)))) })} />
    </label>
  );
}
