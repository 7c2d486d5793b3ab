// The schedule of a range test: a policy is chosen, its rates are drawn, and there are the lines that bring it into a training.
import { get, query } from './api.js';
import { chart, PALETTE } from './chart.js';
import { count } from './format.js';
import { html, nothing } from './libraries.js';
import { choice, pictures, problemBox, snippet } from './parts.js';

export const POLICIES = ['one_cycle', 'triangular2', 'triangular', 'exp_range', 'cosine', 'cosine_restarts', 'decay', 'step', 'polynomial', 'exp', 'inverse', 'fixed'];

const LANGUAGES = [
  ['pytorch', 'PyTorch'],
  ['keras', 'Keras'],
  ['optax', 'Optax'],
  ['curl', 'curl'],
];

/** As many points as are drawn. */
const POINTS = 1000;

/** A part of a view, which tells it by `update` when it has changed. */
export function schedulePart(path, update) {
  const part = { policy: '', iterations: '', language: 'pytorch', served: null, code: null, problem: null, asked: 0 };
  let drawn = null;

  const parameters = () => ({ policy: part.policy, iterations: part.iterations });

  async function load() {
    const turn = ++part.asked;
    try {
      const whole = await get(`${path}/schedule${query({ ...parameters(), count: 0 })}`);
      const every = Math.max(1, Math.floor(whole.iterations / POINTS));
      const [rates, code] = await Promise.all([
        get(`${path}/schedule${query({ ...parameters(), every })}`),
        get(`${path}/schedule/code${query(parameters())}`),
      ]);
      if (turn !== part.asked) return;
      Object.assign(part, { served: { ...rates, every }, code, policy: rates.policy, problem: null });
    } catch (problem) {
      if (turn !== part.asked) return;
      part.problem = problem;
    }
    update();
    draw();
  }

  function draw() {
    const place = document.querySelector('.chart.schedule');
    if (!place || !part.served) return;
    drawn?.end();
    drawn = chart(place, [{ label: 'learning rate', colour: PALETTE[2], width: 2 }], {
      height: 200,
      logarithmic: false,
      format: count,
      x: 'iteration',
      y: 'learning rate',
      title: `The learning rate of ${part.policy} over the iterations`,
    });
    drawn.draw([part.served.rates.map((_, i) => i * part.served.every), part.served.rates]);
  }

  function change(values) {
    Object.assign(part, values);
    load();
  }

  const origin = location.origin;

  const lines = () => {
    const length = part.served.iterations;
    const id = path.split('/').at(-1);
    return {
      pytorch: `from rangefinder import Rangefinder
from rangefinder.pytorch import RemoteSchedule

scheduler = RemoteSchedule(optimizer, Rangefinder("${origin}").schedule("${id}", "${part.policy}", ${length}))
# and after every optimizer.step(): scheduler.step()`,
      keras: `from rangefinder import Rangefinder
from rangefinder.keras import Rates

schedule = Rangefinder("${origin}").schedule("${id}", "${part.policy}", ${length})
model.fit(x, y, callbacks=[Rates(schedule)])`,
      optax: part.code.optax,
      curl: `curl -s '${origin}${path}/schedule${query({ policy: part.policy, iterations: length })}'`,
    };
  };

  return {
    /** Begins with the policy that the service chooses itself. */
    open: () => load(),

    template: () => html`<section class="card" aria-labelledby="schedule">
      <h2 id="schedule">Schedule</h2>
      <div class="fields">
        <label>Policy<select @change=${(event) => change({ policy: event.target.value })}>
          ${POLICIES.map((policy) => html`<option ?selected=${policy === part.policy}>${policy}</option>`)}
        </select></label>
        <label>Iterations of the training<input inputmode="numeric" .value=${part.iterations} placeholder=${part.served ? count(part.served.iterations) : ''} @change=${(event) => change({ iterations: event.target.value.trim() })}></label>
      </div>
      ${problemBox(part.problem)}
      ${part.served?.warnings?.map((warning) => html`<p class="notice">${warning.message}</p>`) ?? nothing}
      ${part.served || part.problem ? nothing : html`<p class="quiet">Loading …</p>`}
      <div class="chart schedule"></div>
      ${part.served ? html`<p class="quiet">${pictures(`${path}/schedule`, { ...parameters(), width: 1600 })}</p>` : nothing}
      ${part.served && part.code
        ? html`<h3>Train with it</h3>
            ${choice('Language', LANGUAGES, part.language, (language) => { part.language = language; update(); })}
            ${snippet(lines()[part.language], LANGUAGES.find(([name]) => name === part.language)[1])}
            <details><summary>Without the service: a program that computes the same rates</summary>${snippet(part.code[part.language === 'curl' ? 'python' : part.language], 'program')}</details>`
        : nothing}
    </section>`,

    end: () => drawn?.end(),
  };
}
