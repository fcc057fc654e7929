// Whitespace: arrows move over the cells of [data-grid], Enter opens the cell's card (#cell-card) beside it.
const card = () => document.getElementById("cell-card");
let opened = null;

function cellAt(table, row, column) {
  const line = table.tBodies[0].rows[row];
  return line?.cells[column]?.querySelector("a, button, [tabindex]");
}

function arrow(event) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const cell = event.target.closest?.("[data-grid] td");
  if (!step || !cell) return;
  event.preventDefault();
  const table = cell.closest("table");
  let row = cell.parentElement.sectionRowIndex;
  let column = cell.cellIndex;
  for (;;) {
    row += step[0];
    column += step[1];
    const line = table.tBodies[0].rows[row];
    if (!line?.cells[column]) return;
    const next = cellAt(table, row, column);
    if (next) return next.focus();
  }
}

function place(cell) {
  const at = cell.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - card().offsetWidth - 12);
  const above = at.top - card().offsetHeight - 6;
  const fits = at.bottom + card().offsetHeight + 12 < innerHeight || above < 6;
  card().style.left = `${Math.max(left, 12)}px`;
  card().style.top = `${fits ? at.bottom + 6 : above}px`;
}

function mark(cell, on) {
  cell?.closest("td")?.classList.toggle("is-hov", on);
  cell?.closest("tr")?.classList.toggle("is-hov", on);
}

/** Hide the card of a cell; focus goes back to the cell when it was inside. */
function hide() {
  if (!card() || card().hidden) return;
  const inside = card().contains(document.activeElement);
  card().hidden = true;
  mark(opened, false);
  if (inside) opened?.focus();
}

export function startGrid() {
  document.addEventListener("scroll", () => card()?.hidden === false && place(opened), { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    else arrow(event);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#cell-card, [data-grid] td")) hide();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "cell-card") return;
    mark(opened, false);
    opened = event.detail.requestConfig.elt;
    card().hidden = false;
    place(opened);
    mark(opened, true);
    const deed = card().querySelector(".btn-primary") ?? card().querySelector("a, button");
    deed?.focus({ preventScroll: true });
  });
}
