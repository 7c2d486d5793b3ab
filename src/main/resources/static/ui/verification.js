// What training said to the answer of a sweep: who took part, how each did in each rung, and what it cost.
import { count, interval, measure, points, rate, scoreName, words } from './format.js';
import { html, nothing } from './libraries.js';
import { verdictBadge } from './parts.js';

/** Where the race stands, or how it ended. */
export function verificationCard(test, verification) {
  return html`<section class="card" aria-labelledby="verification">
    <h2 id="verification">Verification</h2>
    ${verification ? outcome(verification, test.score) : plan(test)}
  </section>`;
}

const plan = (test) => html`<p>${test.ended_at ? 'There was nothing to check, or it was stopped before the end.' : 'When the sweep has been read, its cycle is trained against others.'}</p>
  <dl class="facts">${test.verify.rungs.map((rung, i) => html`<div><dt>rung ${i + 1}</dt><dd>${rung.entrants} cycles × ${rung.repeats} × ${count(rung.iterations)} iterations</dd></div>`)}
    <div><dt>all together at most</dt><dd>${count(test.verify.iterations_at_most)} iterations</dd></div></dl>`;

const gainOf = ({ gain }, score) =>
  gain ? ` It is ${points(gain.accuracy, score)} above the sweep's own${gain.interval ? ` (${points(gain.interval.low, score)} to ${points(gain.interval.high, score)})` : ''}.` : '';

function outcome(verification, measured) {
  const { sweep, entrants, rungs, winner } = verification;
  const score = (rung, name) => rung.scores.find(({ entrant }) => entrant === name);
  return html`<p>${winner === undefined
      ? 'Training could not tell the cycles apart, so the answer is what the sweep said.'
      : winner === 'sweep'
        ? 'No other cycle did better than the one that the sweep said: it is the answer.'
        : `The cycle ${winner} did best, and is the answer.${gainOf(verification, measured)}`}</p>
    <p>The sweep said ${verdictBadge(sweep.verdict)} base_lr ${rate(sweep.base_lr)} <span class="quiet">(${interval(sweep.base_lr_interval)})</span>, max_lr ${rate(sweep.max_lr)} <span class="quiet">(${interval(sweep.max_lr_interval)})</span>.</p>
    <div class="scroll"><table class="stacked">
      <thead><tr><th>Cycle</th><th class="number">base_lr</th><th class="number">max_lr</th>
        ${rungs.map((rung, i) => html`<th class="number">Rung ${i + 1}<div>${count(rung.iterations)} iterations × ${rung.repeats}</div></th>`)}</tr></thead>
      <tbody>${entrants.map(
        ({ name, base_lr: base, max_lr: max }) => html`<tr>
          <td>${name === winner ? html`<strong>${words(name)}</strong> <span class="badge verdict-ok">winner</span>` : words(name)}</td>
          <td class="number" data-label="base_lr">${rate(base)}</td><td class="number" data-label="max_lr">${rate(max)}</td>
          ${rungs.map((rung, i) => html`<td class="number" data-label="rung ${i + 1}">${scored(score(rung, name))}</td>`)}</tr>`,
      )}</tbody></table></div>
    <p class="quiet">${measured === 'r2' ? 'R²' : 'Accuracy'} on test samples after the last iteration, the mean over the seeds of a rung. All trainings together took ${count(verification.iterations)} iterations
      of at most ${count(verification.iterations_at_most)}. Rules ${verification.method}.</p>`;
}

const scored = (score) => {
  if (!score) return html`<span class="quiet">out</span>`;
  const diverged = score.trainings.filter((training) => training.diverged).length;
  return html`${score.accuracy === undefined ? 'failed' : measure(score.accuracy)}${diverged ? html`<div class="quiet">${diverged} diverged</div>` : nothing}`;
};
