import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NO_CHOICES, USUAL_TRAINING, dataOf, planOf } from '../../../../static/js/features/import/table/table.js';
import { readColumns } from '../../../../static/js/features/import/table/tableColumns.js';
import { readTableFile } from '../../../../static/js/features/import/table/tableFile.js';
import { NO_TARGET, chooseRole } from '../../../../static/js/features/import/table/tableRoles.js';
import { looksLikeTable, parseTable } from '../../../../static/js/features/import/table/tableText.js';

/**
 * @import {Choices} from '../../../../static/js/features/import/table/table.js'
 */

const MAX_INPUTS = 1024;

const IRIS = `sepal length,sepal width,species
5.1,3.5,setosa
7.0,3.2,versicolor
6.3,3.3,virginica
4.9,3.0,setosa
`;

/**
 * The plan of a table and, without an obstacle, its data.
 *
 * @param {string} text
 * @param {Partial<Choices>} [some]
 */
async function read(text, some = {}) {
  const choices = { ...NO_CHOICES, ...some };
  const content = readColumns(await parseTable(text), choices.hasNames);
  const plan = planOf(content, choices, MAX_INPUTS);
  const names = (/** @type {string} */ role) =>
    content.columns.flatMap(({ name }, index) => (plan.uses[index].role === role ? name : []));
  return {
    content,
    plan,
    choices,
    inputs: names('input'),
    target: names('target').join(),
    unused: names('unused'),
    why: Object.fromEntries(content.columns.map(({ name }, index) => [name, plan.uses[index].why])),
    faults: plan.faults.first.map(({ text: told }) => told),
    data: plan.obstacle ? null : dataOf(content, plan, USUAL_TRAINING),
  };
}

/**
 * Rows of numbers, with a class of two at the end.
 *
 * @param {number} count
 * @param {number} width
 */
function numbers(count, width) {
  const row = (/** @type {number} */ index) =>
    [...Array.from({ length: width }, (_, column) => ((index * 37 + column * 11) % 997) / 10), index % 2].join();
  return Array.from({ length: count }, (_, index) => row(index)).join('\n');
}

test('a table of numbers and words becomes inputs and classes', async () => {
  const { plan, inputs, target, data } = await read(IRIS);
  assert.equal(plan.obstacle, '');
  assert.deepEqual(inputs, ['sepal length', 'sepal width']);
  assert.equal(target, 'species');
  assert.deepEqual(data, {
    inputs: [
      [5.1, 3.5],
      [7, 3.2],
      [6.3, 3.3],
      [4.9, 3],
    ],
    targets: [[0], [1], [2], [0]],
    task: 'multiclass',
    train_fraction: 0.8,
    standardize: true,
    input_names: ['sepal length', 'sepal width'],
    class_names: ['setosa', 'versicolor', 'virginica'],
  });
});

for (const [what, text] of Object.entries({
  commas: IRIS,
  tabs: IRIS.replaceAll(',', '\t'),
  semicolons: IRIS.replaceAll(',', ';'),
  'a byte-order mark': `\ufeff${IRIS}`,
  'the line ends of Windows': IRIS.replaceAll('\n', '\r\n'),
  'line ends of both kinds': IRIS.replace('\n', '\r\n'),
  'blank lines': `\n\n${IRIS.replaceAll('\n', '\n\n')}\n  \n`,
  'lines of delimiters alone': `${IRIS},,\n,,\n`,
  'quoted cells': IRIS.replace(/[^,\n]+/g, '"$&"'),
  'spaces around cells': IRIS.replaceAll(',', ' , '),
  'a delimiter too many in every line': IRIS.replaceAll('\n', ',\n'),
})) {
  test(`the same table is read with ${what}`, async () => {
    assert.deepEqual((await read(text)).data, (await read(IRIS)).data);
  });
}

test('decimal commas are parsed if another character separates columns', async () => {
  for (const text of ['x;y;class\n5,1;3,5;a\n-7,0;3;b', 'x\ty\tclass\n5,1\t3,5\ta\n-7,0\t3\tb']) {
    const { content, data } = await read(text);
    assert.ok(content.decimalComma);
    assert.deepEqual(data?.inputs, [
      [5.1, 3.5],
      [-7, 3],
    ]);
  }
});

test('a table of one column with decimal commas is not split at them', async () => {
  const { content } = await read('1,5;2,5;3,5\n4,5;5,5;6,5');
  assert.equal(content.columns.length, 3);
  assert.equal(content.columns[2].numbers[1], 6.5);
});

test('semicolons inside a cell of a table with commas stay there', async () => {
  const { content } = await read('1.5,2.5,a;b\n1.5,3.5,c;d');
  assert.equal(content.columns.length, 3);
});

