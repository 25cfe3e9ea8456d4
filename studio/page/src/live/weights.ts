// Weights and biases as the program sends them: little endian, headers, then floats.
import type { Edge, Weights } from "../protocol";

const kMagic = 0x31574747;  // "GGW1"
const kHeader = 8;
const kMatrixHeader = 28;

/// `paths` are the layers of the network, the input first.
export function decode_weights(buffer: ArrayBuffer, paths: string[]): Weights {
  const view = new DataView(buffer);
  if (buffer.byteLength < kHeader || view.getUint32(0, true) !== kMagic) {
    throw new Error("The program sent weights in a form that this page does not know; reload the page.");
  }
  const count = view.getUint32(4, true);
  const edges: Edge[] = [];
  const biases: Record<string, number[]> = {};
  let at = kHeader + count * kMatrixHeader;
  const numbers = (length: number) => {
    if (at + 4 * length > buffer.byteLength) throw new Error("The weights arrived cut short.");
    return Array.from({ length }, () => { at += 4; return view.getFloat32(at - 4, true); });
  };
  for (let i = 0; i < count; ++i) {
    const [from, to, inputs, units, rows, columns, biased] = Array.from({ length: 7 }, (_, k) =>
      view.getUint32(kHeader + i * kMatrixHeader + 4 * k, true));
    const weights = Array.from({ length: rows }, () => numbers(columns));
    edges.push({ from: paths[from], to: paths[to], inputs, units, weights });
    if (biased) biases[paths[to]] = numbers(columns);
  }
  return { edges, biases };
}
