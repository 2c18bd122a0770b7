import { checkPath } from './check-path.js';
import type { LinkContext } from './link-context.js';
import type { Record } from './policy-document.generated.js';
import { items, type Located, soundChild } from './policy-file.js';
import type { RecordSettings } from './record-settings.js';

/** What `record:` says, and which facts are private. */
export function linkRecord(
  at: Located<Record> | undefined,
  { facts, report }: Pick<LinkContext, 'facts' | 'report'>,
): RecordSettings {
  const paths = at && soundChild(at, 'attributes');
  const attributes = paths === undefined ? [] : items<string>(paths).filter((path) => checkPath(path, report));
  const isPrivate = facts.names().filter((name) => {
    const declaration = facts.get(name)?.declaration;
    return declaration !== undefined && 'private' in declaration && declaration.private === true;
  });
  return {
    content: at?.value.content ?? false,
    explain: at?.value.explain ?? false,
    attributes: attributes.map(({ value }) => value),
    privateFacts: new Set(isPrivate),
  };
}
