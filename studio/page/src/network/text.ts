// The text of --network as a list of items, and edits of single items that leave the rest as it was typed.
import type { Layer, Network } from "../protocol";

export interface Item { text: string; start: number; kind: string; units: number | null; activation: string | null }

/// Items between the semicolons that are outside brackets.
function pieces(text: string): { text: string; start: number }[] {
  const found = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= text.length; ++at) {
    if (at === text.length || (text[at] === ";" && depth === 0)) {
      const piece = text.slice(start, at);
      if (piece.trim()) found.push({ text: piece.trim(), start: start + piece.search(/\S/) });
      start = at + 1;
    } else if ("([{".includes(text[at])) {
      ++depth;
    } else if (")]}".includes(text[at])) {
      --depth;
    }
  }
  return found;
}

export function items(text: string, activations: string[]): Item[] {
  return pieces(text).map((piece) => {
    const words = piece.text.split(/\s+/);
    const units = words.slice(1).find((word) => /^\d+$/.test(word));
    return {
      ...piece, kind: words[0], units: units === undefined ? null : Number(units),
      activation: words.slice(1).find((word) => activations.includes(word)) ?? null,
    };
  });
}

const join = (texts: string[]) => texts.join("; ");
const texts = (list: Item[]) => list.map((item) => item.text);

export function with_units(list: Item[], index: number, units: number): string {
  const changed = texts(list);
  changed[index] = changed[index].replace(/(\s)\d+(?=\s|$)/, `$1${units}`);
  return join(changed);
}

export function with_activation(list: Item[], index: number, activation: string): string {
  const changed = texts(list);
  const { activation: old } = list[index];
  const words = changed[index].split(/\s+/);
  if (old) words[words.indexOf(old, 1)] = activation;
  else words.splice(list[index].units === null ? 1 : words.indexOf(String(list[index].units)) + 1, 0, activation);
  changed[index] = words.join(" ");
  return join(changed);
}

export const without = (list: Item[], index: number) => join(texts(list).filter((_, i) => i !== index));

/// A layer like the one before, so that adding one never changes the kind of a network.
export function inserted(list: Item[], index: number): string {
  const changed = texts(list);
  const like = list.slice(0, index).reverse().find((item) => item.kind === "dense");
  changed.splice(index, 0, like?.text ?? "dense 4 relu");
  return join(changed);
}

export function moved(list: Item[], index: number, by: number): string {
  const changed = texts(list);
  const [item] = changed.splice(index, 1);
  changed.splice(index + by, 0, item);
  return join(changed);
}

export interface Placed { layer: Layer; item: number | null; index: number }

/// The layers of the program with the item of the text each comes from. Input and output come from none, nor does what
/// the setting dropout puts between; layers may have other names in the text, but they have its order.
export function place(network: Network, list: Item[]): Placed[] {
  const written = list.some(({ kind }) => /dropout/i.test(kind));
  const hidden = network.layers.slice(1, -1).filter(({ kind }) => written || kind !== "dropout");
  const all = hidden.length === list.length;  // else an item makes several layers, which no button can change
  return network.layers.map((layer, index) => {
    const at = hidden.indexOf(layer);
    return { layer, item: all && at >= 0 ? at : null, index };
  });
}
