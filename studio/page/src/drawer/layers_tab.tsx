// Layers side by side: how weights, activations and gradients are spread; dead and saturated units; the verdict.
import { Histogram } from "../data/histogram";
import { ByEpoch } from "./by_epoch";
import { layers } from "../live/resources";
import { digits, percent, plural } from "../numbers";
import type { Bins } from "../protocol";

export function LayersTab() {
  const { layers: shown, more } = layers.value.value ?? { layers: [], more: 0 };
  if (shown.length === 0) return <p class="empty">The layers appear here as soon as the network can be built.</p>;
  return (
    <div class="cards">{shown.map((layer) => (
      <article key={layer.path} class="card">
        <h3>{layer.path}</h3>
        <Spread bins={layer.weights} name="weights" /><ByEpoch path={layer.path} kind="weights" />
        <Spread bins={layer.activations} name="activations" /><ByEpoch path={layer.path} kind="activations" />
        <Spread bins={layer.gradients} name="gradients" /><ByEpoch path={layer.path} kind="gradients" />
        <p class="why">
          {layer.dead_share !== null && <>dead {percent(layer.dead_share)} </>}
          {layer.saturated_share !== null && <>saturated {percent(layer.saturated_share)}</>}
        </p>
        {layer.verdict && <p class="warn">{layer.verdict}</p>}
      </article>
    ))}{more > 0 && <p class="why">and {plural(more, "more layer")}</p>}</div>
  );
}

function Spread({ bins, name }: { bins: Bins | null; name: string }) {
  if (!bins) return null;
  return (
    <figure><figcaption>{name}</figcaption>
      <Histogram bins={{ kind: "number", ...bins }} label={name} />
      <p class="why ends"><span>{digits(bins.low)}</span><span>{digits(bins.high)}</span></p></figure>
  );
}
