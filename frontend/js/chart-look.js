// Colours and type of charts, read from the tokens. A probe element resolves light-dark(), which
// getPropertyValue would hand over as text.
let probe;

/** The colour that a token has under the theme shown now. */
export function color(token) {
  if (!probe) {
    probe = document.createElement("i");
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}

export const text = (size = 12, token = "--cl-ink-3") => ({
  fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size, color: color(token),
});

export const axis = (name, more) => ({
  name, nameTextStyle: text(12), axisLabel: text(11), axisLine: { lineStyle: { color: color("--cl-line-2") } },
  axisTick: { show: false }, splitLine: { lineStyle: { color: color("--cl-grid") } }, ...more,
});

/** Five steps of one hue, from little to much. */
export const amounts = () => [1, 2, 3, 4, 5].map((step) => color(`--cl-seq-${step}`));
