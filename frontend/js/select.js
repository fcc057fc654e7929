// Ticked rows: input[data-select] in [data-rows], input[data-select-all], and the bar [data-bulk] that counts them.
const boxes = () => [...document.querySelectorAll("input[data-select]")];

function show() {
  const ticked = boxes().filter((box) => box.checked);
  for (const box of boxes()) box.closest("[data-row]")?.setAttribute("aria-selected", String(box.checked));
  for (const all of document.querySelectorAll("input[data-select-all]")) {
    all.checked = ticked.length > 0 && ticked.length === boxes().length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    bar.hidden = ticked.length === 0;
    for (const place of bar.querySelectorAll("[data-bulk-count]")) place.textContent = String(ticked.length);
  }
}

function setAll(checked) {
  for (const box of boxes()) box.checked = checked;
  show();
}

export function startSelect() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-select-all]")) setAll(event.target.checked);
    else if (event.target.matches("input[data-select]")) show();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-clear]")) setAll(false);
  });
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape" && !open && boxes().some((box) => box.checked)) setAll(false);
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
}
