// An activation with its slope, and what many of them in a row leave of a derivative.
import { useSignal } from "@preact/signals";
import { kActivations } from "../../drawer/activation";
import { Chart } from "../../look/chart";
import { digits } from "../../numbers";
import { Slider } from "./slider";

const kEnd = 5;
const places = Array.from({ length: 121 }, (_, i) => -kEnd + (i * 2 * kEnd) / 120);

export function Activations() {
  const name = useSignal("sigmoid");
  const z = useSignal(1);
  const layers = useSignal(4);
  const { value, slope } = kActivations[name.value];
  const curve = (f: (z: number) => number) => places.map((x): [number, number] => [x, f(x)]);
  const values = [...places.map(value), ...places.map(slope)];
  const [low, high] = [Math.min(-0.2, ...values), Math.max(1.2, ...values)];
  return (
    <>
      <label>activation <select value={name.value} onChange={(event) => (name.value = event.currentTarget.value)}>
        {Object.keys(kActivations).map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
      <Chart label={`${name.value} and its slope`} x={[-kEnd, kEnd]} y={[low, high]} x_name="z" y_name="g(z), g′(z)" width={360}
             point={[z.value, value(z.value)]} series={[{ points: curve(value), class: "s0", name: "g" }, { points: curve(slope), class: "s1", name: "slope" }]} />
      <p class="legend"><span>solid: g(z)</span><span>dashed: its slope g′(z)</span></p>
      <Slider name="z" value={z.value} min={-kEnd} max={kEnd} step={0.1} change={(to) => (z.value = to)} />
      <Slider name="layers" value={layers.value} min={1} max={10} step={1} change={(to) => (layers.value = to)} />
      <p role="status">g(z) = <b>{digits(value(z.value))}</b>, g′(z) = <b>{digits(slope(z.value))}</b>; through {layers.value} such units a derivative is multiplied
        by g′(z)<sup>{layers.value}</sup> = <b>{digits(slope(z.value) ** layers.value)}</b>.</p>
    </>
  );
}
