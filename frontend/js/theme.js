// Choosing the theme: [data-theme-set="light|dark|auto"], or a radio or select named so, kept by a POST to body[data-theme-url].
import { post } from "./ask.js";
import { applyTheme, darkDesk } from "./theme-apply.js";

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  applyTheme();
  mark();
  const url = document.body.dataset.themeUrl;
  if (url) post(url, { theme });
}

function mark() {
  const asked = document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("button[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === asked));
  }
}

export function startTheme() {
  darkDesk.addEventListener("change", applyTheme);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme-set]");
    if (button) choose(button.dataset.themeSet);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-pick]")) choose(event.target.value);
  });
  mark();
}
