// The data sets that managed range tests train on.
import { get, query, remove } from '../api.js';
import { ago, count, measure, shape } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { acting, choice, confirmed, moreButton, problemBox } from '../parts.js';
import { samplesOf } from '../samples.js';
import { uploading } from '../upload.js';

const PAGE = 100;

/** More are a long text. */
const FEW_CLASSES = 12;

const DRAWN = [
  ['test_share', 'Share for testing', { hint: '0.2', numeric: true }],
  ['seed', 'Seed of that choice', { hint: '0', numeric: true }],
];
const FORMATS = {
  csv: {
    label: 'Table (CSV)',
    files: [['train', 'Rows for training'], ['test', 'Rows for testing, if apart']],
    fields: [['label', 'Column to learn', { hint: 'the last one' }], ['header', 'First row', { options: [['', 'has names'], ['false', 'has values']] }],
      ['separator', 'Between values', { hint: 'found by itself' }], ['decimal', 'Decimal sign', { hint: '.' }], ['missing', 'Words for a gap', { hint: 'NA,?' }],
      ['columns', 'Types of columns', { hint: '{"zip":"category"}' }],
      ['task', 'What is learned', { options: [['', 'a class'], ['regression', 'a number']] }], ...DRAWN],
  },
  image_folder: {
    label: 'Images (zip)',
    files: [['train', 'Images for training', { accept: '.zip' }], ['test', 'Images for testing, if apart', { accept: '.zip' }]],
    fields: [['height', 'Height', { numeric: true }], ['width', 'Width', { numeric: true }], ['channels', 'Channels', { hint: '3', numeric: true }], ['background', 'Under transparent places', { hint: '#ffffff' }], ...DRAWN],
  },
  text: {
    label: 'Text',
    files: [['train', 'Text, or token ids'], ['test', 'Text for testing, if apart']],
    fields: [['vocabulary', 'Kinds of token ids', { hint: 'each byte is a token', numeric: true }], ['dtype', 'Type of ids without a header', { hint: 'uint16' }], DRAWN[0]],
  },
  idx: {
    label: 'idx (MNIST)',
    files: ['train_images', 'train_labels', 'test_images', 'test_labels'].map((name) => [name, name.replace('_', ' ')]),
    fields: [],
  },
  cifar10: { label: 'CIFAR-10', files: [['train', 'Batches for training', { several: true }], ['test', 'Batch for testing']], fields: [] },
  cifar100: { label: 'CIFAR-100', files: [['train', 'Training file', { several: true }], ['test', 'Test file']], fields: [] },
};

/** Of one that lies in place: how far its check is. */
const standing = ({ state, checked, total }) =>
  state === 'ready' ? nothing : html`<span class="badge">${state === 'checking' ? `checking: ${count(checked)} of ${count(total)}` : state}</span>`;

/** What became of an upload, for its owner to check; and later, what there is. */
const outcome = (set, update) => html`
    ${set.location ? html`<p>It is read where it lies: <code>${set.location}</code></p>` : nothing}
    ${set.problem ? html`<p>It is refused: ${set.problem}</p>` : nothing}
    ${set.warnings.length ? html`<ul>${set.warnings.map(({ message }) => html`<li>${message}</li>`)}</ul>` : nothing}
    ${set.columns.length ? html`<p>Columns: ${set.columns.map(({ name, type }) => `${name} (${type})`).join(', ')}</p>` : nothing}
    ${set.tokens
      ? html`<p>${count(set.train_samples)} tokens for training and ${count(set.test_samples)} for testing, of ${count(set.tokens.used)} kinds; entropy ${set.tokens.entropy.toFixed(3)}.</p>`
      : set.target
        ? html`<p>A number to be learned: ${measure(set.target.train.mean)} on average, deviating by ${measure(set.target.train.deviation)}, from ${measure(set.target.train.min)} to ${measure(set.target.train.max)} for training.
            It is scaled to mean 0 and variance 1, and R² stands in the place of the accuracy.</p>`
        : html`<details ?open=${set.class_counts.length <= FEW_CLASSES}><summary>${count(set.class_counts.length)} classes</summary>
          <p>${set.class_counts.map(({ name, train, test }) => `${name}: ${count(train)} and ${count(test)}`).join(', ')} for training and for testing.</p></details>`}
    ${samplesOf(set, update)}`;

