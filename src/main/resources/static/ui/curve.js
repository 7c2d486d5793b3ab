// The observations of a range test, in columns by repeat, as they come.
import { finite } from './format.js';
import { joined } from './chart.js';

const COLUMNS = ['iteration', 'lr', 'loss', 'accuracy', 'validation_loss', 'validation_accuracy'];

/** What is known of the curves so far. */
export class Curves {
  #repeats = new Map();

  /** Of a whole answer of `…/curve`. */
  static of(answer) {
    const curves = new Curves();
    for (const repeat of answer.repeats) curves.append({ ...repeat, attempt: 0 });
    return curves;
  }

  /** A later attempt makes what came before void. */
  attempt(repeat, attempt) {
    const known = this.#repeats.get(repeat);
    if (!known || attempt > known.attempt) this.#repeats.set(repeat, { attempt, ...Object.fromEntries(COLUMNS.map((name) => [name, []])) });
  }

  append(points) {
    this.attempt(points.repeat, points.attempt);
    const known = this.#repeats.get(points.repeat);
    if (points.attempt < known.attempt) return;
    for (const name of COLUMNS) known[name].push(...(name === 'iteration' ? points[name] : points[name].map(finite)));
  }

  /** Those that have been observed. */
  get repeats() {
    return [...this.#repeats.keys()].filter((repeat) => this.#repeats.get(repeat).iteration.length).sort((a, b) => a - b);
  }

  get empty() {
    return this.repeats.length === 0;
  }

  /** The last observation of a repeat. */
  last(repeat) {
    const { lr, loss } = this.#repeats.get(repeat);
    return { x: lr.at(-1), y: loss.at(-1) };
  }

  has(name) {
    return this.repeats.some((repeat) => this.#repeats.get(repeat)[name].some((value) => value !== null));
  }

  /** Rows for a chart: the rates, then for each of the names a column for each repeat. Rates of 0 have no place on a logarithmic axis. */
  rows(...names) {
    const rates = new Map();
    for (const repeat of this.repeats) {
      const { iteration, lr } = this.#repeats.get(repeat);
      iteration.forEach((at, i) => lr[i] > 0 && rates.set(at, lr[i]));
    }
    const iterations = [...rates.keys()].sort((a, b) => a - b);
    const place = new Map(iterations.map((at, i) => [at, i]));
    const columns = names.flatMap((name) =>
      this.repeats.map((repeat) => {
        const { iteration, [name]: values } = this.#repeats.get(repeat);
        const column = new Array(iterations.length).fill(null);
        iteration.forEach((at, i) => place.has(at) && (column[place.get(at)] = values[i]));
        return column;
      }),
    );
    return [iterations.map((at) => rates.get(at)), ...columns];
  }

  /** The same rows with the rates of a fit among them, and its values as a last column. */
  rowsWithFit(names, fit, name) {
    const rows = this.rows(...names);
    if (!fit?.[name]) return rows;
    return joined([rows, [fit.lr, fit[name]]]);
  }

  /** The limits of a loss axis: all that was learned, and as much of a divergence as leaves the rest readable. */
  lossRange(low, high) {
    const starts = this.repeats.flatMap((repeat) => this.#repeats.get(repeat).loss.slice(0, 5)).filter((loss) => loss !== null);
    if (!starts.length || low === null) return [0, 1];
    const start = starts.sort((a, b) => a - b)[starts.length >> 1];
    const gain = Math.max(start - low, Math.abs(start) * 0.1, 1e-12);
    return [low - gain * 0.06, Math.min(high, start + gain * 0.6) + gain * 0.06];
  }
}
