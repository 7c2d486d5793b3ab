// Networks that were uploaded as TorchScript.
import { get, query, remove } from '../api.js';
import { ago, bytes, count, shape } from '../format.js';
import { html, render, repeat } from '../libraries.js';
import { acting, choice, confirmed, moreButton, problemBox } from '../parts.js';
import { files, sending } from '../upload.js';

const PAGE = 100;

/** What a module takes, and what is to be said of it; `given` is said for its owner. */
const TAKEN = {
  images: { label: 'Images', fields: [['height', 'Height'], ['width', 'Width'], ['channels', 'Channels'], ['classes', 'Classes', '1 for a regression']], given: {} },
  numbers: { label: 'Numbers', fields: [['channels', 'Numbers of a sample'], ['classes', 'Classes', '1 for a regression']], given: { height: 1, width: 1 } },
  text: { label: 'A text', fields: [['context', 'Tokens of a window'], ['vocabulary', 'Kinds of tokens', '256 of bytes']], given: {} },
};

export default async function models(main) {
  const view = { items: [], next: null, problem: null, takes: 'images' };
  const act = acting(view, update);
  const form = sending(files('/v1/models'), update, () => load());

  async function load(token) {
    const page = await get(`/v1/models${query({ page_size: PAGE, page_token: token })}`);
    Object.assign(view, { items: token ? [...view.items, ...page.items] : page.items, next: page.next_page_token });
    update();
  }

  const forget = async ({ name, links }) =>
    (await confirmed(`Delete the model ${name}?`, 'Delete it')) &&
    act(async () => {
      await remove(links.self);
      await load();
    });

  const take = (kind) => {
    form.forget();
    view.takes = kind;
    update();
  };

  function update() {
    const { fields, given } = TAKEN[view.takes];
    render(
      html`<h1>Models</h1>
        <p class="quiet">Networks of your own, as TorchScript: what <code>torch.jit.script(model).save(…)</code> writes. Built-in ones need no upload.</p>
        ${problemBox(view.problem)}
        <div class="card scroll">${view.items.length
          ? html`<table class="stacked"><thead><tr><th>Name</th><th>Takes</th><th class="number">Classes</th><th class="number">Parameters</th><th class="number">File</th><th>Uploaded</th><th><span class="unseen">What can be done</span></th></tr></thead>
              <tbody>${view.items.map(
                (model) => html`<tr><td><strong>${model.name}</strong></td><td data-label="takes">${model.reads === 'tokens' ? `${count(model.input.width)} tokens` : shape(model.input)}</td><td class="number" data-label="classes">${model.classes === 1 ? 'a number' : count(model.classes)}</td><td class="number" data-label="parameters">${count(model.parameters)}</td><td class="number" data-label="file">${bytes(model.file_bytes)}</td><td class="quiet" data-label="uploaded">${ago(model.created_at)}</td>
                  <td class="actions"><a class="button small" href="/ui/new?torchscript=${model.id}">Test it</a> <button class="small danger" @click=${() => forget(model)} aria-label="Delete ${model.name}">Delete</button></td></tr>`,
              )}</tbody></table>${moreButton(view.next, () => act(() => load(view.next)))}`
          : html`<p class="quiet">None yet. One that is uploaded can be trained by a range test like those that are built in.</p>`}</div>
        <section class="card" aria-labelledby="upload"><h2 id="upload">Upload</h2>
          ${choice('What it takes', Object.entries(TAKEN).map(([kind, { label }]) => [kind, label]), view.takes, take)}
          <form aria-labelledby="upload" @submit=${form.submit} novalidate>
            <div class="fields">
              ${form.text('name', 'Name')} ${form.file('module', 'Module', { accept: '.pt' })}
              ${repeat(fields, ([name]) => name, ([name, label, hint]) => form.text(name, label, { hint, numeric: true }))}
            </div>
            ${Object.entries(given).map(([name, value]) => html`<input type="hidden" name=${name} .value=${value}>`)}
            ${form.status('Upload')}
          </form></section>`,
      main,
    );
  }

  await load();
}
