/** Tests of what an address asks for and a view does not have. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unknownChoices } from '../../../../static/js/core/address/unknownChoices.js';

const EXPECTED = {
  lab: ['run', 'depth'],
  copies: ['relu', 'he'],
  depth: { low: 3, high: 64 },
  output: { low: 0, high: 0 },
  see: { isKnown: (/** @type {string} */ given) => /^\d\.\d$/.test(given), text: 'two digits such as 1.2' },
};

test('names and numbers that a view has are fine, and so are choices of others', () => {
  for (const choices of [
    {},
    { lab: 'depth', copies: 'relu.he', depth: '64' },
    { lab: '', copies: 'he relu', depth: '3' },
    { elsewhere: 'nonsense' },
    { see: '1.2', output: '0' },
  ]) {
    assert.equal(unknownChoices(/** @type {Record<string, string>} */ (choices), EXPECTED), '');
  }
});

test('anything else is named, with what is expected', () => {
  const told = (/** @type {Record<string, string>} */ choices) => unknownChoices(choices, EXPECTED);
  assert.match(told({ lab: 'nosuch' }), /^Received lab=nosuch in the address, expected run or depth\. /);
  assert.match(told({ copies: 'relu.nosuch' }), /copies=relu\.nosuch .* relu or he\. /);
  for (const depth of ['2', '65', 'deep', 'NaN', '1e99']) assert.match(told({ depth }), /a number from 3 to 64\. /);
  assert.match(told({ output: '1' }), /^Received output=1 in the address, expected 0\. /);
  assert.match(told({ see: '1.2.3' }), /^Received see=1\.2\.3 in the address, expected two digits such as 1\.2\. /);
  assert.match(told({ lab: '<b>'.repeat(100) }), /^Received lab=(<b>){13}<… in/);
});
