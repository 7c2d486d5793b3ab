// What may be asked for, as the contract of the API says it: the kinds of a choice, their parameters and defaults.
import { get } from './api.js';

let contract;

const load = () => (contract ??= get('/openapi.json'));

/** The kinds of a schema that is told apart by a property: `sgd` with its parameters, `adam` with its own, … */
export async function kinds(name) {
  const { components } = await load();
  const schema = components.schemas[name];
  const { propertyName, mapping } = schema.discriminator;
  const resolve = (part) => (part.$ref ? { ...components.schemas[part.$ref.split('/').at(-1)], ...without(part, '$ref') } : part);
  return Object.fromEntries(
    Object.entries(mapping).map(([kind, reference]) => {
      const { properties, description } = components.schemas[reference.split('/').at(-1)];
      const parameters = Object.entries(without(properties, propertyName)).map(([parameter, part]) => ({ name: parameter, ...resolve(part) }));
      return [kind, { description, parameters }];
    }),
  );
}

const without = (all, name) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
