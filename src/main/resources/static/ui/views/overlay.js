// Several range tests laid over each other: the loss and the accuracy of each, their fit, and what each was answered.
import { get, query } from '../api.js';
import { chart, joined, PALETTE, rangeOfR2 } from '../chart.js';
import { finite, interval, rate, scoreName, workload, things } from '../format.js';
import { html, render } from '../libraries.js';
import { pictures, verdictBadge } from '../parts.js';

const POINTS = 800;

export default async function overlay(main) {
  const ids = new URLSearchParams(location.search).getAll('id');
  const tests = await Promise.all(
    ids.map(async (id) => {
      const path = `/v1/range-tests/${encodeURIComponent(id)}`;
      const [test, { band }] = await Promise.all([get(path), get(`${path}/curve${query({ points: POINTS })}`)]);
      const [recommendation, fit] = test.verdict ? await Promise.all([get(`${path}/recommendation`), get(`${path}/recommendation/fit`)]) : [];
      return { test, band, recommendation, fit };
    }),
  );

  if (!tests.length) {
    render(html`<h1>Overlay</h1><p class="card">No range test is named. Choose two or more in <a href="/ui/range-tests">the list</a>.</p>`, main);
    return;
  }
  const scores = [...new Set(tests.map(({ test }) => scoreName(test.score)))].join(' or ');
  const ranges = { loss: lossRange(tests), accuracy: tests.some(({ test }) => test.score === 'r2') ? rangeOfR2 : undefined };
  render(
    html`<div class="head"><h1>Overlay of ${things(tests.length, 'range test')}</h1><span class="actions quiet">${pictures('/v1/range-tests', { id: ids, width: 1600 })}</span></div>
      <section class="card"><h2>Loss</h2><div class="chart loss"></div></section>
      <section class="card"><h2>${scores[0].toUpperCase()}${scores.slice(1)}</h2><div class="chart accuracy"></div><p class="quiet">Bold is the fit of each, thin the mean of its repeats.</p></section>
      <section class="card scroll"><h2>Answers</h2>
        <table class="stacked"><thead><tr><th>Range test</th><th>Verdict</th><th class="number">base_lr</th><th class="number">max_lr</th><th class="number">step_size</th></tr></thead>
        <tbody>${tests.map(
          ({ test, recommendation }, i) => html`<tr>
            <td><span class="swatch" data-colour=${i % PALETTE.length}></span> <a href="/ui/range-tests/${test.id}">${test.name ?? test.id}</a><div class="quiet">${workload(test.workload)}</div></td>
            <td>${verdictBadge(test.verdict)}</td>
            <td class="number" data-label="base_lr">${recommendation ? html`${rate(recommendation.base_lr)}<div class="quiet">${interval(recommendation.base_lr_interval)}</div>` : '–'}</td>
            <td class="number" data-label="max_lr">${recommendation ? html`${rate(recommendation.max_lr)}<div class="quiet">${interval(recommendation.max_lr_interval)}</div>` : '–'}</td>
            <td class="number" data-label="step_size">${recommendation?.step_size ?? '–'}</td></tr>`,
        )}</tbody></table></section>`,
    main,
  );
  for (const swatch of main.querySelectorAll('.swatch')) swatch.style.background = PALETTE[swatch.dataset.colour];

  const drawn = ['loss', 'accuracy'].map((measured) => {
    const picture = chart(
      main.querySelector(`.chart.${measured}`),
      tests.flatMap(({ test, fit }, i) => linesOf(test.name ?? test.id.slice(0, 13), PALETTE[i % PALETTE.length], Boolean(fit?.[measured]))),
      { x: 'learning rate', y: measured === 'loss' ? 'loss' : scores, title: `${measured === 'loss' ? 'Loss' : scores} of several range tests`, together: 'overlay', range: ranges[measured] },
    );
    picture.draw(joined(tests.flatMap(({ band, fit }) => [columns(band, `${measured}_mean`), ...(fit?.[measured] ? [columns(fit, measured)] : [])])));
    return picture;
  });
  return () => drawn.forEach((picture) => picture.end());
}

/** The mean of a test, and its fit if there is one. */
const linesOf = (label, colour, isFitted) =>
  isFitted ? [{ label: `${label}, mean`, colour, alpha: 0.4, unlisted: true }, { label, colour, width: 3 }] : [{ label, colour, width: 1.5 }];

/** Rising rates and their values; a rate of 0 has no place on a logarithmic axis. */
function columns(curve, name) {
  const at = curve.lr.map((lr, i) => i).filter((i) => curve.lr[i] > 0);
  return [at.map((i) => curve.lr[i]), at.map((i) => finite(curve[name][i]))];
}

/** A divergence does not hide what the others learned. */
function lossRange(tests) {
  const starts = tests.map(({ band }) => finite(band.loss_mean[0])).filter((loss) => loss !== null);
  const start = Math.max(...starts, -Infinity);
  return (low, high) => {
    if (low === null || !starts.length) return [0, 1];
    const gain = Math.max(start - low, Math.abs(start) * 0.1);
    return [low - gain * 0.06, Math.min(high, start + gain * 0.6) + gain * 0.06];
  };
}
