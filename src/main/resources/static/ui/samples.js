// A few samples of a data set, as they are: pictures with their class, the values of a table, or stretches of a text.
import { get, Problem, query } from './api.js';
import { html, nothing } from './libraries.js';

/** Enough to see what they are like; a prime, so that samples in which classes take turns are not all of one. */
const SHOWN = 13;

/** Of a table and of a text, which take a line each. */
const LINES = 6;

/** Of a table, more columns would not fit. */
const COLUMNS = 8;

const known = new Map();

/**
 * The samples of a set, or why there are none; nothing until they have come.
 *
 * @param update is called when they have
 */
export function samplesOf(set, update) {
  if (!known.has(set.id)) {
    known.set(set.id, null);
    get(`${set.links.samples}${query({ count: SHOWN })}`).then(({ items }) => items, (problem) => problem).then((seen) => {
      known.set(set.id, seen);
      update();
    });
  }
  const items = known.get(set.id);
  if (items instanceof Problem) return html`<p class="notice">${items.message}</p>`;
  if (!items?.length) return nothing;
  if (items[0].image) return pictures(items);
  const few = items.slice(0, LINES);
  return items[0].values ? table(few) : stretches(few);
}

const pictures = (items) => html`<div class="samples">${items.map(
  ({ image, class: name, target }) => html`<figure><img src=${image} alt="A sample of ${target === undefined ? `class ${name}` : target}"><figcaption>${name ?? target}</figcaption></figure>`,
)}</div>`;

/** Shortened; what is not finite comes as a word. */
const brief = (value, digits) => (typeof value === 'number' ? Number(value.toPrecision(digits)) : value);

const table = (items) => html`<div class="scroll"><table class="values">
  <thead><tr><th>${items[0].target === undefined ? 'Class' : 'Label'}</th><th>Values</th></tr></thead>
  <tbody>${items.map(
    ({ values, class: name, target }) => html`<tr><td>${name ?? brief(target, 4)}</td><td class="values">${values.slice(0, COLUMNS).map((value) => brief(value, 3)).join('  ')}${values.length > COLUMNS ? ` … ${values.length} in all` : ''}</td></tr>`,
  )}</tbody></table></div>`;

/** Of a text as much as fits on a line. */
const stretches = (items) => html`<ul class="values">${items.map(({ text, tokens }) => html`<li><code>${text ?? tokens?.join(' ')}</code></li>`)}</ul>`;
