// Something the program has, fetched again when it may have changed: one request at a time.
import { signal } from "@preact/signals";
import { Paced } from "./paced";

export class Resource<T> {
  readonly value = signal<T | null>(null);
  readonly error = signal<string | null>(null);
  private generation = 0;
  private readonly paced: Paced;

  constructor(private readonly load: () => Promise<T | null>, interval: number) {
    this.paced = new Paced(() => this.fetch(), interval);
  }

  refresh = () => this.paced.request();

  /// What is on its way is of something else, too.
  clear() {
    ++this.generation;
    this.value.value = null;
    this.error.value = null;
  }

  private async fetch() {
    const generation = this.generation;
    let [value, wrong] = [this.value.peek(), null as string | null];
    try {
      value = await this.load();
    } catch (error) {
      wrong = (error as Error).message;  // what was there stays
    }
    if (generation !== this.generation) return this.refresh();  // the answer is of something else
    [this.value.value, this.error.value] = [value, wrong];
  }
}
