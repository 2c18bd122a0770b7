import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportGithub } from '../../../src/cli/reporters/github.js';
import { reportMarkdown } from '../../../src/cli/reporters/markdown.js';
import type { TestReport } from '../../../src/cli/reporters/reporter.js';
import { failedExecution, invalidFile, ranFile, sampleCase, sampleOptions, sampleReport } from './sample-report.js';

interface Annotation {
  readonly severity: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads workflow commands as the runner does. */
function annotations(report: TestReport): readonly Annotation[] {
  const lines = reportGithub(report, sampleOptions()).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const [, severity = '', pairs = '', message = ''] = /^::(error|warning) ([^\r]*?)::([^\r]*)$/.exec(line) ?? [];
    const properties = pairs
      .split(',')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
    const decoded = properties.map(([key, value]) => [key, decode(value)] as const);
    return { severity, properties: Object.fromEntries(decoded), message: decode(message) };
  });
}

function decode(text: string): string {
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

describe('the github reporter', () => {
  it('marks the line of the policy that decided a failed case', () => {
    const [annotation, ...more] = annotations(sampleReport(ranFile));
    expect(more).toEqual([]);
    expect(annotation).toMatchObject({
      severity: 'error',
      properties: {
        file: 'app/policies/a.yaml',
        line: '9',
        col: '10',
        title: 'policy test: fails & says "why" <here> [tokens=501]',
      },
    });
    expect(annotation?.message).toMatch(
      /^fails & says "why" <here> \[tokens=501\] \(policies\/a\.test\.yaml:3\)\nrule\n/,
    );
    expect(annotation?.message).toContain('✗ tokens is below 500  saw 501');
  });

  it('marks the case where only what followed the decision differs', () => {
    const report = sampleReport({ ...ranFile, results: [failedExecution] });
    expect(annotations(report)[0]?.properties).toMatchObject({ file: 'app/policies/a.test.yaml', line: '3', col: '5' });
  });

  it('marks what is wrong with a file, with its end', () => {
    expect(annotations(sampleReport(invalidFile))).toEqual([
      {
        severity: 'error',
        properties: {
          file: 'app/policies/b.test.yaml',
          line: '1',
          endLine: '1',
          col: '5',
          endColumn: '11',
          title: 'unknown-name',
        },
        message: 'there is no rule `by-sise`\nhelp: did you mean `by-size`?',
      },
    ]);
  });

  it('tells a finding about a policy once, however many files test it', () => {
    expect(annotations(sampleReport(invalidFile, { ...invalidFile, file: 'c.test.yaml' }))).toHaveLength(1);
  });

  it('keeps any name in one command', () => {
    const words = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `${text}::,%0A\r\n${text}`);
    fc.assert(
      fc.property(words, (name) => {
        const differences = [{ field: 'tier', expected: 'x', actual: 'y' }];
        const report = sampleReport({ ...ranFile, results: [sampleCase({ name, differences })] });
        expect(annotations(report)).toMatchObject([
          { severity: 'error', properties: { title: `policy test: ${name}` } },
        ]);
      }),
    );
  });

  it('says nothing when all is well', () => {
    expect(annotations(sampleReport({ ...ranFile, results: [sampleCase()] }))).toEqual([]);
  });
});

describe('the step summary', () => {
  const markdown = (report: TestReport): string => reportMarkdown(report, sampleOptions());

  it('has the totals, a table of the files, and the failures', () => {
    expect(
      markdown(sampleReport(ranFile, invalidFile)),
    ).toBe(`## ❌ policy test: 1 failed, 1 passed, 1 file could not run
| fixtures | policy | cases | failed |
| --- | --- | ---: | ---: |
| \`policies/a.test.yaml\` | \`a\` | 2 | 1 |
| \`policies/b.test.yaml\` | | cannot run | |

### \`fails & says "why" <here> [tokens=501]\`

\`policies/a.test.yaml:3\`

\`\`\`text
rule
  expected  by-size  policies/a.yaml:5
    ✗ all
      ? sensitive is true  unknown: cut
      ✗ tokens is below 500  saw 501
        smallest change: tokens: 499
      ✓ code is true  saw true
  decided   default  policies/a.yaml:9
chain
  expected  m/two
  decided   m/one
rerun: policy test policies/a.test.yaml --filter 'fails & says "why" <here> [tokens=501]'
\`\`\`

### \`policies/b.test.yaml\` cannot run

\`\`\`text
policies/b.test.yaml:1:5 there is no rule \`by-sise\`
  help: did you mean \`by-size\`?
\`\`\`
`);
  });

  it('says in one line that all is well', () => {
    expect(markdown(sampleReport({ ...ranFile, results: [sampleCase()] }))).toMatch(/^## ✅ policy test: 1 passed\n/);
  });

  it('leaves out what no summary could hold', () => {
    const differences = [{ field: 'tier', expected: 'x', actual: 'y' }];
    const results = Array.from({ length: 60 }, (_, index) => sampleCase({ name: `case ${index}`, differences }));
    const text = markdown(sampleReport({ ...ranFile, results }));
    expect(text.match(/^### /gm)).toHaveLength(50);
    expect(text).toContain('\n10 more failed.\n');
  });

  it('cannot be broken out of by a name', () => {
    const differences = [{ field: 'tier', expected: 'x', actual: '```` ```\n# not a heading' }];
    const text = markdown(
      sampleReport({ ...ranFile, results: [sampleCase({ name: '`a` | ``b``\n# c', differences })] }),
    );
    expect(text).toContain('### ``` `a` \\| ``b`` # c ```\n');
    expect(text).toMatch(/\n(`{5})text\n.*\n\1\n$/s);
  });
});
