// Pieces that several views show.
import { file, query } from './api.js';
import { html, nothing, render } from './libraries.js';
import { words } from './format.js';

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
export const download = (address, name, text, accept = '*/*') => html`<a href=${address} download data-outside @click=${async (event) => {
  event.preventDefault();
  const kept = URL.createObjectURL(await file(address, accept));
  Object.assign(document.createElement('a'), { href: kept, download: name }).click();
  URL.revokeObjectURL(kept);
}}>${text}</a>`;

/** Links to what is drawn of this by the server, to be put elsewhere. */
export const pictures = (address, parameters = {}) => html`<span>as ${['svg', 'png'].map(
  (form) => html`${download(`${address}.${form}${query(parameters)}`, `${address.split('/').slice(2).join('-')}.${form}`, form.toUpperCase())} `,
)}</span>`;
