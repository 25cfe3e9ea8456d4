// Back propagation of one row as a list of steps: values from input to loss, then derivatives from the loss back
// to the inputs, each with its rule in words and in numbers. The numbers are those of `explain`.
import type { Explanation, ExplainedLayer, Weights } from "../protocol";
import { digits } from "../numbers";
import { kActivations } from "./activation";

export const kMostUnits = 6;  // of a layer that are shown
const kMostTerms = 4;         // of a sum that are written out

/// A number of the graph: which column, which unit, and which of the two numbers of a unit.
export interface Spot { column: number; unit: number; of: "x" | "z" | "a" | "loss" }
export interface Step { pass: "forward" | "backward"; spot: Spot; rule: string; numbers: string }

export interface Column { name: string; units: number; z?: number[]; a?: number[]; dz?: number[]; da?: number[]; activation: string }

const same = (a?: number[], b?: number[]) => !a || (b !== undefined && a.every((value, i) => value === b[i]));

export function columns_of(explanation: Explanation): Column[] {
  const features = explanation.features ?? [];
  const input: Column = {
    name: "input", units: explanation.inputs ?? features.length, a: features.map(({ value }) => value),
    da: features.every(({ derivative }) => derivative !== undefined) ? features.map(({ derivative }) => derivative!) : undefined,
    activation: "linear",
  };
  return [input, ...explanation.layers.map((layer): Column => ({
    name: layer.name, units: layer.output.shape.reduce((a, b) => a * b, 1), z: layer.z?.values, a: layer.output.values,
    dz: layer.z?.derivatives, da: layer.output.derivatives, activation: layer.activation ?? "linear",
  }))];
}

export class Walk {
  readonly columns: Column[];
  readonly steps: Step[];

  /// `text` is how numbers are written.
  constructor(private readonly explanation: Explanation, private readonly matrices: Weights | null,
              private readonly text: (value: number) => string = digits) {
    this.columns = columns_of(explanation);
    this.steps = [...this.forward(), ...this.backward()];
  }

  private bracket(value: number) {
    return value < 0 ? `(${this.text(value)})` : this.text(value);
  }

  shown(column: number) {
    return Math.min(this.columns[column].units, this.columns[column].a?.length ?? 0, kMostUnits);
  }

  weights(column: number): number[][] | null {
    const layer: ExplainedLayer | undefined = this.explanation.layers[column - 1];
    const edge = this.matrices?.edges.find(({ to, from }) => to === layer?.name && (from === "input" || layer.inputs.includes(from)));
    const fits = edge?.weights.length === this.columns[column - 1]?.units && edge?.weights[0]?.length === this.columns[column].units;
    return layer?.kind === "dense" && fits ? edge.weights : null;
  }

  private each(column: number): number[] {
    return Array.from({ length: this.shown(column) }, (_, unit) => unit);
  }

  private forward(): Step[] {
    const steps: Step[] = [];
    for (let column = 1; column < this.columns.length; ++column) {
      const { z, a, activation } = this.columns[column];
      for (const unit of this.each(column)) {
        if (z) steps.push(this.sum(column, unit));
        if (!a || same(z, a)) continue;
        const numbers = z ? `${activation}(${this.text(z[unit])}) = ${this.text(a[unit])}` : this.text(a[unit]);
        steps.push({ pass: "forward", spot: { column, unit, of: "a" }, rule: z ? `a = ${activation}(z)` : `the output of ${this.columns[column].name}`, numbers });
      }
    }
    const { loss, loss_name: name, target } = this.explanation;
    if (loss !== undefined) {
      steps.push({
        pass: "forward", spot: { column: this.columns.length, unit: 0, of: "loss" }, numbers: `loss = ${this.text(loss)}`,
        rule: `loss = ${name} of the output and the target${target === undefined ? "" : ` ${target}`}`,
      });
    }
    return steps;
  }

