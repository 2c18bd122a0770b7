import { shellWord } from '../shell-word.js';

/** A GitHub workflow that checks and tests the policies of a folder. */
export function githubWorkflow(folder: string): string {
  const option = folder === 'policies' ? '' : ` --policy ${shellWord(folder)}`;
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
      - run: npx policy test${option} --reporter pretty --reporter junit=policy-tests.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: policy-tests, path: policy-tests.xml }
`;
}

/** Where GitHub looks for it. */
export const githubWorkflowPath = '.github/workflows/policy.yml';
