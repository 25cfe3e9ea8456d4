// The graph of one row: a box for each unit with its values and, once the backward pass was there, its derivatives.
import { useLayoutEffect, useRef } from "preact/hooks";
import { explanation } from "../live/resources";
import { sign_class } from "../look/colour";
import { digits, exact } from "../numbers";
import type { Spot, Walk } from "./steps";

const kBox = 150;
const kAcross = 210;
const kDown = 70;
const kHigh = 60;
const kTop = 22;

const key = ({ column, unit, of }: Spot) => `${column} ${unit} ${of}`;

export function Graph({ walk, done }: { walk: Walk; done: number }) {
  const frame = useRef<HTMLDivElement>(null);
  const steps = walk.steps.slice(0, done);
  const current = steps.at(-1)?.spot;
  const seen = new Set(steps.map((step) => `${step.pass} ${key(step.spot)}`));
  const rows = Math.max(1, ...walk.columns.map((_, i) => walk.shown(i)));
  const columns = walk.columns.length + 1;
  useLayoutEffect(() => {
    if (!current || !frame.current) return;
    const left = current.column * kAcross;
    const { scrollLeft, clientWidth } = frame.current;
    if (left < scrollLeft || left + kBox > scrollLeft + clientWidth) frame.current.scrollLeft = left - clientWidth / 2 + kBox / 2;
  });
  const y = (column: number, unit: number) => kTop + (unit + (rows - (walk.columns[column] ? walk.shown(column) : 1)) / 2) * kDown;
  return (
    <div class="scroll" ref={frame} tabIndex={0} role="group" aria-label="Graph of the row">
      <svg class="graph" width={columns * kAcross - kAcross + kBox + 4} height={kTop + rows * kDown} role="img"
           aria-label="Units from input to loss, with values and derivatives">
        <Lines walk={walk} y={y} current={current} />
        {walk.columns.map((column, i) => (
          <g key={column.name}>
            <text class="head" x={i * kAcross + kBox / 2} y={14}>{column.name}{column.units > walk.shown(i) && `, ${walk.shown(i)} of ${column.units} units`}</text>
            {Array.from({ length: walk.shown(i) }, (_, unit) => <Box key={unit} walk={walk} column={i} unit={unit} top={y(i, unit)} seen={seen} current={current} />)}
          </g>
        ))}
        <Loss column={columns - 1} top={y(columns - 1, 0)} seen={seen} current={current} />
      </svg>
    </div>
  );
}

function Lines({ walk, y, current }: { walk: Walk; y: (column: number, unit: number) => number; current?: Spot }) {
  const lines = [];
  for (let column = 1; column <= walk.columns.length; ++column) {
    const right = column < walk.columns.length ? walk.shown(column) : 1;
    for (let i = 0; i < walk.shown(column - 1); ++i) {
      for (let j = 0; j < right; ++j) {
        const live = current && ((current.column === column && current.unit === j) || (current.column === column - 1 && current.unit === i));
        lines.push(<path key={`${column} ${i} ${j}`} class={live ? "line live" : "line"}
          d={`M${(column - 1) * kAcross + kBox} ${y(column - 1, i) + kHigh / 2}L${column * kAcross} ${y(column, j) + kHigh / 2}`} />);
      }
    }
  }
  return <>{lines}</>;
}

interface BoxProps { walk: Walk; column: number; unit: number; top: number; seen: Set<string>; current?: Spot }

function Box({ walk, column, unit, top, seen, current }: BoxProps) {
  const { z, a, dz, da } = walk.columns[column];
  const left = column * kAcross;
  const of = (name: Spot["of"]) => key({ column, unit, of: name });
  const input = column === 0;
  const name = input ? explanation.value.value?.features?.[unit]?.name ?? `x ${unit + 1}` : `unit ${unit + 1}`;
  const single = !z || (a !== undefined && z.every((value, i) => value === a[i]));
  const lines: [string, number | undefined, boolean, number | undefined, boolean][] = input
    ? [["x", a?.[unit], true, da?.[unit], seen.has(`backward ${of("x")}`)]]
    : [...(z ? [["z", z[unit], seen.has(`forward ${of("z")}`), dz?.[unit], seen.has(`backward ${of("z")}`)]] : []),
       ...(single && z ? [] : [["a", a?.[unit], seen.has(`forward ${of("a")}`), da?.[unit], seen.has(`backward ${of("a")}`)]])] as never;
  const here = current?.column === column && current.unit === unit;
  return (
    <g class={here ? "box here" : "box"} transform={`translate(${left} ${top})`}>
      <rect width={kBox} height={kHigh} rx={7} />
      <text class="name" x={8} y={15}>{name.length > 20 ? `${name.slice(0, 19)}…` : name}</text>
      {lines.map(([label, value, valued, slope, sloped], i) => (
        <g key={label} transform={`translate(0 ${32 + 18 * i})`}>
          {valued && <title>{sloped && slope !== undefined ? `${label} = ${exact(value)}, ∂loss/∂${label} = ${exact(slope)}` : `${label} = ${exact(value)}`}</title>}
          <text x={8}>{label} <tspan class="value">{valued ? digits(value) : "·"}</tspan></text>
          <text class={sloped && slope !== undefined ? `slope ${sign_class(slope)}` : "slope"} x={kBox - 8}>{sloped ? `∂ ${digits(slope)}` : ""}</text>
        </g>
      ))}
    </g>
  );
}

function Loss({ column, top, seen, current }: { column: number; top: number; seen: Set<string>; current?: Spot }) {
  const spot = key({ column, unit: 0, of: "loss" });
  const { loss } = explanation.value.value!;
  return (
    <g class={current?.column === column ? "box here" : "box"} transform={`translate(${column * kAcross} ${top})`}>
      <rect width={kBox} height={kHigh} rx={7} />
      <text class="name" x={8} y={15}>loss</text>
      {seen.has(`forward ${spot}`) && <title>loss = {exact(loss)}</title>}
      <text x={8} y={36}><tspan class="value">{seen.has(`forward ${spot}`) ? digits(loss) : "·"}</tspan></text>
      <text class="slope" x={kBox - 8} y={36}>{seen.has(`backward ${spot}`) ? "∂ 1" : ""}</text>
    </g>
  );
}
