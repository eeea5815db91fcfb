/** Runs all tests of the page's modules in one process, which takes a third of the time of one process per file. */

import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url), { encoding: 'utf8', recursive: true });
for (const name of names.sort()) if (name.endsWith('.test.js')) await import(`./${name}`);
