// Pictures of units and of the output over the chosen plane, as the program sends them.
const kSide = 32;

function grid(session) {
  const { table, selection } = session;
  const [x, y] = [selection.x, selection.y].map((name) => table.columns.indexOf(name));
  const range = (i) => {
    const values = table.rows.map((row) => row[i]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [xs, ys] = [range(x), range(y)];
  const passes = [];
  for (let place = 0; place < kSide * kSide; ++place) {
    const row = [...table.rows[selection.row]];
    const at = (low, high, step) => low + ((high - low) * step) / (kSide - 1);
    row[y] = at(...ys, Math.floor(place / kSide));
    row[x] = at(...xs, place % kSide);
    passes.push(session.net.forward(table.features(row)));
  }
  return { xs, ys, passes };
}

export function frame(session, what) {
  const { xs, ys, passes } = grid(session);
  const pictures = [];
  if (what === "surface") {
    const all = passes.map((pass) => session.net.probabilities(pass.at(-1).z));
    all[0].forEach((_, k) => pictures.push({ layer: session.net.layers.length, unit: k, values: all.map((p) => p[k]) }));
  } else {
    passes[0].forEach(({ a }, l) => a.forEach((_, unit) => pictures.push({ layer: l, unit, values: passes.map((pass) => pass[l].a[unit]) })));
  }
  const shown = pictures.slice(0, 64);
  const buffer = Buffer.alloc(32 + shown.length * (16 + kSide * kSide));
  [0x31464747, session.revision, kSide, shown.length].forEach((value, i) => buffer.writeUInt32LE(value, 4 * i));
  [...xs, ...ys].forEach((value, i) => buffer.writeFloatLE(value, 16 + 4 * i));
  shown.forEach(({ layer, unit, values }, i) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const at = 32 + 16 * i;
    buffer.writeUInt32LE(layer, at);
    buffer.writeUInt32LE(unit, at + 4);
    buffer.writeFloatLE(low, at + 8);
    buffer.writeFloatLE(high, at + 12);
    const bytes = 32 + 16 * shown.length + i * kSide * kSide;
    values.forEach((value, place) => buffer.writeUInt8(Math.round((255 * (value - low)) / (high - low || 1)), bytes + place));
  });
  return buffer;
}
