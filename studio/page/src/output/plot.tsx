// Curves by epoch of one or more runs: training solid, validation dashed; the active run on top, changes of settings marked.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Run } from "../protocol";
import { theme } from "../look/colour";
import { hover, nothing } from "../look/hover";
import { digits } from "../numbers";

const kHeight = 170;

export type Plotted = Pick<Run, "id" | "name" | "active" | "history" | "marks">;
export const drawable = (name: string) => name !== "epoch" && name !== "seconds" && name !== "learning_rate";
/// The colour of a run that isn't the active one, by its place in the list.
export const colour_of = (i: number) => theme.value.classes[(2 + i) % theme.value.classes.length];

function columns(runs: Plotted[], metric: string, log: boolean): uPlot.AlignedData {
  const tables = runs.map((run): uPlot.AlignedData => {
    const of = (name: string) => (run.history[name] ?? []).map((v) => (log && v !== null && v <= 0 ? null : v));
    return [run.history.epoch as number[], of(metric), of(`val_${metric}`)];
  }).map((table) => table.map((each) => (each.length ? each : Array.from(table[0], () => null))) as uPlot.AlignedData);
  return tables.length === 1 ? tables[0] : uPlot.join(tables);
}

function marks(plot: uPlot, runs: Plotted[]) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = theme.peek().soft;
  ctx.setLineDash([3, 3]);
  for (const { epoch } of runs.find((run) => run.active)?.marks ?? []) {
    const x = Math.round(plot.valToPos(epoch, "x", true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

let told: typeof hover.value = null;  // by a plot: new data mustn't take away what others tell
const quiet = () => told === hover.peek() && nothing();

/// The numbers of all curves at the epoch under the pointer.
function numbers(plot: uPlot) {
  const { idx, left, top } = plot.cursor;
  if (idx === null || idx === undefined || left === undefined || left < 0) return quiet();
  const box = plot.over.getBoundingClientRect();
  const values = () => plot.series.slice(1).flatMap(({ label }, i) => {
    const value = plot.data[i + 1][idx];
    return typeof value === "number" ? [`${label} ${digits(value)}`] : [];
  });
  hover.value = told = { left: box.left + left, top: box.top + (top ?? 0), text: () => [`epoch ${plot.data[0][idx]}`, ...values()].join("\n") };
}

function options(runs: Plotted[], width: number, log: boolean, label: string): uPlot.Options {
  const { classes, soft, line } = theme.value;
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "11px system-ui, sans-serif" };
  const series = runs.flatMap((run, i): uPlot.Series[] => {
    const stroke = run.active ? classes[0] : colour_of(i);
    const shared = { stroke, width: run.active ? 2 : 1, points: { show: (plot: uPlot) => plot.data[0].length < 2, size: 6 }, spanGaps: true, alpha: run.active ? 1 : 0.6 };
    return [{ label: `${run.name} ${label}`, ...shared }, { label: `${run.name} val_${label}`, ...shared, dash: [5, 4] }];
  });
  return {
    width, height: kHeight, legend: { show: false }, cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { distr: log ? 3 : 1 } }, series: [{}, ...series],
    axes: [{ ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] },
           { ...axis, size: 52, values: (_, values) => values.map((v) => (v === null ? "" : digits(v))) }],
    hooks: { draw: [(plot) => marks(plot, runs)], setCursor: [(plot) => numbers(plot)] },
  };
}

export function Plot({ runs, metric, log }: { runs: Plotted[]; metric: string; log: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shape = [theme.value.ink, log, metric, ...runs.map((run) => `${run.id}${run.active}`)].join();
  const data = columns(runs, metric, log);
  useEffect(() => {
    const made = new uPlot(options(runs, place.current!.clientWidth, log, metric), data, place.current!);
    plot.current = made;
    const watch = new ResizeObserver(() => place.current && made.setSize({ width: place.current.clientWidth, height: kHeight }));
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      quiet();
      made.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data));
  return <div ref={place} class="plot" role="img" aria-label={`${metric} by epoch, training and validation`} />;
}