  /// z = w·x + b, the first terms written out.
  private sum(column: number, unit: number): Step {
    const { z, name } = this.columns[column];
    const weights = this.weights(column);
    const before = this.columns[column - 1].a;
    const spot = { column, unit, of: "z" as const };
    if (!weights || !before) return { pass: "forward", spot, rule: "z of the layer", numbers: this.text(z![unit]) };
    const terms = weights.slice(0, kMostTerms).map((row, i) => `${this.bracket(row[unit])} · ${this.bracket(before[i])}`);
    if (weights.length > kMostTerms) terms.push(`… ${weights.length - kMostTerms} more`);
    const bias = this.matrices?.biases[name]?.[unit];
    if (bias !== undefined) terms.push(this.bracket(bias));
    return { pass: "forward", spot, rule: "z = w·x + b", numbers: `${terms.join(" + ")} = ${this.text(z![unit])}` };
  }

  private backward(): Step[] {
    const steps: Step[] = [];
    const last = this.columns.length - 1;
    if (this.explanation.loss === undefined) return [];
    steps.push({ pass: "backward", spot: { column: last + 1, unit: 0, of: "loss" }, rule: "the derivative of the loss with respect to itself", numbers: "1" });
    for (let column = last; column >= 1; --column) {
      const { z, a, da } = this.columns[column];
      for (const unit of this.each(column)) {
        if (da && a && !same(z, a)) steps.push(this.share(column, unit, "a"));
        if (this.columns[column].dz) steps.push(this.through(column, unit));
      }
    }
    for (const unit of this.columns[0].da ? this.each(0) : []) steps.push(this.share(0, unit, "x"));
    return steps;
  }

  /// ∂loss/∂a: what the next layer passes back through its weights.
  private share(column: number, unit: number, of: "a" | "x"): Step {
    const { da } = this.columns[column];
    const next = column + 1 < this.columns.length ? this.weights(column + 1) : null;
    const dz = this.columns[column + 1]?.dz;
    const spot = { column, unit, of };
    if (!next || !dz) return { pass: "backward", spot, rule: `∂loss/∂${of}, from the loss`, numbers: this.text(da![unit]) };
    const terms = next[unit].slice(0, kMostTerms).map((weight, j) => `${this.bracket(weight)} · ${this.bracket(dz[j])}`);
    if (next[unit].length > kMostTerms) terms.push(`… ${next[unit].length - kMostTerms} more`);
    return { pass: "backward", spot, rule: `∂loss/∂${of} = Σ w · ∂loss/∂z of the next layer`, numbers: `${terms.join(" + ")} = ${this.text(da![unit])}` };
  }

  /// ∂loss/∂z, and with it the derivatives of the unit's weights and bias.
  private through(column: number, unit: number): Step {
    const { z, a, dz, da, activation } = this.columns[column];
    const before = this.columns[column - 1].a;
    const direct = same(z, a);
    const slope = z && kActivations[activation]?.slope(z[unit]);
    const first = direct || !da ? this.text(dz![unit])
      : `${this.bracket(da[unit])} · ${slope === undefined ? "g′(z)" : this.bracket(slope)} = ${this.text(dz![unit])}`;
    const weights = before && this.weights(column)
      ? `; ∂loss/∂w = ∂loss/∂z · x: ${before.slice(0, kMostTerms).map((x) => this.text(dz![unit] * x)).join(", ")}${before.length > kMostTerms ? ", …" : ""}; ∂loss/∂b = ${this.text(dz![unit])}`
      : "";
    const last = column === this.columns.length - 1;
    const rule = !direct ? `∂loss/∂z = ∂loss/∂a · ${activation}′(z)`
      : last ? `∂loss/∂z of ${this.explanation.loss_name}` : "∂loss/∂z = ∂loss/∂a, for a = z";
    return { pass: "backward", spot: { column, unit, of: "z" }, rule, numbers: first + weights };
  }
}
