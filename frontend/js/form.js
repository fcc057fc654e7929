// Small help in forms. data-opens="#id": shows and hides it; data-show="#id": a password; data-auto: sends on change;
// data-filled: what the server filled in is ringed for a moment; .cl-edit-form: Esc asks data-cancel for the old view.
import { htmx } from "./ask.js";

function opens(button) {
  const block = document.querySelector(button.dataset.opens);
  if (!block) return;
  block.hidden = !block.hidden;
  button.setAttribute(button.hasAttribute("aria-pressed") ? "aria-pressed" : "aria-expanded", String(!block.hidden));
  if (!block.hidden) block.querySelector("input, select, textarea")?.focus();
}

function show(button) {
  const field = document.querySelector(button.dataset.show);
  field.type = field.type === "password" ? "text" : "password";
  button.setAttribute("aria-pressed", String(field.type === "text"));
}

function ringFilled(root) {
  for (const field of root.querySelectorAll?.("[data-filled]") ?? []) {
    field.classList.add("cl-was-filled");
    setTimeout(() => field.classList.remove("cl-was-filled"), 2000);
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  document.getElementById("spoken").textContent = button.dataset.copied;
  button.classList.add("is-ok");
  setTimeout(() => button.classList.remove("is-ok"), 1500);
}

function cancelEdit(event) {
  const form = event.target.closest?.("form.cl-edit-form");
  if (event.key !== "Escape" || !form) return;
  event.preventDefault();
  htmx.ajax("GET", form.dataset.cancel, { source: form, target: form.parentElement, swap: "innerHTML" });
}

export function startForm() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens], [data-show], [data-copy]");
    if (!button) return;
    if (button.dataset.opens) opens(button);
    else if (button.dataset.show) show(button);
    else copy(button);
  });
  document.addEventListener("change", (event) => event.target.closest("form[data-auto]")?.requestSubmit());
  document.addEventListener("keydown", cancelEdit, { capture: true });
  htmx.onLoad(ringFilled);
  document.querySelector("[data-focus]")?.focus();
}
