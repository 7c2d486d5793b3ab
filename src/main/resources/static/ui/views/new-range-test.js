// A form for a managed range test. What can be chosen comes from the service; what is wrong is said by the API, beside the field.
import { get } from '../api.js';
import { kinds } from '../contract.js';
import { fields, shown, submission, tagsOf, tagsShown, typed } from '../form.js';
import { count, shape } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { samplesOf } from '../samples.js';
import { problemBox } from '../parts.js';

/** A network that reads what the samples of a set are. */
const suited = (set) => (set?.task === 'next_token' ? 'gpt' : set?.shape.height > 1 ? 'lenet' : 'mlp');

const LADDER = { start_lr: '1e-5', end_lr: '1', iterations: '400' };

/** What is to be told of a sample. */
const answers = ({ classes }) => (classes === undefined || classes === 1 ? 'a number' : `${count(classes)} classes`);

const described = (set) =>
  set.task === 'next_token'
    ? `${count(set.train_samples)} tokens of ${count(set.classes)} kinds`
    : `${shape(set.shape)}, ${answers(set)}, ${count(set.train_samples)} samples`;

export default async function newRangeTest(main) {
  const address = Object.fromEntries(new URLSearchParams(location.search));
  const [sets, models, architectures, optimizers, template] = await Promise.all([
    get('/v1/datasets?page_size=200').then((page) => page.items.filter(({ state }) => state === 'ready')),
    get('/v1/models?page_size=200').then((page) => page.items),
    kinds('Architecture'),
    kinds('Optimizer'),
    address.from ? get(`/v1/range-tests/${encodeURIComponent(address.from)}`) : null,
  ]);
  const { torchscript: ignored, ...builtIn } = architectures;
  const view = { values: initial(), problem: null, language: 'curl', sending: false };
  let suggested = template || address.torchscript ? null : view.values['/workload/model'];
  const given = fields(view, update);
  const { text, select, check, optional } = given;
  const form = submission(main, view, update, { path: '/v1/range-tests', order, call: 'range_test(**order)' });

  /** The fields by the JSON pointer of what they stand for, as text, so that the API is told what was typed. */
  function initial() {
    const set = sets.find(({ name }) => name === address.dataset) ?? sets.find(({ shape: { height } }) => height > 1) ?? sets[0];
    const values = {
      '/name': '', '/workload/dataset': address.dataset ?? set?.name ?? '', '/workload/batch_size': '64', '/workload/preprocessing': 'standardize', '/workload/context': '64', '/workload/label_smoothing': '', '/workload/accumulate': '', '/workload/gradient_clipping': '', '/workload/decay_norms_and_biases': true, '/workload/augmentation': '', '/workload/precision': 'float32',
      '/workload/model': address.torchscript ?? suited(set), '/workload/optimizer': 'sgd', '/workload/optimizer/sgd/momentum': '0.9',
      '/sweep/start_lr': LADDER.start_lr, '/sweep/end_lr': LADDER.end_lr, '/sweep/iterations': LADDER.iterations, '/sweep/spacing': 'exponential',
      '/evaluation/every': '50', '/evaluation/samples': '1000', '/repeats': '3', '/seed': '0', '/tags': '', '/lane': '', '/device': '', '/refine': false, '/verify': false, '/verify/iterations': '6000', '/verify/repeats': '3',
    };
    if (template) fill(values, template);
    for (const name of ['start_lr', 'end_lr', 'iterations']) if (address[name]) values[`/sweep/${name}`] = address[name];
    if (address.repeats) values['/repeats'] = address.repeats;
    return values;
  }

  function fill(values, test) {
    const { workload, sweep, evaluation } = test;
    const model = typeof workload.model === 'object' ? workload.model : { architecture: workload.model };
    values['/name'] = test.name ?? '';
    values['/workload/dataset'] = workload.dataset;
    values['/workload/batch_size'] = String(workload.batch_size);
    values['/workload/preprocessing'] = workload.preprocessing;
    for (const name of ['context', 'label_smoothing', 'accumulate', 'gradient_clipping', 'augmentation']) values[`/workload/${name}`] = shown(workload[name] ?? '');
    values['/workload/precision'] = workload.precision ?? 'float32';
    values['/workload/decay_norms_and_biases'] = workload.decay_norms_and_biases ?? true;
    values['/workload/model'] = model.architecture === 'torchscript' ? model.id : model.architecture;
    values['/workload/optimizer'] = workload.optimizer.type;
    for (const [name, value] of Object.entries(model)) values[`/workload/model/${model.architecture}/${name}`] = shown(value);
    for (const [name, value] of Object.entries(workload.optimizer)) values[`/workload/optimizer/${workload.optimizer.type}/${name}`] = shown(value);
    for (const [name, value] of Object.entries(sweep)) values[`/sweep/${name}`] = shown(value);
    for (const [name, value] of Object.entries(evaluation ?? {})) values[`/evaluation/${name}`] = shown(value);
    values['/refine'] = Boolean(test.refine_iterations);
    values['/verify'] = Boolean(test.verify);
    for (const name of ['iterations', 'repeats']) if (test.verify) values[`/verify/${name}`] = String(test.verify[name]);
    values['/repeats'] = String(test.repeats);
    values['/seed'] = String(test.seed);
    values['/tags'] = tagsShown(test.tags);
  }

  const readsText = () => sets.find((one) => one.name === view.values['/workload/dataset'])?.task === 'next_token';

  const hasImages = () => sets.find((one) => one.name === view.values['/workload/dataset'])?.shape.height > 1;

  const uploadedModel = () => models.find((model) => model.id === view.values['/workload/model']);

  /** An uploaded model says itself how long its windows are. */
  const context = (uploaded) => (uploaded?.reads === 'tokens' ? { context: uploaded.input.width } : optional('/workload/context', 'context'));

  /** The order as JSON. Fields that were left as the contract has them are left out. */
  function order() {
    const { values } = view;
    const uploaded = uploadedModel();
    return {
      ...(values['/name'] ? { name: values['/name'] } : {}),
      workload: {
        dataset: values['/workload/dataset'],
        model: uploaded ? uploaded.model : { architecture: values['/workload/model'], ...parameters('/workload/model', builtIn) },
        optimizer: { type: values['/workload/optimizer'], ...parameters('/workload/optimizer', optimizers) },
        batch_size: typed(values['/workload/batch_size']),
        ...(readsText() ? context(uploaded) : { preprocessing: values['/workload/preprocessing'] }),
        ...optional('/workload/label_smoothing', 'label_smoothing'), ...optional('/workload/accumulate', 'accumulate'), ...optional('/workload/gradient_clipping', 'gradient_clipping'), ...optional('/workload/augmentation', 'augmentation'),
        ...(values['/workload/precision'] === 'float32' ? {} : { precision: values['/workload/precision'] }),
        ...(values['/workload/decay_norms_and_biases'] === false ? { decay_norms_and_biases: false } : {}),
      },
      sweep: {
        ...optional('/sweep/start_lr', 'start_lr'), ...optional('/sweep/end_lr', 'end_lr'),
        ...optional('/sweep/iterations', 'iterations'), spacing: values['/sweep/spacing'],
      },
      evaluation: { every: typed(values['/evaluation/every']), samples: typed(values['/evaluation/samples']) },
      repeats: typed(values['/repeats']),
      seed: typed(values['/seed']),
      ...tagsOf(values['/tags']),
      ...optional('/lane', 'lane'), ...optional('/device', 'device'),
      ...(values['/refine'] ? { refine: true } : {}),
      ...(values['/verify'] ? { verify: { ...optional('/verify/iterations', 'iterations'), ...optional('/verify/repeats', 'repeats') } } : {}),
    };
  }

  function parameters(pointer, choices) {
    const kind = view.values[pointer];
    return Object.fromEntries(
      (choices[kind]?.parameters ?? [])
        .map(({ name }) => [name, view.values[`${pointer}/${kind}/${name}`]])
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => [name, typed(value)]),
    );
  }

  /** The parameters of what was chosen, with the contract's defaults as placeholders. */
  const parametersOf = (pointer, choices) => {
    const kind = view.values[pointer];
    return (choices[kind]?.parameters ?? []).map((parameter) => {
      const at = `${pointer}/${kind}/${parameter.name}`;
      const options = { hint: parameter.description, error: `${pointer}/${parameter.name}`, deep: true };
      return parameter.type === 'boolean'
        ? select(at, parameter.name, [['', `${parameter.default}`], [String(!parameter.default), `${!parameter.default}`]], options)
        : text(at, parameter.name, { ...options, placeholder: shown(parameter.default) });
    });
  };

  /** Whether something is wrong with what stands folded together. */
  const hasMore = () => ['/workload/label_smoothing', '/workload/accumulate', '/workload/gradient_clipping', '/workload/precision', '/tags', '/lane', '/device'].some((pointer) => view.problem?.errors?.some((error) => error.pointer.startsWith(pointer)));

  function update() {
    const { values } = view;
    const set = sets.find((one) => one.name === values['/workload/dataset']);
    if (set && values['/workload/model'] === suggested) suggested = values['/workload/model'] = suited(set);
    const uploaded = uploadedModel();
    render(
      html`<h1>New range test</h1>
        <form @submit=${form.submit} novalidate>
          ${problemBox(view.problem)}
          <div class="card"><fieldset><legend>What is trained</legend>
            <div class="fields">
              ${text('/name', 'Name')}
              ${select('/workload/dataset', 'Data set', sets.map((one) => [one.name, one.name]), { hint: set && described(set) })}
              ${select('/workload/model', 'Model', [...Object.keys(builtIn).map((name) => [name, name]), ...models.map((model) => [model.id, `${model.name} (uploaded)`])], { deep: false, hint: uploaded && `takes ${uploaded.reads === 'tokens' ? `${count(uploaded.input.width)} tokens` : shape(uploaded.input)}, ${answers(uploaded)}, ${count(uploaded.parameters)} parameters` })}
              ${parametersOf('/workload/model', builtIn)}
            </div>${set ? samplesOf(set, update) : nothing}</fieldset>
            <fieldset><legend>How</legend><div class="fields">
              ${select('/workload/optimizer', 'Optimizer', Object.keys(optimizers).map((name) => [name, name]), { hint: optimizers[values['/workload/optimizer']]?.description })}
              ${parametersOf('/workload/optimizer', optimizers)}
              ${text('/workload/batch_size', 'Batch size')}
              ${readsText() && uploaded?.reads !== 'tokens' ? text('/workload/context', 'Tokens in a window', { placeholder: '64' }) : nothing}
              ${readsText() ? nothing : select('/workload/preprocessing', 'Preprocessing', ['standardize', 'unit', 'mean_image', 'mean_colour', 'none'].map((name) => [name, name]))}
              ${hasImages() ? text('/workload/augmentation', 'Augmentation', { placeholder: '{"pad":4,"flip":true}', hint: 'empty: none', deep: true }) : nothing}
            </div></fieldset></div>
          <div class="card"><fieldset><legend>The sweep</legend><div class="fields">
              ${text('/sweep/start_lr', 'From', { hint: 'empty: by the optimizer' })} ${text('/sweep/end_lr', 'To', { hint: 'empty: on until the edge is seen' })}
              ${text('/sweep/iterations', 'Iterations', { hint: 'empty: 500' })}
              ${select('/sweep/spacing', 'Spacing', [['exponential', 'exponential'], ['linear', 'linear']])}
              ${text('/repeats', 'Repeats', { hint: 'each with a seed of its own' })} ${text('/seed', 'Seed of the first')}
            </div></fieldset>
            <fieldset><legend>Looks at test samples</legend><div class="fields">
              ${text('/evaluation/every', 'Every so many iterations')} ${text('/evaluation/samples', 'Samples', { hint: '0 for never' })}
            </div></fieldset></div>
          <div class="card"><fieldset><legend>Check of the answer</legend>
            ${check('/verify', 'Verify: train with the answer, and with others, before it is given')}
            ${values['/verify']
              ? html`<div class="fields">
                  ${text('/verify/iterations', 'Iterations of all those trainings', { hint: 'three to five times what the sweeps take, or more', deep: true })}
                  ${text('/verify/repeats', 'Seeds of the last rung')}
                </div>`
              : nothing}</fieldset></div>
          <details class="card" ?open=${hasMore()}><summary>More: the step, tags, place, follow-ups</summary><div class="fields">
              ${text('/workload/label_smoothing', 'Label smoothing', { placeholder: '0', hint: 'the share of a label spread over all classes' })}
              ${text('/workload/accumulate', 'Batches of a step', { placeholder: '1', hint: 'whose gradients are accumulated' })}
              ${text('/workload/gradient_clipping', 'Gradient clipping', { placeholder: '{"type":"norm","max_norm":1}', hint: 'empty: none', deep: true })}
              ${select('/workload/precision', 'Precision', ['float32', 'tf32', 'bfloat16', 'float16'].map((name) => [name, name]))}
              ${check('/workload/decay_norms_and_biases', 'Weight decay takes hold of norms and biases, too')}
              ${given.place()}
              ${check('/refine', 'If it does not answer, go on with the sweep that would')}
            </div></details>
          ${form.button()}
        </form>
        ${form.sameByProgram()}`,
      main,
    );
  }

  update();
}
