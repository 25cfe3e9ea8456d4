// A window over an image [high][wide] or a signal [1][long]: each place gives one number, w·x over the window.

export interface Window { name: string; high: number; wide: number; weights: number[] }

const square = (name: string, side: number, weight: (row: number, column: number) => number): Window => ({
  name, high: side, wide: side, weights: Array.from({ length: side * side }, (_, i) => weight(Math.floor(i / side), i % side)),
});
const middle = (side: number) => (side - 1) / 2;

export const image_windows = (side: number): Window[] => [
  square("upright edge", side, (_, column) => Math.sign(column - middle(side))),
  square("level edge", side, (row) => Math.sign(row - middle(side))),
  square("mean", side, () => 1 / (side * side)),
];
export const signal_windows = (long: number): Window[] => [
  { name: "rise", high: 1, wide: long, weights: Array.from({ length: long }, (_, i) => Math.sign(i - middle(long))) },
  { name: "mean", high: 1, wide: long, weights: new Array<number>(long).fill(1 / long) },
];

export const places = (high: number, wide: number, window: Window): [number, number] =>
  [high - window.high + 1, wide - window.wide + 1];

export function at_place(values: number[], wide: number, window: Window, row: number, column: number): number {
  return window.weights.reduce((sum, weight, i) =>
    sum + weight * values[(row + Math.floor(i / window.wide)) * wide + column + (i % window.wide)], 0);
}
