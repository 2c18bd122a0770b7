import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawChart } from '../../src/report/draw-chart.js';
import { escapeHtml, htmlPage, htmlTable } from '../../src/report/html-page.js';

describe('a page', () => {
  it('needs nothing from elsewhere', () => {
    const page = htmlPage({ title: 'A', subtitle: 'b', sections: ['<p>c</p>'] });
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('shows any text as text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
    const hostile = '<img src=x onerror=alert(1)>';
    const page = htmlPage({ title: hostile, subtitle: hostile, sections: [htmlTable([hostile], [[hostile]])] });
    expect(page).not.toContain('<img');
  });

  it('draws charts whose labels are text, too', async () => {
    const hostile = '</text><script>alert(1)</script>';
    const option = { xAxis: { type: 'category', data: [hostile] }, yAxis: {}, series: [{ type: 'bar', data: [1] }] };
    const svg = await drawChart(option, { width: 300, height: 200 });
    expect(svg).toMatch(/^<svg/);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('alert(1)');
  });
});
