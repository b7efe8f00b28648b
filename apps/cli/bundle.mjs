// Puts the built command with the packages that it uses into few files: loading a thousand modules one by one takes a third of
// the time that a start has. What the rooms read from beside themselves (fonts, workers, migrations) stays where it is.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.join(here, 'dist/bundled');

/** Packages that carry WebAssembly or machine code, or start threads from files of their own. */
const asTheyAre = ['@electric-sql/pglite', '@hyzyla/pdfium', '@prisma/client', 'argon2', 'pino', 'pkcs11js'];

/** Lets a module go on finding what lies beside it, although it has moved into another file. */
const ownAddress = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      if (!text.includes('import.meta')) return undefined;
      const address = JSON.stringify(path.relative(outdir, file).split(path.sep).join('/'));
      const contents = text.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`);
      if (/import\.meta\.(?!url\b)/.test(contents))
        throw new Error(`${file} uses more of import.meta than its url`);
      return { contents, loader: 'js' };
    });
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [path.join(here, 'dist/main.js')],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  define: { 'process.env.NODE_ENV': '"production"' },
  external: asTheyAre.flatMap((name) => [name, `${name}/*`]),
  plugins: [ownAddress],
  // CommonJS packages ask for Node's modules by `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
});
