// The network: layers left to right with their controls, units as pictures, edges by weight, and its text.
import { useSignal } from "@preact/signals";
import { weights as resource } from "../live/resources";
import { data, selection, set, settings, state } from "../live/store";
import { count, plural } from "../numbers";
import { nothing, tell } from "../look/hover";
import { drawn_edges, edge_at, Edges, weight_text } from "./edges";
import { Geometry, kBetween, kMostShown, kWidth } from "./geometry";
import { LayerHead } from "./layer_head";
import { items, inserted, place, type Item, type Placed } from "./text";
import { NetworkText } from "./network_text";
import { UnitCard } from "./unit_card";
import { Units } from "./units";
import { WrongNetwork } from "./wrong_network";

export const edit = (text: string) => void set("network", text);

export function NetworkPanel() {
  const all = useSignal(false);
  const network = state.value?.network;
  if (!network || !data.value) {
    return (
      <section class="panel network" aria-labelledby="network-title">
        <h2 id="network-title">Network</h2>
        <p class="empty">The network appears with the data: its input has one place for each number of a row.</p>
      </section>
    );
  }
  const list = items(String(settings.value.network ?? network.text), state.value!.choices.activation ?? []);
  const placed = place(network, list);
  const hidden = placed.some(({ layer }) => layer.units > kMostShown);
  return (
    <section class="panel network" aria-labelledby="network-title">
      <h2 id="network-title">Network
        <small>{plural(network.parameters, "parameter")}, {count(network.multiply_adds)} multiply-adds a row</small></h2>
      {network.error ? <WrongNetwork text={network.text} message={network.error.message} position={network.error.position} />
        : <Diagram placed={placed} list={list} all={all.value} />}
      {hidden && <button class="quiet" aria-pressed={all.value} onClick={() => (all.value = !all.value)}>
        {all.value ? "Show fewer units" : "Show all units"}</button>}
      <NetworkText />
      {selection.value.unit && <UnitCard placed={placed} edges={resource.value.value?.edges ?? []} />}
    </section>
  );
}

function Diagram({ placed, list, all }: { placed: Placed[]; list: Item[]; all: boolean }) {
  const geometry = new Geometry(placed, all);
  const size = { width: `${geometry.width}px`, height: `${geometry.height}px` };
  const drawn = drawn_edges(placed, geometry);
  const over = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    if ((event.target as Element).closest(".unit, .layer, .add")) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const edge = edge_at(drawn, event.clientX - left, event.clientY - top);
    if (edge) tell(event, () => weight_text(edge));
    else nothing();
  };
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Layers, from input to output">
      <div class="diagram" style={size} onMouseMove={over} onMouseLeave={nothing}>
        <Edges drawn={drawn} geometry={geometry} />
        {placed.map((each, i) => (
          <LayerHead key={`${each.layer.path} ${i}`} placed={each} list={list} left={geometry.column(i)}
                     last={i === placed.length - 1} />
        ))}
        {placed.slice(0, -1).map((each, i) => {
          const next = placed.slice(0, i + 1).reduce((at, { item }) => (item === null ? at : item + 1), 0);
          const left = geometry.column(i) + kWidth + kBetween / 2 - 12;
          return <button key={i} class="add" style={{ left: `${left}px` }} title="Add a layer here"
                         aria-label={`Add a layer after ${each.layer.path}`} onClick={() => edit(inserted(list, next))}>+</button>;
        })}
        <Units placed={placed} geometry={geometry} />
      </div>
    </div>
  );
}
