// The board: cards are dragged between lanes, or lifted with Space, carried with the arrows and dropped with Space.
// A drop posts `stage` to the card's data-move; the answer replaces [data-board]. If it does not (a refusal, or a
// question in the dialog), the card goes back to its place.
import Sortable from "sortablejs";
import { htmx } from "./ask.js";
import { isOpen } from "./dialog.js";
import { startCarrying } from "./board-keys.js";

const tray = () => document.querySelector("[data-tray]");

/** Show or hide the tray with the ends of a deal. */
export function raiseTray(up) {
  if (tray()) tray().hidden = !up;
}

/** Ask the server to move the card; puts it back by `putBack` unless the board was drawn anew. */
export async function drop(card, lane, putBack) {
  const board = card.closest("[data-board]") ?? document.querySelector("[data-board]");
  board.classList.add("is-busy");
  board.setAttribute("hx-swap", "outerHTML");
  try {
    await htmx.ajax("POST", card.dataset.move, {
      source: board, target: board, values: { stage: lane.dataset.lane },
    });
  } finally {
    board.classList.remove("is-busy");
    if (board.isConnected) back(card, putBack);
  }
}

function back(card, putBack) {
  putBack();
  card.classList.remove("is-lift");
  if (!isOpen()) return;
  card.classList.add("is-ghost");
  const wake = () => card.classList.remove("is-ghost");
  document.addEventListener("cl:dialog-closed", wake, { once: true });
}

function dragged(event) {
  raiseTray(false);
  const lane = event.to.closest("[data-lane]");
  const home = event.from.closest("[data-lane]");
  if (lane === home) return;
  const next = event.from.children[event.oldIndex] ?? null;
  drop(event.item, lane, () => event.from.insertBefore(event.item, next));
}

function makeSortable(place, options) {
  if (Sortable.get(place)) return;
  Sortable.create(place, {
    group: "deals", sort: false, animation: 160, draggable: "[data-deal][data-move]", forceFallback: true,
    fallbackOnBody: true, fallbackTolerance: 5, delay: 180, delayOnTouchOnly: true,
    ghostClass: "is-ghost", fallbackClass: "is-lift", onStart: () => raiseTray(true), onEnd: dragged, ...options,
  });
}

function start(root) {
  for (const place of root.querySelectorAll("[data-board] .cl-lane-cards")) makeSortable(place, {});
  for (const end of root.querySelectorAll("[data-tray] > [data-lane]")) makeSortable(end, { draggable: ".never" });
}

export function startBoard() {
  htmx.onLoad((loaded) => start(loaded.parentElement ?? document));
  startCarrying({ drop, raiseTray });
}
