// Work that is asked for more often than it is worth doing.

/// Until the browser has drawn what was changed (a hidden page draws nothing, and waits a second).
const painted = () => new Promise<void>((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 1000);
});
const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/// Done once for all who asked meanwhile, no more often than the interval, and never more than half of the time:
/// events may come faster than a slow machine can show them, and the page must still answer its user.
export class Paced {
  private running = false;
  private asked = false;

  constructor(private readonly work: () => Promise<void> | void, private readonly interval: number) {}

  request = () => {
    this.asked = true;
    if (!this.running) void this.run();
  };

  private async run() {
    this.running = true;
    while (this.asked) {
      this.asked = false;
      const begin = performance.now();
      await this.work();
      await painted();
      const took = performance.now() - begin;
      await sleep(Math.max(this.interval - took, took));
    }
    this.running = false;
  }
}
