// All range tests, newest first.
import { go } from '../app.js';
import { query } from '../api.js';
import { ago, count, moment, workload } from '../format.js';
import { html } from '../libraries.js';
import { filters, list } from '../list.js';
import { stateBadge, verdictBadge } from '../parts.js';
import '../loss-line.js';

/** As many as the API draws in one picture, and as there are colours. */
const MOST_OVERLAID = 8;

const VERDICTS = ['ok', 'verified', 'upper_not_reached', 'never_learned', 'diverged_at_start', 'too_noisy', 'flat', 'too_short'];

export default function rangeTests(main) {
  const chosen = new Set();

  const choose = (id, on, update) => {
    on ? chosen.add(id) : chosen.delete(id);
    update();
  };

  return list(main, {
    title: 'Range tests',
    page: '/ui/range-tests',
    api: '/v1/range-tests',
    filters: filters(VERDICTS),
    actions: () => html`<button ?disabled=${chosen.size < 2} title="Choose from 2 to ${MOST_OVERLAID} in the list" @click=${() => go(`/ui/overlay${query({ id: [...chosen] })}`)}>
      Overlay ${chosen.size ? `${chosen.size} tests` : 'several tests'}
    </button>`,
    none: html`No range test matches. <a href="/ui/new">Submit one</a>`,
    head: html`<th><span class="unseen">Overlay</span></th><th>Name</th><th>Loss</th><th>State</th><th>Verdict</th><th class="number">Iterations</th><th>Created</th>`,
    row: (test, update) => html`<tr>
      <td class="mark"><input type="checkbox" aria-label="Overlay ${test.name ?? test.id}" ?disabled=${chosen.size >= MOST_OVERLAID && !chosen.has(test.id)} .checked=${chosen.has(test.id)} @change=${(event) => choose(test.id, event.target.checked, update)}></td>
      <td class="title"><a class="name" href="/ui/range-tests/${test.id}">${test.name ?? 'without a name'}</a><div class="what">${workload(test.workload)}</div></td>
      <td class="picture"><loss-line test=${test.id} done=${test.progress.iterations_done}></loss-line></td>
      <td>${stateBadge(test.state)}</td>
      <td>${verdictBadge(test.verdict)}</td>
      <td class="number">${count(test.progress.iterations_done)} / ${count(test.progress.iterations)}</td>
      <td class="quiet" title=${moment(test.created_at)}>${ago(test.created_at)}</td>
    </tr>`,
  });
}
