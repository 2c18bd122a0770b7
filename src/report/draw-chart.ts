/** An option of echarts, as its handbook has them; plain data. */
export type ChartOption = Readonly<Record<string, unknown>>;

export interface ChartSize {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** An SVG of the chart, drawn without a browser. Rejects with ERR_MODULE_NOT_FOUND where echarts is not installed. */
export async function drawChart(option: ChartOption, { width, height }: ChartSize): Promise<string> {
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'system-ui, sans-serif' }, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
