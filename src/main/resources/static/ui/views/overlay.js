// Several range tests laid over each other: the mean loss and accuracy of each, and what each was answered.
import { get, query } from '../api.js';
import { chart, joined, PALETTE } from '../chart.js';
import { finite, interval, rate, workload } from '../format.js';
import { html, render } from '../libraries.js';
import { pictures, verdictBadge } from '../parts.js';

const POINTS = 800;

export default async function overlay(main) {
  const ids = new URLSearchParams(location.search).getAll('id');
  const tests = await Promise.all(
    ids.map(async (id) => {
      const path = `/v1/range-tests/${encodeURIComponent(id)}`;
      const [test, curve] = await Promise.all([get(path), get(`${path}/curve${query({ points: POINTS })}`)]);
      return { test, band: curve.band, recommendation: test.verdict ? await get(`${path}/recommendation`) : null };
    }),
  );

  render(
    html`<div class="head"><h1>Overlay of ${tests.length} range tests</h1><span class="actions quiet">${pictures('/v1/range-tests', { id: ids, width: 1600 })}</span></div>
      <section class="card"><h2>Loss, mean of the repeats</h2><div class="chart loss"></div></section>
      <section class="card"><h2>Accuracy, mean of the repeats</h2><div class="chart accuracy"></div></section>
      <section class="card scroll"><h2>Answers</h2>
        <table><thead><tr><th>Range test</th><th>Verdict</th><th class="number">base_lr</th><th class="number">max_lr</th><th class="number">step_size</th></tr></thead>
        <tbody>${tests.map(
          ({ test, recommendation }, i) => html`<tr>
            <td><span class="swatch" data-colour=${i % PALETTE.length}></span> <a href="/ui/range-tests/${test.id}">${test.name ?? test.id}</a><div class="quiet">${workload(test.workload)}</div></td>
            <td>${verdictBadge(test.verdict)}</td>
            <td class="number">${recommendation ? html`${rate(recommendation.base_lr)}<div class="quiet">${interval(recommendation.base_lr_interval)}</div>` : '–'}</td>
            <td class="number">${recommendation ? html`${rate(recommendation.max_lr)}<div class="quiet">${interval(recommendation.max_lr_interval)}</div>` : '–'}</td>
            <td class="number">${recommendation?.step_size ?? '–'}</td></tr>`,
        )}</tbody></table></section>`,
    main,
  );
  for (const swatch of main.querySelectorAll('.swatch')) swatch.style.background = PALETTE[swatch.dataset.colour];

  const drawn = ['loss', 'accuracy'].map((measured) => {
    const picture = chart(
      main.querySelector(`.chart.${measured}`),
      tests.map(({ test }, i) => ({ label: test.name ?? test.id.slice(0, 13), colour: PALETTE[i % PALETTE.length], width: 1.5 })),
      { x: 'learning rate', y: measured, title: `Mean ${measured} of several range tests`, together: 'overlay', range: measured === 'loss' ? lossRange(tests) : undefined },
    );
    picture.draw(joined(tests.map(({ band }) => columns(band, `${measured}_mean`))));
    return picture;
  });
  return () => drawn.forEach((picture) => picture.end());
}

/** Rising rates and their values; a rate of 0 has no place on a logarithmic axis. */
function columns(band, name) {
  const at = band.lr.map((lr, i) => i).filter((i) => band.lr[i] > 0);
  return [at.map((i) => band.lr[i]), at.map((i) => finite(band[name][i]))];
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
