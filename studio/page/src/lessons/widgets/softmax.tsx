// Softmax in single precision, as networks compute it: the naive form beside the accurate one, which subtracts the largest logit.
import { useSignal } from "@preact/signals";
import { digits } from "../../numbers";
import { Slider } from "./slider";

const f32 = Math.fround;
const exp = (z: number) => f32(Math.exp(f32(z)));

export function naive(logits: number[]): number[] {
  const powers = logits.map(exp);
  const sum = powers.reduce((a, b) => f32(a + b), 0);
  return powers.map((power) => f32(power / sum));
}
export const accurate = (logits: number[]) => naive(logits.map((z) => f32(f32(z) - f32(Math.max(...logits)))));
/// Cross-entropy of the first class.
export const naive_loss = (logits: number[]) => f32(-Math.log(naive(logits)[0]));
export function accurate_loss(logits: number[]): number {
  const top = f32(Math.max(...logits));
  return f32(f32(Math.log(logits.reduce((sum, z) => f32(sum + exp(f32(f32(z) - top))), 0))) - f32(f32(logits[0]) - top));
}

export function Softmax() {
  const logits = useSignal([2, 1, -1]);
  const added = useSignal(0);
  const shifted = logits.value.map((z) => z + added.value);
  const [broken, right] = [naive(shifted), accurate(shifted)];
  const move = (i: number) => (to: number) => (logits.value = logits.value.map((z, k) => (k === i ? to : z)));
  return (
    <>
      {logits.value.map((z, i) => <Slider key={i} name={`logit ${i + 1}`} value={z} min={-5} max={5} step={0.1} change={move(i)} shown={digits(shifted[i])} />)}
      <p class="actions"><button aria-pressed={added.value !== 0} onClick={() => (added.value = added.value === 0 ? 1000 : 0)}>Add 1000 to all</button></p>
      <table class="plain softmax"><thead><tr><td /><th scope="col" class="n">naive: e^z / Σ e^z</th><th scope="col" class="n">accurate: z − max z first</th></tr></thead>
        <tbody>{shifted.map((_, i) => (
          <tr key={i}><th scope="row">probability {i + 1}</th><td class="n">{digits(broken[i])}</td><td class="n">{digits(right[i])}</td></tr>))}
          <tr><th scope="row">loss if 1 is true</th><td class="n">{digits(naive_loss(shifted))}</td><td class="n">{digits(accurate_loss(shifted))}</td></tr></tbody></table>
      <p class="why" role="status">{broken.some(Number.isNaN) ? "e^1000 is beyond the largest single-precision number: infinity by infinity is no number." : "Both forms agree while the powers fit."}</p>
    </>
  );
}
