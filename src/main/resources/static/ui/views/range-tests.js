// All range tests, newest first, by the search parameters of the API, which stand in the address.
import { go } from '../app.js';
import { get, query } from '../api.js';
import { ago, count, moment, words, workload } from '../format.js';
import { html, nothing, render, repeat } from '../libraries.js';
import { announce, problemBox, stateBadge, verdictBadge } from '../parts.js';
import '../loss-line.js';

const PAGE = 50;

/** Long enough to type a word, short enough to feel at once. */
const TYPING_MILLISECONDS = 300;

/** How often the tests that are not over are asked for again. */
const REFRESH_MILLISECONDS = 3000;

const STATES = ['queued', 'running', 'stalled', 'succeeded', 'failed', 'cancelled'];
const VERDICTS = ['ok', 'verified', 'upper_not_reached', 'never_learned', 'diverged_at_start', 'too_noisy', 'flat', 'too_short'];
const FILTERS = [
  { name: 'model', label: 'Model' },
  { name: 'dataset', label: 'Data set' },
  { name: 'optimizer', label: 'Optimizer' },
  { name: 'batch_size', label: 'Batch size' },
  { name: 'state', label: 'State', options: STATES },
  { name: 'verdict', label: 'Verdict', options: VERDICTS },
  { name: 'tag', label: 'Tag', hint: 'key:value' },
  { name: 'created_after', label: 'Created after', type: 'date' },
  { name: 'created_before', label: 'Created before', type: 'date' },
];

export default async function rangeTests(main) {
  const chosen = new Set();
  const view = { items: [], next: null, problem: null, loading: false };
  let ended = false;
  let asked = 0;
  let filters = Object.fromEntries(new URLSearchParams(location.search));

  const address = (token) => `/v1/range-tests${query({ ...times(filters), page_size: PAGE, page_token: token })}`;

  async function load(token) {
    if (view.loading && token) return;
    const turn = ++asked;
    view.loading = true;
    update();
    try {
      const page = await get(address(token));
      if (turn !== asked || ended) return;
      view.items = token ? [...view.items, ...page.items] : page.items;
      view.next = page.next_page_token;
      view.problem = null;
    } catch (problem) {
      if (turn !== asked) return;
      view.problem = problem;
    }
    view.loading = false;
    update();
  }

  let typing;
  function filter(name, value) {
    filters = { ...filters, [name]: value };
    history.replaceState(null, '', `/ui/range-tests${query(filters)}`);
    clearTimeout(typing);
    typing = setTimeout(() => load().then(() => announce(`${view.items.length} range tests`)), TYPING_MILLISECONDS);
  }

  function choose(id, on) {
    on ? chosen.add(id) : chosen.delete(id);
    update();
  }

  const row = (test) => html`<tr>
    <td><input type="checkbox" aria-label="Choose ${test.name ?? test.id} to compare" .checked=${chosen.has(test.id)} @change=${(event) => choose(test.id, event.target.checked)}></td>
    <td><a class="name" href="/ui/range-tests/${test.id}">${test.name ?? 'without a name'}</a><div class="what">${workload(test.workload)}</div></td>
    <td><loss-line test=${test.id} done=${test.progress.iterations_done}></loss-line></td>
    <td>${stateBadge(test.state)}</td>
    <td>${verdictBadge(test.verdict)}</td>
    <td class="number">${count(test.progress.iterations_done)} / ${count(test.progress.iterations)}</td>
    <td class="quiet" title=${moment(test.created_at)}>${ago(test.created_at)}</td>
  </tr>`;

  const field = ({ name, label, options, hint, type }) => html`<label>${label}
    ${options
      ? html`<select name=${name} @change=${(event) => filter(name, event.target.value)}>
          <option value="">any</option>
          ${options.map((option) => html`<option value=${option} ?selected=${filters[name] === option}>${words(option)}</option>`)}
        </select>`
      : html`<input name=${name} type=${type ?? 'search'} placeholder=${hint ?? ''} .value=${filters[name] ?? ''} @input=${(event) => filter(name, event.target.value)}>`}
  </label>`;

  function update() {
    if (ended) return;
    render(
      html`<div class="head">
          <h1>Range tests</h1>
          <div class="actions">
            <button ?disabled=${chosen.size < 2} @click=${() => go(`/ui/overlay${query({ id: [...chosen] })}`)}>
              Lay ${chosen.size || ''} over each other
            </button>
          </div>
        </div>
        <form class="card filters" role="search" @submit=${(event) => event.preventDefault()}>${FILTERS.map(field)}</form>
        ${problemBox(view.problem)}
        <div class="card scroll">
          ${view.items.length === 0 && !view.loading
            ? html`<p class="quiet">No range test matches. <a href="/ui/new">Submit one</a></p>`
            : html`<table class="tests">
                <thead><tr><th><span class="unseen">Compare</span></th><th>Name</th><th>Loss</th><th>State</th><th>Verdict</th><th class="number">Iterations</th><th>Created</th></tr></thead>
                <tbody>${repeat(view.items, (test) => test.id, row)}</tbody>
              </table>`}
          ${view.next ? html`<p><button class="more" @click=${() => load(view.next)}>Show more</button></p>` : nothing}
        </div>`,
      main,
    );
    const more = main.querySelector('.more');
    if (more && more !== watched) {
      if (watched) endless.unobserve(watched);
      watched = more;
      endless.observe(more);
    }
  }

  let watched;
  const endless = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && view.next && load(view.next), {
    rootMargin: '600px',
  });

  /** Brings the first page up to date while something on it goes on. */
  const refreshing = setInterval(async () => {
    const live = view.items.slice(0, PAGE).some((test) => !test.ended_at);
    if (!live || view.loading || document.hidden) return;
    const turn = asked;
    const page = await get(address()).catch(() => null);
    if (!page || turn !== asked || ended) return;
    const fresh = new Map(page.items.map((test) => [test.id, test]));
    view.items = [...page.items.filter((test) => !view.items.some((old) => old.id === test.id)), ...view.items.map((test) => fresh.get(test.id) ?? test)];
    update();
  }, REFRESH_MILLISECONDS);

  await load();
  return () => {
    ended = true;
    clearInterval(refreshing);
    clearTimeout(typing);
    endless.disconnect();
  };
}

/** The API takes moments; a day means its first moment. */
const times = (filters) =>
  Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [name, value && name.startsWith('created_') ? `${value}T00:00:00Z` : value]),
  );
