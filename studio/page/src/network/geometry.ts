// Where units and layers are drawn, in pixels: layers left to right, units centred in each.
import type { Placed } from "./text";

export const kUnit = 40;
export const kGap = 8;
export const kWidth = 136;   // of a layer's controls
export const kBetween = 52;  // room for edges, and the button that adds a layer
export const kHead = 128;    // height of the controls above the units
export const kMostShown = 8;

export interface Spot { x: number; y: number }  // of a unit's left upper corner

export const shown_units = (units: number, all: boolean) => (all ? Math.min(units, 64) : Math.min(units, kMostShown));

export class Geometry {
  constructor(private readonly columns: Placed[], private readonly all: boolean) {}

  get rows() {
    return Math.max(1, ...this.columns.map(({ layer }) => this.shown(layer.units)));
  }
  get width() {
    return this.columns.length * kWidth + (this.columns.length - 1) * kBetween;
  }
  get height() {
    return kHead + this.rows * (kUnit + kGap) + 20;
  }
  shown(units: number) {
    return shown_units(units, this.all);
  }
  column(index: number) {
    return index * (kWidth + kBetween);
  }
  spot(index: number, unit: number): Spot {
    const empty = this.rows - this.shown(this.columns[index].layer.units);
    const left = index === 0 ? kWidth - kUnit - 8 : (kWidth - kUnit) / 2;  // the inputs have their names beside them
    return { x: this.column(index) + left, y: kHead + ((empty / 2) + unit) * (kUnit + kGap) };
  }
}
