// A list of what can be searched for, newest first and endless, by the search parameters of the API, which stand in the address.
import { get, query } from './api.js';
import { words } from './format.js';
import { html, nothing, render, repeat } from './libraries.js';
import { announce, moreButton, problemBox } from './parts.js';

const PAGE = 50;

/** Long enough to type a word, short enough to feel at once. */
const TYPING_MILLISECONDS = 300;

/** How often what is not over is asked for again. */
const REFRESH_MILLISECONDS = 3000;

/** There the filters would push the list out of sight. */
const NARROW = matchMedia('(max-width: 640px)');

const STATES = ['queued', 'running', 'stalled', 'succeeded', 'failed', 'cancelled'];

/** What range tests and comparisons are both searched by. */
export const filters = (verdicts) => [
  { name: 'model', label: 'Model' },
  { name: 'dataset', label: 'Data set' },
  { name: 'optimizer', label: 'Optimizer' },
  { name: 'batch_size', label: 'Batch size' },
  { name: 'state', label: 'State', options: STATES },
  { name: 'verdict', label: 'Verdict', options: verdicts },
  { name: 'client', label: 'Client' },
  { name: 'tag', label: 'Tags', hint: 'key:value', several: true },
  { name: 'created_after', label: 'Created after', type: 'date' },
  { name: 'created_before', label: 'Created before', type: 'date' },
];

/**
 * Shows a list until it is ended by the function that this gives.
 *
 * @param kind `title`; `page` and `api`, its addresses; `filters`; `head`, the cells of the table's head; `row(item, update)`;
 *     `actions(update)`, beside the title; `none`, where nothing matches
 */
export async function list(main, kind) {
  const view = { items: [], next: null, problem: null, loading: false };
  let ended = false;
  let asked = 0;
  let chosen = ofAddress(kind.filters);
  let folded = NARROW.matches && Object.values(chosen).every((value) => !value);

  const address = (token) => `${kind.api}${query({ ...times(parameters(chosen, kind.filters)), page_size: PAGE, page_token: token })}`;

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
    chosen = { ...chosen, [name]: value };
    history.replaceState(null, '', `${kind.page}${query(parameters(chosen, kind.filters))}`);
    clearTimeout(typing);
    typing = setTimeout(() => load().then(() => announce(`${view.items.length} found`)), TYPING_MILLISECONDS);
  }

  const field = ({ name, label, options, hint, type }) => html`<label>${label}
    ${options
      ? html`<select name=${name} @change=${(event) => filter(name, event.target.value)}>
          <option value="">any</option>
          ${options.map((option) => html`<option value=${option} ?selected=${chosen[name] === option}>${words(option)}</option>`)}
        </select>`
      : html`<input name=${name} type=${type ?? 'search'} placeholder=${hint ?? ''} .value=${chosen[name] ?? ''} @input=${(event) => filter(name, event.target.value)}>`}
  </label>`;

  function update() {
    if (ended) return;
    render(
      html`<div class="head"><h1>${kind.title}</h1><div class="actions">${kind.actions(update)}</div></div>
        <details class="card search" ?open=${!folded} @toggle=${(event) => { folded = !event.target.open; }}><summary>Filter</summary>
          <form class="filters" role="search" @submit=${(event) => event.preventDefault()}>${kind.filters.map(field)}</form></details>
        ${problemBox(view.problem)}
        <div class="card scroll">
          ${view.items.length === 0
            ? html`<p class="quiet">${view.loading ? 'Loading …' : view.problem ? nothing : kind.none}</p>`
            : html`<table class="tests">
                <thead><tr>${kind.head}</tr></thead>
                <tbody>${repeat(view.items, (item) => item.id, (item) => kind.row(item, update))}</tbody>
              </table>`}
          ${moreButton(view.next, () => load(view.next))}
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
    const live = view.items.slice(0, PAGE).some((item) => !item.ended_at);
    if (!live || view.loading || document.hidden) return;
    const turn = asked;
    const page = await get(address()).catch(() => null);
    if (!page || turn !== asked || ended) return;
    const fresh = new Map(page.items.map((item) => [item.id, item]));
    view.items = [...page.items.filter((item) => !view.items.some((old) => old.id === item.id)), ...view.items.map((item) => fresh.get(item.id) ?? item)];
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

/** The filters as they stand in the address, as they are typed. */
function ofAddress(known) {
  const asked = new URLSearchParams(location.search);
  return Object.fromEntries(known.map(({ name }) => [name, asked.getAll(name).join(' ')]));
}

/** The filters as the API takes them: of several words, each by itself. A blank divides where a key and a colon follow it. */
const parameters = (chosen, known) =>
  Object.fromEntries(known.map(({ name, several }) => [name, several ? chosen[name].trim().split(/\s+(?=[^\s:]+:)/) : chosen[name]]));

/** The API takes moments; a day means its first moment. */
const times = (chosen) =>
  Object.fromEntries(
    Object.entries(chosen).map(([name, value]) => [name, value && name.startsWith('created_') ? `${value}T00:00:00Z` : value]),
  );
