// All comparisons, newest first.
import { ago, count, moment, workload } from '../format.js';
import { html } from '../libraries.js';
import { filters, list } from '../list.js';
import { stateBadge } from '../parts.js';

const VERDICTS = ['better', 'worse', 'no_difference', 'undecided'];

export default function comparisons(main) {
  return list(main, {
    title: 'Comparisons',
    page: '/ui/comparisons',
    api: '/v1/comparisons',
    filters: filters(VERDICTS),
    actions: () => html`<a class="button" href="/ui/new-comparison">New comparison</a>`,
    none: html`No comparison matches. One trains several schedules on one budget, with the same seeds, and says which ends better.
      <a href="/ui/new-comparison">Submit one</a>`,
    head: html`<th>Name</th><th>Entries</th><th>State</th><th class="number">Repeats</th><th class="number">Iterations</th><th>Created</th>`,
    row: (comparison) => html`<tr>
      <td class="title"><a class="name" href="/ui/comparisons/${comparison.id}">${comparison.name ?? 'without a name'}</a><div class="what">${workload(comparison.workload)}</div></td>
      <td class="what entries">${comparison.entries.map(({ name }) => name).join(', ')}</td>
      <td>${stateBadge(comparison.state)}</td>
      <td class="number">${comparison.repeats}<span class="narrow"> ${comparison.repeats === 1 ? 'repeat' : 'repeats'}</span></td>
      <td class="number">${count(comparison.progress.iterations_done)} / ${count(comparison.progress.iterations)}</td>
      <td class="quiet" title=${moment(comparison.created_at)}>${ago(comparison.created_at)}</td>
    </tr>`,
  });
}
