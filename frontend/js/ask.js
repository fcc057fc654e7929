// Talking to the server: the token on every write, a quiet line while asking, the broken dialog on failure.
import htmx from "htmx.org/dist/htmx.esm.js";
import { openTemplate } from "./dialog.js";

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** POST a form's values without replacing anything on the page; resolves to whether the server took it. */
export async function post(url, values) {
  const body = new URLSearchParams(values);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
    return answer.ok;
  } catch {
    return false;
  }
}

let asking = 0;

function count(step) {
  asking = Math.max(0, asking + step);
  document.body.classList.toggle("is-asking", asking > 0);
}

const isPoll = (event) => event.detail.elt?.getAttribute?.("hx-trigger")?.startsWith("every");

export function startAsking() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:beforeSend", (event) => isPoll(event) || count(1));
  document.addEventListener("htmx:afterRequest", (event) => isPoll(event) || count(-1));
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => isPoll(event) || openTemplate("broken-template"));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reload]")) location.reload();
  });
}

export { htmx };
