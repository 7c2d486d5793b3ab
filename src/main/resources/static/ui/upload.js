// A form for what is to be kept: progress while it is sent, and the API's word at the field that is wrong.
import { post, upload } from './api.js';
import { typed } from './form.js';
import { percent } from './format.js';
import { forget, PART_BYTES, sendInParts } from './in-parts.js';
import { html, nothing } from './libraries.js';
import { announce, errorAt, problemBox } from './parts.js';

/** What was filled in, by the name of its field. */
const filledIn = (form) => [...new FormData(form)].filter(([, value]) => (value instanceof File ? value.size || value.name : value !== ''));

/** Files, with what is said about them. */
export const files = (path) => (form, progress) => {
  const content = new FormData();
  for (const [name, value] of filledIn(form)) content.append(name, value);
  return upload(path, content, (sent, all) => progress(sent / all));
};

/** The same, where files may be larger than one request takes: the fields that have such a file are sent before, in parts. */
export const largeFiles = (path) => async (form, progress) => {
  const filled = filledIn(form);
  const large = new Set(filled.filter(([, { size }]) => size > PART_BYTES).map(([name]) => name));
  const before = filled.filter(([name]) => large.has(name));
  const all = filled.reduce((sum, [, { size = 0 }]) => sum + size, 0) || 1;
  const content = new FormData();
  const uploads = {};
  let sent = 0;
  for (const [name, file] of before) {
    const id = await sendInParts(file, (received, isBroken) => progress((sent + received) / all, isBroken));
    uploads[name] = [...(uploads[name] ?? []), id];
    sent += file.size;
  }
  for (const [name, value] of filled) if (!large.has(name)) content.append(name, value);
  if (large.size) content.append('uploads', JSON.stringify(uploads));
  const answer = await upload(path, content, (last, whole) => progress((sent + ((all - sent) * last) / whole) / all));
  await forget(before.map(([, file]) => file));
  return answer;
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
 * @param send sends it: `files(path)`, `largeFiles(path)` or `values(path)`
 * @param update is called when the state has changed
 * @param done is called when it is over, with what the service answered
 */
export function sending(send, update, done) {
  const view = { share: null, isBroken: false, problem: null };

  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    Object.assign(view, { share: 0, isBroken: false, problem: null });
    update();
    try {
      const answer = await send(form, (share, isBroken = false) => {
        if (isBroken && !view.isBroken) announce('The connection broke, and is tried again');
        Object.assign(view, { share, isBroken });
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

  const standing = () => {
    if (view.isBroken) return `${percent(view.share)} sent; the connection broke, and is tried again`;
    return view.share < 1 ? `${percent(view.share)} sent` : 'sent; it is being checked';
  };

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
        : html`<p><progress max="1" value=${view.share} aria-label="Sent"></progress> <span class="quiet">${standing()}</span></p>`}`,
  };
}
