// A form for what is to be kept: progress while it is sent, and the API's word at the field that is wrong.
import { post, upload } from './api.js';
import { typed } from './form.js';
import { percent } from './format.js';
import { html, nothing } from './libraries.js';
import { announce, errorAt, problemBox } from './parts.js';

/** Files, with what is said about them. */
export const files = (path) => (form, progress) => {
  const content = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File ? value.size || value.name : value !== '') content.append(name, value);
  }
  return upload(path, content, progress);
};

/** The fields as JSON, those for numbers as numbers. */
export const values = (path) => (form) =>
  post(
    path,
    Object.fromEntries(
      [...new FormData(form)]
        .filter(([, value]) => value !== '')
        .map(([name, value]) => [name, form.elements[name].inputMode === 'numeric' ? typed(value) : value]),
    ),
  );

/**
 * The state of a form that is sent.
 *
 * @param send sends it: `files(path)` or `values(path)`
 * @param update is called when the state has changed
 * @param done is called when it is over, with what the service answered
 */
export function sending(send, update, done) {
  const view = { share: null, problem: null };

  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    view.share = 0;
    view.problem = null;
    update();
    try {
      const answer = await send(form, (share) => {
        view.share = share;
        update();
      });
      view.share = null;
      form.reset();
      announce('It was taken in');
      await done(answer);
    } catch (problem) {
      view.share = null;
      view.problem = problem;
      announce('It was refused');
    }
    update();
    form.querySelector('[aria-invalid=true]')?.focus();
  }

  const field = (name, label, input, { about, wide } = {}) => {
    const error = errorAt(view.problem, `/${name}`);
    return html`<div class="field ${wide ? 'wide' : ''}"><label>${label} ${input(error ? 'true' : 'false', `about-${name}`)}</label>
      <span id="about-${name}">${error
        ? html`<span class="error">${error.value ?? 'missing'}: expected ${error.expected}</span>`
        : about ? html`<span class="hint">${about}</span>` : nothing}</span></div>`;
  };

  return {
    submit,
    /** What was refused is another form's, as soon as another is shown. */
    forget() {
      view.problem = null;
    },
    text: (name, label, options = {}) =>
      field(name, label, (invalid, about) => html`<input name=${name} aria-invalid=${invalid} aria-describedby=${about} placeholder=${options.hint ?? ''} inputmode=${options.numeric ? 'numeric' : 'text'}>`, options),
    select: (name, label, options) =>
      field(name, label, (invalid, about) => html`<select name=${name} aria-invalid=${invalid} aria-describedby=${about}>${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select>`),
    file: (name, label, options = {}) =>
      field(name, label, (invalid, about) => html`<input type="file" name=${name} aria-invalid=${invalid} aria-describedby=${about} ?multiple=${options.several} accept=${options.accept ?? ''}>`),
    status: (deed) => html`${problemBox(view.problem)}
      ${view.share === null
        ? html`<p><button class="primary">${deed}</button></p>`
        : html`<p><progress max="1" value=${view.share} aria-label="Sent"></progress> <span class="quiet">${view.share < 1 ? `${percent(view.share)} sent` : 'sent; it is being checked'}</span></p>`}`,
  };
}
