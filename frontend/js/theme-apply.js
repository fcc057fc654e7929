// The theme asked for (data-theme: light, dark, auto) becomes the theme shown (data-bs-theme).
export const darkDesk = matchMedia("(prefers-color-scheme: dark)");

/** Show the theme that the document asks for; tells listeners of `cl:theme` when that changed something. */
export function applyTheme() {
  const root = document.documentElement;
  const asked = root.dataset.theme;
  const shown = asked === "dark" || (asked !== "light" && darkDesk.matches) ? "dark" : "light";
  if (root.dataset.bsTheme === shown) return;
  root.dataset.bsTheme = shown;
  document.dispatchEvent(new CustomEvent("cl:theme", { detail: shown }));
}
