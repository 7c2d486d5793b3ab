// One range test: its curves while they grow, its answer, the schedule to train with, its runs, and its relatives.
import { go } from '../app.js';
import { events, get, post, query, remove } from '../api.js';
import { boundsOf, chart, PALETTE, rangeOfR2 } from '../chart.js';
import { Curves } from '../curve.js';
import { ago, count, measure, percent, rate, scoreName, things, words } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { acting, announce, atMostEvery, circumstances, confirmed, download, fact, failedAttempts, head, pictures, progressCard, provenance, stateBadge, verdictBadge, workloadDetails } from '../parts.js';
import { rulesStrip } from '../rules.js';
import { schedulePart } from '../schedule.js';
import { verificationCard } from '../verification.js';

/** More than a screen has columns; the lowest and highest of each stretch stay. */
const POINTS = 2000;

/** While points come, the curves are drawn so often at most. */
const REDRAW_MILLISECONDS = 250;

const SENTENCES = {
  ok: 'The curves show where training stops improving, so the bounds can be used as they are.',
  verified: 'The bounds were checked by training with them.',
  upper_not_reached: 'Training still got better at the highest rate, so max_lr may lie higher.',
  never_learned: 'The loss never fell, at any rate: look at the data and the model first.',
  diverged_at_start: 'Even the lowest rates were too high.',
  too_noisy: 'The noise hides where training stops improving.',
  flat: 'Nothing was learned at any of these rates; they are probably too low.',
  too_short: 'There is too little to go by.',
};

/** The ends of a run before the end of its sweep. */
const WHY_STOPPED = { diverged: 'the loss diverged', not_finite: 'the loss was no longer a number', ended_early: 'its client ended it' };

