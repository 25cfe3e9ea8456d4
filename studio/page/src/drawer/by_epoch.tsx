// How the numbers of a layer were spread in each epoch so far: time to the right, values upwards, dark where there are many.
import { effect, signal } from "@preact/signals";
import { layers } from "../live/resources";
import { active_run, training } from "../live/store";
import { Canvas } from "../look/canvas";
import { css, signed } from "../look/colour";
import { digits } from "../numbers";
import type { Bins } from "../protocol";

export type Kind = "weights" | "activations" | "gradients";
interface Sample { epoch: number; spread: Record<string, Partial<Record<Kind, Bins>>> }

const kMost = 80;      // samples; then every other one goes
const kPlaces = 32;    // upwards
const [kWide, kHigh] = [236, 72];

export const samples = signal<Sample[]>([]);
let run_of_samples: number | null = null;
let epochs_between = 1;

function take() {
  const epoch = training.peek()?.epoch ?? 0;
  const now = layers.value.peek()?.layers ?? [];
  const last = samples.peek().at(-1)?.epoch ?? -Infinity;
  const run = active_run.peek()?.id ?? null;
  // Before training the network may be another one each time.
  if (run !== run_of_samples || epoch < last || epoch === 0) [samples.value, run_of_samples, epochs_between] = [[], run, 1];
  if (now.length === 0 || (samples.peek().length > 0 && epoch < (samples.peek().at(-1)!.epoch + epochs_between))) return;
  const spread = Object.fromEntries(now.map((layer) => [layer.path, {
    weights: layer.weights ?? undefined, activations: layer.activations ?? undefined, gradients: layer.gradients ?? undefined }]));
  let all = [...samples.peek(), { epoch, spread }];
  if (all.length > kMost) {
    all = all.filter((_, i) => i % 2 === 0);
    epochs_between *= 2;
  }
  samples.value = all;
}

export function watch_spread() {
  effect(() => {
    void layers.value.value;
    take();
  });
}

/// The share of a sample's numbers in each place from low to high.
function shares(bins: Bins, low: number, high: number): number[] {
  const found = new Array<number>(kPlaces).fill(0);
  const all = bins.counts.reduce((a, b) => a + b, 0) || 1;
  const at = (value: number) => ((value - low) / (high - low || 1)) * kPlaces;
  const wide = Math.max(1e-9, (bins.high - bins.low) / bins.counts.length);
  bins.counts.forEach((count, i) => {
    const from = Math.min(kPlaces - 1e-6, Math.max(0, at(bins.low + i * wide)));
    const to = Math.min(kPlaces, Math.max(from + 1e-6, at(bins.low + (i + 1) * wide)));
    for (let place = Math.floor(from); place < to; ++place) {  // a bin counts in each place that it covers
      found[place] += ((count / all) * (Math.min(to, place + 1) - Math.max(from, place))) / (to - from);
    }
  });
  return found;
}

export function ByEpoch({ path, kind }: { path: string; kind: Kind }) {
  const all = samples.value.map(({ epoch, spread }) => ({ epoch, bins: spread[path]?.[kind] })).filter((each): each is { epoch: number; bins: Bins } => each.bins !== undefined);
  if (all.length < 2) return null;
  const low = Math.min(...all.map(({ bins }) => bins.low));
  const high = Math.max(...all.map(({ bins }) => bins.high));
  const draw = (context: CanvasRenderingContext2D) => all.forEach(({ bins }, i) => {
    const [left, wide] = [(i / all.length) * kWide, Math.ceil(kWide / all.length)];
    const parts = shares(bins, low, high);
    const most = Math.max(...parts);
    parts.forEach((share, place) => {
      context.fillStyle = css(signed(Math.sqrt(share / most)));
      context.fillRect(left, kHigh - ((place + 1) / kPlaces) * kHigh, wide, Math.ceil(kHigh / kPlaces));
    });
  });
  return (
    <figure class="by-epoch"><Canvas width={kWide} height={kHigh} draw={draw} label={`${kind} of ${path} by epoch, ${digits(low)} to ${digits(high)}`} />
      <figcaption class="ends"><span>epoch {all[0].epoch}</span><span>{digits(low)} to {digits(high)}</span><span>{all.at(-1)!.epoch}</span></figcaption></figure>
  );
}