test('numbers with both commas and points are refused', async () => {
  const { faults } = await read('x;y\n1.5;2.5\n1,5;3.5\n2.5;4.5');
  assert.deepEqual(faults, ['Line 3, column “x”: “1,5” is not a number.']);
});

test('the first row is a header if it has words above numbers', async () => {
  assert.ok((await read(IRIS)).content.hasNames);
  assert.ok((await read(',x,y\n1,2,3\n2,3,4')).content.hasNames);
  assert.ok(!(await read('1,2,a\n3,4,b')).content.hasNames);
  assert.ok(!(await read('1,2,3\n3,4,5')).content.hasNames);
});

test('the user can set whether the first row is a header', async () => {
  const years = '2019,2020,2021\n1,2,3\n4,5,7';
  assert.deepEqual((await read(years)).inputs, ['column 1', 'column 2']);
  assert.deepEqual((await read(years, { hasNames: true })).inputs, ['2019', '2020']);
  const { faults } = await read(IRIS, { hasNames: false });
  assert.equal(faults[0], 'Line 1, column “column 1”: “sepal length” is not a number.');
});

test('missing, repeated and too long names become unique', async () => {
  const long = 'n'.repeat(100);
  const { content } = await read(`x,,x,x (2),${long},${long}\n1,2,3,4,5,6\n1,2,3,4,5,7`);
  const names = content.columns.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 4), ['x', 'column 2', 'x (2)', 'x (2) (2)']);
  assert.equal(new Set(names).size, 6);
  assert.ok(names.every(({ length }) => length <= 64));
});

test('a header that does not fit the columns is an obstacle until it is switched off', async () => {
  const { plan } = await read('x,y\n1,2,3\n4,5,6');
  assert.match(plan.obstacle, /^Line 1 has 2 names for 3 columns\./);
  const after = await read('x,y\n1,2,3\n4,5,6\n7,8,9', { hasNames: false, leaveOut: true });
  assert.equal(after.plan.obstacle, '');
  assert.deepEqual(after.faults, ['Line 1 has 2 cells for 3 columns.']);
});

test('the target is a column with a typical name, else the last', async () => {
  const named = (/** @type {string} */ names) => read(`${names}\n1,2,3\n2,3,5\n4,4,9`).then(({ target }) => target);
  assert.equal(await named('Class,a,b'), 'Class');
  assert.equal(await named('a,TARGET,b'), 'TARGET');
  assert.equal(await named('y,a,label'), 'label');
  assert.equal(await named('a,y,b'), 'y');
  assert.equal(await named('a,b,c'), 'c');
});

test('useless columns are left out, with the reason', async () => {
  const { inputs, why } = await read(
    'id,age,city,born,fixed,none,class\n1,30,Ulm,2001-02-03,7,,a\n2,40,Bonn,2002-03-04,7,,b\n3,50,Ulm,04.05.2003,7,,a',
  );
  assert.deepEqual(inputs, ['age']);
  assert.deepEqual(why, {
    id: 'counts the rows',
    age: '',
    city: 'words',
    born: 'dates',
    fixed: 'same in every row',
    none: 'no values',
    class: '',
  });
});

test('the user can change the roles of columns', async () => {
  const { content, choices } = await read('id,a,b\n1,2,3\n2,4,5\n3,6,9');
  const { columns } = content;
  const withId = planOf(content, chooseRole(choices, columns, 0, 'input'), MAX_INPUTS);
  assert.deepEqual(withId.inputs, [0, 1]);
  const otherTarget = chooseRole(choices, columns, 1, 'target');
  assert.equal(planOf(content, otherTarget, MAX_INPUTS).target, 1);
  assert.deepEqual(planOf(content, otherTarget, MAX_INPUTS).inputs, [2]);
  const none = planOf(content, chooseRole(otherTarget, columns, 1, 'unused'), MAX_INPUTS);
  assert.equal(none.target, NO_TARGET);
  assert.match(none.obstacle, /^Choose a target/);
  const noInput = planOf(content, chooseRole(choices, columns, 1, 'unused'), MAX_INPUTS);
  assert.match(noInput.obstacle, /^Choose an input/);
});

test('a column of words can be a target, never an input', async () => {
  const text = 'colour,x,class\nred,1,0\nblue,2,1\nred,3,0';
  const { content, choices } = await read(text);
  assert.equal(planOf(content, chooseRole(choices, content.columns, 0, 'input'), MAX_INPUTS).uses[0].role, 'unused');
  const { plan } = await read(text, { target: 0 });
  assert.deepEqual(plan.goal?.labels, ['red', 'blue']);
  assert.match((await read('a,b\nx,1\ny,2\nz,3')).plan.obstacle, /no column except the target/);
});

