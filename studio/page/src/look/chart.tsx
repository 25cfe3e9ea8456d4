// A small chart of lines over two axes, as SVG.
import { line } from "d3-shape";
import { ticks } from "d3-array";
import { digits } from "../numbers";

const kLeft = 40;
const kBottom = 32;
const kEdge = 8;

export interface Series { points: [number, number][]; class: string; name?: string }
export interface ChartProps {
  label: string; x: [number, number]; y: [number, number]; x_name: string; y_name: string;
  series: Series[]; point?: [number, number] | null; width?: number; height?: number;
}

export function Chart({ label, x, y, x_name, y_name, series, point, width = 240, height = 200 }: ChartProps) {
  const left = (v: number) => kLeft + ((v - x[0]) / (x[1] - x[0])) * (width - kLeft - kEdge);
  const top = (v: number) => height - kBottom - ((v - y[0]) / (y[1] - y[0])) * (height - kBottom - kEdge);
  const path = line().x(([v]) => left(v)).y(([, v]) => top(v)).defined(([, v]) => Number.isFinite(v));
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      {ticks(x[0], x[1], 4).map((v) => <g key={v}><path class="grid" d={`M${left(v)} ${kEdge}V${height - kBottom}`} />
        <text class="m" x={left(v)} y={height - kBottom + 13}>{digits(v)}</text></g>)}
      {ticks(y[0], y[1], 4).map((v) => <g key={v}><path class="grid" d={`M${kLeft} ${top(v)}H${width - kEdge}`} />
        <text class="e" x={kLeft - 4} y={top(v) + 4}>{digits(v)}</text></g>)}
      <text class="m" x={(kLeft + width) / 2} y={height - 4}>{x_name}</text>
      <text class="m" transform={`translate(10 ${(height - kBottom) / 2}) rotate(-90)`}>{y_name}</text>
      {series.map((each, i) => <path key={i} class={`series ${each.class}`} d={path(each.points) ?? ""}>{each.name && <title>{each.name}</title>}</path>)}
      {point && <circle class="point" cx={left(point[0])} cy={top(point[1])} r={5} />}
    </svg>
  );
}
