// What happened, and Undo. The server sends HX-Trigger: {"toast": {"text": …, "note": …, "undo_url": …}}.
import { htmx } from "./ask.js";

const STAYS = 8000;
const region = () => document.getElementById("toasts");

function runDown(toast) {
  let left = STAYS;
  let since = performance.now();
  let timer = setTimeout(() => toast.remove(), left);
  const stop = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const go = () => {
    if (toast.matches(":hover, :focus-within")) return;
    since = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), Math.max(left, 500));
  };
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, () => setTimeout(go));
}

/** Show one toast in place of the last. */
export function showToast({ text, note = "", undo_url: undo = "" }) {
  const copy = document.getElementById("toast-template").content.cloneNode(true);
  const toast = copy.querySelector("[data-toast]");
  toast.querySelector("[data-toast-text]").textContent = text;
  toast.querySelector("[data-toast-note]").textContent = note;
  const button = toast.querySelector("[data-undo]");
  button.dataset.undo = undo;
  button.hidden = !undo;
  region().replaceChildren(toast);
  runDown(toast);
}

export function startToast() {
  document.addEventListener("toast", (event) => showToast(event.detail));
  region()?.querySelectorAll("[data-toast]").forEach(runDown);
  region()?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo]");
    if (!button) return;
    const url = button.dataset.undo;
    button.closest("[data-toast]").remove();
    htmx.ajax("POST", url, { source: region(), target: region() });
  });
}
