// What stands above a layer: its kind, its units and activation to change, its shape and parameters.
import { state } from "../live/store";
import { count, plural } from "../numbers";
import { edit } from "./network_panel";
import { type Item, moved, type Placed, with_activation, with_units, without } from "./text";

interface Props { placed: Placed; list: Item[]; left: number; last: boolean }

export function LayerHead({ placed, list, left, last }: Props) {
  const { layer, item, index } = placed;
  const title = index === 0 ? "input" : last ? "output" : layer.path;
  return (
    <div class="layer" style={{ left: `${left}px` }} role="group" aria-label={`Layer ${layer.path}`}>
      <p class="title"><b title={layer.path}>{title}</b>{item !== null && <Moves index={item} list={list} path={layer.path} />}</p>
      {item !== null && list[item].units === layer.units ? <UnitCount index={item} list={list} path={layer.path} />
        : <p class="fixed">{index === 0 ? plural(layer.output_shape.reduce((a, b) => a * b, 1), "number") : plural(layer.units, "unit")}</p>}
      {item !== null && list[item].activation !== null ? <Activation index={item} list={list} path={layer.path} />
        : <p class="fixed">{index === 0 ? "" : layer.activation ?? layer.kind}</p>}
      <p class="shape">[{layer.output_shape.join(", ")}]{layer.parameters > 0 && `, ${count(layer.parameters)} par.`}</p>
    </div>
  );
}

interface EditProps { index: number; list: Item[]; path: string }

function Moves({ index, list, path }: EditProps) {
  return (
    <span class="moves">
      <button disabled={index === 0} aria-label={`Move ${path} towards the input`} title="Towards the input"
              onClick={() => edit(moved(list, index, -1))}>‹</button>
      <button disabled={index === list.length - 1} aria-label={`Move ${path} towards the output`} title="Towards the output"
              onClick={() => edit(moved(list, index, 1))}>›</button>
      <button aria-label={`Remove ${path}`} title="Remove" onClick={() => edit(without(list, index))}>×</button>
    </span>
  );
}

function UnitCount({ index, list, path }: EditProps) {
  const units = list[index].units!;
  return (
    <p class="count">
      <button disabled={units <= 1} aria-label={`One unit less in ${path}`} onClick={() => edit(with_units(list, index, units - 1))}>−</button>
      <output aria-label={`Units of ${path}`}>{count(units)}</output>
      <button aria-label={`One unit more in ${path}`} onClick={() => edit(with_units(list, index, units + 1))}>+</button>
    </p>
  );
}

function Activation({ index, list, path }: EditProps) {
  const choices = state.value?.choices.activation ?? [];
  return (
    <select aria-label={`Activation of ${path}`} value={list[index].activation!}
            onChange={(event) => edit(with_activation(list, index, event.currentTarget.value))}>
      {choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
    </select>
  );
}
