import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { FactDeclaration } from './fact-declaration.js';
import type { Names } from './names.js';
import type { BucketFact, Fact } from './policy-document.generated.js';
import { isSound, type Located, soundChild, valuePlace } from './policy-file.js';
import { oneOf, quote } from './quote.js';
import type { Report } from './report.js';

/** Holdouts name other facts, so they are checked when all facts are known: each names an arm of another experiment. */
export function checkHoldouts(
  declared: ReadonlyMap<string, Located<Fact>>,
  facts: Names<FactDeclaration>,
  report: Report,
): void {
  for (const [name, at] of declared) {
    if (at.value?.from === 'bucket' && isSound(at)) checkHoldout(name, at as Located<BucketFact>, facts, report);
  }
}

function checkHoldout(name: string, at: Located<BucketFact>, facts: Names<FactDeclaration>, report: Report): void {
  const holdout = soundChild(at, 'holdout');
  const fact = holdout && soundChild(holdout, 'fact');
  if (holdout === undefined || fact === undefined) return;
  const declaration = facts.find(fact)?.declaration;
  if (declaration === undefined) return;
  if (fact.value === name || declaration.from !== 'bucket' || declaration.holdout !== undefined) {
    report('invalid-value', whyNoHoldout(fact, name, declaration), valuePlace(fact), {
      help: 'name a bucket fact that has no holdout itself',
    });
    return;
  }
  const arm = soundChild(holdout, 'arm');
  const arms = declaration.arms.map((each) => each.name);
  if (arm === undefined || arms.includes(arm.value)) return;
  const meant = didYouMean(arm.value, arms);
  const help = meant === undefined ? `\`${fact.value}\` is ${oneOf(arms)}` : `did you mean \`${meant}\`?`;
  report('unknown-name', `\`${fact.value}\` has no arm ${quote(arm.value, arm.pointer)}`, valuePlace(arm), { help });
}

function whyNoHoldout(fact: Located<string>, name: string, { from }: Fact): string {
  if (fact.value === name) return `\`${name}\` cannot be its own holdout`;
  if (from !== 'bucket') return `\`${fact.value}\` is no experiment that could hold keys out`;
  return `\`${fact.value}\` has a holdout itself`;
}
