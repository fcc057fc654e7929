// Offers: one card is in focus and answered with 1, 2, 3 (its buttons' data-key); a touch or Tab moves the focus.
function focusOn(card) {
  if (card.classList.contains("is-focus") || card.classList.contains("is-answered")) return;
  for (const other of document.querySelectorAll(".cl-offer.is-focus")) other.classList.remove("is-focus");
  card.classList.add("is-focus");
}

function next() {
  const open = document.querySelector(".cl-offer.is-focus");
  if (open) return;
  document.querySelector("[data-offer]:not(.is-answered):has([data-answer])")?.classList.add("is-focus");
}

export function startOffer() {
  for (const name of ["focusin", "pointerdown"]) {
    document.addEventListener(name, (event) => {
      const card = event.target.closest?.("[data-offer]");
      if (card?.querySelector("[data-answer]")) focusOn(card);
    });
  }
  document.addEventListener("htmx:afterSettle", next);
  next();
}
