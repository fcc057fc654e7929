// Charts of report pages: [data-chart="rules|funnel"][data-source=ID], ID a <script type="application/json">.
// a chart with data-rows="9" (3 to 9) is as high as so many rows of its table.
import { FunnelChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { funnelChart } from "./chart-funnel.js";
import { rulesChart } from "./chart-rules.js";

use([ScatterChart, FunnelChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);
const makers = { rules: rulesChart, funnel: funnelChart };

function draw(place) {
  const source = document.getElementById(place.dataset.source);
  const data = { lang: document.documentElement.lang, ...JSON.parse(source.textContent) };
  const chart = init(place, null, { renderer: "canvas" });
  const show = () => chart.setOption(makers[place.dataset.chart](data), true);
  show();
  chart.on("click", ({ data: point }) => point?.rule?.url && location.assign(point.rule.url));
  document.addEventListener("cl:theme", show);
  new ResizeObserver(() => chart.resize()).observe(place);
}

function start() {
  for (const place of document.querySelectorAll("[data-chart]")) draw(place);
}

document.fonts.ready.then(start);
