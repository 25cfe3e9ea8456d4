// The window of a convolution, moved over the chosen image or signal by hand: what it sees, and the map that comes of it.
import { useSignal, useSignalEffect } from "@preact/signals";
import { draw_curve, draw_image, map_of } from "../../drawer/maps_tab";
import { maps } from "../../live/resources";
import { data, selection, state } from "../../live/store";
import { Canvas } from "../../look/canvas";
import { theme } from "../../look/colour";
import { digits } from "../../numbers";
import { RowChoice } from "../../output/surface";
import type { Maps, RowMaps } from "../../protocol";
import { at_place, image_windows, places, signal_windows, type Window as Filter } from "./convolve";
import { Slider } from "./slider";

const kSide = 200;
const kFlat = 80;  // height of a signal

/// Windows drawn by hand, and those that the network has learned.
function windows_of(input: Maps, filters: Maps | null, side: number): Filter[] {
  const made = input.shape.length === 2 ? image_windows(side) : signal_windows(side);
  if (!filters || filters.shape.length !== input.shape.length) return made;
  const [high, wide] = filters.shape.length === 2 ? filters.shape : [1, filters.shape[0]];
  const learned = Array.from({ length: filters.values.length / (high * wide) }, (_, i): Filter => ({ name: `learned ${i + 1}`, high, wide, weights: map_of(filters, i) }));
  return [...made, ...learned];
}

function frame_window(context: CanvasRenderingContext2D, [x, y, w, h]: number[]) {
  context.strokeStyle = theme.value.classes[1];
  context.lineWidth = 3;
  context.strokeRect(x, y, w, h);
}

/// The window at a place, what it gives there, and the map up to it.
function seen_at(now: RowMaps, filter: Filter, place: number) {
  const [high, wide] = sizes(now.input);
  const values = map_of(now.input, 0);
  const [rows, columns] = places(high, wide, filter);
  const shown = Math.min(place, rows * columns - 1);
  const map = Array.from({ length: rows * columns }, (_, i) => at_place(values, wide, filter, Math.floor(i / columns), i % columns));
  return { high, wide, values, rows, columns, shown, row: Math.floor(shown / columns), column: shown % columns, map };
}
const sizes = (input: Maps): [number, number] => (input.shape.length === 2 ? [input.shape[0], input.shape[1]] : [1, input.shape[0]]);

export function Window() {
  const side = useSignal(3);
  const chosen = useSignal(0);
  const place = useSignal(0);
  useSignalEffect(() => {
    void [selection.value.row, state.value?.revision];
    if (data.value?.samples) maps.refresh();
  });
  const now = data.value?.samples ? maps.value.value : null;
  if (!now || now.input.values.length === 0) return <p class="why">An image or a signal with its window appears here once the lesson is prepared.</p>;
  const [high, wide] = sizes(now.input);
  const all = windows_of(now.input, now.filters, side.value).filter((each) => each.high <= high && each.wide <= wide);
  const filter = all[Math.min(chosen.value, all.length - 1)];
  const seen = seen_at(now, filter, place.value);
  return (
    <div class="window-widget">
      <div class="walk"><RowChoice />
        <label>window <select value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
          {all.map(({ name }, i) => <option key={name} value={String(i)}>{name}</option>)}</select></label>
        <label>size <select value={String(side.value)} onChange={(event) => (side.value = Number(event.currentTarget.value))}>
          <option value="3">3</option><option value="5">5</option></select></label></div>
      <Pictures input={now.input} filter={filter} seen={seen} />
      <Slider name="place" value={seen.shown} min={0} max={seen.map.length - 1} step={1} change={(to) => (place.value = to)} shown={`${seen.row + 1}, ${seen.column + 1}`} />
      <p role="status">{terms_of(filter, seen)} = <b>{digits(seen.map[seen.shown])}</b></p>
    </div>
  );
}

type Seen = ReturnType<typeof seen_at>;

function terms_of(filter: Filter, { values, wide, row, column }: Seen): string {
  const terms = filter.weights.slice(0, 4).map((weight, i) =>
    `${digits(weight)} · ${digits(values[(row + Math.floor(i / filter.wide)) * wide + column + (i % filter.wide)])}`);
  return terms.join(" + ") + (filter.weights.length > 4 ? " + …" : "");
}

function Pictures({ input, filter, seen }: { input: Maps; filter: Filter; seen: Seen }) {
  const { high, wide, values, rows, columns, shown, row, column, map } = seen;
  const height = high === 1 ? kFlat : (kSide * high) / wide;
  const most = Math.max(...map.map(Math.abs), 1e-12);
  const so_far = map.map((value, i) => (i <= shown ? value : 0));
  const picture = (context: CanvasRenderingContext2D) => {
    if (high === 1) draw_curve(context, values, input.low, input.high, kSide, height);
    else draw_image(context, values, [high, wide], Math.max(input.high, -input.low, 1e-12), kSide, height);
    frame_window(context, [(column / wide) * kSide, (row / high) * height, (filter.wide / wide) * kSide, (filter.high / high) * height]);
  };
  const result = (context: CanvasRenderingContext2D) => high === 1 ? draw_curve(context, so_far, -most, most, kSide, height)
    : draw_image(context, so_far, [rows, columns], most, kSide, height);
  return (
    <div class="maps">
      <figure><Canvas width={kSide} height={height} label={`Input with the window at row ${row + 1}, column ${column + 1}`} draw={picture} /><figcaption>input</figcaption></figure>
      <figure><Canvas width={kSide} height={height} label={`Map, filled up to place ${shown + 1}`} draw={result} /><figcaption>map, {high === 1 ? columns : `${rows} × ${columns}`}</figcaption></figure>
    </div>
  );
}
