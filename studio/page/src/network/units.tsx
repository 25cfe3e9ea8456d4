// The units of all layers as small pictures of their activation over the chosen plane. Arrows move between
// them, Enter opens one.
import { MapPicture } from "../drawer/maps_tab";
import { explanation, layers, maps, units as resource } from "../live/resources";
import type { Picture } from "../live/frames";
import { value_at } from "../live/frames";
import { data, select, selection, status } from "../live/store";
import { Canvas } from "../look/canvas";
import { signed } from "../look/colour";
import { nothing, tell } from "../look/hover";
import { paint, reach } from "../look/picture";
import { digits } from "../numbers";
import { type Geometry, kUnit } from "./geometry";
import type { Placed } from "./text";

export const picture_of = (layer: number, unit: number) =>
  resource.value.value?.pictures.find((each) => each.layer === layer && each.unit === unit) ?? null;

export function UnitPicture({ picture, size, label }: { picture: Picture; size: number; label: string }) {
  const most = reach(picture);
  return <Canvas width={size} height={size} label={label} draw={(context) =>
    paint(context, picture.side, size, size, (at) => signed(value_at(picture, at) / most))} />;
}

/// Of images and signals there is no plane: a unit shows its map of the chosen row.
export function MapOfUnit({ layer, index, unit }: { layer: string; index: number; unit: number }) {
  const now = maps.value.value;
  const all = index === 0 ? now?.input : now?.layers.find((each) => each.layer === layer);
  if (!all || all.shape.length === 0 || unit >= all.values.length / all.shape.reduce((a, b) => a * b, 1)) return null;
  return <MapPicture all={all} index={unit} label="" size={kUnit - 4} />;
}

const neighbours: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

function move(event: KeyboardEvent, column: number, row: number, placed: Placed[], geometry: Geometry) {
  const by = neighbours[event.key];
  if (!by) return;
  event.preventDefault();
  const to = Math.min(placed.length - 1, Math.max(0, column + by[0]));
  const last = geometry.shown(placed[to].layer.units) - 1;
  const unit = Math.min(last, Math.max(0, row + by[1]));
  document.getElementById(`unit-${to}-${unit}`)?.focus();
}

/// The name of a number that the network is given: a column, or one value of it.
export const input_name = (unit: number) => data.value?.inputs[unit] ?? `input ${unit + 1}`;

/// Why a unit has stopped to learn, of all rows that were looked at; null: it hasn't.
export function fault_of(path: string, unit: number): "dead" | "saturated" | null {
  const health = layers.value.value?.layers.find((layer) => layer.path === path);
  if (health?.dead_units.includes(unit)) return "dead";
  return health?.saturated_units.includes(unit) ? "saturated" : null;
}
const kFaults = { dead: "dead: 0 for every row", saturated: "saturated for every row" };

/// What the pointer is told of a unit; the value of a row only while it stays.
function told(path: string, index: number, unit: number): string {
  const { x, y, row } = selection.value;
  const picture = picture_of(index, unit);
  const explained = explanation.value.value;
  const value = index === 0 ? explained?.features?.[unit]?.value : explained?.layers.find(({ name }) => name === path)?.output.values?.[unit];
  const fault = fault_of(path, unit);
  return [index === 0 ? input_name(unit) : `unit ${unit + 1} of ${path}`,
          value !== undefined && status.value !== "running" ? `${index === 0 ? "x" : "a"} = ${digits(value)} for row ${row}` : "",
          picture ? `${digits(picture.low)} to ${digits(picture.high)} over ${x}${y ? ` and ${y}` : ""}` : "",
          fault ? kFaults[fault] : ""].filter(Boolean).join("\n");
}

export function Units({ placed, geometry }: { placed: Placed[]; geometry: Geometry }) {
  const chosen = selection.value.unit;
  const first = chosen ?? `${placed[0].layer.path}/0`;
  return (
    <>
      {placed.flatMap(({ layer, index }, column) => Array.from({ length: geometry.shown(layer.units) }, (_, unit) => {
        const name = `${layer.path}/${unit}`;
        const picture = picture_of(index, unit);
        const label = column === 0 ? (data.value?.samples ? `the ${data.value.samples} of row ${selection.value.row}` : input_name(unit)) : `unit ${unit + 1} of ${layer.path}`;
        const fault = fault_of(layer.path, unit);
        const named = fault ? `${label}, ${kFaults[fault]}` : label;
        const { x, y } = geometry.spot(column, unit);
        return (
          <button key={name} id={`unit-${column}-${unit}`} class={fault ? `unit ${fault}` : "unit"} style={{ left: `${x}px`, top: `${y}px` }}
                  tabIndex={name === first ? 0 : -1} aria-pressed={name === chosen}
                  aria-label={picture ? `${named}: ${digits(picture.low)} to ${digits(picture.high)}` : named}
                  onMouseEnter={(event) => tell(event, () => told(layer.path, index, unit))} onMouseLeave={nothing}
                  onKeyDown={(event) => move(event, column, unit, placed, geometry)}
                  onClick={() => void select({ unit: name === chosen ? null : name })}>
            {picture ? <UnitPicture picture={picture} size={kUnit - 4} label="" /> : <MapOfUnit layer={layer.path} index={index} unit={unit} />}
            {column === 0 && <span class="input-name">{data.value?.samples ? `the ${data.value.samples}` : label}</span>}
          </button>
        );
      }))}
      {placed.map(({ layer }, column) => {
        const more = layer.units - geometry.shown(layer.units);
        const { x, y } = geometry.spot(column, geometry.shown(layer.units));
        return more > 0 && <p key={column} class="beyond" style={{ left: `${x - 20}px`, top: `${y - 4}px` }}>+ {more} more</p>;
      })}
    </>
  );
}
