// A slider with its name and its number.
import { digits } from "../../numbers";

interface Props { name: string; value: number; min: number; max: number; step: number; change: (value: number) => void; shown?: string }

export function Slider({ name, value, min, max, step, change, shown }: Props) {
  const id = `widget-${name.replace(/\W+/g, "-")}`;
  return (
    <div class="slider"><label for={id}>{name}</label>
      <input id={id} type="range" min={min} max={max} step={step} value={value} onInput={(event) => change(Number(event.currentTarget.value))} />
      <output for={id}>{shown ?? digits(value)}</output></div>
  );
}
