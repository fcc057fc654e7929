// One native dialog, #dialog. Whatever htmx puts into it opens it; an empty answer or `dialog-close` closes it.
const place = () => document.getElementById("dialog");
let before = "";

const values = (root) =>
  JSON.stringify([...root.querySelectorAll("input, select, textarea")].map((field) => [field.value, field.checked]));

function focusFirst(root) {
  const target =
    root.querySelector("[data-focus]") ??
    root.querySelector("[autofocus]") ??
    root.querySelector("input[type=radio]:checked") ??
    root.querySelector("input[type=radio], input:not([type=hidden]):not(.visually-hidden), select, textarea") ??
    root.querySelector("[data-submit], footer .btn-primary, footer .btn-danger, a, button");
  target?.focus({ preventScroll: true });
}

export const isOpen = () => Boolean(place()?.open);

/** Close the dialog and empty it. */
export function closeDialog() {
  if (isOpen()) place().close();
}

/** Open the dialog on what it holds now. */
export function openDialog() {
  const dialog = place();
  dialog.classList.toggle("is-side", Boolean(dialog.querySelector("[data-side]")));
  if (!dialog.open) dialog.showModal();
  before = values(dialog);
  focusFirst(dialog);
}

/** Open the dialog on a copy of a <template>. */
export function openTemplate(id) {
  const template = document.getElementById(id);
  if (!template) return;
  place().replaceChildren(template.content.cloneNode(true));
  openDialog();
}

function swapped(event) {
  const target = event.detail.target ?? event.target;
  if (target?.id === "dialog") {
    if (target.textContent.trim()) openDialog();
    else closeDialog();
    return;
  }
  target?.querySelector?.("[data-focus]")?.focus();
}

function answered(event) {
  const { xhr, elt } = event.detail;
  const done = xhr && (xhr.status === 204 || xhr.getResponseHeader("HX-Trigger")?.includes("dialog-close"));
  if (done && place().contains(elt)) closeDialog();
}

function clicked(event) {
  const opener = event.target.closest("[data-dialog-template]");
  if (opener) return openTemplate(opener.dataset.dialogTemplate);
  if (event.target.closest("[data-close]")) return event.target.closest("dialog")?.close();
  const beside = event.target === place() && values(place()) === before;
  if (beside) closeDialog();
}

export function startDialog() {
  document.addEventListener("htmx:afterSwap", swapped);
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("dialog-close", closeDialog);
  document.addEventListener("click", clicked);
  place()?.addEventListener("close", () => {
    place().replaceChildren();
    document.dispatchEvent(new CustomEvent("cl:dialog-closed"));
  });
  if (place()?.textContent.trim()) openDialog();
}
