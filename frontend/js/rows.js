// A cursor over rows: [data-rows] holds [data-row] (or table rows with data-href). J, K and the arrows move it.
const rowsOf = (list) => [...list.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);

/** The row that the cursor is on, if it is still on the page. */
export function cursorRow() {
  return document.querySelector("[data-rows] .is-cursor");
}

function put(row, { focus = true } = {}) {
  for (const other of document.querySelectorAll("[data-rows] .is-cursor")) other.classList.remove("is-cursor");
  row.classList.add("is-cursor");
  if (!row.hasAttribute("tabindex")) row.tabIndex = 0;
  if (!focus) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const elsewhere = () => document.activeElement?.closest("[data-grid], [data-board], [data-roving], .cl-menu, dialog");

/** Move by `step` rows; says whether there was a list to move in. */
export function moveCursor(step) {
  const list = cursorRow()?.closest("[data-rows]") ?? document.querySelector("[data-rows]");
  if (!list || elsewhere()) return false;
  const rows = rowsOf(list);
  const at = rows.indexOf(cursorRow());
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) put(next);
  return Boolean(next);
}

/** Open the row under the cursor: its data-href or its first link. */
export function openRow() {
  const row = cursorRow();
  if (!row || elsewhere()) return false;
  const link = row.querySelector("a[href]");
  if (row.dataset.href) location.assign(row.dataset.href);
  else link?.click();
  return Boolean(row.dataset.href || link);
}

/** Tick or untick the row under the cursor. */
export function selectRow() {
  const box = cursorRow()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

export function startRows() {
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] [data-row]");
    if (row) put(row, { focus: false });
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row][data-href]");
    const chosen = String(getSelection()).length > 0;
    if (row && !chosen && !event.target.closest("a, button, input, label, summary")) location.assign(row.dataset.href);
  });
  const first = document.querySelector('[data-rows="first"] [data-row]');
  if (first) put(first, { focus: false });
}
