import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js';
import type { Place, SourceFile } from '../diagnostics/place.js';
import { answerIncludes, type ReadInclude } from './answer-includes.js';
import { linkPolicy } from './link-policy.js';
import { conditionAround } from './misplaced-key.js';
import type { Policy } from './policy.js';
import { type PolicyFiles, readPolicyFiles } from './read-policy-files.js';
import { collectFindings } from './report.js';

export interface ParsePolicyOptions {
  /** Name of the file, for places. Default: `policy.yaml`. */
  readonly file?: string;
  /** Gives the text of included files. Without it an `include` is an error. */
  readonly readInclude?: ReadInclude;
}

/** A policy in which every name resolves, and what was found while it was read. */
export interface PolicyResult {
  /** Undefined exactly when `diagnostics` holds an error. */
  readonly policy?: Policy;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files that were read, for drawing the findings. */
  readonly sources: readonly SourceFile[];
}

/** Policy text → checked policy, or all that is wrong with it. Pure; never throws. */
export function parsePolicy(text: string, options: ParsePolicyOptions = {}): PolicyResult {
  return linkFiles(answerIncludes(readPolicyFiles(text, options.file ?? 'policy.yaml'), options.readInclude));
}

/** The policy that the files make up, or all that is wrong with it. Never throws. */
export function linkFiles(files: PolicyFiles): PolicyResult {
  const { report, list } = collectFindings();
  const policy = linkPolicy(files, report);
  const names = list();
  const diagnostics = sortDiagnostics(withoutRepeats([...withoutUnder(files.diagnostics, names), ...names]));
  const good = policy !== undefined && !hasErrors(diagnostics);
  return { diagnostics, sources: files.sources, ...(good && { policy }) };
}

/** The shape of what stands under a name that does not exist (`or: [ … ]`) says nothing more. */
function withoutUnder(shapes: readonly Diagnostic[], names: readonly Diagnostic[]): Diagnostic[] {
  const unknown = names
    .filter(({ code }) => code === 'unknown-name' || code === 'misplaced-key')
    .flatMap(({ place, related = [] }) => [place, ...related.map((other) => other.place)]);
  const misplaced = names.filter(({ code }) => code === 'misplaced-key');
  return shapes.filter(
    (shape) =>
      !unknown.some(
        ({ file, pointer }) =>
          file === shape.place.file &&
          (shape.place.pointer === pointer || shape.place.pointer.startsWith(`${pointer}/`)),
      ) && !misplaced.some(({ place }) => lacksWhatStandsInside(shape, place)),
  );
}

/** Where a key stands one level too deep, it is missing one level up. */
function lacksWhatStandsInside({ code, place }: Diagnostic, inside: Place): boolean {
  return (
    code === 'missing-key' && place.file === inside.file && place.pointer === conditionAround(inside.pointer).owner
  );
}

/** What stands behind an alias is looked at once for each use. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, place }) => {
    const key = JSON.stringify([code, message, place.file, place.line, place.column]);
    return seen.size < seen.add(key).size;
  });
}
