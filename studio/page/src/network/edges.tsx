// Edges between units: blue for a positive weight, orange and dashed for a negative one, as thick as it is large.
import { weights as resource } from "../live/resources";
import { sign_class } from "../look/colour";
import { digits } from "../numbers";
import type { Edge } from "../protocol";
import { type Geometry, kUnit, type Spot } from "./geometry";
import type { Placed } from "./text";
import { input_name } from "./units";

const kThickest = 6;
const kNear = 7;    // pixels within which the pointer means an edge
const kHalvings = 12;

export interface Drawn { edge: Edge; from: number; to: number; weight: number; share: number; begin: Spot; end: Spot }

export function drawn_edges(placed: Placed[], geometry: Geometry): Drawn[] {
  return (resource.value.value?.edges ?? []).flatMap((edge) => {
    const [a, b] = [edge.from, edge.to].map((path) => placed.findIndex(({ layer }) => layer.path === path));
    if (a < 0 || b < 0) return [];
    const largest = Math.max(1e-12, ...edge.weights.flat().map(Math.abs));
    const [left, right] = [a, b].map((i) => geometry.shown(placed[i].layer.units));
    return edge.weights.slice(0, left).flatMap((row, from) => row.slice(0, right).map((weight, to): Drawn => {
      const [p, q] = [geometry.spot(a, from), geometry.spot(b, to)];
      return { edge, from, to, weight, share: Math.abs(weight) / largest,
               begin: { x: p.x + kUnit, y: p.y + kUnit / 2 }, end: { x: q.x, y: q.y + kUnit / 2 } };
    }));
  });
}

/// How high the curve of an edge is at x: both of its handles lie half way across.
function height_at({ begin, end }: Drawn, x: number): number {
  const share = (x - begin.x) / (end.x - begin.x);
  let [low, high] = [0, 1];
  for (let i = 0; i < kHalvings; ++i) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t ** 3 < share) low = t;
    else high = t;
  }
  return begin.y + (end.y - begin.y) * low * low * (3 - 2 * low);
}

/// The edge that is nearest to a place; null where none is near.
export function edge_at(drawn: Drawn[], x: number, y: number): Drawn | null {
  const far = (each: Drawn) => (x <= each.begin.x || x >= each.end.x ? Infinity : Math.abs(height_at(each, x) - y));
  const near = drawn.map((each) => ({ each, by: far(each) })).filter(({ by }) => by <= kNear);
  return near.length === 0 ? null : near.reduce((best, one) => (one.by < best.by ? one : best)).each;
}

/// Its weight as it is now.
export function weight_text({ edge, from, to }: Drawn): string | null {
  const now = resource.value.value?.edges.find((each) => each.from === edge.from && each.to === edge.to)?.weights[from]?.[to];
  const name = edge.from === "input" ? input_name(from) : `unit ${from + 1} of ${edge.from}`;
  return now === undefined ? null : `${name} → unit ${to + 1} of ${edge.to}: weight ${digits(now)}`;
}

export function Edges({ drawn, geometry }: { drawn: Drawn[]; geometry: Geometry }) {
  return (
    <svg class="edges" width={geometry.width} height={geometry.height} role="img"
         aria-label="Weights: blue positive, orange and dashed negative, thick large">
      {drawn.map(({ edge, from, to, weight, share, begin, end }) => {
        const middle = (begin.x + end.x) / 2;
        return (
          <path key={`${edge.from}/${from} ${edge.to}/${to}`} class={sign_class(weight)}
                d={`M${begin.x} ${begin.y}C${middle} ${begin.y} ${middle} ${end.y} ${end.x} ${end.y}`}
                stroke-width={(0.4 + kThickest * share).toFixed(2)} stroke-opacity={(0.25 + 0.65 * share).toFixed(2)} />
        );
      })}
    </svg>
  );
}
