// A form with files: progress while it is sent, and the API's word at the field that is wrong.
import { upload } from './api.js';
import { percent } from './format.js';
import { html, nothing } from './libraries.js';
import { announce, errorAt, problemBox } from './parts.js';

/**
 * The state of an upload to `path`.
 *
 * @param update is called when it has changed
 * @param done is called when it is over, with what the service answered
 */
export function uploading(path, update, done) {
  const view = { share: null, problem: null };

  async function send(event) {
    event.preventDefault();
    const form = event.target;
    const content = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File ? value.size || value.name : value !== '') content.append(name, value);
    }
    view.share = 0;
    view.problem = null;
    update();
    try {
      const answer = await upload(path, content, (share) => {
        view.share = share;
        update();
      });
      view.share = null;
      form.reset();
      announce('Uploaded');
      await done(answer);
    } catch (problem) {
      view.share = null;
      view.problem = problem;
    }
    update();
    form.querySelector('[aria-invalid=true]')?.focus();
  }

  const field = (name, label, input) => {
    const error = errorAt(view.problem, `/${name}`);
    return html`<label class="field">${label} ${input(error ? 'true' : 'false')}
      ${error ? html`<span class="error" id="error-${name}">${error.value ?? 'missing'}: expected ${error.expected}</span>` : nothing}</label>`;
  };

  return {
    send,
    text: (name, label, options = {}) =>
      field(name, label, (invalid) => html`<input name=${name} aria-invalid=${invalid} placeholder=${options.hint ?? ''} inputmode=${options.numeric ? 'numeric' : 'text'}>`),
    select: (name, label, options) =>
      field(name, label, (invalid) => html`<select name=${name} aria-invalid=${invalid}>${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select>`),
    file: (name, label, options = {}) =>
      field(name, label, (invalid) => html`<input type="file" name=${name} aria-invalid=${invalid} ?multiple=${options.several} accept=${options.accept ?? ''}>`),
    status: () => html`${problemBox(view.problem)}
      ${view.share === null
        ? html`<p><button class="primary">Upload</button></p>`
        : html`<p><progress max="1" value=${view.share} aria-label="Sent"></progress> <span class="quiet">${view.share < 1 ? `${percent(view.share)} sent` : 'sent; it is being checked'}</span></p>`}`,
  };
}
