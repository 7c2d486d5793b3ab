// Networks that were uploaded as TorchScript.
import { get, query, remove } from '../api.js';
import { ago, bytes, count, shape } from '../format.js';
import { html, render } from '../libraries.js';
import { acting, confirmed, moreButton, problemBox } from '../parts.js';
import { uploading } from '../upload.js';

const PAGE = 100;

export default async function models(main) {
  const view = { items: [], next: null, problem: null };
  const act = acting(view, update);
  const sending = uploading('/v1/models', update, () => load());

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

  function update() {
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
          : html`<p class="quiet">None yet.</p>`}</div>
        <section class="card" aria-labelledby="upload"><h2 id="upload">Upload</h2>
          <form @submit=${sending.send} novalidate>
            <div class="fields">
              ${sending.text('name', 'Name')} ${sending.file('module', 'Module', { accept: '.pt' })}
              ${sending.text('height', 'Height of a sample', { numeric: true })} ${sending.text('width', 'Width', { numeric: true })}
              ${sending.text('channels', 'Channels', { numeric: true })} ${sending.text('classes', 'Classes', { hint: '1 for a regression', numeric: true })}
              ${sending.text('context', 'Of a text: tokens of a window', { numeric: true })} ${sending.text('vocabulary', 'Of a text: kinds of tokens', { numeric: true })}
            </div>
            ${sending.status()}
          </form></section>`,
      main,
    );
  }

  await load();
}
