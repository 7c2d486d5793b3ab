// What was measured of the entries of a comparison, and the rates they were trained with, as they come.
import { finite } from './format.js';

/** As many rates as are drawn of an entry. */
const RATES = 1000;

/** What is known of the runs so far. */
export class Looks {
  #runs = new Map();
  #every;

  /** @param iterations that each run has */
  constructor(iterations) {
    this.#every = Math.max(1, Math.floor(iterations / RATES));
  }

  /** A later attempt makes what came before void. */
  attempt(entry, repeat, attempt) {
    const key = JSON.stringify([entry, repeat]);
    const known = this.#runs.get(key);
    if (!known || attempt > known.attempt) this.#runs.set(key, { entry, attempt, rates: new Map(), accuracy: new Map(), loss: new Map() });
    return this.#runs.get(key);
  }

  append(entry, points) {
    const known = this.attempt(entry, points.repeat, points.attempt);
    if (points.attempt < known.attempt) return;
    points.iteration.forEach((at, i) => {
      const accuracy = points.validation_accuracy[i];
      const loss = finite(points.validation_loss[i]);
      // A look at iteration i sees the network after i + 1 steps.
      if (accuracy !== null) known.accuracy.set(at + 1, accuracy);
      if (loss !== null) known.loss.set(at + 1, loss);
      if (at % this.#every === 0 || points.whole) known.rates.set(at, points.lr[i]);
    });
  }

  /** Whether anything was measured by this name, `accuracy` or `loss`. */
  has(name) {
    return [...this.#runs.values()].some((run) => run[name].size);
  }

  /** The iterations, then for each entry the highest, the lowest and the mean over its seeds. */
  bands(entries, name) {
    const all = [...this.#runs.values()].filter((run) => run[name].size);
    const iterations = [...new Set(all.flatMap((run) => [...run[name].keys()]))].sort((a, b) => a - b);
    const columns = entries.flatMap((entry) => {
      const runs = all.filter((run) => run.entry === entry).map((run) => run[name]);
      const values = iterations.map((at) => runs.map((run) => run.get(at)).filter((value) => value !== undefined));
      const of = (summary) => values.map((known) => (known.length ? summary(known) : null));
      return [of((known) => Math.max(...known)), of((known) => Math.min(...known)), of((known) => known.reduce((sum, value) => sum + value, 0) / known.length)];
    });
    return [iterations, ...columns];
  }

  /** The iterations, then for each entry the rate that it had there. */
  rates(entries) {
    const known = entries.map((entry) => [...this.#runs.values()].filter((run) => run.entry === entry).sort((a, b) => b.rates.size - a.rates.size)[0]?.rates ?? new Map());
    const iterations = [...new Set(known.flatMap((rates) => [...rates.keys()]))].sort((a, b) => a - b);
    return [iterations, ...known.map((rates) => iterations.map((at) => rates.get(at) ?? null))];
  }
}
