// Builds the front end into src/crosslift/web/static/dist: same input, same bytes.
// File names carry no hash: the static file storage of the server adds one.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "crosslift", "web", "static", "dist");

/** One sprite of the icons named in icons.txt, each a symbol `i-NAME`. */
async function sprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = [];
  for (const name of [...new Set(names)].sort()) {
    const file = join(here, "node_modules", "@tabler", "icons", "icons", "outline", `${name}.svg`);
    const source = await readFile(file, "utf8");
    const body = source.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>[\s\S]*$/g, "");
    symbols.push(`<symbol id="i-${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "js/app.js", out: "app" },
    { in: "js/charts.js", out: "charts" },
    { in: "js/process.js", out: "process" },
    { in: "js/theme-early.js", out: "theme" },
    { in: "css/app.css", out: "app" },
    { in: "css/process.css", out: "process" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox120", "safari17.5"],
  charset: "utf8",
  legalComments: "linked",
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "dataurl" },
  assetNames: "fonts/[name]",
  logLevel: "warning",
});
await writeFile(join(out, "icons.svg"), await sprite());
