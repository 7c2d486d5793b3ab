// Pieces that several views show.
import { file, query } from './api.js';
import { html, nothing, render } from './libraries.js';
import { ago, count, duration, moment, words, workload } from './format.js';

export const stateBadge = (state) => html`<span class="badge state-${state}">${words(state)}</span>`;

export const verdictBadge = (verdict) =>
  verdict ? html`<span class="badge verdict-${verdict}">${words(verdict)}</span>` : nothing;

export const problemBox = (problem) =>
  problem
    ? html`<div class="problem" role="alert"><strong>${problem.status === 404 ? 'Not found.' : 'That did not work.'}</strong> ${problem.message}</div>`
    : nothing;

/** Says something to those who do not see the page change. */
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}

/** Asks first; the answer is a promise of true or false. */
export function confirmed(question, action, otherwise = 'Keep it') {
  return new Promise((answer) => {
    const dialog = document.createElement('dialog');
    dialog.ariaLabel = question;
    const close = (yes) => () => {
      dialog.close();
      dialog.remove();
      answer(yes);
    };
    render(
      html`<h2>${question}</h2>
        <div class="actions">
          <button class="danger" @click=${close(true)}>${action}</button>
          <button autofocus @click=${close(false)}>${otherwise}</button>
        </div>`,
      dialog,
    );
    dialog.addEventListener('cancel', close(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Does a deed, and shows its problem if it has one. */
export const acting = (view, update) => async (deed) => {
  view.problem = null;
  try {
    await deed();
  } catch (problem) {
    view.problem = problem;
  }
  update();
};

/** What stands above a range test or a comparison: what it is, how it stands, and what can be done with it. */
export const head = ({ name, workload: trained, state, verdict, created_at: created }, kind, problem, actions) => html`<div class="head">
    <div>
      <h1>${name ?? `${kind} without a name`}</h1>
      <p class="quiet">${workload(trained)}</p>
      <p>${stateBadge(state)} ${verdictBadge(verdict)} <span class="quiet" title=${moment(created)}>submitted ${ago(created)}</span></p>
    </div>
    <div class="actions">${actions}</div>
  </div>
  ${problemBox(problem)}`;

export const progressCard = ({ iterations_done: done, iterations }, left) => html`<div class="card">
  <progress max=${iterations} value=${done} aria-label="Progress"></progress>
  <p class="quiet">${count(done)} of ${count(iterations)} iterations${left === undefined ? '' : `, about ${duration(left)} left`}</p>
</div>`;

/** Whose it is, where it is trained, its tags, when it was, and the others of its list that it came from, by how. */
export const circumstances = (shown, list, relatives) => html`
  ${fact('execution', shown.execution)} ${fact('client', shown.client)} ${fact('priority', shown.priority || undefined)} ${fact('lane', shown.lane)} ${fact('device', shown.device)}
  ${Object.entries(shown.tags).map(([name, value]) => fact(`tag ${name}`, html`<a href="${list}${query({ tag: `${name}:${value}` })}">${value}</a>`))}
  ${fact('started', shown.started_at && moment(shown.started_at))} ${fact('ended', shown.ended_at && moment(shown.ended_at))}
  ${Object.entries(relatives).map(([how, other]) => fact(how, other && html`<a href="${list}/${other}">${other.slice(0, 13)}…</a>`))}`;

export const workloadDetails = (trained) => html`<details><summary>Workload</summary><pre tabindex="0">${JSON.stringify(trained, null, 2)}</pre></details>`;

/** What made the curves beside the order: of the runs the first that says it. */
export const provenance = (runs) => {
  const said = runs.find((run) => run.provenance);
  return said
    ? html`<details><summary>Provenance</summary><dl class="facts">${Object.entries(said.provenance).map(([name, value]) => fact(words(name), value))}
        ${fact('data set hash', said.dataset_hash?.slice(0, 16))}</dl></details>`
    : nothing;
};

/** The attempts of a run that failed, by their numbers, of which some may be missing. */
export const failedAttempts = (failures) =>
  html`<ol>${failures.map((failure) => html`<li value=${failure.attempt}>${failure.message} <span class="quiet">${ago(failure.at)}</span></li>`)}</ol>
    ${failures.length && failures.at(-1).attempt > failures.length
      ? html`<p class="quiet">An attempt that is not here did not fail: its server stopped, or it started no trainer. It is not counted among those that a run may have.</p>`
      : nothing}`;

/** Does something soon, however often it is asked for, but not more often than that. */
export function atMostEvery(milliseconds, action) {
  let waiting = null;
  return {
    soon() {
      waiting ??= setTimeout(() => {
        waiting = null;
        action();
      }, milliseconds);
    },
    end: () => clearTimeout(waiting),
  };
}

/** Text to be pasted elsewhere, with a button that copies it. */
export const snippet = (text, label) => html`<div class="snippet">
  <button class="small" @click=${(event) => copy(event.target, text)} aria-label="Copy ${label}">Copy</button>
  <pre tabindex="0" aria-label=${label}><code>${text}</code></pre>
</div>`;

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  button.textContent = 'Copied';
  announce('Copied');
  setTimeout(() => (button.textContent = 'Copy'), 2000);
}

/** The rest of a list that comes in pages. */
export const moreButton = (next, load) => (next ? html`<p><button class="more" @click=${load}>Show more</button></p>` : nothing);

/** Buttons of which one is pressed. */
export const choice = (label, options, chosen, choose) => html`<div class="choice" role="group" aria-label=${label}>
  ${options.map(
    ([value, text]) =>
      html`<button type="button" aria-pressed=${value === chosen} @click=${() => choose(value)}>${text}</button>`,
  )}
</div>`;

/** A pair of a table of facts; nothing where there is no value. */
export const fact = (name, value) =>
  value === undefined || value === null || value === '' ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** Errors of a problem by the name of the field: `/workload/batch_size` is at the field of that name. */
export const errorAt = (problem, pointer) => problem?.errors?.find((error) => error.pointer === pointer);

/** A link to what the browser is to keep: it is asked for with the key, which a browser by itself would not send. */
export const download = (address, name, text, accept = '*/*') => html`<a href=${address} download data-outside @click=${(event) => {
  event.preventDefault();
  keep(address, name, accept);
}}>${text}</a>`;

/** What is refused, or cannot be had now, is said, and may be asked for again. */
async function keep(address, name, accept) {
  try {
    const kept = URL.createObjectURL(await file(address, accept));
    Object.assign(document.createElement('a'), { href: kept, download: name }).click();
    URL.revokeObjectURL(kept);
  } catch (problem) {
    if (await confirmed(problem.message, 'Try again', 'Leave it')) await keep(address, name, accept);
  }
}

/** Links to what is drawn of this by the server, to be put elsewhere. */
export const pictures = (address, parameters = {}) => html`<span>picture ${['svg', 'png'].map(
  (form) => html`${download(`${address}.${form}${query(parameters)}`, `${address.split('/').slice(2).join('-')}.${form}`, form.toUpperCase())} `,
)}</span>`;
