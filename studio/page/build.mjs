// Builds the page: one file, dist/index.html, with its styles and script inside and a content security
// policy that names both by their hashes. The same sources give the same bytes.
//     node build.mjs [OUT]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const kMaxKilobytes = 120; // gzipped, so that the program stays small

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: { page: "src/main.tsx", styles: "src/styles.css" },
    bundle: true,
    minify: true,
    write: false,
    outdir: "dist",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const text = (name) => result.outputFiles.find((file) => file.path.endsWith(name)).text.trim();
  // "</script" inside a string would end the element.
  const inputs = Object.keys(result.metafile.inputs);
  return { script: text("page.js").replaceAll("</script", "<\\/script"), style: text("styles.css"), notices: notices(inputs) };
}

/// The licences of the packages that are part of the page, as they ask for.
function notices(inputs) {
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const packages = new Set(inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
  return [...packages].sort().map((name) => {
    const folder = resolve(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
    return escaped(`${name} ${version} (${license})\n\n${readFileSync(resolve(folder, "LICENSE"), "utf8").trim()}`);
  }).join("\n\n\n");
}

function policy({ script, style }) {
  return [
    "default-src 'none'",
    "connect-src 'self'",
    "img-src data: blob:",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const parts = await bundle();
const page = readFileSync(resolve(here, "src/index.html"), "utf8")
  .replace("<!--policy-->", () => `<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">`)
  .replace("<!--style-->", () => parts.style)
  .replace("<!--notices-->", () => parts.notices)
  .replace("<!--script-->", () => parts.script);
const kilobytes = gzipSync(page, { level: 9 }).length / 1024;
if (kilobytes > kMaxKilobytes) {
  console.error(`the page has ${kilobytes.toFixed(1)} KB gzipped; the limit is ${kMaxKilobytes}`);
  process.exit(1);
}
const out = resolve(process.argv[2] ?? resolve(here, "dist/index.html"));
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, page);
console.log(`${out}: ${kilobytes.toFixed(1)} KB gzipped`);
