// The twin of dragging for keys.
const held = { card: null, home: null, next: null };

const lanes = () =>
  [...document.querySelectorAll("[data-board] [data-lane], [data-tray] > [data-lane]")];
const cardsOf = (lane) => lane.querySelector(".cl-lane-cards") ?? lane;
const nameOf = (lane) => lane.getAttribute("aria-label") ?? lane.textContent.trim();

function say(text) {
  document.getElementById("spoken").textContent = text;
}

function lift(card, tools) {
  Object.assign(held, { card, home: card.parentElement, next: card.nextElementSibling });
  card.classList.add("is-lift");
  tools.raiseTray(true);
  say(nameOf(card.closest("[data-lane]")));
}

const putBack = ({ card, home, next }) => home.insertBefore(card, next?.parentElement === home ? next : null);

function letGo(tools) {
  const was = { ...held };
  held.card = null;
  tools.raiseTray(false);
  document.querySelectorAll(".is-hot").forEach((end) => end.classList.remove("is-hot"));
  was.card.classList.remove("is-lift");
  return was;
}

function carry(step) {
  const all = lanes();
  const at = all.findIndex((lane) => lane.contains(held.card));
  const lane = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  cardsOf(lane).prepend(held.card);
  held.card.focus({ preventScroll: true });
  held.card.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(nameOf(lane));
}

function dropHere(tools) {
  const lane = held.card.closest("[data-lane]");
  const was = letGo(tools);
  if (lane.contains(was.home)) putBack(was);
  else tools.drop(was.card, lane, () => putBack(was));
}

function cancel(tools) {
  const was = letGo(tools);
  putBack(was);
  was.card.focus();
}

function withHeld(event, tools) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) carry(step);
  else if (event.key === " ") dropHere(tools);
  else if (event.key === "Escape") cancel(tools);
  event.preventDefault();
}

function neighbour(card, key) {
  const cards = (lane) => [...(lane?.querySelectorAll("[data-deal]") ?? [])];
  const lane = card.closest("[data-lane]");
  const at = cards(lane).indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") return cards(lane)[at + (key === "ArrowDown" ? 1 : -1)];
  const all = [...document.querySelectorAll("[data-board] [data-lane]")].filter((one) => cards(one).length);
  const beside = all[all.indexOf(lane) + (key === "ArrowRight" ? 1 : -1)];
  return cards(beside)[Math.min(at, cards(beside).length - 1)];
}

/** Let cards be walked and carried with keys. */
export function startCarrying(tools) {
  document.addEventListener("keydown", (event) => {
    if (held.card) return withHeld(event, tools);
    const card = event.target.closest?.("[data-deal]");
    if (!card || event.target !== card) return;
    if (event.key === " " && card.dataset.move) lift(card, tools);
    else if (event.key === "Enter") location.assign(card.dataset.href);
    else if (event.key.startsWith("Arrow")) neighbour(card, event.key)?.focus();
    else return;
    event.preventDefault();
  }, { capture: true });
}
