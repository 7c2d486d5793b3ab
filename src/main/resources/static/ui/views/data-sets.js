// The data sets that managed range tests train on.
import { get, query, remove } from '../api.js';
import { ago, count, measure, shape } from '../format.js';
import { html, nothing, render, repeat } from '../libraries.js';
import { acting, announce, choice, confirmed, moreButton, problemBox } from '../parts.js';
import { samplesOf } from '../samples.js';
import { largeFiles, sending, values } from '../upload.js';

const PAGE = 100;

/** How often a check that goes on is asked for. */
const REFRESH_MILLISECONDS = 1500;

/** More are a long text. */
const FEW_CLASSES = 12;

const DRAWN = [
  ['test_share', 'Share for testing', { hint: '0.2', numeric: true }],
  ['seed', 'Seed of that choice', { hint: '0', numeric: true }],
];
const OF_IMAGES = [['height', 'Height', { numeric: true, hint: '32' }], ['width', 'Width', { numeric: true, hint: '32' }], ['channels', 'Channels', { hint: '3', numeric: true }], ['background', 'Under transparent places', { hint: '#ffffff' }], ...DRAWN];

const OF_ARRAYS = [['data_format', 'Channels of images', { options: [['', 'as the shape says'], ['channels_first', 'first'], ['channels_last', 'last']] }],
  ['task', 'What is learned', { options: [['', 'as the numbers say'], ['classification', 'a class'], ['regression', 'a number']] }], ...DRAWN];
const OF_TOKENS = [['vocabulary', 'Kinds of token ids', { hint: 'each byte is a token', numeric: true }], ['dtype', 'Type of ids without a header', { hint: 'uint16' }], DRAWN[0]];

/** What is uploaded, by format. */
const UPLOADED = {
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
    fields: OF_IMAGES,
  },
  text: {
    label: 'Text',
    files: [['train', 'Text, or token ids'], ['test', 'Text for testing, if apart']],
    fields: OF_TOKENS,
  },
  npy: {
    label: 'Arrays (npy)',
    files: [['train_inputs', 'Samples for training', { accept: '.npy,.gz' }], ['train_labels', 'Their labels', { accept: '.npy,.gz' }],
      ['test_inputs', 'Samples for testing, if apart', { accept: '.npy,.gz' }], ['test_labels', 'Their labels', { accept: '.npy,.gz' }]],
    fields: OF_ARRAYS,
  },
  idx: {
    label: 'idx (MNIST)',
    files: ['train_images', 'train_labels', 'test_images', 'test_labels'].map((name) => [name, name.replace('_', ' ')]),
    fields: [],
  },
  cifar10: { label: 'CIFAR-10', files: [['train', 'Batches for training', { several: true }], ['test', 'Batch for testing']], fields: [] },
  cifar100: { label: 'CIFAR-100', files: [['train', 'Training file', { several: true }], ['test', 'Test file']], fields: [] },
};

/** What is read where it lies, by format. */
const LOCATED = {
  npy: { label: 'Arrays (npy)', about: 'a directory with train_inputs.npy and train_labels.npy', fields: OF_ARRAYS },
  image_folder: { label: 'Images', about: 'a directory with a folder for each class', fields: OF_IMAGES },
  webdataset: { label: 'WebDataset (tar)', about: 'a directory with *.tar, each image beside its class', fields: OF_IMAGES },
  text: { label: 'Text', about: 'a directory with train.txt, train.npy or train.bin', fields: OF_TOKENS },
};

/** The ways in which a set comes here. */
const WAYS = {
  upload: { label: 'Upload it', formats: UPLOADED, deed: 'Upload' },
  locate: { label: 'Read it where it lies', formats: LOCATED, deed: 'Register' },
};

/** Of one that lies in place: how far its check is. */
const standing = ({ name, state, checked, total }) => {
  if (state === 'ready') return nothing;
  if (state === 'refused') return html`<span class="badge state-failed">refused</span>`;
  return html`<div class="quiet"><progress max=${total} value=${checked} aria-label="Check of ${name}"></progress> ${count(checked)} of ${count(total)} checked</div>`;
};

/** What became of it, for its owner to check; and later, what there is. */
const outcome = (set, update) => html`
    ${set.location ? html`<p>It is read where it lies: <code>${set.location}</code></p>` : nothing}
    ${set.problem ? html`<p class="problem">It is refused: ${set.problem}</p>` : nothing}
    ${set.warnings.length ? html`<ul>${set.warnings.map(({ message }) => html`<li>${message}</li>`)}</ul>` : nothing}
    ${set.columns.length ? html`<p>Columns: ${set.columns.map(({ name, type }) => `${name} (${type})`).join(', ')}</p>` : nothing}
    ${set.tokens
      ? html`<p>${count(set.train_samples)} tokens for training and ${count(set.test_samples)} for testing, of ${count(set.tokens.used)} kinds; entropy ${set.tokens.entropy.toFixed(3)}.</p>`
      : set.task === 'next_token'
      ? html`<p>${count(set.train_samples)} tokens for training and ${count(set.test_samples)} for testing, of ${count(set.classes)} kinds at the most.</p>`
      : set.target
        ? html`<p>A number to be learned: ${measure(set.target.train.mean)} on average, deviating by ${measure(set.target.train.deviation)}, from ${measure(set.target.train.min)} to ${measure(set.target.train.max)} for training.
            It is scaled to mean 0 and variance 1, and R² stands in the place of the accuracy.</p>`
        : html`<details ?open=${set.class_counts.length <= FEW_CLASSES}><summary>${count(set.class_counts.length)} classes</summary>
          <p>${set.class_counts.map(({ name, train, test }) => `${name}: ${count(train)} and ${count(test)}`).join(', ')} for training and for testing.</p></details>`}
    ${samplesOf(set, update)}`;

