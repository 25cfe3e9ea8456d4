// The loss of a row with one weight changed by a little, computed here from the weights shown: the finite difference
// that a derivative must agree with. For chains of dense layers whose loss this page can compute; else null.
import type { Explanation, Weights } from "../protocol";
import { kActivations } from "./activation";
import { Walk } from "./steps";

export const kChange = 1e-3;
const kAgreement = 1e-4;  // of its own loss with the program's, before it says anything

export interface WeightPlace { column: number; from: number; to: number }
export interface Slope { weight: number; dz: number; x: number; derivative: number }
export interface Difference { loss: number; changed: number; quotient: number }

const log_sum = (z: number[]) => {
  const top = Math.max(...z);
  return top + Math.log(z.reduce((sum, v) => sum + Math.exp(v - top), 0));
};

/// The loss from the last z, of the cross-entropies.
function loss_of(z: number[], explanation: Explanation): number | null {
  if (typeof explanation.prediction !== "object") return null;
  const target = Object.keys(explanation.prediction).indexOf(String(explanation.target));
  if (target < 0) return null;
  if (z.length === 1 && explanation.loss_name === "binary_crossentropy") return log_sum([0, z[0]]) - (target === 1 ? z[0] : 0);
  if (z.length > 1 && /categorical_crossentropy$/.test(explanation.loss_name ?? "")) return log_sum(z) - z[target];
  return null;
}

export class Chain {
  private readonly walk: Walk;

  constructor(private readonly explanation: Explanation, private readonly weights: Weights) {
    this.walk = new Walk(explanation, weights);
  }

  /// The first weights of each layer, so many in all.
  places(most: number): WeightPlace[] {
    const layers = this.walk.columns.slice(1);
    return layers.flatMap((_, i) => (this.walk.weights(i + 1) ?? []).flatMap((row, from) =>
      row.map((_, to) => ({ column: i + 1, from, to }))).slice(0, Math.ceil(most / layers.length)));
  }

  private loss(place?: WeightPlace, by = 0): number | null {
    let a = this.walk.columns[0].a!;
    for (let column = 1; column < this.walk.columns.length; ++column) {
      const weights = this.walk.weights(column);
      const { name, activation } = this.walk.columns[column];
      const g = kActivations[activation];
      if (!weights || !g) return null;
      const biases = this.weights.biases[name];
      a = weights[0].map((_, j) => g.value(a.reduce((sum, x, i) => {
        const changed = place?.column === column && place.from === i && place.to === j;
        return sum + x * (weights[i][j] + (changed ? by : 0));
      }, biases?.[j] ?? 0)));
    }
    return loss_of(a, this.explanation);
  }

  difference(place: WeightPlace): Difference | null {
    const { loss: told } = this.explanation;
    const [own, up, down] = [this.loss(), this.loss(place, kChange), this.loss(place, -kChange)];
    if (told === undefined || own === null || up === null || down === null) return null;
    if (Math.abs(own - told) > kAgreement * Math.max(1, Math.abs(told))) return null;
    return { loss: own, changed: up, quotient: (up - down) / (2 * kChange) };
  }

  /// The chain rule for one weight.
  slope(place: WeightPlace): Slope | null {
    const dz = this.walk.columns[place.column].dz?.[place.to];
    const x = this.walk.columns[place.column - 1].a?.[place.from];
    if (dz === undefined || x === undefined) return null;
    return { weight: this.walk.weights(place.column)![place.from][place.to], dz, x, derivative: dz * x };
  }
}
