import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Place } from '../diagnostics/place.js';

/** A function that a policy names and the service did not pass when it made the router. */
export interface MissingFunction {
  readonly kind: 'check' | 'judge';
  readonly name: string;
  /** Where the policy names it. */
  readonly place: Place;
  /** What it takes, as code shows it. */
  readonly parameters: string;
  readonly registered: readonly string[];
}

export function notRegistered({ kind, name, place, parameters, registered }: MissingFunction): Diagnostic {
  const meant = didYouMean(name, registered);
  const registers = registered.length === 0 ? 'None is registered.' : `Registered: ${registered.join(', ')}.`;
  return {
    code: `${kind}-missing`,
    severity: 'error',
    message: `no ${kind} is registered as "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    help: `Pass ${kind}s: { ${name}: (${parameters}) => … } when the router is created. ${registers}`,
    place,
  };
}
