// Weights and biases of all layers, as the program sends them.
const kSide = 64;

export function weights(session) {
  const { layers } = session.net;
  const corners = layers.map(({ w, b }) => ({ w: w.slice(0, kSide).map((row) => row.slice(0, kSide)), b: b.slice(0, kSide), shape: [w.length, w[0].length] }));
  const integers = [0x31574747, layers.length];
  const numbers = [];
  corners.forEach(({ w, b, shape }, l) => {
    integers.push(l, l + 1, ...shape, w.length, w[0].length, 1);
    numbers.push(...w.flat(), ...b);
  });
  const buffer = Buffer.alloc(4 * (integers.length + numbers.length));
  integers.forEach((value, i) => buffer.writeUInt32LE(value, 4 * i));
  numbers.forEach((value, i) => buffer.writeFloatLE(value, 4 * (integers.length + i)));
  return buffer;
}
