// Logistic regression by Newton's method: the weights and the bias at which the mean cross-entropy is least.

/// Solves a x = b by elimination with pivots; the matrices are as small as the number of columns.
export function solve(a: number[][], b: number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]]);
  for (let at = 0; at < rows.length; ++at) {
    const pivot = rows.reduce((best, row, i) => (i >= at && Math.abs(row[at]) > Math.abs(rows[best][at]) ? i : best), at);
    [rows[at], rows[pivot]] = [rows[pivot], rows[at]];
    for (let i = 0; i < rows.length; ++i) {
      if (i === at) continue;
      const factor = rows[i][at] / rows[at][at];
      rows[i] = rows[i].map((value, k) => value - factor * rows[at][k]);
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}

const kSteps = 30;
const kRidge = 1e-9;  // so that classes that a line divides don't make it singular

/// `rows` are standardised, `target` 0 or 1; the last number returned is the bias.
export function logistic_regression(rows: number[][], target: number[]): number[] {
  const inputs = rows.map((row) => [...row, 1]);
  let weights = inputs[0].map(() => 0);
  for (let step = 0; step < kSteps; ++step) {
    const gradient = weights.map(() => 0);
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? kRidge : 0)));
    inputs.forEach((x, row) => {
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * weights[i], 0)));
      x.forEach((value, i) => {
        gradient[i] += ((p - target[row]) * value) / inputs.length;
        x.forEach((other, j) => (hessian[i][j] += (p * (1 - p) * value * other) / inputs.length));
      });
    });
    const move = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - move[i]);
    if (Math.max(...move.map(Math.abs)) < 1e-10) break;
  }
  return weights;
}

export function standardised(values: number[], over: number[]): number[] {
  const mean = over.reduce((a, b) => a + b, 0) / over.length;
  const deviation = Math.sqrt(over.reduce((sum, v) => sum + (v - mean) ** 2, 0) / over.length) || 1;
  return values.map((value) => (value - mean) / deviation);
}
