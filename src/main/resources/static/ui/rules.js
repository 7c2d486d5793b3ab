// What the other tools would say, on the axis of the curves above.
import { rate, words } from './format.js';
import { html, svg } from './libraries.js';

const ROW = 20;


/** A strip with a row for each rule: a dot for a rate, a bar for bounds or a range. */
export function rulesStrip(recommendation, sweep) {
  const low = Math.log10(sweep.start_lr || sweep.end_lr * 1e-4);
  const high = Math.log10(sweep.end_lr);
  const x = (value) => `${Math.min(100, Math.max(0, ((Math.log10(value) - low) / (high - low)) * 100))}%`;
  return html`<details open><summary>What other rules say</summary>
    <div class="scroll"><table class="rules-table">
      <thead><tr><th>Rule</th><th>Rates</th><th class="wide">from ${rate(10 ** low)} to ${rate(sweep.end_lr)}</th></tr></thead>
      <tbody>${recommendation.rules.map((rule) => {
        const [from, to] = rule.lr === undefined ? [rule.base_lr, rule.max_lr] : (rule.lr_range ?? [rule.lr, rule.lr]);
        return html`<tr>
          <td>${words(rule.rule)}</td>
          <td class="number">${rule.lr === undefined ? `${rate(rule.base_lr)} – ${rate(rule.max_lr)}` : rate(rule.lr)}</td>
          <td class="wide"><svg class="rules" height=${ROW} role="img" aria-label=${`from ${rate(from)} to ${rate(to)}`}>
            <line x1="0" x2="100%" y1=${ROW / 2} y2=${ROW / 2}></line>
            ${svg`<line class="reach" x1=${x(from)} x2=${x(to)} y1=${ROW / 2} y2=${ROW / 2}></line>`}
            ${rule.lr === undefined ? '' : svg`<circle cx=${x(rule.lr)} cy=${ROW / 2} r="4"></circle>`}
          </svg></td></tr>`;
      })}</tbody>
    </table></div></details>`;
}
