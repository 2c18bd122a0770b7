import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js';
import { type Place, wholeFile } from '../diagnostics/place.js';
import type { LoadedPolicy } from './load-policy.js';

/** Requests name their policy, so a name must be one policy's; the file that comes later is refused. */
export function refuseRepeatedNames(
  policies: readonly LoadedPolicy[],
  namePlaces: ReadonlyMap<string, Place>,
): LoadedPolicy[] {
  const first = new Map<string, LoadedPolicy>();
  const placeOf = (file: string): Place => namePlaces.get(file) ?? wholeFile(file);
  return policies.map((loaded) => {
    const { policy: _refused, ...rest } = loaded;
    if (loaded.name === undefined) return loaded;
    const other = first.get(loaded.name);
    if (other === undefined) {
      first.set(loaded.name, loaded);
      return loaded;
    }
    const repeated: Diagnostic = {
      code: 'duplicate-name',
      severity: 'error',
      message: `the policy "${loaded.name}" is defined twice in this folder`,
      help: 'choose another name',
      place: placeOf(loaded.file),
      related: [{ message: 'it is defined here first', place: placeOf(other.file) }],
    };
    const sources = [...loaded.sources, ...other.sources];
    return { ...rest, sources, diagnostics: sortDiagnostics([...loaded.diagnostics, repeated]) };
  });
}