export default async function dataSets(main) {
  const view = { items: [], next: null, problem: null, way: 'upload', format: 'csv', added: null, seen: null };
  let ended = false;
  const act = acting(view, update);
  const done = async (added) => {
    view.added = added;
    await load();
  };
  const forms = {
    upload: sending(largeFiles('/v1/datasets'), update, done),
    locate: sending(values('/v1/datasets:register'), update, done),
  };

  async function load(token) {
    const page = await get(`/v1/datasets${query({ page_size: PAGE, page_token: token })}`);
    Object.assign(view, { items: token ? [...view.items, ...page.items] : page.items, next: page.next_page_token });
    update();
  }

  const forget = async ({ id, name, links }) =>
    (await confirmed(`Delete the data set ${name}?`, 'Delete it')) &&
    act(async () => {
      await remove(links.self);
      if (view.added?.id === id) view.added = null;
      await load();
    });

  async function look(set) {
    view.seen = view.seen?.id === set.id ? null : await get(set.links.self);
    update();
  }

  /** Brings up to date those whose check goes on. */
  async function refresh() {
    const checking = new Set([...view.items, view.added, view.seen].filter((set) => set?.state === 'checking').map(({ links }) => links.self));
    if (!checking.size || document.hidden) return;
    const fresh = await Promise.all([...checking].map((path) => get(path).catch(() => null)));
    if (ended) return;
    for (const set of fresh.filter(Boolean)) {
      const isIt = (one) => one?.id === set.id;
      view.items = view.items.map((one) => (isIt(one) ? set : one));
      if (isIt(view.added)) view.added = set;
      if (isIt(view.seen)) view.seen = set;
      if (set.state !== 'checking') announce(`The check of ${set.name} is over: ${set.state}`);
    }
    update();
  }

  const addition = () => {
    const { formats, deed } = WAYS[view.way];
    const { label, about, files: parts = [], fields } = formats[view.format];
    const form = forms[view.way];
    const show = (way, format) => {
      form.forget();
      Object.assign(view, { way, format });
      update();
    };
    return html`<section class="card" aria-labelledby="add"><h2 id="add">Another one</h2>
      ${choice('Way', Object.entries(WAYS).map(([name, way]) => [name, way.label]), view.way, (way) => show(way, Object.keys(WAYS[way].formats)[0]))}
      ${choice('Format', Object.entries(formats).map(([name, format]) => [name, format.label]), view.format, (format) => show(view.way, format))}
      <form aria-label="${deed}: ${label}" @submit=${form.submit} novalidate>
        <input type="hidden" name="format" .value=${view.format}>
        <div class="fields">
          ${form.text('name', 'Name')}
          ${view.way === 'locate' ? form.text('location', 'Location', { hint: '/data/speech', wide: true, about: `on the server's side: ${about}` }) : nothing}
          ${repeat(parts, ([name]) => name, ([name, title, options]) => form.file(name, title, options))}
          ${repeat(fields, ([name]) => name, ([name, title, options]) => (options.options ? form.select(name, title, options.options) : form.text(name, title, options)))}
        </div>
        ${form.status(deed)}
      </form>
      ${view.added ? html`<h3>What became of ${view.added.name} ${standing(view.added)}</h3>${outcome(view.added, update)}` : nothing}</section>`;
  };

  function update() {
    if (ended) return;
    render(
      html`<h1>Data sets</h1>
        ${problemBox(view.problem)}
        <div class="card scroll"><table class="stacked">
          <thead><tr><th>Name</th><th>A sample</th><th class="number">Classes</th><th class="number">For training</th><th class="number">For testing</th><th>Added</th><th><span class="unseen">What can be done</span></th></tr></thead>
          <tbody>${view.items.map(
            (set) => html`<tr>
              <td><strong>${set.name}</strong> ${set.built_in ? html`<span class="badge">built in</span>` : nothing} ${standing(set)}</td>
              <td data-label="a sample">${set.task === 'next_token' ? 'a token' : shape(set.shape)} <span class="quiet">${set.element}</span></td>
              <td class="number" data-label="classes">${set.classes === undefined ? 'a number' : count(set.classes)}</td><td class="number" data-label="for training">${count(set.train_samples)}</td><td class="number" data-label="for testing">${count(set.test_samples)}</td>
              <td class="quiet" data-label="added">${ago(set.created_at)}</td>
              <td class="actions"><button class="small" aria-expanded=${view.seen?.id === set.id ? 'true' : 'false'} aria-label="Look at ${set.name}" @click=${() => look(set)}>Look</button>
                ${set.state === 'ready' ? html`<a class="button small" href="/ui/new?dataset=${set.name}">Test with it</a>` : nothing}
                ${set.built_in ? nothing : html`<button class="small danger" @click=${() => forget(set)} aria-label="Delete ${set.name}">Delete</button>`}</td>
            </tr>
            ${view.seen?.id === set.id ? html`<tr><td class="whole" colspan="7">${outcome(view.seen, update)}</td></tr>` : nothing}`,
          )}</tbody></table>${moreButton(view.next, () => act(() => load(view.next)))}</div>
        ${addition()}`,
      main,
    );
  }

  await load();
  const refreshing = setInterval(refresh, REFRESH_MILLISECONDS);
  return () => {
    ended = true;
    clearInterval(refreshing);
  };
}
