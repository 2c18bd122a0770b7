import { caseTitle } from '../../verify/case-title.js';
import type { CaseResult } from '../../verify/fixture-result.js';
import { shellWord } from '../shell-word.js';

/** The command that runs just this case, or this cell of its matrix, again. */
export function rerunCommand(file: string, result: CaseResult): string {
  return `policy test ${shellWord(file)} --filter ${shellWord(caseTitle(result))}`;
}
