/** The part of recheck's pure JavaScript build that judge-pattern.ts uses; see https://makenowjust-labs.github.io/recheck/ */
export type RecheckResult =
  | { readonly status: 'safe'; readonly complexity: { readonly type: 'constant' | 'linear' | 'safe' } }
  | {
      readonly status: 'vulnerable';
      readonly complexity: { readonly type: 'exponential' } | { readonly type: 'polynomial'; readonly degree: number };
      /** A way to build the attack string, such as `'a' + 'a'.repeat(31) + '!'`. */
      readonly attack: { readonly pattern: string };
    }
  | { readonly status: 'unknown'; readonly error: { readonly kind: string } };

/** `timeout` is in milliseconds. */
export function checkSync(source: string, flags: string, parameters?: { readonly timeout?: number }): RecheckResult;
