import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import katex from 'katex';

const FOLDER = new URL('../../../../static/glossary/', import.meta.url);

/**
 * Formulas of a file: those in fields, and those between dollar signs.
 *
 * @param {string} text
 */
function formulasIn(text) {
  const fields = [...text.matchAll(/^formula: (.+)$/gm)].flatMap(([, formula]) => formula.split(' \\\\ '));
  return [...fields, ...[...text.matchAll(/\$([^$\n]+)\$/g)].map(([, formula]) => formula)];
}

for (const file of readdirSync(FOLDER)) {
  test(`every formula of ${file} can be typeset`, () => {
    for (const formula of formulasIn(readFileSync(new URL(file, FOLDER), 'utf8'))) {
      assert.doesNotThrow(() => katex.renderToString(formula, { throwOnError: true, strict: false }), formula);
    }
  });
}