test('few whole numbers are classes in order, others values; the user can switch', async () => {
  const rows = (/** @type {number[]} */ targets) => targets.map((target, index) => `${index / 2},${target}`).join('\n');
  const few = await read(rows([7, 3, 5, 3]));
  assert.deepEqual(few.data?.class_names, ['3', '5', '7']);
  assert.deepEqual(few.data?.targets, [[2], [0], [1], [0]]);
  assert.ok(few.plan.goal?.canSwitch);
  const asValues = await read(rows([7, 3, 5, 3]), { targetIs: 'values', scaleTarget: false });
  assert.equal(asValues.data?.task, 'regression');
  assert.equal(asValues.data?.class_names, null);
  assert.deepEqual(asValues.data?.targets, [[7], [3], [5], [3]]);
  const fractions = await read(rows([0.5, 1.5, 0.5]));
  assert.equal(fractions.plan.goal?.is, 'values');
  assert.ok(!fractions.plan.goal?.canSwitch);
  const eleven = await read(rows(Array.from({ length: 11 }, (_, index) => index)));
  assert.equal(eleven.plan.goal?.is, 'values');
  assert.ok(eleven.plan.goal?.canSwitch);
  const many = await read(rows(Array.from({ length: 21 }, (_, index) => index)), { targetIs: 'classes' });
  assert.equal(many.plan.goal?.is, 'values');
});

test('two classes are a binary task', async () => {
  const { data } = await read('1,no\n2,yes\n3,no');
  assert.equal(data?.task, 'binary');
  assert.deepEqual(data?.targets, [[0], [1], [0]]);
  assert.deepEqual(data?.class_names, ['no', 'yes']);
});

test('class names that differ only past their length stay different', async () => {
  const long = 'n'.repeat(80);
  const { data } = await read(`1,${long}a\n2,${long}b`);
  assert.equal(new Set(data?.class_names).size, 2);
});

test('large target values are scaled to −1 to 1, small ones are not', async () => {
  const prices = await read('1,100.5\n2,300.5\n3,200.5');
  assert.deepEqual(prices.data?.targets, [[-1], [1], [0]]);
  assert.deepEqual((await read('1,0.5\n2,-0.25\n3,1')).data?.targets, [[0.5], [-0.25], [1]]);
});

test('a constant target is refused', async () => {
  assert.match((await read('1,a\n2,a')).plan.obstacle, /The target is a in every row/);
  assert.match((await read('1,2.5\n2,2.5')).plan.obstacle, /The target is 2.5 in every row/);
});

test('more than twenty classes are refused', async () => {
  const words = (/** @type {number} */ count) =>
    Array.from({ length: 40 }, (_, index) => `${index},c${index % count}`).join('\n');
  assert.equal((await read(words(20))).plan.obstacle, '');
  assert.match((await read(words(21))).plan.obstacle, /more than 20 classes/);
});

test('errors have line and column; the first few are listed, the others counted', async () => {
  const { plan, faults } = await read('age,class\n30,a\n\nabc,b\n,a\n40,\n50,b\n1e999,a\n3');
  assert.deepEqual(faults, [
    'Line 4, column “age”: “abc” is not a number.',
    'Line 5, column “age”: there is no value.',
    'Line 6, column “class”: there is no value.',
  ]);
  assert.equal(plan.faults.count, 5);
  assert.equal(plan.faults.rows, 5);
  assert.match(plan.obstacle, /faulty rows/);
});

test('words for missing or infinite values are not numbers', async () => {
  const { faults } = await read('x,class\n1,a\n2,b\n3,a\n4,b\nNaN,a\ninf,b\nInfinity,a');
  assert.deepEqual(faults, [
    'Line 6, column “x”: “NaN” is a missing value.',
    'Line 7, column “x”: “inf” is not a number.',
    'Line 8, column “x”: “Infinity” is not a finite number.',
  ]);
});

test('a row that is too short or too long is an error, trailing empty cells are not', async () => {
  const { faults } = await read('1,2,a\n3,b\n4,5,b,9\n6,7,a,,\n8,9,b');
  assert.deepEqual(faults, ['Line 2 has 2 cells for 3 columns.', 'Line 3 has 4 cells for 3 columns.']);
});

test('errors in columns that are left out do not count', async () => {
  const { plan } = await read('x,note,class\n1,,a\n2,fine,b\n3,,a');
  assert.equal(plan.faults.count, 0);
  assert.equal(plan.obstacle, '');
});

test('rows with errors can be left out, and are still listed', async () => {
  const { plan, data } = await read('x,class\n1,a\nabc,b\n3,b\n4,a', { leaveOut: true });
  assert.equal(plan.obstacle, '');
  assert.equal(plan.faults.rows, 1);
  assert.deepEqual(data?.inputs, [[1], [3], [4]]);
  assert.deepEqual(data?.targets, [[0], [1], [0]]);
});

