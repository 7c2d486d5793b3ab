// A form for a comparison: of what a range test recommends, or of the schedules of an earlier comparison. What is wrong is said by the API, beside the field.
import { get, query } from '../api.js';
import { fields, shown, submission, tagsOf, tagsShown, typed } from '../form.js';
import { workload } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { choice, problemBox, verdictBadge } from '../parts.js';
import { POLICIES } from '../schedule.js';

/** What the service compares by itself, named by what each is. */
const USUAL = [
  { name: 'fixed', policy: 'fixed', parameters: '' },
  { name: 'triangular2', policy: 'triangular2', parameters: '' },
  { name: 'one_cycle', policy: 'one_cycle', parameters: '' },
  { name: 'decay', policy: 'decay', parameters: '' },
];

export default async function newComparison(main) {
  const address = Object.fromEntries(new URLSearchParams(location.search));
  const template = address.from ? await get(`/v1/comparisons/${encodeURIComponent(address.from)}`) : null;
  const tests = template ? [] : await finishedTests(address.range_test);
  const view = { ...initial(), problem: null, language: 'curl', sending: false };
  const given = fields(view, update);
  const { text, select, check, optional } = given;
  const form = submission(main, view, update, { path: '/v1/comparisons', order, call: 'submit_comparison(order)' });

  function initial() {
    const values = { '/name': '', '/range_test': tests[0]?.id ?? '', '/iterations': '', '/repeats': '3', '/seed': '0', '/margin': '', '/classes': '', '/evaluation/every': '', '/evaluation/samples': '', '/flatness': false, '/tags': '', '/lane': '', '/device': '' };
    if (!template) return { values, own: false, entries: USUAL.map((entry) => ({ ...entry })), baseline: 'fixed' };
    Object.assign(values, { '/name': template.name ?? '', '/iterations': shown(template.iterations), '/repeats': shown(template.repeats), '/seed': shown(template.seed), '/margin': shown(template.margin), '/classes': shown(template.classes),
      '/evaluation/every': shown(template.evaluation.every), '/evaluation/samples': shown(template.evaluation.samples), '/flatness': template.flatness, '/tags': tagsShown(template.tags), '/lane': template.lane ?? '', '/device': template.device ?? '' });
    const entries = template.entries.map(({ name, schedule: { policy, ...parameters } }) => ({
      name,
      policy,
      parameters: Object.entries(parameters).map(([parameter, value]) => `${parameter}=${shown(value)}`).join(' '),
    }));
    return { values, own: true, entries, baseline: template.baseline };
  }

  /** Whether a client trains, and reports, instead of the service. */
  const isReported = () => (template ?? test())?.execution === 'reported';

  const test = () => tests.find(({ id }) => id === view.values['/range_test']);

  function order() {
    const { values } = view;
    const filledFrom = template ? {} : { range_test: values['/range_test'] };
    return {
      ...(values['/name'] ? { name: values['/name'] } : {}),
      ...(isReported() ? { execution: 'reported' } : {}),
      ...(template ? { workload: template.workload } : filledFrom),
      ...optional('/iterations', 'iterations'),
      ...optional('/repeats', 'repeats'),
      ...optional('/seed', 'seed'),
      ...(values['/evaluation/every'] || values['/evaluation/samples']
        ? { evaluation: { ...optional('/evaluation/every', 'every'), ...optional('/evaluation/samples', 'samples') } }
        : {}),
      ...(isReported() ? optional('/classes', 'classes') : values['/flatness'] ? { flatness: true } : {}),
      ...(view.own
        ? { entries: view.entries.map(({ name, policy, parameters }) => ({ name, schedule: { ...filledFrom, policy, ...parsed(parameters) } })), baseline: view.baseline }
        : {}),
      ...optional('/margin', 'margin'),
      ...tagsOf(values['/tags']),
      ...(isReported() ? {} : { ...optional('/lane', 'lane'), ...optional('/device', 'device') }),
    };
  }

  const what = () => {
    if (template) return html`<div class="fields few">${text('/name', 'Name')}</div>
      <p>The workload of <a href="/ui/comparisons/${template.id}">${template.name ?? template.id.slice(0, 13)}</a>: ${workload(template.workload)}</p>`;
    const chosen = test();
    return html`<div class="fields few">
        ${text('/name', 'Name')} ${select('/range_test', 'Range test', tests.map((one) => [one.id, `${one.name ?? 'without a name'} (${one.id.slice(0, 13)})`]))}
      </div>
      ${chosen ? html`<p class="quiet">${workload(chosen.workload)} ${verdictBadge(chosen.verdict)} <a href="/ui/range-tests/${chosen.id}">look at it</a></p>` : nothing}
      ${isReported() ? html`<p class="quiet">Its client trained it, and trains this, too: the comparison hands out each run, and judges what is reported.</p>` : nothing}`;
  };

  const errorOf = (pointer) => view.problem?.errors?.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));

  const entryRow = (entry, i) => {
    const set = (name, value) => {
      entry[name] = value;
      update();
    };
    const error = errorOf(`/entries/${i}`);
    return html`<tr>
      <td><input aria-label="Name of entry ${i + 1}" aria-invalid=${error ? 'true' : 'false'} .value=${entry.name} @input=${(event) => { if (view.baseline === entry.name) view.baseline = event.target.value; set('name', event.target.value); }}></td>
      <td><select aria-label="Policy of entry ${i + 1}" @change=${(event) => set('policy', event.target.value)}>
        ${POLICIES.map((policy) => html`<option value=${policy} ?selected=${policy === entry.policy}>${policy}</option>`)}</select></td>
      <td><input aria-label="Parameters of entry ${i + 1}" placeholder="lr=0.001" .value=${entry.parameters} @input=${(event) => set('parameters', event.target.value)}>
        ${error ? html`<span class="error">${error.pointer.split('/').slice(3).join(' ')} ${error.value ?? 'missing'}: expected ${error.expected}</span>` : nothing}</td>
      <td><label class="check"><input type="radio" name="baseline" aria-label="Held against ${entry.name}" .checked=${view.baseline === entry.name} @change=${() => { view.baseline = entry.name; update(); }}> baseline</label></td>
      <td><button type="button" class="small" ?disabled=${view.entries.length <= 2} aria-label="Leave out ${entry.name}" @click=${() => { view.entries.splice(i, 1); update(); }}>Leave out</button></td>
    </tr>`;
  };

  const entries = () => html`<div class="scroll"><table>
      <thead><tr><th>Name</th><th>Policy</th><th>Parameters${template ? '' : ', where not the recommended ones'}</th><th>Held against</th><th><span class="unseen">Leave out</span></th></tr></thead>
      <tbody>${view.entries.map(entryRow)}</tbody></table></div>
    ${errorOf('/baseline') ? html`<p class="error">${errorOf('/baseline').value ?? 'missing'}: expected ${errorOf('/baseline').expected}</p>` : nothing}
    <p><button type="button" @click=${() => { view.entries.push({ name: `entry ${view.entries.length + 1}`, policy: 'fixed', parameters: 'lr=0.001' }); update(); }}>One more</button></p>`;

  function update() {
    if (!template && !tests.length) {
      render(html`<h1>New comparison</h1><p class="card">A comparison takes its schedules from a range test that has an answer, and there is none yet. <a href="/ui/new">Submit one</a></p>`, main);
      return;
    }
    render(
      html`<h1>New comparison</h1>
        <form @submit=${form.submit} novalidate>
          ${problemBox(view.problem)}
          <div class="card"><fieldset><legend>What is trained</legend>${what()}</fieldset></div>
          <div class="card"><fieldset><legend>Which schedules</legend>
            ${template ? nothing : choice('Schedules', [[false, 'The usual four'], [true, 'My own choice']], view.own, (own) => { view.own = own; update(); })}
            ${view.own
              ? entries()
              : html`<p class="quiet">The recommended rate held fixed, which is what the others are held against; the recommended cycle as <code>triangular2</code>; <code>one_cycle</code>; and <code>decay</code>, which falls once.</p>`}
          </fieldset></div>
          <div class="card"><fieldset><legend>How long, how often</legend><div class="fields">
              ${text('/iterations', 'Iterations of each run', { hint: template ? '' : 'empty: three whole cycles' })}
              ${text('/repeats', 'Repeats', { hint: 'of each entry, each with a seed of its own' })}
              ${text('/seed', 'Seed of the first')}
              ${text('/margin', 'Margin', { hint: 'a difference that does not matter; empty: 0.005 of accuracy' })}
              ${text('/evaluation/every', 'Looks at test samples, every so many iterations', { hint: 'empty: fifty looks' })}
              ${text('/evaluation/samples', 'Samples of a look', { hint: isReported() ? 'that your trainers measure on' : 'empty: up to 10,000' })}
              ${isReported() ? text('/classes', 'Classes', { hint: 'among which a run that breaks down guesses; empty: not known' }) : nothing}
            </div>
            ${isReported() ? nothing : check('/flatness', 'Measure how flat the minima are, too')}</fieldset></div>
          <details class="card"><summary>More: tags, place</summary><div class="fields">
              ${given.place(!isReported())}
            </div></details>
          ${form.button()}
        </form>
        ${form.sameByProgram()}`,
      main,
    );
  }

  update();
}

/** Range tests that have an answer, the one that is asked for first. */
async function finishedTests(wanted) {
  const [asked, latest] = await Promise.all([
    wanted ? get(`/v1/range-tests/${encodeURIComponent(wanted)}`) : null,
    get(`/v1/range-tests${query({ state: 'succeeded', page_size: 100 })}`).then((page) => page.items),
  ]);
  const answered = latest.filter((test) => test.verdict && test.id !== asked?.id);
  return asked ? [asked, ...answered] : answered;
}

/** `lr=0.001 window=linear` as parameters. */
const parsed = (text) =>
  Object.fromEntries(
    text.trim().split(/\s+/).filter(Boolean).map((part) => {
      const [name, value] = part.split(/=(.*)/s);
      return [name, typed(value ?? '')];
    }),
  );
