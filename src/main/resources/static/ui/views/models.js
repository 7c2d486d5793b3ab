// Networks that were uploaded as TorchScript.
import { get, remove } from '../api.js';
import { ago, bytes, count, shape } from '../format.js';
import { html, render } from '../libraries.js';
import { acting, confirmed, problemBox } from '../parts.js';
import { uploading } from '../upload.js';

export default async function models(main) {
  const view = { items: [], problem: null };
  const act = acting(view, update);
  const sending = uploading('/v1/models', update, load);

  async function load() {
    view.items = (await get('/v1/models?page_size=200')).items;
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
          ? html`<table><thead><tr><th>Name</th><th>Takes</th><th class="number">Classes</th><th class="number">Parameters</th><th class="number">File</th><th>Uploaded</th><th></th></tr></thead>
              <tbody>${view.items.map(
                (model) => html`<tr><td><strong>${model.name}</strong></td><td>${model.reads === 'tokens' ? `${count(model.input.width)} tokens` : shape(model.input)}</td><td class="number">${model.classes === 1 ? 'a number' : count(model.classes)}</td><td class="number">${count(model.parameters)}</td><td class="number">${bytes(model.file_bytes)}</td><td class="quiet">${ago(model.created_at)}</td>
                  <td class="actions"><a class="button small" href="/ui/new?torchscript=${model.id}">Test it</a> <button class="small danger" @click=${() => forget(model)} aria-label="Delete ${model.name}">Delete</button></td></tr>`,
              )}</tbody></table>`
          : html`<p class="quiet">None yet.</p>`}</div>
        <section class="card" aria-labelledby="upload"><h2 id="upload">Upload</h2>
          <form @submit=${sending.send} novalidate>
            <div class="fields">
              ${sending.text('name', 'Name')} ${sending.file('module', 'Module', { accept: '.pt' })}
              ${sending.text('height', 'Height of a sample', { numeric: true })} ${sending.text('width', 'Width', { numeric: true })}
              ${sending.text('channels', 'Channels', { numeric: true })} ${sending.text('classes', 'Classes', { hint: '1 for a regression', numeric: true })}
              ${sending.text('context', 'Or, of a text, tokens of a window', { numeric: true })} ${sending.text('vocabulary', 'and kinds of tokens', { numeric: true })}
            </div>
            ${sending.status()}
          </form></section>`,
      main,
    );
  }

  await load();
}
