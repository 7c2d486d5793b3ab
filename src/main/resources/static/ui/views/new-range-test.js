// A form for a managed range test. What can be chosen comes from the service; what is wrong is said by the API, beside the field.
import { get } from '../api.js';
import { kinds } from '../contract.js';
import { fields, shown, submission, tagsOf, tagsShown, typed } from '../form.js';
import { count, shape } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { samplesOf } from '../samples.js';
import { problemBox } from '../parts.js';

const LADDER = { start_lr: '1e-5', end_lr: '1', iterations: '400' };

export default async function newRangeTest(main) {
  const address = Object.fromEntries(new URLSearchParams(location.search));
  const [sets, models, architectures, optimizers, template] = await Promise.all([
    get('/v1/datasets?page_size=200').then((page) => page.items),
    get('/v1/models?page_size=200').then((page) => page.items),
    kinds('Architecture'),
    kinds('Optimizer'),
    address.from ? get(`/v1/range-tests/${encodeURIComponent(address.from)}`) : null,
  ]);
  const { torchscript: ignored, ...builtIn } = architectures;
  const view = { values: initial(), problem: null, language: 'curl', sending: false };
  const given = fields(view, update);
  const { text, select, check, optional } = given;
  const form = submission(main, view, update, { path: '/v1/range-tests', order, call: 'range_test(**order)' });

  /** The fields by the JSON pointer of what they stand for, as text, so that the API is told what was typed. */
  function initial() {
    const values = {
      '/name': '', '/workload/dataset': address.dataset ?? (sets.find((set) => set.shape.height > 1) ?? sets[0])?.name ?? '', '/workload/batch_size': '64', '/workload/preprocessing': 'standardize', '/workload/context': '', '/workload/label_smoothing': '', '/workload/accumulate': '', '/workload/augmentation': '',
      '/workload/model': address.torchscript ?? 'lenet', '/workload/optimizer': 'sgd', '/workload/optimizer/sgd/momentum': '0.9',
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
    for (const name of ['context', 'label_smoothing', 'accumulate', 'augmentation']) values[`/workload/${name}`] = shown(workload[name] ?? '');
    values['/workload/decay_norms_and_biases'] = workload.decay_norms_and_biases;
    values['/workload/model'] = model.architecture === 'torchscript' ? model.id : model.architecture;
    values['/workload/optimizer'] = workload.optimizer.type;
    for (const [name, value] of Object.entries(model)) values[`/workload/model/${model.architecture}/${name}`] = shown(value);
    for (const [name, value] of Object.entries(workload.optimizer)) values[`/workload/optimizer/${workload.optimizer.type}/${name}`] = shown(value);
    for (const [name, value] of Object.entries(sweep)) values[`/sweep/${name}`] = shown(value);
    for (const [name, value] of Object.entries(evaluation ?? {})) values[`/evaluation/${name}`] = shown(value);
    if (workload.gradient_clipping) values['/workload/gradient_clipping'] = workload.gradient_clipping;
    values['/refine'] = Boolean(test.refine_iterations);
    values['/verify'] = Boolean(test.verify);
    for (const name of ['iterations', 'repeats']) if (test.verify) values[`/verify/${name}`] = String(test.verify[name]);
    values['/repeats'] = String(test.repeats);
    values['/seed'] = String(test.seed);
    values['/tags'] = tagsShown(test.tags);
  }

  const readsText = () => sets.find((one) => one.name === view.values['/workload/dataset'])?.task === 'next_token';

  const hasImages = () => sets.find((one) => one.name === view.values['/workload/dataset'])?.shape.height > 1;

  /** The order as JSON. Fields that were left as the contract has them are left out. */
  function order() {
    const { values } = view;
    const uploaded = models.find((model) => model.id === values['/workload/model']);
    return {
      ...(values['/name'] ? { name: values['/name'] } : {}),
      workload: {
        dataset: values['/workload/dataset'],
        model: uploaded ? uploaded.model : { architecture: values['/workload/model'], ...parameters('/workload/model', builtIn) },
        optimizer: { type: values['/workload/optimizer'], ...parameters('/workload/optimizer', optimizers) },
        batch_size: typed(values['/workload/batch_size']),
        ...(readsText() ? optional('/workload/context', 'context') : { preprocessing: values['/workload/preprocessing'] }),
        ...optional('/workload/label_smoothing', 'label_smoothing'), ...optional('/workload/accumulate', 'accumulate'), ...optional('/workload/augmentation', 'augmentation'),
        ...(values['/workload/decay_norms_and_biases'] === false ? { decay_norms_and_biases: false } : {}),
        ...(values['/workload/gradient_clipping'] ? { gradient_clipping: values['/workload/gradient_clipping'] } : {}),
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

  function update() {
    const { values } = view;
    const uploaded = models.find((model) => model.id === values['/workload/model']);
    const set = sets.find((one) => one.name === values['/workload/dataset']);
    render(
      html`<h1>New range test</h1>
        <form @submit=${form.submit} novalidate>
          ${problemBox(view.problem)}
          <div class="card"><fieldset><legend>What is trained</legend>
            <div class="fields">
              ${text('/name', 'Name')}
              ${select('/workload/dataset', 'Data set', sets.map((one) => [one.name, one.name]), { hint: set && `${shape(set.shape)}, ${count(set.classes)} classes, ${count(set.train_samples)} samples` })}
              ${select('/workload/model', 'Model', [...Object.keys(builtIn).map((name) => [name, name]), ...models.map((model) => [model.id, `${model.name} (uploaded)`])], { deep: false, hint: uploaded && `takes ${shape(uploaded.input)}, ${count(uploaded.classes)} classes, ${count(uploaded.parameters)} parameters` })}
              ${parametersOf('/workload/model', builtIn)}
            </div>${set ? samplesOf(set, update) : nothing}</fieldset>
            <fieldset><legend>How</legend><div class="fields">
              ${select('/workload/optimizer', 'Optimizer', Object.keys(optimizers).map((name) => [name, name]), { hint: optimizers[values['/workload/optimizer']]?.description })}
              ${parametersOf('/workload/optimizer', optimizers)}
              ${text('/workload/batch_size', 'Batch size')}
              ${readsText() ? text('/workload/context', 'Tokens in a window', { placeholder: '64' }) : nothing}
              ${select('/workload/preprocessing', 'Preprocessing', ['standardize', 'unit', 'mean_image', 'mean_colour', 'none'].map((name) => [name, name]))}
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
          <details class="card"><summary>More: tags, place, follow-ups</summary><div class="fields">
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
