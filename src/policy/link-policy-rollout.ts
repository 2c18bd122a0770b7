import { checkPath } from './check-path.js';
import { linkRolloutGuards, rolloutBucket } from './link-rollouts.js';
import type { Policy, PolicyRollout } from './policy.js';
import type { PolicyDocument } from './policy-document.generated.js';
import { child, isSound, keyPlace, type Located, soundChild, valuePlace } from './policy-file.js';
import type { VersionedFile } from './policy-version.js';
import { quote } from './quote.js';
import type { PolicyFiles } from './read-policy-files.js';
import type { Report } from './report.js';
import { jsonType } from './schema-branches.js';

/** The policy's own `rollout:`, with the policy that serves all others; undefined when something in it is wrong. */
export function linkPolicyRollout(
  root: Located<PolicyDocument>,
  {
    previous: files,
    policy: previous,
  }: { readonly previous: PolicyFiles | undefined; readonly policy: Policy | undefined },
  report: Report,
): PolicyRollout | undefined {
  const at = soundChild(root, 'rollout');
  if (at === undefined) return undefined;
  const guards = linkRolloutGuards(soundChild(at, 'guards'), report);
  const named = child(at, 'previous');
  const fits =
    named !== undefined &&
    files !== undefined &&
    isFinal(named, files, report) &&
    previous !== undefined &&
    hasName(named, previous, root, report);
  if (!checkPath(child(at, 'key'), report) || !fits || !isSound(at)) return undefined;
  const { percent, key, seed = root.value.policy } = at.value;
  return {
    percent,
    bucket: rolloutBucket({ percent, key, seed }),
    previous,
    place: keyPlace(at),
    ...(guards !== undefined && { guards }),
  };
}

/** What all others get cannot depend on their keys again. */
function isFinal(at: Located<string>, { files }: PolicyFiles, report: Report): boolean {
  const document = files[0]?.value;
  if (jsonType(document) !== 'object' || !Object.hasOwn(document as object, 'rollout')) return true;
  report('invalid-value', `${quote(at.value, at.pointer)} is being rolled out itself`, valuePlace(at), {
    help: 'remove `rollout` from it, or name the policy that it replaces',
  });
  return false;
}

function hasName(at: Located<string>, previous: Policy, root: Located<PolicyDocument>, report: Report): boolean {
  const name = root.value.policy;
  if (previous.name === name) return true;
  const message = `${quote(at.value, at.pointer)} is the policy \`${previous.name}\`, not a version of \`${name}\``;
  report('invalid-value', message, valuePlace(at), { help: `name a file with policy: ${name}` });
  return false;
}

/** The same policy over another one is another version. */
export function previousVersion(rollout: PolicyRollout | undefined): readonly VersionedFile[] {
  return rollout === undefined ? [] : [{ name: '(previous)', text: rollout.previous.version }];
}
