// One comparison: what was measured while its entries are trained, what that says about them, and its runs.
import { go } from '../app.js';
import { events, get, post, query, remove } from '../api.js';
import { chart, PALETTE } from '../chart.js';
import { count, measure, percent, points, rate, scoreName, things, words } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { Looks } from '../looks.js';
import { acting, announce, atMostEvery, circumstances, confirmed, download, fact, failedAttempts, head, pictures, progressCard, provenance, snippet, stateBadge, verdictBadge, workloadDetails } from '../parts.js';

/** More than a screen has columns; what was measured on test samples stays. */
const POINTS = 2000;

/** While points come, the curves are drawn so often at most. */
const REDRAW_MILLISECONDS = 500;

/** Entries whose rates differ by more would lie on the ground of an even axis. */
const BEYOND_EVEN = 1000;

/** The ways in which flatness is measured, as the API names them. */
const MEASURES = [
  { name: 'sharpness', title: 'Sharpness' },
  { name: 'adaptive_sharpness', title: 'Adaptive sharpness' },
  { name: 'noise_rise', title: 'Rise under noise' },
  { name: 'largest_eigenvalue', title: 'Largest eigenvalue' },
];

/** Where there are more entries than colours. */
const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];

export default async function comparison(main, { id }) {
  const path = `/v1/comparisons/${encodeURIComponent(id)}`;
  const view = { comparison: await get(path), result: null, problem: null, further: '2' };
  const looks = new Looks(view.comparison.iterations);
  const entries = view.comparison.entries.map(({ name }) => name);
  let ended = false;
  let charts = [];
  let drawn = '';

  const over = () => Boolean(view.comparison.ended_at);
  const managed = () => view.comparison.execution === 'managed';

  async function conclude() {
    view.comparison = await get(path);
    if (view.comparison.state === 'succeeded') view.result = await get(`${path}/result`);
  }

  const act = acting(view, update);

  const cancel = async () =>
    (await confirmed('Stop this comparison? What was observed stays.', 'Stop it')) &&
    act(async () => {
      view.comparison = await post(`${path}:cancel`);
    });

  const rerun = async () =>
    (await confirmed(`Train all of its runs once more: ${count(view.comparison.progress.iterations)} iterations?`, 'Run it again', 'Not now')) &&
    act(async () => go(`/ui/comparisons/${(await post(`${path}:rerun`)).id}`));

  const extend = (event) => {
    event.preventDefault();
    act(async () => go(`/ui/comparisons/${(await post(`${path}:extend`, { repeats: Number(view.further) })).id}`));
  };

  const forget = async () =>
    (await confirmed('Delete this comparison, with its runs, its curves and its result?', 'Delete it')) &&
    act(async () => {
      await remove(path);
      await go('/ui/comparisons');
    });

  const actions = (shown) => html`${over() ? nothing : html`<button class="danger" @click=${cancel}>Cancel</button>`}
    ${over() ? html`<button @click=${rerun}>Run again</button>` : nothing}
    <a class="button" href="/ui/new-comparison?from=${shown.id}">Use as template</a>
    ${over() ? html`<button class="danger" @click=${forget}>Delete</button>` : nothing}`;

  /** A trainer of the client's own asks for what is to be trained next, and reports it. */
  const handedOut = ({ id: comparisonId }) => html`<section class="card" aria-labelledby="handed"><h2 id="handed">How it is trained</h2>
    <p class="quiet">By its client, on any number of machines: each asks for a run, trains it with your own function, and reports. <a href="/docs/comparisons#trained-elsewhere" data-outside>More</a></p>
    ${snippet(`from rangefinder import Rangefinder, compare

compare(train, comparison="${comparisonId}", rangefinder=Rangefinder("${location.origin}"))    # train(schedule, seed) is yours`, 'Python')}
  </section>`;

  /** What is known of an entry beside the baseline, as a sentence. */
  const sentence = ({ name, difference, speed_up: speedUp, diverged, repeats }) => {
    const { metric, baseline, margin } = view.result;
    if (!difference) return html`<strong>${name}</strong>: no pair of runs can be held against ${baseline}.`;
    const amount = (value) => (metric === 'accuracy' ? points(value, view.comparison.score) : `a loss of ${rate(value)}`);
    const size = `${amount(Math.abs(difference.mean))} ${difference.mean < 0 ? 'below' : 'above'} ${baseline}`;
    const verdict = {
      better: 'better, beyond what the seeds explain',
      worse: 'worse, beyond what the seeds explain',
      no_difference: `no difference that matters: it is sure to be within ${amount(margin)}`,
      undecided: difference.further_repeats ? `the seeds differ too much to tell; about ${things(difference.further_repeats, 'more repeat')} might` : 'the seeds differ too much to tell',
    }[difference.verdict];
    const faster = speedUp > 1 && difference.verdict !== 'worse' ? html` It is where ${baseline} ends after ${percent(1 / speedUp)} of the iterations that ${baseline} needs.` : nothing;
    return html`<strong>${name}</strong> ends ${size}: ${verdict}.${faster}${diverged ? html` ${diverged} of ${repeats} runs diverged, and count as a guess.` : nothing}`;
  };

  const answer = (result) => html`<section class="card" aria-labelledby="answer">
    <h2 id="answer">What training says</h2>
    <ul class="diagnoses">${result.entries.filter(({ name }) => name !== result.baseline).map((entry) => html`<li>${verdictBadge(entry.difference?.verdict)} ${sentence(entry)}</li>`)}
      ${result.diagnoses.map((text) => html`<li>${text}</li>`)}</ul>
    <p class="quiet">Judged on test samples after the last iteration, by the differences between runs of the same seed. If no entry differed from ${result.baseline},
      one would be called better or worse in at most ${percent(result.error_rate)} of such comparisons. Judge ${result.algorithm}.</p>
    <form class="actions" @submit=${extend}><label for="further">More repeats of each entry</label>
      <input id="further" class="short" inputmode="numeric" .value=${view.further} @input=${(event) => { view.further = event.target.value; }}>
      <button>Train them too</button></form>
  </section>`;

  const summary = (value) => (value ? html`${measure(value.mean)}${value.spread === undefined ? nothing : html` <span class="quiet">± ${Number(value.spread.toPrecision(2))}</span>`}` : '–');

  const between = (difference) =>
    difference ? html`${Number(difference.mean.toPrecision(2))}${difference.interval ? html`<div class="quiet">${Number(difference.interval.low.toPrecision(2))} to ${Number(difference.interval.high.toPrecision(2))}</div>` : nothing}` : '–';

  const scored = (metric) => (metric === 'accuracy' ? scoreName(view.comparison.score) : metric);

  const table = (shown) => {
    const ofResult = Object.fromEntries(view.result?.entries.map((entry) => [entry.name, entry]) ?? []);
    const metric = view.result?.metric ?? 'accuracy';
    return html`<section class="card" aria-labelledby="entries"><h2 id="entries">Entries</h2>
      <div class="scroll"><table class="stacked judged">
        <thead><tr><th>Entry</th><th>Schedule</th>${view.result
          ? html`<th class="number">Final ${scored(metric)}</th><th class="number">Best</th><th class="number">Difference</th><th>Verdict</th><th class="number">Speed-up</th>`
          : nothing}</tr></thead>
        <tbody>${shown.entries.map((entry) => {
          const judged = ofResult[entry.name];
          return html`<tr>
            <td>${swatchOf(entry.name)} <strong>${entry.name}</strong>${entry.name === shown.baseline ? html` <span class="badge">baseline</span>` : nothing}</td>
            <td>${entry.schedule.policy} <span class="quiet">${parametersOf(entry.schedule)}</span>
              ${entry.range_test ? html`<div>from <a href="/ui/range-tests/${entry.range_test}">range test ${entry.range_test.slice(0, 13)}</a></div>` : nothing}
              ${entry.schedule_id ? html`<div class="quiet">kept as ${download(`/v1/schedules/${entry.schedule_id}/rates.svg`, `${entry.name}.svg`, `${entry.schedule_id.slice(0, 12)}…`)}</div>` : nothing}
              ${entry.warnings.map(({ message }) => html`<div class="hint">${message}</div>`)}</td>
            ${judged
              ? html`<td class="number" data-label="final ${scored(metric)}">${summary(judged[`final_${metric}`])}</td><td class="number" data-label="best">${summary(judged[`best_${metric}`])}</td>
                  <td class="number" data-label="difference">${between(judged.difference)}</td><td>${verdictBadge(judged.difference?.verdict)}</td>
                  <td class="number" data-label="speed-up">${judged.speed_up === undefined ? '–' : `${measure(Number(judged.speed_up.toPrecision(3)))} ×`}</td>`
              : nothing}
          </tr>`;
        })}</tbody></table></div>
      ${view.result ? html`<p class="quiet">Mean over the seeds ± their standard deviation; differences with their intervals; speed-up is how much sooner the baseline's end is reached.</p>` : nothing}
    </section>`;
  };

  /** How flat the minima are: a row for each entry, of each measure the mean and what it differs from the baseline. */
  const flatness = (result) => {
    const entries = result.entries.filter((entry) => entry.flatness || result.entries.some(({ flatness: other }) => other));
    if (!entries.length) return nothing;
    const failures = new Set(result.entries.flatMap(({ seeds }) => seeds.map((seed) => seed.flatness?.failure)).filter(Boolean));
    return html`<section class="card" aria-labelledby="flatness"><h2 id="flatness">How flat the minima are</h2>
      <div class="scroll"><table class="stacked measures">
        <thead><tr><th>Entry</th>${MEASURES.map(({ title }) => html`<th class="number">${title}</th>`)}</tr></thead>
        <tbody>${entries.map((entry) => html`<tr><td>${swatchOf(entry.name)} <strong>${entry.name}</strong>
            ${entry.flatness ? nothing : html`<div class="quiet">${entry.diverged ? 'diverged: there is no minimum' : 'not measured'}</div>`}</td>
          ${MEASURES.map(({ name, title }) => html`<td class="number" data-label=${title.toLowerCase()}>${entry.flatness?.[name] ? measured(entry.flatness[name]) : '–'}</td>`)}</tr>`)}</tbody></table></div>
      ${[...failures].map((why) => html`<p class="notice">Not measured of all runs: ${why}</p>`)}
      <p class="quiet">What is lower is flatter, on up to 1,000 training samples: how much the loss rises after a step of 0.05 up the gradient; after one in units of each weight's size; when each filter is moved
        at random by a tenth of its norm; and the largest eigenvalue of the Hessian. Mean over the seeds ± their standard deviation, and below it the difference to ${result.baseline} with its interval.
        <a href="/docs/comparisons#flatness" data-outside>How it is measured</a></p>
    </section>`;
  };

  const measured = ({ difference, ...mean }) => html`${summary({ mean: Number(mean.mean.toPrecision(3)), spread: mean.spread })}
    ${difference ? html`<div>${between(difference)}</div>${difference.verdict === 'undecided' ? nothing : verdictBadge(difference.verdict)}` : nothing}`;

  const swatchOf = (name) => html`<span class="swatch" data-colour=${entries.indexOf(name) % PALETTE.length}></span>`;

  const parametersOf = ({ policy, ...parameters }) =>
    Object.entries(parameters)
      .map(([name, value]) => `${name} ${typeof value === 'number' && !Number.isInteger(value) ? rate(value) : Array.isArray(value) ? value.join(', ') : value}`)
      .join(', ');

  const picture = () => html`<section class="card" aria-labelledby="curves">
    <div class="head"><h2 id="curves">Curves</h2><span class="quiet">the mean over the seeds, the band from the lowest to the highest · drag to zoom, double-click to see all${view.result ? html` · ${pictures(`${path}/result`, { width: 1600 })}` : nothing}</span></div>
    <div class="chart measured"></div>
    <div class="chart rates"></div>
    ${drawn ? nothing : html`<p class="quiet">Nothing was measured yet.</p>`}
  </section>`;

  const asked = (shown) => html`<section class="card" aria-labelledby="asked">
    <h2 id="asked">What was asked</h2>
    <dl class="facts">
      ${fact('iterations of each run', count(shown.iterations))} ${fact('epochs', rate(shown.epochs))} ${fact('repeats', shown.repeats)} ${fact('seed', String(shown.seed))}
      ${fact('looks', shown.evaluation.every ? `every ${count(shown.evaluation.every)} iterations, ${count(shown.evaluation.samples)} samples` : `${count(shown.evaluation.samples)} samples`)}
      ${fact('margin', shown.margin)} ${fact('flatness', shown.flatness ? 'measured' : undefined)}
      ${circumstances(shown, '/ui/comparisons', { repeats: shown.rerun_of, 'goes on from': shown.extends })}
    </dl>
    ${workloadDetails(shown.workload)}
  </section>`;

  const runs = (shown) => html`<section class="card" aria-labelledby="runs"><h2 id="runs">Runs</h2>
    <details ?open=${shown.runs.length <= 12}><summary>${things(shown.runs.length, 'run')}, ${count(shown.runs.filter(({ state }) => state === 'succeeded').length)} of them over</summary>
    <div class="scroll"><table class="stacked">
      <thead><tr><th>Entry</th><th>Repeat</th><th>State</th><th class="number">Iterations</th><th class="number">Attempts</th><th>Lane</th><th>Ended</th></tr></thead>
      <tbody>${shown.runs.map(
        (run) => html`<tr><td>${swatchOf(run.entry)} ${run.entry}</td><td data-label="repeat">${run.repeat} <span class="quiet">seed ${run.seed}</span></td><td>${stateBadge(run.state)}</td>
            <td class="number" data-label="iterations">${count(run.iterations_done)}</td><td class="number" data-label="attempts">${run.attempts}</td><td data-label="lane">${run.lane ?? '–'}</td><td data-label="ended">${words(run.end_reason ?? run.failure_reason ?? '–')}</td></tr>
          ${run.failures.length
            ? html`<tr><td class="whole" colspan="7">${failedAttempts(run.failures)}</td></tr>`
            : nothing}`,
      )}</tbody></table></div></details>
    ${provenance(shown.runs)}</section>`;

  function update() {
    if (ended) return;
    const shown = view.comparison;
    render(
      html`${head(shown, 'Comparison', view.problem, actions(shown))} ${over() ? nothing : progressCard(shown.progress, shown.progress.seconds_left)} ${over() || managed() ? nothing : handedOut(shown)} ${view.result ? answer(view.result) : nothing} ${picture()} ${table(shown)} ${view.result ? flatness(view.result) : nothing}
        ${asked(shown)} ${runs(shown)}`,
      main,
    );
    for (const swatch of main.querySelectorAll('.swatch')) swatch.style.background = PALETTE[swatch.dataset.colour];
  }

  const lines = () =>
    entries.map((name, i) => ({ name, colour: PALETTE[i % PALETTE.length], dash: DASHES[Math.floor(i / PALETTE.length) % DASHES.length] }));

  /** Charts are made as soon as there is something to see, and then only get more points. */
  function drawCurves() {
    if (ended) return;
    const metric = (view.result?.metric ?? (looks.has('accuracy') ? 'accuracy' : 'loss'));
    const wanted = looks.has(metric) ? metric : '';
    if (wanted !== drawn) {
      drawn = wanted;
      update();
      charts.forEach((made) => made.end());
      charts = drawn ? [measuredChart(drawn), ratesChart()] : [];
    }
    charts.forEach((made) => made.redraw());
  }

  const common = { logarithmic: false, format: count, x: 'iteration', together: id };

  function measuredChart(metric) {
    const ofEntries = lines().flatMap(({ name, colour, dash }) => [
      { label: `${name}, highest`, colour, width: 0, fill: `${colour}2b`, unlisted: true },
      { label: `${name}, lowest`, colour, width: 0, unlisted: true },
      { label: `${name}, mean`, colour, width: 2, dash },
    ]);
    const made = chart(main.querySelector('.chart.measured'), ofEntries, {
      ...common,
      y: `${scored(metric)} on test samples`,
      height: 320,
      title: `${scored(metric)} of each entry over the iterations`,
    });
    return { ...made, redraw: () => made.draw(looks.bands(entries, metric)) };
  }

  function ratesChart() {
    const ofEntries = lines().map(({ name, colour, dash }) => ({ label: name, colour, width: 1.5, dash }));
    const made = chart(main.querySelector('.chart.rates'), ofEntries, {
      ...common,
      ...ratesAxis(view.comparison.entries.map(({ schedule }) => highestOf(schedule))),
      height: 180, title: 'The learning rate of each entry over the iterations',
    });
    return { ...made, redraw: () => made.draw(looks.rates(entries)) };
  }

  async function loadCurves() {
    const answers = await Promise.all(entries.map((entry) => get(`${path}/curve${query({ entry, points: POINTS })}`)));
    for (const { entry, repeats } of answers) for (const points of repeats) looks.append(entry, { ...points, attempt: 0, whole: true });
  }

  const drawing = atMostEvery(REDRAW_MILLISECONDS, () => {
    update();
    drawCurves();
  });

  let stream = null;
  update();
  if (over()) {
    await Promise.all([conclude(), loadCurves()]);
    update();
    drawCurves();
  } else {
    stream = events(`${path}/events`);
    stream.addEventListener('run', (event) => {
      const { entry, repeat, attempt, state } = JSON.parse(event.data);
      if (attempt > 0) looks.attempt(entry, repeat, attempt);
      const run = view.comparison.runs.find((one) => one.entry === entry && one.repeat === repeat);
      if (run) Object.assign(run, { attempts: attempt, state });
      drawing.soon();
    });
    stream.addEventListener('points', (event) => {
      const { entry, ...points } = JSON.parse(event.data);
      looks.append(entry, points);
      drawing.soon();
    });
    stream.addEventListener('progress', (event) => {
      const { state, ...done } = JSON.parse(event.data);
      Object.assign(view.comparison, { state, progress: { ...view.comparison.progress, ...done } });
      drawing.soon();
    });
    stream.addEventListener('end', () => {
      stream.close();
      conclude().then(() => {
        update();
        drawCurves();
        announce(`The comparison is over: ${words(view.comparison.state)}`);
      });
    });
  }

  return () => {
    ended = true;
    stream?.close();
    drawing.end();
    charts.forEach((made) => made.end());
  };
}

/** The highest rate that a schedule names. */
const highestOf = (schedule) => Math.max(...['lr', 'start_lr', 'end_lr', 'base_lr', 'max_lr', 'eta_max'].map((name) => schedule[name] ?? 0));

/** Even, so that shapes are seen; by the logarithm, and said so, where entries would not be seen at all. */
const ratesAxis = (highest) => {
  const logarithmic = Math.max(...highest) > BEYOND_EVEN * Math.min(...highest.filter((rate) => rate > 0));
  return { y: logarithmic ? 'learning rate, log' : 'learning rate', logarithmicY: logarithmic };
};