export default async function dataSets(main) {
  const view = { items: [], next: null, problem: null, format: 'csv', uploaded: null, seen: null };
  const act = acting(view, update);
  const sending = uploading('/v1/datasets', update, async (uploaded) => {
    view.uploaded = uploaded;
    await load();
  });

  async function load(token) {
    const page = await get(`/v1/datasets${query({ page_size: PAGE, page_token: token })}`);
    Object.assign(view, { items: token ? [...view.items, ...page.items] : page.items, next: page.next_page_token });
    update();
  }

  const forget = async ({ name, links }) =>
    (await confirmed(`Delete the data set ${name}?`, 'Delete it')) &&
    act(async () => {
      await remove(links.self);
      await load();
    });

  async function look(set) {
    view.seen = view.seen?.id === set.id ? null : await get(set.links.self);
    update();
  }

  function update() {
    const format = FORMATS[view.format];
    render(
      html`<h1>Data sets</h1>
        ${problemBox(view.problem)}
        <div class="card scroll"><table class="stacked">
          <thead><tr><th>Name</th><th>A sample</th><th class="number">Classes</th><th class="number">For training</th><th class="number">For testing</th><th>Uploaded</th><th><span class="unseen">What can be done</span></th></tr></thead>
          <tbody>${view.items.map(
            (set) => html`<tr>
              <td><strong>${set.name}</strong> ${set.built_in ? html`<span class="badge">built in</span>` : nothing} ${standing(set)}</td>
              <td data-label="a sample">${set.task === 'next_token' ? 'a token' : shape(set.shape)} <span class="quiet">${set.element}</span></td>
              <td class="number" data-label="classes">${set.classes === undefined ? 'a number' : count(set.classes)}</td><td class="number" data-label="for training">${count(set.train_samples)}</td><td class="number" data-label="for testing">${count(set.test_samples)}</td>
              <td class="quiet" data-label="uploaded">${ago(set.created_at)}</td>
              <td class="actions"><button class="small" aria-expanded=${view.seen?.id === set.id ? 'true' : 'false'} aria-label="Look at ${set.name}" @click=${() => look(set)}>Look</button>
                ${set.state === 'ready' ? html`<a class="button small" href="/ui/new?dataset=${set.name}">Test with it</a>` : nothing}
                ${set.built_in ? nothing : html`<button class="small danger" @click=${() => forget(set)} aria-label="Delete ${set.name}">Delete</button>`}</td>
            </tr>
            ${view.seen?.id === set.id ? html`<tr><td class="whole" colspan="7">${outcome(view.seen, update)}</td></tr>` : nothing}`,
          )}</tbody></table>${moreButton(view.next, () => act(() => load(view.next)))}</div>
        <section class="card" aria-labelledby="upload"><h2 id="upload">Upload</h2>
          ${choice('Format', Object.entries(FORMATS).map(([name, { label }]) => [name, label]), view.format, (name) => { view.format = name; update(); })}
          <form @submit=${sending.send} novalidate>
            <input type="hidden" name="format" .value=${view.format}>
            <div class="fields">
              ${sending.text('name', 'Name')}
              ${format.files.map(([name, label, options]) => sending.file(name, label, options))}
              ${format.fields.map(([name, label, options]) => (options.options ? sending.select(name, label, options.options) : sending.text(name, label, options)))}
            </div>
            ${sending.status()}
          </form>
          ${view.uploaded ? html`<h3>What became of ${view.uploaded.name}</h3>${outcome(view.uploaded, update)}` : nothing}</section>`,
      main,
    );
  }

  await load();
}
