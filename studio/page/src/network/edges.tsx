// Edges between units: blue for a positive weight, orange and dashed for a negative one, as thick as it is large.
import { weights as resource } from "../live/resources";
import { sign_class } from "../look/colour";
import { digits } from "../numbers";
import { type Geometry, kUnit } from "./geometry";
import type { Placed } from "./text";

const kThickest = 6;

export function Edges({ placed, geometry }: { placed: Placed[]; geometry: Geometry }) {
  const edges = resource.value.value?.edges ?? [];
  const drawn = edges.flatMap(({ from, to, weights }) => {
    const [a, b] = [from, to].map((path) => placed.findIndex(({ layer }) => layer.path === path));
    if (a < 0 || b < 0) return [];
    const largest = Math.max(1e-12, ...weights.flat().map(Math.abs));
    const [left, right] = [a, b].map((i) => geometry.shown(placed[i].layer.units));
    return weights.slice(0, left).flatMap((row, i) => row.slice(0, right).map((weight, j) => {
      const [p, q] = [geometry.spot(a, i), geometry.spot(b, j)];
      return { key: `${from}/${i} ${to}/${j}`, weight, share: Math.abs(weight) / largest, p, q };
    }));
  });
  return (
    <svg class="edges" width={geometry.width} height={geometry.height} role="img"
         aria-label="Weights: blue positive, orange and dashed negative, thick large">
      {drawn.map(({ key, weight, share, p, q }) => {
        const [x1, y1, x2, y2] = [p.x + kUnit, p.y + kUnit / 2, q.x, q.y + kUnit / 2];
        const bend = (x2 - x1) / 2;
        return (
          <path key={key} class={sign_class(weight)} d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                stroke-width={(0.4 + kThickest * share).toFixed(2)} stroke-opacity={(0.25 + 0.65 * share).toFixed(2)}>
            <title>{`${key.replace(" ", " to ")}: weight ${digits(weight)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}
