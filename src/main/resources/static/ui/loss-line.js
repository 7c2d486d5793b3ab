// <loss-line test="id" done="400">: the loss of a range test as a line of the size of a word, fetched when it comes into sight.
import { get } from './api.js';
import { finite } from './format.js';

const POINTS = 60;
const WIDTH = 120;
const HEIGHT = 34;

/** Paths by test and progress, so that a row that is drawn again is not fetched again. */
const known = new Map();

const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) target.see();
  },
  { rootMargin: '200px' },
);

class LossLine extends HTMLElement {
  static observedAttributes = ['done'];

  connectedCallback() {
    this.innerHTML = `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path d=""/></svg>`;
    sight.observe(this);
  }

  disconnectedCallback() {
    sight.unobserve(this);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.seen) this.see();
  }

  async see() {
    this.seen = true;
    const key = `${this.getAttribute('test')} ${this.getAttribute('done')}`;
    if (!known.has(key)) known.set(key, fetchPath(this.getAttribute('test')));
    this.querySelector('path')?.setAttribute('d', await known.get(key));
  }
}

async function fetchPath(test) {
  try {
    const { band } = await get(`/v1/range-tests/${test}/curve?points=${POINTS}`);
    return path(band.loss_mean.map(finite));
  } catch {
    return '';
  }
}

function path(losses) {
  const finiteLosses = losses.filter((loss) => loss !== null);
  if (finiteLosses.length < 2) return '';
  const start = [...finiteLosses.slice(0, 5)].sort((a, b) => a - b)[Math.min(2, finiteLosses.length - 1)];
  const low = Math.min(...finiteLosses);
  const high = Math.min(Math.max(...finiteLosses), start + (start - low) * 0.6 || start);
  const height = (loss) => (high === low ? HEIGHT / 2 : 2 + ((high - Math.min(loss, high)) / (high - low)) * (HEIGHT - 4));
  return losses
    .map((loss, i) => (loss === null ? '' : `${((i / (losses.length - 1)) * WIDTH).toFixed(1)} ${height(loss).toFixed(1)}`))
    .filter(Boolean)
    .map((point, i) => (i ? 'L' : 'M') + point)
    .join('');
}

customElements.define('loss-line', LossLine);
