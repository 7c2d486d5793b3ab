// Forms of what is submitted as JSON: each field is named by the JSON pointer of what it stands for, and what the API says of it stands beside it.
import { go } from './app.js';
import { post } from './api.js';
import { html, nothing } from './libraries.js';
import { announce, choice, snippet } from './parts.js';

/**
 * The fields of a form.
 *
 * @param view has `values`, by pointer, as they were typed, and the `problem` that the API answered last
 * @param update is called when a value has changed
 */
export function fields(view, update) {
  function change(pointer, value) {
    view.values[pointer] = value;
    update();
  }

  /** What the API says of this field, or of what lies below it where there is no field of its own. */
  const errorOf = (pointer, deep) =>
    view.problem?.errors?.find((error) => error.pointer === pointer || (deep && error.pointer.startsWith(`${pointer}/`)));

  const field = (pointer, label, input, { hint, error: place = pointer, deep } = {}) => {
    const error = errorOf(place, deep);
    const about = `about${pointer.replaceAll('/', '-')}`;
    return html`<div class="field"><label>${label}${input(error ? 'true' : 'false', about)}</label>
      <span id=${about}>${error ? html`<span class="error">${error.value ?? 'missing'}: expected ${error.expected}</span>` : hint ? html`<span class="hint">${hint}</span>` : nothing}</span></div>`;
  };

  return {
    text: (pointer, label, options = {}) =>
      field(pointer, label, (invalid, about) => html`<input name=${pointer} aria-invalid=${invalid} aria-describedby=${about} placeholder=${options.placeholder ?? ''} .value=${view.values[pointer] ?? ''} @input=${(event) => change(pointer, event.target.value)}>`, options),

    select: (pointer, label, options, more = {}) =>
      field(pointer, label, (invalid, about) => html`<select name=${pointer} aria-invalid=${invalid} aria-describedby=${about} @change=${(event) => change(pointer, event.target.value)}>
        ${options.map(([value, name]) => html`<option value=${value} ?selected=${value === view.values[pointer]}>${name}</option>`)}</select>`, more),

    check: (pointer, label) =>
      html`<label class="check"><input type="checkbox" name=${pointer} .checked=${view.values[pointer]} @change=${(event) => change(pointer, event.target.checked)}> ${label}</label>`,

    /** What it is to be found by, and where the service is to train it, if it does. */
    place(isTrainedHere = true) {
      return html`${this.text('/tags', 'Tags', { hint: 'key:value, apart by blanks', deep: true })}
        ${isTrainedHere
          ? html`${this.text('/lane', 'Only on this lane')}
              ${this.select('/device', 'Only on this kind of device', [['', 'any'], ['cpu', 'cpu'], ['gpu', 'gpu']])}`
          : nothing}`;
    },

    /** The value as JSON below its name, unless the field was left empty. */
    optional: (pointer, name) => (view.values[pointer] === '' || view.values[pointer] === undefined ? {} : { [name]: typed(view.values[pointer]) }),
  };
}

/** What was typed, as JSON where it is JSON: 0.9 is a number, [256, 128] a list, and anything else stays text for the API to judge. */
export function typed(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A value as it would be typed. */
export const shown = (value) => (value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** `key:value`, apart by blanks, and back. */
export const tagsOf = (text) =>
  text.trim() ? { tags: Object.fromEntries(text.trim().split(/\s+/).map((tag) => tag.split(/:(.*)/s).slice(0, 2).map((part) => part ?? ''))) } : {};

export const tagsShown = (tags) => Object.entries(tags).map(([name, value]) => `${name}:${value}`).join(' ');

/** The order as a command. */
const asCurl = (path, order) =>
  `curl -s ${location.origin}${path} -H 'Content-Type: application/json' -d '${JSON.stringify(order, null, 2).replaceAll("'", String.raw`'\''`)}'`;

/** The order as a program, `call` being what the client is asked for. */
function asPython(order, call) {
  const literal = JSON.stringify(order, null, 4).replace(/"(?:[^"\\]|\\.)*"|\btrue\b|\bfalse\b|\bnull\b/g, (token) => ({ true: 'True', false: 'False', null: 'None' })[token] ?? token);
  return `from rangefinder import Rangefinder

order = ${literal}
print(Rangefinder("${location.origin}").${call}["id"])`;
}

/**
 * A form whose order is sent to a path of the API; then its view is shown, or what the API says of its fields.
 *
 * @param view has besides `sending`, and the `language` in which the order is shown
 * @param call what the Python client is asked for
 */
export function submission(main, view, update, { path, order, call }) {
  async function submit(event) {
    event.preventDefault();
    view.sending = true;
    update();
    try {
      await go(`${path.replace('/v1/', '/ui/')}/${(await post(path, order())).id}`);
      return;
    } catch (problem) {
      view.problem = problem;
      announce('It was refused');
    }
    view.sending = false;
    update();
    main.querySelector('[aria-invalid=true]')?.focus();
  }

  function speak(language) {
    view.language = language;
    update();
  }

  return {
    submit,
    button: () => html`<p><button class="primary" ?disabled=${view.sending}>${view.sending ? 'Sending …' : 'Submit'}</button></p>`,
    sameByProgram: () => html`<section class="card" aria-labelledby="same"><h2 id="same">The same by a program</h2>
      ${choice('Language', [['curl', 'curl'], ['python', 'Python']], view.language, speak)}
      ${snippet(view.language === 'curl' ? asCurl(path, order()) : asPython(order(), call), view.language)}
    </section>`,
  };
}
