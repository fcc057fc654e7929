// Menus are <details data-menu>: one open at a time, closed by Esc or a touch elsewhere, walked with the arrows.
const openMenus = () => [...document.querySelectorAll("details[data-menu][open]")];

function walk(event, menu) {
  const rows = [...menu.querySelectorAll(":is(a, button).cl-menu-row, .cl-menu-row input")];
  const at = rows.indexOf(document.activeElement);
  const next = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function arrows(event) {
  const bar = event.target.closest?.("[data-roving]");
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!bar || !step) return;
  const all = [...bar.querySelectorAll("button:not(:disabled), a")];
  all[all.indexOf(document.activeElement) + step]?.focus();
}

export function startMenu() {
  document.addEventListener("click", (event) => {
    const own = event.target.closest("details[data-menu]");
    for (const menu of openMenus()) if (menu !== own) menu.open = false;
    if (event.target.closest(":is(a, button).cl-menu-row") && own) own.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const [menu] = openMenus();
    if (!menu) return arrows(event);
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key.startsWith("Arrow")) walk(event, menu);
  }, { capture: true });
}
