// What an image or a signal becomes: the filters, the maps of each layer, and which of its places the answer came from.
import { maps } from "../live/resources";
import { data } from "../live/store";
import { Canvas } from "../look/canvas";
import { signed, theme } from "../look/colour";
import { digits, plural } from "../numbers";
import { RowChoice } from "../output/surface";
import type { Maps } from "../protocol";

const kSide = 96;  // pixels of a map
const kWide = 220;

/// The numbers of map `index`.
export function map_of(all: Maps, index: number): number[] {
  const places = all.shape.reduce((a, b) => a * b, 1);
  return all.values.slice(index * places, (index + 1) * places).map((step) => all.low + (step / 255) * (all.high - all.low));
}

export function draw_image(context: CanvasRenderingContext2D, values: number[], [high, wide]: number[], most: number, width: number, height: number) {
  const [w, h] = [width / wide, height / high];
  values.forEach((value, i) => {
    const [r, g, b] = signed(value / most);
    context.fillStyle = `rgb(${r},${g},${b})`;
    context.fillRect((i % wide) * w, Math.floor(i / wide) * h, Math.ceil(w), Math.ceil(h));
  });
}

export function draw_curve(context: CanvasRenderingContext2D, values: number[], low: number, high: number, width: number, height: number) {
  const y = (value: number) => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  context.strokeStyle = theme.value.line;
  context.strokeRect(0, y(0), width, 0);
  context.strokeStyle = theme.value.classes[0];
  context.lineWidth = 1.5;
  context.beginPath();
  values.forEach((value, i) => context.lineTo((i / Math.max(1, values.length - 1)) * width, y(value)));
  context.stroke();
}

export function MapPicture({ all, index, label, size }: { all: Maps; index: number; label: string; size?: number }) {
  const values = map_of(all, index);
  const image = all.shape.length === 2;
  const side = size ?? kSide;
  const [width, height] = image ? [Math.round(side * Math.min(1, all.shape[1] / all.shape[0])), Math.round(side * Math.min(1, all.shape[0] / all.shape[1]))]
    : [size ?? kWide, size ?? 64];
  const most = Math.max(Math.abs(all.low), Math.abs(all.high), 1e-12);
  return <Canvas width={width} height={height} label={label} draw={(context) => image ? draw_image(context, values, all.shape, most, width, height)
    : draw_curve(context, values, all.low, all.high, width, height)} />;
}

function Row({ all, title, why }: { all: Maps | null; title: string; why: string }) {
  if (!all || all.values.length === 0 || all.shape.length === 0) return null;
  const shown = all.values.length / all.shape.reduce((a, b) => a * b, 1);
  return (
    <article><h3>{title}</h3>
      <p class="why">{why} {digits(all.low)} to {digits(all.high)}{all.maps > shown && `; the first ${shown} of ${all.maps}`}</p>
      <div class="maps">{Array.from({ length: shown }, (_, i) => <MapPicture key={i} all={all} index={i} label={`${title}, map ${i + 1}`} />)}</div></article>
  );
}

export function MapsTab() {
  const now = maps.value.value;
  if (!now) return <p class="empty">{maps.error.value ?? "The maps of the chosen row appear here as soon as the network can be built."}</p>;
  return (
    <div class="maps-tab">
      <div class="walk"><RowChoice /><span class="why">blue above 0, orange below; {plural(now.layers.length, "layer")} of {data.value!.name}</span></div>
      <Row all={now.input} title="Input" why={`the ${now.kind} as it was read:`} />
      <Row all={now.saliency} title="Saliency" why={`what each place adds to the ${now.goal}, derivative times input:`} />
      <Row all={now.grad_cam} title={`Grad-CAM of ${now.grad_cam?.layer}`} why={`where ${now.grad_cam?.layer} saw what speaks for the ${now.goal}:`} />
      <Row all={now.filters} title={`Filters of ${now.filters?.layer}`} why="the weights of each window:" />
      {now.layers.map((layer) => <Row key={layer.layer} all={layer} title={layer.layer!} why="its maps:" />)}
    </div>
  );
}
