// Bundle the page into a folder: `node bundle.mjs FOLDER`. Each view gets one script and one style sheet; code that several
// views need is in scripts of its own. Names change with the contents, so browsers may cache the files for ever. Every file
// is also written compressed, and manifest.json lists the files of each source. app/bundle runs this and reads the result.
import { build } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** @import {BuildOptions, Metafile, Plugin} from 'esbuild' */

const root = dirname(fileURLToPath(import.meta.url));
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Expected a folder: node bundle.mjs FOLDER');

/** Bytes of source that deserve a file of their own if fewer than half of the views need them, such as katex. */
const LARGE = 24_000;

const filesIn = (/** @type {string} */ path) => readdirSync(join(root, path)).map((name) => `${path}/${name}`);
const views = filesIn('static/js/pages');

/** Plugin of esbuild: libraries come from static/vendor, as in the page that is served as written.
 * @type {Plugin} */
const libraries = {
  name: 'libraries',
  setup(build) {
    const { imports } = JSON.parse(readFileSync(join(root, 'static/vendor/importmap.json'), 'utf8'));
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('data:')) return null;
      if (path in imports) return { path: join(root, imports[path]) };
      return { errors: [{ text: `vendor.mjs builds no library "${path}"` }] };
    });
  },
};

/** Plugin of esbuild: every entry also imports the shared modules, so that esbuild puts them into one file.
 * @param {string[]} shared
 * @param {Set<string>} entries
 * @returns {Plugin} */
const sharing = (shared, entries) => ({
  name: 'sharing',
  setup(build) {
    build.onResolve({ filter: /^shared$/ }, () => ({ path: 'shared', namespace: 'shared' }));
    build.onLoad({ filter: /.*/, namespace: 'shared' }, () => ({
      contents: shared.map((path) => `import './${path}';`).join('\n'),
      resolveDir: root,
    }));
    build.onLoad({ filter: /\.js$/ }, ({ path }) =>
      entries.has(relative(root, path)) ? { contents: `import 'shared';\n${readFileSync(path, 'utf8')}` } : null,
    );
  },
});

/** @type {BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: folder,
  write: false,
  legalComments: 'none', // static/vendor/LICENSES.txt has the full texts
  logLevel: 'warning',
};

/** Modules that a module needs before it runs, itself included.
 * @param {Metafile['inputs']} inputs
 * @param {string} path */
function needsOf(inputs, path, found = new Set([path])) {
  for (const { path: target, kind } of inputs[path].imports) {
    if (kind !== 'import-statement' || found.has(target)) continue;
    found.add(target);
    needsOf(inputs, target, found);
  }
  return found;
}

/** Modules for the file that all views share. Modules that the same views need belong together: they are shared if at
 * least half of the views need them, or if they are several views' and too small for a file of their own.
 * @param {Metafile['inputs']} inputs */
function chooseShared(inputs) {
  const needs = views.map((view) => needsOf(inputs, view));
  const usersOf = (/** @type {string} */ path) => views.filter((_, index) => needs[index].has(path));
  const groups = groupBy(new Set(needs.flatMap((paths) => [...paths])), (path) => usersOf(path).join());
  return groups.flatMap((group) => {
    const users = usersOf(group[0]).length;
    const bytes = group.reduce((sum, path) => sum + inputs[path].bytes, 0);
    return users >= views.length / 2 || (users > 1 && bytes < LARGE) ? group : [];
  });
}

/** @param {Iterable<string>} items
 * @param {(item: string) => string} keyOf */
function groupBy(items, keyOf) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** Modules that are imported later, with `import()`.
 * @param {Metafile['inputs']} inputs */
const importedLater = (inputs) =>
  Object.values(inputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path),
  );

/** Files that an output needs before it runs, itself first.
 * @param {Metafile['outputs']} outputs
 * @param {string} path */
function filesOf(outputs, path, found = new Set([path])) {
  for (const { path: target, kind } of outputs[path].imports) {
    if (kind !== 'import-statement' || found.has(target)) continue;
    found.add(target);
    filesOf(outputs, target, found);
  }
  return found;
}

const { inputs } = (await build({ ...options, plugins: [libraries], entryPoints: views, metafile: true })).metafile;
const { outputFiles = [], metafile } = await build({
  ...options,
  plugins: [sharing(chooseShared(inputs), new Set([...views, ...importedLater(inputs)])), libraries],
  entryPoints: [...views, ...filesIn('static/css/pages'), 'static/js/early.js', 'static/icon.svg'],
  loader: { '.svg': 'copy' },
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  splitting: true,
  banner: { js: '//# allFunctionsCalledOnLoad' }, // Chromium then compiles while it loads, not on the page's thread
  minify: true,
  metafile: true,
});

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }; // 11 takes four times as long to save 8 %
mkdirSync(folder, { recursive: true });
await Promise.all(
  outputFiles.map(async ({ path, contents }) => {
    writeFileSync(path, contents);
    writeFileSync(`${path}.br`, await promisify(brotliCompress)(contents, brotli));
    writeFileSync(`${path}.gz`, await promisify(gzip)(contents, { level: 9 }));
  }),
);
const entries = Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
  entryPoint
    ? [[relative('static', entryPoint), [...filesOf(metafile.outputs, path)].map((file) => basename(file))]]
    : [],
);
writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
