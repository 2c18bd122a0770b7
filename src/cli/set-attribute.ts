import { UsageError } from './usage-error.js';

export type AttributeTree = { [name: string]: unknown };

/** Sets `user.tier` in a tree of plain objects. Names are own properties, whatever they are. */
export function setAttribute(tree: AttributeTree, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop();
  if (last === '__proto__' || names.includes('__proto__')) {
    throw new UsageError(`"${path}" is not an attribute path: a path cannot go through __proto__`);
  }
  if (last === undefined || last === '' || names.includes('')) {
    throw new UsageError(`"${path}" is not an attribute path: write names separated by dots, such as user.tier`);
  }
  let node = tree;
  for (const name of names) {
    const child = Object.hasOwn(node, name) ? node[name] : undefined;
    if (child === undefined) node = node[name] = {} as AttributeTree;
    else if (isTree(child)) node = child;
    else throw new UsageError(`attribute ${path}: ${name} already has the value ${JSON.stringify(child)}`);
  }
  node[last] = value;
}

function isTree(value: unknown): value is AttributeTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
