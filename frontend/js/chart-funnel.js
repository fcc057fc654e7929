// A funnel picture whose bands line up with the rows of the table beside it.
import { color, text } from "./chart-look.js";

/** ECharts option for {values: [412, 298, …], weak: index of the weakest step or null, lang}. */
export function funnelChart(data) {
  const most = Math.max(...data.values, 1);
  const fill = (at) => color(at === data.weak ? "--cl-warn-line" : "--cl-seq-2");
  return {
    animation: false, aria: { enabled: true }, tooltip: { show: false },
    series: [{
      type: "funnel", sort: "none", left: 0, right: 0, top: 0, bottom: 0, gap: 3, min: 0, max: most, minSize: "6%",
      maxSize: "100%", funnelAlign: "center", labelLine: { show: false }, itemStyle: { borderWidth: 0 },
      label: {
        position: "inside", formatter: (band) => band.data.value.toLocaleString(data.lang), ...text(13, "--cl-ink"),
        fontWeight: 600,
      },
      data: data.values.map((value, at) => ({ value, itemStyle: { color: fill(at) } })),
    }],
  };
}