export default async function rangeTest(main, { id }) {
  const path = `/v1/range-tests/${encodeURIComponent(id)}`;
  const view = { test: await get(path), recommendation: null, fit: null, nearest: null, trainings: null, shownRates: {}, problem: null, awaited: false };
  const curves = new Curves();
  let ended = false;
  let charts = [];
  let shape = '';
  const schedule = schedulePart(path, update);

  const over = () => Boolean(view.test.ended_at);

  async function refresh() {
    view.test = await get(path);
    if (over()) await conclude();
    update();
    drawCurves();
  }

  async function conclude() {
    const answered = Boolean(view.test.verdict);
    const [recommendation, fit, nearest, trainings] = await Promise.allSettled([
      answered ? get(`${path}/recommendation`) : null,
      answered ? get(`${path}/recommendation/fit`) : null,
      get(`${path}/nearest`),
      get(view.test.links.training_runs),
    ]);
    view.recommendation = recommendation.value ?? null;
    view.fit = fit.value ?? null;
    view.nearest = nearest.value ?? null;
    view.trainings = trainings.value ?? null;
    if (view.recommendation) schedule.open(view.recommendation);
  }

  const act = acting(view, update);

  const cancel = async () =>
    (await confirmed('Stop this range test? What was observed stays.', 'Stop it')) &&
    act(async () => {
      view.test = await post(`${path}:cancel`);
    });

  const rerun = async () =>
    (await confirmed(`Train all of it once more: ${count(view.test.progress.iterations)} iterations?`, 'Run it again', 'Not now')) &&
    act(async () => go(`/ui/range-tests/${(await post(`${path}:rerun`)).id}`));

  const forget = async () =>
    (await confirmed('Delete this range test, with its curves and its answer?', 'Delete it')) &&
    act(async () => {
      await remove(path);
      await go('/ui/range-tests');
    });

  const actions = (test) => html`${over() ? nothing : html`<button class="danger" @click=${cancel}>Cancel</button>`}
    ${over() && test.execution === 'managed' ? html`<button @click=${rerun}>Run again</button>` : nothing}
    ${test.verdict ? html`<a class="button" href="/ui/new-comparison?range_test=${test.id}">Compare its answer by training</a>` : nothing}
    ${test.execution === 'managed' ? html`<a class="button" href="/ui/new?from=${test.id}">Use as template</a>` : nothing}
    ${over() ? html`<button class="danger" @click=${forget}>Delete</button>` : nothing}`;

  /** At the pace so far; not known while nothing is trained. */
  const secondsLeft = ({ started_at: started, progress: { iterations_done: done, iterations }, runs: all }) =>
    done && started && all.some(({ state }) => state === 'running') ? ((Date.now() - Date.parse(started)) / 1000 / done) * (iterations - done) : undefined;

  const answer = (recommendation) =>
    recommendation &&
    html`<section class="card" aria-labelledby="answer">
      <h2 id="answer">Answer <a href=${recommendation.documentation.verdict} data-outside>${verdictBadge(recommendation.verdict)}</a></h2>
      <p>${SENTENCES[recommendation.verdict] ?? ''} ${recommendation.provisional ? html`<strong>The bounds below are only the best that can be said.</strong>` : nothing}</p>
      <div class="bounds">
        ${bound('base_lr', recommendation.base_lr, recommendation.base_lr_interval)}
        ${bound('max_lr', recommendation.max_lr, recommendation.max_lr_interval)}
        ${bound('lr, if it is to stay fixed', recommendation.lr, recommendation.lr_interval)}
        <div><span>step_size, half a cycle</span><b>${count(recommendation.step_size)}</b><span>iterations, ${measure(recommendation.step_size_epochs)} epochs</span></div>
        <div><span>confidence</span><b>${percent(recommendation.confidence)}</b><span>how well repeats and rules agree</span></div>
      </div>
      ${recommendation.diagnoses.length
        ? html`<h3>What was noticed</h3><ul class="diagnoses">${recommendation.diagnoses.map((text) => diagnosis(text, recommendation.documentation))}</ul>`
        : nothing}
      ${recommendation.next && view.test.execution === 'managed'
        ? html`<p class="notice">A sweep from ${rate(recommendation.next.start_lr)} to ${rate(recommendation.next.end_lr)} over ${things(recommendation.next.iterations, 'iteration')} with ${things(recommendation.next.repeats, 'repeat')} would answer it.
            <a href="/ui/new${query({ from: view.test.id, ...recommendation.next })}">Prepare it</a></p>`
        : nothing}
      <details>
        <summary>Evidence</summary>
        <dl class="facts">${Object.entries(recommendation.evidence).map(([name, value]) => fact(words(name), typeof value === 'number' ? (Number.isInteger(value) ? count(value) : rate(value)) : value))}
        ${fact('algorithm', recommendation.algorithm)} ${fact('agreement of the other tools', recommendation.agreement === undefined ? undefined : percent(recommendation.agreement))}</dl>
        <p class="quiet">${recommendation.step_size_reason}</p>
      </details>
    </section>`;

  /** `name: sentence`; some are only a sentence. */
  const diagnosis = (text, documentation) => {
    const [, name, sentence] = text.match(/^([a-z_]+): (.*)$/s) ?? [null, null, text];
    return html`<li>${name ? html`<a href=${documentation.diagnoses[name]} data-outside><strong>${words(name)}</strong></a>: ` : nothing}${sentence}</li>`;
  };

  const bound = (name, value, reach) =>
    value === undefined
      ? nothing
      : html`<div><span>${name}</span><b>${rate(value)}</b><span>${reach ? `between ${rate(reach[0])} and ${rate(reach[1])}` : ''}</span></div>`;

  const picture = () => html`<section class="card" aria-labelledby="curves">
      <div class="head"><h2 id="curves">Curves</h2>
        <span class="quiet">drag to zoom, double-click to see all · points ${download(`${path}/curve`, `${id}.csv`, 'CSV', 'text/csv')} ·
          ${pictures(`${path}/curve`, { width: 1600 })}
        </span></div>
      <div class="chart loss"></div>
      <div class="chart accuracy"></div>
      ${view.recommendation ? rulesStrip(view.recommendation, axis()) : nothing}
      ${curves.empty ? html`<p class="quiet">${view.awaited ? 'Loading …' : over() ? 'Nothing was observed.' : 'No observation yet.'}</p>` : nothing}
      ${stopped().map((run) => html`<p class="quiet">${swatchOf(run)} <strong>×</strong> Repeat ${run.repeat} stopped at a rate of ${rate(curves.last(run.repeat).x)}: ${WHY_STOPPED[run.end_reason]}.</p>`)}
    </section>`;

  const asked = (test) => html`<section class="card" aria-labelledby="asked">
    <h2 id="asked">What was asked</h2>
    <dl class="facts">
      ${fact('sweep', `${rate(test.sweep.start_lr)} to ${rate(test.sweep.end_lr)}, ${test.sweep.spacing ?? 'exponential'}`)}
      ${fact('iterations', count(test.sweep.iterations))} ${fact('repeats', test.repeats)} ${fact('seed', String(test.seed))}
      ${fact('iterations per epoch', count(test.iterations_per_epoch))}
      ${circumstances(test, '/ui/range-tests', { repeats: test.rerun_of, refines: test.refines, 'refined by': test.refined_by })}
    </dl>
    ${workloadDetails(test.workload)}
  </section>`;

  const swatchOf = ({ repeat }) => html`<span class="swatch" data-colour=${repeat % PALETTE.length}></span>`;

  const runsTable = (shown) => html`<div class="scroll"><table class="stacked">
      <thead><tr><th>Repeat</th><th>State</th><th class="number">Iterations</th><th class="number">Attempts</th><th>Lane</th><th>Ended</th></tr></thead>
      <tbody>${shown.map(
        (run) => html`<tr>
          <td>${run.rung ? nothing : swatchOf(run)} ${run.repeat} <span class="quiet">seed ${run.seed}${run.rung ? `, rung ${run.rung}, ${run.entrant}` : ''}</span></td>
          <td>${stateBadge(run.state)}</td><td class="number" data-label="iterations">${count(run.iterations_done)}</td><td class="number" data-label="attempts">${run.attempts}</td>
          <td data-label="lane">${run.lane ?? '–'}</td><td data-label="ended">${words(run.end_reason ?? run.failure_reason ?? '–')}</td></tr>
          ${run.launch_failure
            ? html`<tr><td class="whole" colspan="6">Waits, since no trainer was started: ${run.launch_failure.message} <span class="quiet">${ago(run.launch_failure.at)}</span></td></tr>`
            : nothing}
          ${run.failures.length || run.stderr
            ? html`<tr><td class="whole" colspan="6"><details><summary>${things(run.failures.length, 'failed attempt')}</summary>
                ${failedAttempts(run.failures)}
                ${run.stderr ? html`<pre tabindex="0" aria-label="stderr">${run.stderr}</pre>` : nothing}</details></td></tr>`
            : nothing}`,
      )}</tbody>
    </table></div>`;

  const runs = (test) => html`<section class="card" aria-labelledby="runs">
    <h2 id="runs">Runs</h2>
    ${runsTable(test.runs.filter(({ rung }) => !rung))}
    ${test.runs.some(({ rung }) => rung)
      ? html`<details><summary>${count(test.runs.filter(({ rung }) => rung).length)} trainings that check the answer</summary>${runsTable(test.runs.filter(({ rung }) => rung))}</details>`
      : nothing}
    ${provenance(test.runs)}
  </section>`;

  const nearest = (answerOfNearest) =>
    answerOfNearest?.items.length
      ? html`<section class="card" aria-labelledby="nearest"><h2 id="nearest">The nearest past tests</h2>
          ${answerOfNearest.warning ? html`<p class="notice">${answerOfNearest.warning}</p>` : nothing}
          <div class="scroll"><table class="stacked"><thead><tr><th>Range test</th><th>Verdict</th><th class="number">Batch</th><th class="number">base_lr</th><th class="number">max_lr</th><th class="number">max_lr at this batch</th></tr></thead>
          <tbody>${answerOfNearest.items.map((other) => html`<tr><td><a href="/ui/range-tests/${other.range_test}">${other.name ?? other.range_test.slice(0, 13)}</a> <span class="quiet">${ago(other.created_at)}</span></td><td>${verdictBadge(other.verdict)}</td><td class="number" data-label="batch">${other.batch_size}</td><td class="number" data-label="base_lr">${rate(other.base_lr)}</td><td class="number" data-label="max_lr">${rate(other.max_lr)}</td><td class="number" data-label="max_lr at this batch">${rate(other.max_lr_here)}</td></tr>`)}</tbody></table></div></section>`
      : nothing;

  const trainings = (page) =>
    page?.items.length
      ? html`<section class="card" aria-labelledby="trainings"><h2 id="trainings">Trainings that used it</h2>
          <div class="scroll"><table class="stacked"><thead><tr><th>Training</th><th>Policy</th><th>State</th><th class="number">Iterations</th><th class="number">Final loss</th><th class="number">Best accuracy</th></tr></thead>
          <tbody>${page.items.map((training) => html`<tr><td>${training.name ?? training.id.slice(0, 13)} <span class="quiet">${ago(training.created_at)}</span></td><td>${training.policy}</td><td>${stateBadge(training.state)}</td><td class="number" data-label="iterations">${count(training.received_through + 1)} / ${count(training.iterations)}</td><td class="number" data-label="final loss">${outcome(training, 'final_loss')}</td><td class="number" data-label="best accuracy">${outcome(training, 'best_validation_accuracy')}</td></tr>`)}</tbody></table></div></section>`
      : nothing;

  const outcome = (training, name) => {
    const value = training.outcome?.[name] ?? training[name];
    return typeof value === 'number' ? rate(value) : '–';
  };

  function update() {
    if (ended) return;
    const { test } = view;
    render(
      html`${head(test, 'Range test', view.problem, actions(test))} ${over() ? nothing : progressCard(test.progress, secondsLeft(test))} ${answer(view.recommendation) ?? nothing}
        ${test.verify ? verificationCard(test, view.recommendation?.verification) : nothing} ${picture()}
        ${view.recommendation ? schedule.template() : nothing}
        <div class="columns">${asked(test)} ${runs(test)}</div>
        ${nearest(view.nearest)} ${trainings(view.trainings)}`,
      main,
    );
    for (const swatch of main.querySelectorAll('.swatch')) swatch.style.background = PALETTE[swatch.dataset.colour];
  }

  /** The charts are made anew when there is another line, or other bounds; else they only get more points. */
  function drawCurves() {
    if (ended) return;
    const accuracy = curves.has('accuracy') || curves.has('validation_accuracy');
    const wanted = JSON.stringify([curves.repeats, accuracy, curves.has('validation_loss'), view.recommendation?.max_lr, curves.empty]);
    if (wanted !== shape) {
      shape = wanted;
      charts.forEach((drawn) => drawn.end());
      charts = curves.empty ? [] : [lossChart(), ...(accuracy ? [accuracyChart()] : [])];
    }
    charts.forEach((drawn) => drawn.redraw());
  }

  const isLogarithmic = () => view.test.sweep.spacing !== 'linear';

  /** What the curves show of all rates; before there are any, the sweep. */
  const axis = () => {
    const { start_lr: start, end_lr: end } = view.test.sweep;
    return { low: start, high: end, ...view.shownRates, logarithmic: isLogarithmic() };
  };

  const common = () => ({
    x: 'learning rate',
    logarithmic: isLogarithmic(),
    bounds: view.recommendation ? boundsOf(view.recommendation) : undefined,
    together: id,
  });

  function lossChart() {
    const drawn = chart(main.querySelector('.chart.loss'), linesOf('loss', 'validation_loss'), {
      ...common(),
      y: 'loss',
      title: 'Loss over the learning rate',
      range: (low, high) => curves.lossRange(low, high),
      zoomed(low, high) {
        if (low === null || (low === view.shownRates.low && high === view.shownRates.high)) return;
        view.shownRates = { low, high };
        queueMicrotask(update);
      },
      stops: stops(),
    });
    return { ...drawn, redraw: () => drawn.draw(curves.rowsWithFit(['loss', ...(curves.has('validation_loss') ? ['validation_loss'] : [])], view.fit, 'loss')) };
  }

  function accuracyChart() {
    const drawn = chart(main.querySelector('.chart.accuracy'), linesOf('accuracy', 'validation_accuracy'), {
      ...common(),
      y: scoreName(view.test.score),
      height: 220,
      title: `${scoreName(view.test.score)} over the learning rate`,
      range: view.test.score === 'r2' ? rangeOfR2 : undefined,
    });
    return { ...drawn, redraw: () => drawn.draw(curves.rowsWithFit(['accuracy', ...(curves.has('validation_accuracy') ? ['validation_accuracy'] : [])], view.fit, 'accuracy')) };
  }

  const linesOf = (batch, validation) => [
    ...curves.repeats.map((repeat) => ({ label: `${batch === 'accuracy' ? scoreName(view.test.score) : batch}, repeat ${repeat}`, colour: PALETTE[repeat % PALETTE.length], alpha: view.fit ? 0.45 : 0.8 })),
    ...(curves.has(validation)
      ? curves.repeats.map((repeat) => ({ label: `test samples, ${repeat}`, colour: PALETTE[repeat % PALETTE.length], alpha: 0.6, dots: true }))
      : []),
    ...(view.fit?.[batch] ? [{ label: 'fit', colour: '--ink', width: 3 }] : []),
  ];

  /** Those that did not come to the end of the sweep, of themselves. */
  const stopped = () => view.test.runs.filter((run) => run.end_reason in WHY_STOPPED && curves.repeats.includes(run.repeat));

  const stops = () => stopped().map((run) => ({ ...curves.last(run.repeat), stroke: PALETTE[run.repeat % PALETTE.length] }));

  /** The trainings that check an answer are runs, too, but not of the sweep. */
  const isOfSweep = (repeat) => repeat < view.test.repeats;

  /** A further rung has further runs. */
  async function refreshRuns() {
    if (view.refreshing) return;
    view.refreshing = true;
    const test = await get(path).catch(() => null);
    view.refreshing = false;
    if (test && !ended) Object.assign(view.test, { runs: test.runs });
    drawing.soon();
  }

  const drawing = atMostEvery(REDRAW_MILLISECONDS, () => {
    update();
    drawCurves();
  });

  async function loadCurves() {
    const answerOfCurve = await get(`${path}/curve?points=${POINTS}`);
    for (const points of answerOfCurve.repeats) curves.append({ ...points, attempt: 0 });
    view.awaited = false;
    update();
    drawCurves();
  }

  let stream = null;
  view.awaited = over();
  update();
  if (over()) {
    await Promise.all([loadCurves(), conclude()]);
    update();
    drawCurves();
  } else {
    stream = events(`${path}/events`);
    stream.addEventListener('run', (event) => {
      const { repeat, attempt, state } = JSON.parse(event.data);
      if (attempt > 0 && isOfSweep(repeat)) curves.attempt(repeat, attempt);
      const run = view.test.runs.find((one) => one.repeat === repeat);
      if (run) Object.assign(run, { attempts: attempt, state });
      else refreshRuns();
      drawing.soon();
    });
    stream.addEventListener('points', (event) => {
      const points = JSON.parse(event.data);
      if (isOfSweep(points.repeat)) curves.append(points);
      drawing.soon();
    });
    stream.addEventListener('progress', (event) => {
      const { state, ...done } = JSON.parse(event.data);
      if (state === 'running' && !view.test.started_at) view.test.started_at = new Date().toISOString();
      Object.assign(view.test, { state, progress: done });
      drawing.soon();
    });
    stream.addEventListener('end', () => {
      stream.close();
      refresh().then(() => announce(`The range test is over: ${words(view.test.verdict ?? view.test.state)}`));
    });
  }

  return () => {
    ended = true;
    stream?.close();
    drawing.end();
    charts.forEach((drawn) => drawn.end());
    schedule.end();
  };
}
