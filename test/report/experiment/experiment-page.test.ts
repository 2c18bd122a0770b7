import { describe, expect, it } from 'vitest';
import { experimentPage } from '../../../src/report/experiment/experiment-page.js';
import { reportExperiment } from '../../../src/report/experiment/experiment-report.js';
import { seededRandom } from '../../../src/seeded-random.js';
import { armOf, experimentOf } from './experiment-arms.js';

const usual = { control: 'control', confidence: 95, tunedFor: 20_000 };

function armsOf(units: number, treatment = 'treatment') {
  const [one, other] = [seededRandom(1), seededRandom(2)];
  return [
    armOf('control', units, { cost: () => 2 + one(), score: () => 0.5 + one() / 2 }),
    armOf(treatment, units, { cost: () => 1 + other(), score: () => 0.5 + other() / 2 }),
  ];
}

async function page(treatment?: string): Promise<string> {
  const days = [200, 400, 800].map((units, index) => ({
    day: `2026-03-0${index + 1}`,
    arms: armsOf(units, treatment),
  }));
  return experimentPage(reportExperiment(experimentOf(armsOf(800, treatment)), usual), days);
}

describe('the page of an experiment', () => {
  it('holds the verdict, the arms, the intervals, and how they narrowed', async () => {
    const html = await page();
    expect(html).toContain('<p class="verdict">Compared with control, treatment costs less');
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).toContain('<h2>cost per 1,000 requests, treatment less control, by day</h2>');
    expect(html).not.toContain('failures, treatment less control');
    expect(html).toContain('2026-03-02');
    expect(html).not.toMatch(/<script|src=|https?:\/\/(?!www\.w3\.org)/);
  });

  it('shows names of arms as text', async () => {
    expect(await page('<script>alert(1)</script>')).not.toContain('<script');
  });

  it('draws no interval while there is none', async () => {
    const html = await experimentPage(reportExperiment(experimentOf(armsOf(20)), usual), []);
    expect(html).not.toContain('<svg');
    expect(html).toContain('class="warning"');
    expect(html).toContain('It is too early');
  });
});
