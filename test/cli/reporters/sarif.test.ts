import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../../src/cli/reporters/reporter.js';
import { reportSarif } from '../../../src/cli/reporters/sarif.js';
import { invalidFile, ranFile, sampleCase, sampleOptions, sampleReport } from './sample-report.js';

const message = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const atLeastOne = { type: 'integer', minimum: 1 };
const location = {
  type: 'object',
  additionalProperties: false,
  required: ['physicalLocation'],
  properties: {
    id: { type: 'integer', minimum: -1 },
    message,
    physicalLocation: {
      type: 'object',
      additionalProperties: false,
      required: ['artifactLocation', 'region'],
      properties: {
        artifactLocation: {
          type: 'object',
          additionalProperties: false,
          required: ['uri'],
          properties: {
            // A relative reference, percent-encoded, without leading slash: code scanning resolves it in the repository.
            uri: { type: 'string', pattern: "^(?!/)(?:[A-Za-z0-9\\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+$" },
            uriBaseId: { type: 'string' },
          },
        },
        region: {
          type: 'object',
          additionalProperties: false,
          required: ['startLine'],
          properties: { startLine: atLeastOne, startColumn: atLeastOne, endLine: atLeastOne, endColumn: atLeastOne },
        },
      },
    },
  },
};

/** What SARIF 2.1.0 demands of the properties that we write; it knows no others of these names. */
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tool'],
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          invocations: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['executionSuccessful'],
              properties: { executionSuccessful: { type: 'boolean' } },
            },
          },
          tool: {
            type: 'object',
            additionalProperties: false,
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                additionalProperties: false,
                required: ['name'],
                properties: {
                  name: { type: 'string' },
                  version: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      additionalProperties: false,
                      required: ['id'],
                      properties: { id: { type: 'string' }, shortDescription: message },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['message', 'locations'],
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message,
                locations: { type: 'array', minItems: 1, items: location },
                relatedLocations: { type: 'array', uniqueItems: true, items: location },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
};
const validate = new Ajv2020({ allErrors: true }).compile(schema);

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly unknown[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly partialFingerprints: object;
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
        }[];
      }[];
    },
  ];
}

function sarif(report: TestReport, root = 'app'): Sarif {
  const options = sampleOptions({ inRepository: (file) => `${root}/${file}` });
  const log: unknown = JSON.parse(reportSarif(report, options));
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const read = log as Sarif;
  const [{ tool, results }] = read.runs;
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  return read;
}

describe('the sarif reporter', () => {
  it('places a failure where the policy decided, with the case and the expected rule beside it', () => {
    const [{ results, invocations }] = sarif(sampleReport(ranFile)).runs;
    const file = (uri: string): object => ({ uri: `app/${uri}`, uriBaseId: '%SRCROOT%' });
    expect(invocations).toEqual([{ executionSuccessful: true }]);
    expect(results).toMatchObject([
      {
        ruleId: 'case-failed',
        level: 'error',
        message: { text: expect.stringContaining('smallest change: tokens: 499') },
        locations: [
          {
            physicalLocation: {
              artifactLocation: file('policies/a.yaml'),
              region: { startLine: 9, startColumn: 10 },
            },
          },
        ],
        relatedLocations: [
          { id: 1, physicalLocation: { artifactLocation: file('policies/a.test.yaml'), region: { startLine: 3 } } },
          {
            id: 2,
            physicalLocation: { artifactLocation: file('policies/a.yaml'), region: { startLine: 5 } },
            message: { text: 'expected: by-size' },
          },
        ],
      },
    ]);
  });

  it('has the findings of a file that cannot run', () => {
    const [{ results, tool, invocations }] = sarif(sampleReport(ranFile, invalidFile)).runs;
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['case-failed', 'unknown-name']);
    expect(results.map(({ ruleId }) => ruleId)).toEqual(['case-failed', 'unknown-name']);
    expect(invocations).toEqual([{ executionSuccessful: false }]);
  });

  it('encodes what a URI cannot hold', () => {
    const [{ results }] = sarif(sampleReport(ranFile, invalidFile), 'a folder/ünï?#%').runs;
    const uris = results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    const folder = 'a%20folder/%C3%BCn%C3%AF%3F%23%25';
    expect(uris).toEqual([`${folder}/policies/a.yaml`, `${folder}/policies/b.test.yaml`]);
  });

  it('knows a failure again when lines have moved', () => {
    const moved = sampleCase({ ...ranFile.results[1], place: { ...invalidFile.diagnostics[0]!.place, line: 77 } });
    const before = sarif(sampleReport(ranFile)).runs[0].results;
    const after = sarif(sampleReport({ ...ranFile, results: [moved] })).runs[0].results;
    expect(after.map((result) => result.partialFingerprints)).toEqual(
      before.map((result) => result.partialFingerprints),
    );
  });

  it('is a run without results when all is well', () => {
    expect(sarif(sampleReport({ ...ranFile, results: [sampleCase()] })).runs[0].results).toEqual([]);
  });
});
