// A table as numbers for the network: standardised columns, classes by number, and what the page is told.
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

export function histogram(values) {
  if (values.every((value) => typeof value === "number")) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const counts = new Array(20).fill(0);
    for (const value of values) counts[Math.min(19, Math.floor((20 * (value - low)) / (high - low || 1)))]++;
    return { kind: "number", low, high, counts };
  }
  const labels = [...new Set(values.map(String))].sort().slice(0, 20);
  return { kind: "category", labels, counts: labels.map((label) => values.filter((v) => String(v) === label).length) };
}

export class Table {
  constructor(name, source, columns, rows, target = columns[columns.length - 1]) {
    Object.assign(this, { name, source, columns, rows, target });
    const at = columns.indexOf(target);
    this.target_at = at;
    this.inputs = columns.map((_, i) => i).filter((i) => i !== at && typeof rows[0][i] === "number");
    const answers = rows.map((row) => row[at]);
    const numeric = answers.every((value) => typeof value === "number");
    this.classes = numeric ? [] : [...new Set(answers)].sort();
    this.task = numeric ? "regression" : this.classes.length === 2 ? "binary" : "multiclass";
    this.scale = this.inputs.map((i) => {
      const values = rows.map((row) => row[i]);
      const m = mean(values);
      return { mean: m, deviation: Math.sqrt(mean(values.map((v) => (v - m) ** 2))) || 1 };
    });
    this.part = rows.map((_, i) => (i % 5 === 3 ? 1 : i % 5 === 4 ? 2 : 0));
  }
  features(row) {
    return this.inputs.map((i, j) => (Number(row[i]) - this.scale[j].mean) / this.scale[j].deviation);
  }
  answer(row) {
    const value = row[this.target_at];
    return this.task === "regression" ? value : this.classes.indexOf(value);
  }
  get outputs() {
    return this.task === "multiclass" ? this.classes.length : 1;
  }
  plane() {
    return this.inputs.map((i) => this.columns[i]);
  }
  describe() {
    const parts = [0, 1, 2].map((part) => this.part.filter((p) => p === part).length);
    return {
      name: this.name, source: this.source.kind, builtin: this.source.id ?? null, options: this.source.options ?? {},
      rows: this.rows.length, train: parts[0], validation: parts[1], test: parts[2], target: this.target, task: this.task,
      task_reason: this.task === "regression" ? "the target is a number" : `the target has ${this.classes.length} classes`,
      inputs: this.plane(), samples: null, classes: this.classes, plane_columns: this.plane(), notes: [],
      columns: this.columns.map((name, i) => this.describe_column(name, i)),
    };
  }
  describe_column(name, i) {
    const values = this.rows.map((row) => row[i]);
    const role = i === this.target_at ? "target" : this.inputs.includes(i) ? "feature" : "excluded";
    return {
      name, type: typeof values[0] === "number" ? "number" : "category", role, missing: 0,
      distinct: new Set(values).size, examples: values.slice(0, 3).map(String),
      becomes: role === "feature" ? "1 standardised number" : role === "target" ? "the target" : "nothing",
      notes: role === "excluded" ? ["text in this column"] : [], histogram: histogram(values),
    };
  }
}
