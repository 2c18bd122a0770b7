import { RouterError } from '../errors.js';

/** The parts of the OpenAI client that a router does not have. */
export const unsupportedResources = [
  'responses',
  'completions',
  'embeddings',
  'models',
  'moderations',
  'images',
  'audio',
  'files',
  'uploads',
  'batches',
  'fineTuning',
  'vectorStores',
  'conversations',
  'realtime',
  'evals',
  'containers',
  'graders',
  'videos',
  'webhooks',
  'skills',
  'admin',
  'beta',
] as const;

/**
 * Gives an object properties that throw a RouterError which says that they are not supported, instead of being
 * undefined. They are not enumerable, so that copying or printing the object does not trip over them.
 */
export function unsupported(target: object, path: string, names: readonly string[]): void {
  Object.defineProperties(target, unsupportedProperties(path, names));
}

/** The same, for objects of which many are made. */
export function unsupportedProperties(path: string, names: readonly string[]): PropertyDescriptorMap {
  return Object.fromEntries(names.map((name) => [name, unsupportedProperty(`${path}.${name}`)]));
}

function unsupportedProperty(name: string): PropertyDescriptor {
  const why = 'a router offers chat.completions.create; keep an OpenAI client for the rest';
  return {
    enumerable: false,
    configurable: true,
    get: () => {
      throw new RouterError('REQUEST_INVALID', `${name} is not supported: ${why}`);
    },
  };
}
