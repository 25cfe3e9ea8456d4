// The cost surface of two weights, and three ways down it: the mean squared error of w1 x1 + w2 x2 on real rows.
import type { Points } from "../../protocol";
import { standardised } from "./newton";

export interface Problem { x: [number, number][]; y: number[] }
export interface Walker { w: [number, number]; m: [number, number]; v: [number, number]; steps: number; path: [number, number][] }
export type Way = "gradient descent" | "momentum" | "Adam";
export const kWays: Way[] = ["gradient descent", "momentum", "Adam"];
export const kStart: [number, number] = [-1.6, 1.4];

/// Training rows, standardised, the second column then made smaller: 1 leaves the surface round.
export function problem_of({ x, y, target, part }: Points, second: number): Problem {
  const kept = target.map((_, i) => i).filter((i) => part[i] === 0);
  const take = (values: number[]) => { const some = kept.map((i) => values[i]); return standardised(some, some); };
  const [a, b, t] = [take(x), take(y), take(target)];
  return { x: a.map((value, i) => [value, second * b[i]]), y: t };
}

export const cost = ({ x, y }: Problem, [p, q]: [number, number]) =>
  x.reduce((sum, [a, b], i) => sum + (p * a + q * b - y[i]) ** 2, 0) / (2 * y.length);

export function gradient({ x, y }: Problem, [p, q]: [number, number], rows: number[]): [number, number] {
  let [da, db] = [0, 0];
  for (const i of rows) {
    const error = p * x[i][0] + q * x[i][1] - y[i];
    da += (error * x[i][0]) / rows.length;
    db += (error * x[i][1]) / rows.length;
  }
  return [da, db];
}

export const begin = (): Walker => ({ w: kStart, m: [0, 0], v: [0, 0], steps: 0, path: [kStart] });

/// One step; Kingma and Ba 2015 for Adam, the usual 0.9 and 0.999.
export function step(walker: Walker, way: Way, rate: number, slope: [number, number]): Walker {
  const steps = walker.steps + 1;
  const pair = (f: (i: 0 | 1) => number): [number, number] => [f(0), f(1)];
  const m = way === "gradient descent" ? slope : pair((i) => 0.9 * walker.m[i] + (way === "Adam" ? 0.1 : 1) * slope[i]);
  const v = pair((i) => 0.999 * walker.v[i] + 0.001 * slope[i] ** 2);
  const move = way !== "Adam" ? m : pair((i) => m[i] / (1 - 0.9 ** steps) / (Math.sqrt(v[i] / (1 - 0.999 ** steps)) + 1e-8));
  const w = pair((i) => walker.w[i] - rate * move[i]);
  return { w, m, v, steps, path: [...walker.path, w] };
}
