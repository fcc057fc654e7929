// A process instance drawn on its diagram. States are CSS markers, never colours in the BPMN file.
import Viewer from "bpmn-js/lib/NavigatedViewer";

const STATES = { done: "is-done", wait: "is-wait", fail: "is-fail", next: "is-next", path: "is-path" };

/** A token's colour now, as SVG takes it: icons, gateways and arrow heads are drawn in it. */
function colour(token) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${token})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function makeViewer(place) {
  const fontFamily = getComputedStyle(document.body).fontFamily;
  return new Viewer({
    container: place,
    bpmnRenderer: { defaultFillColor: colour("--cl-surface"), defaultStrokeColor: colour("--cl-ink-2") },
    textRenderer: {
      defaultStyle: { fontFamily, fontSize: 14.5, fontWeight: 500, lineHeight: 1.25 },
      externalStyle: { fontFamily, fontSize: 13 },
    },
  });
}

function badge(overlays, id, { state, text }) {
  const note = document.createElement("span");
  note.className = `cl-ov ${STATES[state] ?? ""}`;
  note.textContent = text;
  overlays.add(id, { position: { top: -13, left: 30 }, html: note, scale: false });
}

function mark(viewer, states) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [id, one] of Object.entries(states)) {
    if (!registry.get(id)) continue;
    if (STATES[one.state]) canvas.addMarker(id, STATES[one.state]);
    if (one.text) badge(viewer.get("overlays"), id, one);
  }
}

function zoomBy(viewer, way) {
  const canvas = viewer.get("canvas");
  if (way === "fit") return canvas.zoom("fit-viewport", "auto");
  return viewer.get("zoomScroll").stepZoom(way === "in" ? 1 : -1);
}

async function draw(place) {
  const inner = document.createElement("div");
  inner.className = "cl-canvas-place";
  place.prepend(inner);
  const viewer = makeViewer(inner);
  const answer = await fetch(place.dataset.url);
  await viewer.importXML(await answer.text());
  const source = document.getElementById(place.dataset.states);
  if (source) mark(viewer, JSON.parse(source.textContent));
  zoomBy(viewer, "fit");
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) zoomBy(viewer, button.dataset.zoom);
  });
  viewer.on("element.click", ({ element }) => {
    place.dispatchEvent(new CustomEvent("cl:element", { bubbles: true, detail: element.id }));
  });
  place.dataset.drawn = "";
}

document.fonts.ready.then(() => document.querySelectorAll("[data-diagram]").forEach(draw));
