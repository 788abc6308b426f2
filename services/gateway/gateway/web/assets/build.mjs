// Bundles the pages' JavaScript and CSS into dist/, with the content's hash in every name, packed beforehand.
import { build } from "esbuild";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const dist = join(here, "dist");

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/theme.js", "src/main.js", "src/patient.js", "src/calendar.js", "src/app.css", "src/calendar.css"],
  outdir: dist,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  chunkNames: "chunk-[hash]",
  target: ["chrome111", "firefox115", "safari16.4"],
  legalComments: "linked",
  metafile: true,
});

// The letters of our PDFs (free to use, LICENSE beside them): the standard ones of PDF have no ł.
const fonts = join(here, "../../../node_modules/dejavu-fonts-ttf");
for (const name of ["ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "LICENSE"]) {
  await copyFile(join(fonts, name), join(dist, name === "LICENSE" ? "DejaVuSans.LICENSE.txt" : basename(name)));
}

const names = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  if (output.entryPoint) names[basename(output.entryPoint)] = basename(path);
  if (!/\.(js|css)$/.test(path)) continue;
  const bytes = await readFile(join(here, path));
  await writeFile(join(here, `${path}.br`), brotliCompressSync(bytes));
  await writeFile(join(here, `${path}.gz`), gzipSync(bytes, { level: 9 }));
}
await writeFile(join(dist, "manifest.json"), JSON.stringify(names, null, 2));