test('a class that occurs only in rows with errors is left out', async () => {
  const { plan } = await read('x,y,class\n1,2,a\n2,,b\n3,4,a', { leaveOut: true });
  assert.match(plan.obstacle, /The target is a in every row/);
});

test('without a valid row, training is refused', async () => {
  const { plan } = await read('x,y,class\n1,,a\n,2,b\n3,,c\n,4,a', { leaveOut: true });
  assert.match(plan.obstacle, /Two rows/);
});

test('a table with one row or only a header is refused', async () => {
  assert.match((await read('1,2,a')).plan.obstacle, /Two rows/);
  assert.match((await read('x,y,class\n')).plan.obstacle, /no rows of data/);
});

test('one column is not a table', async () => {
  await assert.rejects(read('1\n2\n3'), { name: 'RangeError', message: /only one column/ });
});

test('empty and binary text is refused', async () => {
  await assert.rejects(parseTable(' \n\n'), { name: 'RangeError', message: /table is empty/ });
  await assert.rejects(parseTable('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR'), { name: 'RangeError', message: /not text/ });
});

test('an unclosed quotation mark has its line', async () => {
  await assert.rejects(parseTable('1,a\n2,"b\n3,c\n'), { message: /^Line 2: a cell starts with a quotation mark/ });
});

test('lines are counted as in the file, through line breaks in cells', async () => {
  const { faults } = await read('x,note,class\n1,"two\nlines",a\n\n2,"one",b\nabc,,a');
  assert.deepEqual(faults, ['Line 6, column “x”: “abc” is not a number.']);
});

test('a large table is sampled evenly', async () => {
  const { plan, data } = await read(numbers(100_000, 4));
  assert.equal(plan.faults.sound.length, 100_000);
  assert.equal(data?.inputs.length, 10_000);
  assert.deepEqual(plan.rows.slice(0, 3), [0, 10, 20]);
  assert.equal(plan.rows.at(-1), 99_990);
});

test('a wide table has fewer rows, and its first 64 inputs', async () => {
  const { plan, inputs, why } = await read(numbers(5000, 1000));
  assert.equal(inputs.length, 64);
  assert.equal(why['column 65'], 'not among the first 64');
  assert.equal(plan.rows.length, Math.floor(200_000 / 65));
  const all = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [index, /** @type {const} */ ('input')]));
  const whole = await read(numbers(300, 1000), { roles: all });
  assert.equal(whole.inputs.length, 1000);
  assert.equal(whole.plan.rows.length, 199);
});

test('numbers with all their digits still fit into one message', async () => {
  const row = (/** @type {number} */ index) =>
    [...Array.from({ length: 19 }, (_, column) => -Math.abs(Math.sin(index + column)) * 1e-5), index % 2].join();
  const { data } = await read(Array.from({ length: 11_000 }, (_, index) => row(index)).join('\n'));
  const { length } = JSON.stringify(data);
  assert.ok(length < 3_800_000 && length > 3_000_000);
});

test('the encoding of a file is detected', async () => {
  const text = 'größe,class\n1,a\n2,b\n';
  const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const utf16 = Uint8Array.from(`\ufeff${text}`, (letter) => letter.charCodeAt(0) & 255);
  const wide = Uint8Array.from({ length: 2 * utf16.length }, (_, index) => (index % 2 ? 0 : utf16[index / 2]));
  wide[1] = 0xfe;
  for (const bytes of [new TextEncoder().encode(text), latin, wide]) {
    assert.equal(await readTableFile(new File([bytes], 'table.csv')), text);
  }
});

test('binary, empty and too large files are refused with their name', async () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d);
  await assert.rejects(readTableFile(new File([png], 'cat.png')), { message: /^cat.png is not a text file/ });
  await assert.rejects(readTableFile(new File(['\n'], 'none.csv')), { message: /^none.csv is empty/ });
  const large = /** @type {File} */ ({ name: 'large.csv', size: 60 * 2 ** 20 });
  await assert.rejects(readTableFile(large), { message: /^large.csv has 60 MB/ });
});

test('pasted text is a table if it has two lines of two columns', () => {
  assert.ok(looksLikeTable('a,b\n1,2'));
  assert.ok(looksLikeTable('\n1\t2\r\n3\t4\r\n'));
  assert.ok(!looksLikeTable('a,b'));
  assert.ok(!looksLikeTable('A sentence, pasted\nby mistake, and another'));
  assert.ok(!looksLikeTable('{\n  "a": 1,\n  "b": 2\n}'));
});
