// Find or do. Results are the fragment that body[data-find-url]?q=… answers with: .cl-pal-row each.
import { htmx } from "./ask.js";

const DELAY = 140;
let timer = 0;
let asked = null;

const dialog = () => document.getElementById("palette");
const field = () => dialog().querySelector("input");
const results = () => document.getElementById("palette-results");
const rows = () => [...results().querySelectorAll(".cl-pal-row")];
const chosen = () => results().querySelector("[aria-selected=true]");

function choose(row) {
  chosen()?.setAttribute("aria-selected", "false");
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
  if (row) row.id ||= `found-${rows().indexOf(row)}`;
  field().setAttribute("aria-activedescendant", row?.id ?? "");
}

async function find() {
  asked?.abort();
  asked = new AbortController();
  const url = new URL(document.body.dataset.findUrl, location.href);
  url.searchParams.set("q", field().value);
  url.searchParams.set("from", location.pathname);
  try {
    const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    results().innerHTML = await answer.text();
    htmx.process(results());
    choose(rows()[0]);
  } catch (error) {
    if (error.name !== "AbortError") results().replaceChildren();
  }
}

/** Open the palette with an empty question. */
export function openPalette() {
  if (!dialog() || dialog().open) return;
  dialog().showModal();
  field().value = "";
  field().focus();
  find();
}

function keydown(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const list = rows();
    const next = (list.indexOf(chosen()) + step + list.length) % list.length;
    choose(list[next]);
  } else if (event.key === "Enter") {
    chosen()?.click();
  } else return;
  event.preventDefault();
}

export function startPalette() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) openPalette();
    if (event.target === dialog()) dialog().close();
    if (event.target.closest("#palette-results .cl-pal-row")) dialog().close();
  });
  dialog()?.addEventListener("keydown", keydown);
  dialog()?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, DELAY);
  });
}
