/**
 * The one reading of a policy's patterns: with the `u` flag where the pattern compiles with it, else without.
 * Throws a SyntaxError when it compiles neither way.
 */
export function compilePattern(pattern: string, ignoreCase: boolean): RegExp {
  const flags = ignoreCase ? 'i' : '';
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return new RegExp(pattern, flags);
  }
}
