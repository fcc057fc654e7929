// Rules as points: support across, confidence up, shade by times above chance, shape by trust, size by count.
import { amounts, axis, color, text } from "./chart-look.js";

const SHAPES = { worthy: "circle", caution: "triangle", weak: "circle" };
const LIMITS = [1.5, 2, 3, 5, Infinity];

const shade = (rule) => LIMITS.findIndex((limit) => rule.lift < limit);
function point(rule) {
  const weak = rule.trust === "weak";
  return {
    value: [rule.support, rule.confidence], rule, symbol: SHAPES[rule.trust] ?? "circle",
    symbolSize: Math.max(7, Math.min(22, Math.sqrt(rule.count) * 1.5)),
    itemStyle: {
      borderColor: color("--cl-seq-4"), borderWidth: weak ? 1.5 : 1, ...(weak && { color: color("--cl-surface") }),
    },
  };
}

function picked(rule, data) {
  const supports = data.rules.map((one) => one.support).filter((value) => value > 0);
  const right = rule.support > Math.sqrt(Math.min(...supports) * Math.max(...supports));
  return {
    type: "scatter", data: [[rule.support, rule.confidence]], symbol: "circle", symbolSize: 22, z: 5, silent: true,
    itemStyle: { color: "transparent", borderColor: color("--cl-ink"), borderWidth: 2 },
    label: {
      show: true, position: right ? "left" : "right", distance: 6, formatter: rule.name, ...text(12, "--cl-ink"), fontWeight: 600,
      backgroundColor: color("--cl-surface"), padding: [2, 4], borderRadius: 3,
    },
  };
}

function scales(data) {
  const supports = data.rules.map((rule) => rule.support).filter((value) => value > 0);
  const low = Math.min(...supports, 1);
  const high = Math.max(...supports, 1);
  return {
    xAxis: axis(data.words.support, {
      type: "log", logBase: high / low < 40 ? 2 : 10, min: low / 1.4, max: high * 1.4, nameLocation: "middle", nameGap: 26,
      axisLabel: { ...text(11), formatter: (value) => `${Number(value.toPrecision(2)).toLocaleString(data.lang)}%`, showMinLabel: false, showMaxLabel: false },
    }),
    yAxis: axis(data.words.confidence, {
      min: 0, nameGap: 12, nameTextStyle: { ...text(12), align: "left", padding: [0, 0, 0, -40] },
      axisLabel: { ...text(11), formatter: "{value}%" },
    }),
  };
}

/** ECharts option for {words, rules: [{support, confidence, lift, count, trust, name, note, url}], picked}. */
export function rulesChart(data) {
  const names = data.words.shades;
  const series = names.map((name, at) => ({
    name, type: "scatter", color: amounts()[at], data: data.rules.filter((rule) => shade(rule) === at).map(point),
  }));
  const rule = data.rules[data.picked];
  return {
    animation: false, aria: { enabled: true }, textStyle: text(), grid: { left: 52, right: 28, top: 34, bottom: 42 },
    legend: {
      top: 2, right: 28, itemWidth: 10, itemHeight: 10, itemGap: 16, icon: "circle", data: names,
      itemStyle: { borderColor: amounts()[3], borderWidth: 1 }, textStyle: text(12, "--cl-ink-2"),
    },
    // richText: the HTML tooltip writes style attributes, which our policy refuses
    tooltip: {
      renderMode: "richText", backgroundColor: color("--cl-raised"), borderColor: color("--cl-line-2"),
      textStyle: text(12, "--cl-ink"), formatter: ({ data: at }) => (at.rule ? `${at.rule.name}\n${at.rule.note ?? ""}` : ""),
    },
    ...scales(data), series: rule ? [...series, picked(rule, data)] : series,
  };
}
