import type { GeneratedFile } from '../generated-files.js';
import { shellWord } from '../shell-word.js';

export const ciSystems = ['github', 'gitlab'] as const;
export type CiSystem = (typeof ciSystems)[number];

/** What a CI system needs to check and test the policies of a folder, and where it looks for it. */
export function ciFile(system: CiSystem, folder: string): GeneratedFile {
  return system === 'github'
    ? { path: '.github/workflows/policy.yml', text: githubWorkflow(folder) }
    : { path: '.gitlab-ci.yml', text: gitlabJob(folder) };
}

function githubWorkflow(folder: string): string {
  const option = optionFor(folder);
  return `name: policy
on:
  push: { branches: [main] }
  pull_request: { paths: [${JSON.stringify(`${folder}/**`)}] }
jobs:
  policy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci
      - run: npx policy validate${option} --strict
      - run: npx policy test${option} --reporter github --reporter junit=policy-tests.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: policy-tests, path: policy-tests.xml }
`;
}

function gitlabJob(folder: string): string {
  const option = optionFor(folder);
  return `policy:
  image: node:22
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
    - changes: [${JSON.stringify(`${folder}/**/*`)}]
  script:
    - npm ci
    - npx policy validate${option} --strict
    - npx policy test${option} --reporter pretty --reporter junit=policy-tests.xml
  artifacts:
    when: always
    reports: { junit: policy-tests.xml }
`;
}

function optionFor(folder: string): string {
  return folder === 'policies' ? '' : ` --policy ${shellWord(folder)}`;
}
