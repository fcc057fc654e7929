// Keys. Single letters are off in fields, and everywhere when body[data-keys=off]; they work on any keyboard layout.
import { isOpen, openTemplate } from "./dialog.js";
import { openPalette } from "./palette.js";
import { post } from "./ask.js";
import { cursorRow, moveCursor, openRow, selectRow } from "./rows.js";

const WAIT = 1200;
let going = 0;

const quiet = new Set(["checkbox", "radio", "button", "submit", "reset", "range"]);

/** Whether letters typed into this element are text. */
export function isTyping(element) {
  if (!element?.closest) return false;
  if (element.closest("[contenteditable=true], textarea, select")) return true;
  return element.matches("input") && !quiet.has(element.type);
}

/** The name of a key as [data-key] writes it: a letter by its place, so that Russian layouts work too. */
export function nameOf(event) {
  if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3);
  if (/^Digit[0-9]$/.test(event.code) && !event.shiftKey) return event.code.slice(5);
  return event.key;
}

const shown = (element) => element.getClientRects().length > 0 && !element.disabled;

function places() {
  if (isOpen()) return [document.getElementById("dialog")];
  return [document.getElementById("toasts"), cursorRow(), document.querySelector(".cl-offer.is-focus"), document];
}

function pressed(name) {
  for (const place of places()) {
    const found = [...(place?.querySelectorAll(`[data-key="${CSS.escape(name)}"]`) ?? [])].filter(shown);
    if (found.length) return found[0];
  }
  return null;
}

function press(element) {
  if (element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    element.focus?.({ preventScroll: true });
  }
}

function withControl(event) {
  if (event.code === "KeyK") {
    event.preventDefault();
    openPalette();
  } else if (event.key === "Enter") {
    const form = event.target.closest("form") ?? document.querySelector("#dialog form, form[data-main]");
    if (form) {
      event.preventDefault();
      const button = form.querySelector("[data-submit]");
      if (button) button.click(); // htmx sends the value of a button that was clicked, not of a submitter
      else form.requestSubmit();
    }
  }
}

function goTo(name) {
  going = 0;
  const link = document.querySelector(`[data-go="${CSS.escape(name)}"]`);
  link?.click();
  return Boolean(link);
}

function inRows(name) {
  if (isOpen()) return false;
  if (name === "J" || name === "ArrowDown") return moveCursor(1);
  if (name === "K" || name === "ArrowUp") return moveCursor(-1);
  if (name === "Enter") return openRow();
  return name === "X" && selectRow();
}

function single(event) {
  const name = nameOf(event);
  const letter = name.length === 1;
  if (letter && document.body.dataset.keys === "off") return false;
  if (going > performance.now() && goTo(name)) return true;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
    openTemplate("keys-template");
    return true;
  }
  if (inRows(name)) return true;
  const target = pressed(name);
  if (target) press(target);
  else if (name === "G" && !isOpen()) going = performance.now() + WAIT;
  else return false;
  return true;
}

function keydown(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) return withControl(event);
  if (isTyping(event.target)) {
    if (event.key === "Escape" && !event.target.closest("dialog")) event.target.blur();
    return;
  }
  const takesEnter = event.key === "Enter" && event.target.closest("a, button, summary");
  if (!takesEnter && single(event)) event.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", keydown);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) openTemplate("keys-template");
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    const on = event.target.checked;
    document.body.dataset.keys = on ? "on" : "off";
    post(document.body.dataset.keysUrl, { single_keys: on ? "on" : "" });
  });
}
