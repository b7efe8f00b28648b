// Puts the built command with the packages that it uses into few files: loading a thousand modules one by one takes a third of
// the time that a start has. What the rooms read from beside themselves (fonts, workers, migrations) stays where it is.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import 'reflect-metadata'; // some of the packages whose names are asked for below want it

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = path.join(here, 'dist/bundled');

/**
 * Packages that carry WebAssembly or machine code, or start threads from files of their own; and those of which there may be one
 * only, since they ask for their own classes.
 */
const asTheyAre = [
  '@electric-sql/pglite',
  '@hyzyla/pdfium',
  '@prisma/client',
  '@signpdf/signpdf',
  '@signpdf/utils',
  'argon2',
  'pino',
  'pkcs11js',
];

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

/**
 * Gives a package that we load when it is needed the names that it has in Node: esbuild alone lets such a package have a default
 * and nothing else, where it is CommonJS.
 */
const namesOfLazyPackages = {
  name: 'names-of-lazy-packages',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path: name, kind, importer, resolveDir }) => {
      const isOurs = kind === 'dynamic-import' && !importer.includes('node_modules');
      if (!isOurs || name.startsWith('node:')) return undefined;
      const { path: file, external, errors } = await resolve(name, { kind: 'import-statement', resolveDir });
      return errors.length > 0 || external
        ? { errors, path: name, external }
        : { path: file, namespace: 'lazy' };
    });
    onLoad({ filter: /./, namespace: 'lazy' }, async ({ path: file }) => {
      const names = Object.keys(await import(pathToFileURL(file).href)).filter((name) => /^\w+$/.test(name));
      const contents = `export { ${names.join(', ')} } from ${JSON.stringify(file)};`;
      return { contents, resolveDir: path.dirname(file) };
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
  plugins: [namesOfLazyPackages, ownAddress],
  // CommonJS packages ask for Node's modules by `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
});
