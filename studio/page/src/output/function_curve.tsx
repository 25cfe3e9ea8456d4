// With one input and a number as the answer: the function the network is, and the rows.
import { value_at } from "../live/frames";
import { points as point_resource, surface } from "../live/resources";
import { selection, data } from "../live/store";
import { Canvas } from "../look/canvas";
import { theme } from "../look/colour";
import { digits } from "../numbers";
import { mark } from "./marks";
import { answer_at, range_of, share } from "./scale";
import { RowChoice } from "./surface";

const kWide = 300;
const kHigh = 220;
const kMargin = 8;

export function FunctionCurve() {
  const frame = surface.value.value;
  const points = point_resource.value.value;
  if (!frame || frame.pictures.length === 0) return <p class="empty">Waiting for the first picture…</p>;
  const [picture] = frame.pictures;
  const curve = Array.from({ length: picture.side }, (_, i) => value_at(picture, i));
  const values = range_of([...curve, ...(points?.target ?? [])]);
  const xs = { low: frame.x_low, high: frame.x_high };
  const left = (x: number) => kMargin + share(xs, x) * (kWide - 2 * kMargin);
  const top = (y: number) => kHigh - kMargin - share(values, y) * (kHigh - 2 * kMargin);
  const draw = (context: CanvasRenderingContext2D) => {
    points?.x.forEach((x, i) => {
      const chosen = points.row[i] === selection.value.row;
      mark(context, left(x), top(points.target[i]), chosen ? 3 : 0, chosen ? theme.value.classes[1] : theme.value.soft, points.part[i] === 0);
    });
    context.strokeStyle = theme.value.classes[0];
    context.lineWidth = 2.5;
    context.beginPath();
    curve.forEach((y, i) => {
      const x = kMargin + (i / (picture.side - 1)) * (kWide - 2 * kMargin);
      if (i) context.lineTo(x, top(y));
      else context.moveTo(x, top(y));
    });
    context.stroke();
  };
  const told = (px: number) => {
    const at = Math.min(picture.side - 1, Math.max(0, Math.round(((px - kMargin) / (kWide - 2 * kMargin)) * (picture.side - 1))));
    return `${selection.value.x} ${digits(xs.low + (at / (picture.side - 1)) * (xs.high - xs.low))}\n${answer_at(frame, at)}`;
  };
  return (
    <figure class="surface">
      <Canvas width={kWide} height={kHigh} draw={draw} told={told}
              label={`${data.value!.target} over ${selection.value.x}: the network as a line, rows as points`} />
      <figcaption><span>{digits(xs.low)}</span><span class="name">{selection.value.x}</span><span>{digits(xs.high)}</span></figcaption>
      <RowChoice />
    </figure>
  );
}
