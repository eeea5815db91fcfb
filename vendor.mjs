// Build the npm libraries of the page into static/vendor: one minified ES module per library, shared code in chunks (so
// that preact exists once), an import map for templates/base.html, and the licences. hatch_build.py runs this after
// `npm ci`. Our own modules are not bundled; the browser loads them as written.
import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, 'static', 'vendor');

/** Libraries that the page imports. To add one, add a line here and in package.json. */
const MODULES = [
  'preact',
  'preact/hooks',
  '@preact/signals',
  'htm',
  'htm/preact',
  'uplot',
  'papaparse',
  'd3-array',
  'd3-contour',
  'd3-scale-chromatic',
  '@dagrejs/dagre',
  'katex',
  'micromark',
  'lucide',
];

/** Style sheets of libraries: file name in static/vendor -> path in node_modules. */
const STYLES = { 'uplot.css': 'uplot/dist/uPlot.min.css' };

/** Icons that the page uses. The whole of lucide has 560 kB, so only these are bundled. */
const ICONS = [
  'ArrowLeft',
  'Check',
  'ChevronDown',
  'ChevronLeft',
  'ChevronRight',
  'ChevronUp',
  'CircleCheck',
  'CircleHelp',
  'Copy',
  'Dices',
  'Download',
  'Eraser',
  'ExternalLink',
  'Eye',
  'EyeOff',
  'FastForward',
  'FileDown',
  'FileText',
  'FolderOpen',
  'GitBranch',
  'Hourglass',
  'Info',
  'LayoutPanelLeft',
  'Lightbulb',
  'Link',
  'Lock',
  'LockOpen',
  'LogOut',
  'Maximize2',
  'Megaphone',
  'MessageCircleQuestion',
  'Minus',
  'Moon',
  'Pause',
  'Pencil',
  'Play',
  'Plus',
  'Projector',
  'RefreshCw',
  'RotateCcw',
  'Save',
  'Search',
  'Send',
  'Settings2',
  'Share2',
  'SkipBack',
  'SkipForward',
  'SlidersHorizontal',
  'StepBack',
  'StepForward',
  'Sun',
  'SunMoon',
  'Trash2',
  'TriangleAlert',
  'Undo2',
  'Unplug',
  'Upload',
  'UserCheck',
  'UserMinus',
  'Users',
  'Wifi',
  'WifiOff',
  'X',
];

const fileName = (/** @type {string} */ library) => library.replace('@', '').replaceAll('/', '-');

/** Plugin of esbuild: the entry "lucide" exports only ICONS; the files of the library resolve as usual.
 * @type {import("esbuild").Plugin} */
const chosenIcons = {
  name: 'chosen-icons',
  setup(build) {
    build.onResolve({ filter: /^lucide$/ }, ({ kind }) =>
      kind === 'entry-point' ? { path: 'lucide', namespace: 'icons' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'icons' }, () => ({
      contents: `export { ${ICONS.join(', ')} } from "lucide";`,
      resolveDir: root,
    }));
  },
};

/** Licence texts of all bundled packages, which their licences require to be distributed.
 * @param {string[]} inputs - paths of the bundled files, relative to the root
 * @returns {string} */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []));
  return [...packages]
    .sort()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no licence file. Add its text by hand, or remove the package`);
      return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    ...MODULES.map((library) => ({ in: library, out: fileName(library) })),
    ...Object.entries(STYLES).map(([file, path]) => ({ in: path, out: file.replace(/\.css$/, '') })),
  ],
  outdir: out,
  plugins: [chosenIcons],
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  legalComments: 'none', // LICENSES.txt has the full texts
  logLevel: 'warning',
});

const imports = Object.fromEntries(MODULES.map((library) => [library, `/static/vendor/${fileName(library)}.js`]));
writeFileSync(join(out, 'importmap.json'), `${JSON.stringify({ imports }, null, 2)}\n`);
writeFileSync(join(out, 'LICENSES.txt'), licences(Object.keys(metafile.inputs)));
