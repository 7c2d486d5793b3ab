// What the other tools would say, on the axis of the curves above.
import { rate, words } from './format.js';
import { html, nothing, svg } from './libraries.js';

const ROW = 20;

/** On a narrow page there is no room beside: what is said stands above. */
const NARROW = matchMedia('(max-width: 640px)');
const HIGH_ROW = 32;

/** Of the width: what is said of a rule stands beside it, on the side where there is room. */
const ROOM = 60;

/**
 * A strip with a row for each rule, its rate as a dot, its bounds or its range as a bar.
 *
 * @param axis `{low, high, logarithmic}`: the rates at the edges of the curves
 */
export function rulesStrip(recommendation, { low, high, logarithmic }) {
  const scale = logarithmic ? Math.log10 : (value) => value;
  const x = (value) => ((scale(Math.max(value, Number.MIN_VALUE)) - scale(low)) / (scale(high) - scale(low))) * 100;
  const inside = (place) => place >= 0 && place <= 100;
  const clamped = (place) => `${Math.min(100, Math.max(0, place))}%`;

  const row = (rule) => {
    const [from, to] = rule.lr === undefined ? [rule.base_lr, rule.max_lr] : (rule.lr_range ?? [rule.lr, rule.lr]);
    const said = `${words(rule.rule)} ${rule.lr === undefined ? `${rate(from)} – ${rate(to)}` : rate(rule.lr)}`;
    const [left, right] = [x(from), x(to)];
    const narrow = NARROW.matches;
    const [height, line] = narrow ? [HIGH_ROW, HIGH_ROW - 8] : [ROW, ROW / 2];
    const [place, anchor, away] = narrow ? [50, 'middle', 0] : right < ROOM ? [right, 'start', 9] : left > 100 - ROOM ? [left, 'end', -9] : [50, 'middle', 0];
    return html`<svg class="rules" height=${height} role="img" aria-label=${said}>
      <line x1="0" x2="100%" y1=${line} y2=${line}></line>
      ${right >= 0 && left <= 100 ? svg`<line class="reach" x1=${clamped(left)} x2=${clamped(right)} y1=${line} y2=${line}></line>` : nothing}
      ${rule.lr !== undefined && inside(x(rule.lr)) ? svg`<circle cx=${clamped(x(rule.lr))} cy=${line} r="4"></circle>` : nothing}
      ${svg`<text x=${clamped(place)} dx=${inside(place) ? away : -Math.sign(place) * 4} y=${narrow ? 12 : line + 4} text-anchor=${inside(place) ? anchor : place < 0 ? 'start' : 'end'}>${right < 0 ? '← ' : ''}${said}${left > 100 ? ' →' : ''}</text>`}
    </svg>`;
  };

  return html`<details open><summary>What other rules say</summary><div class="rules-strip">${recommendation.rules.map(row)}</div></details>`;
}
