import assert from 'node:assert/strict';
import { test } from 'node:test';

import { writeFragment } from '../../../../static/js/core/address/links.js';
import { Run } from '../../../../static/js/core/session/run.js';
import { DRAWING } from '../../../../static/js/core/session/needs.js';
import { createStore } from '../../../../static/js/core/store.js';
import { Problem } from '../../../../static/js/protocol/problem.js';
import { createFakeEnvironment, eventually } from '../../fakes.js';
import { frameOf, specOf } from '../../state.js';

/** @param {string} [href] */
function setUp(href) {
  const fakes = createFakeEnvironment(href);
  const store = createStore('light');
  const run = new Run(store, fakes.ticker, fakes.environment, DRAWING);
  const notice = () => store.state.peek().notice?.text ?? '';
  const open = async () => {
    await run.start({ rests: false, isWarming: false });
    await fakes.server.accept();
  };
  const write = async () => {
    await fakes.clock.advance(250);
    await eventually(() => fakes.tabStorage.items.has('backprop-session'));
  };
  return { ...fakes, store, run, notice, open, write };
}

/** @param {number[]} units */
const link = async (...units) => `http://localhost/${await writeFragment(specOf(units))}`;

test('the default run starts if the address holds none, and is written to the address', async () => {
  const { open, write, store, environment } = setUp();
  await open();
  assert.equal(store.state.peek().session?.id, 's1');
  await write();
  assert.match(environment.location.hash, /^#run=1\./);
});

test('a view can begin with a run of its own, unless it is refused or there is another', async () => {
  const own = specOf([7, 7]);
  const unitsOf = (/** @type {ReturnType<typeof setUp>} */ { store }) =>
    store.state.peek().spec?.network.layers.map((layer) => 'units' in layer && layer.units);
  let opened = 0;
  const begin = async (/** @type {ReturnType<typeof setUp>} */ page, /** @type {any} */ spec = own) => {
    page.run.startWith(Promise.resolve(spec), () => void opened++);
    await page.open();
    return unitsOf(page);
  };
  const fresh = setUp();
  assert.deepEqual(await begin(fresh), [7, 7]);
  assert.deepEqual(fresh.server.requests, ['getCatalog', 'createSession', 'getData s1'], 'no default run before it');
  assert.equal(opened, 1);
  assert.deepEqual(await begin(setUp(await link(3))), [3], 'the run in the address');
  assert.notDeepEqual(await begin(setUp(), null), [7, 7]);
  const strict = setUp();
  strict.server.check = ({ network }) => {
    if (network.layers[0].units === 7) throw new Problem(422, 'Too wide');
  };
  assert.deepEqual(
    await begin(strict),
    specOf().network.layers.map((/** @type {any} */ { units }) => units),
  );
  assert.equal(opened, 1);
  assert.equal(strict.notice(), '');
});

test('the catalog is asked for at once, and again if it does not come', async () => {
  const { run, store, server } = setUp();
  const catalog = { default: specOf() };
  let asked = 0;
  server.answers.getCatalog = () => {
    asked += 1;
    if (asked === 1) throw new Problem(502, 'Lost.', '', '');
    return catalog;
  };
  const opened = run.start({ rests: false, isWarming: true });
  assert.deepEqual(server.requests, ['getCatalog', 'getHealth']); // its health too, because it was compiling
  await opened;
  assert.equal(asked, 2);
  assert.equal(store.state.peek().catalog, catalog);
});

test('a server that was ready is not asked for its health', async () => {
  const { open, server } = setUp();
  await open();
  assert.deepEqual(server.requests, ['getCatalog', 'createSession', 'getData s1']);
});

test('the run in the address starts', async () => {
  const { open, store } = setUp(await link(7));
  await open();
  assert.equal(store.state.peek().session?.layers[0].units, 7);
});

test('a reload resumes the session of the tab', async () => {
  const { open, write, environment, ticker, server } = setUp();
  await open();
  await write();
  const store = createStore('light');
  const reloaded = new Run(store, ticker, environment, DRAWING);
  await reloaded.start({ rests: false, isWarming: false });
  await server.accept();
  assert.equal(store.state.peek().session?.id, 's1');
});

test('a session that is gone after a reload is replaced by the run in the address', async () => {
  const { open, write, environment, ticker, server } = setUp(await link(7));
  await open();
  await write();
  server.sessions.clear();
  const store = createStore('light');
  await new Run(store, ticker, environment, DRAWING).start({ rests: false, isWarming: false });
  await server.accept();
  const { session } = store.state.peek();
  assert.deepEqual([session?.id, session?.layers[0].units], ['s2', 7]);
});

test('a run that plays is paused on a page that trains others', async () => {
  const { open, write, environment, ticker, server } = setUp();
  await open();
  await write();
  const [session] = server.sessions.values();
  server.sessions.set(session.id, { ...session, playing: true });
  await new Run(createStore('light'), ticker, environment, DRAWING).start({ rests: true, isWarming: false });
  await server.accept();
  assert.ok(server.streamOf(session.id).sent.some(({ type }) => type === 'pause'));
});

test('a link that cannot be read is explained, and the default run starts', async () => {
  const { open, store, notice } = setUp('http://localhost/#run=1.abc');
  await open();
  assert.equal(notice(), 'This link is incomplete or was changed. Ask for it again.');
  assert.equal(store.state.peek().session?.id, 's1');
});

test('a refused link is explained; if its table is missing, the file can be chosen', async () => {
  const href = await link(7);
  const { open, store, server, notice } = setUp(href);
  server.check = (spec) => {
    if (spec.network.layers[0].units === 7) throw new Problem(422, 'Invalid spec');
  };
  await open();
  assert.equal(notice(), 'The run in the link could not be opened. Invalid spec.');
  assert.equal(store.state.peek().session?.layers[0].units, 4);

  const empty = setUp(`http://localhost/${await writeFragment(/** @type {any} */ ({}))}`);
  empty.server.check = (asked) => {
    if (!asked.data) throw new Problem(422, 'Invalid spec');
  };
  await empty.open();
  assert.equal(empty.notice(), 'The run in the link could not be opened. Invalid spec.');

  const spec = { ...specOf([7]), data: { name: 'table', table: 'abc' } };
  const other = setUp(`http://localhost/${await writeFragment(/** @type {any} */ (spec))}`);
  other.server.check = (asked) => {
    if (asked.data.name === 'table')
      throw new Problem(422, 'Invalid spec', '/data: unknown table', '', null, ['/data']);
  };
  await other.open();
  assert.equal(other.store.state.peek().notice?.awaited?.data.name, 'table');
});

test('a lost session is replaced by one with the same spec, weights and step', async () => {
  const { open, store, server, notice } = setUp();
  await open();
  /** @type {any} */
  let put = null;
  server.answers.putRun = (id, run) => {
    put = { id, step: run.step, layers: run.parameters.layers.length };
    return put;
  };
  const parameters = new Float32Array(store.state.peek().session?.parameter_count ?? 0);
  store.dispatch({ type: 'frame', frame: { ...frameOf({ step: 40, epoch: 1 }), parameters } });
  await server.forget('s1');
  await server.accept();
  assert.deepEqual(put, { id: 's2', step: 40, layers: 3 });
  assert.equal(store.state.peek().session?.id, 's2');
  assert.equal(notice(), 'This run was no longer on the server. It continues with the same settings and weights.');
});

test('weights that the new session refuses are dropped, and the notice does not mention them', async () => {
  const { open, store, server, notice } = setUp();
  await open();
  server.answers.putRun = () => {
    throw new Problem(422, 'Invalid run');
  };
  const parameters = new Float32Array(store.state.peek().session?.parameter_count ?? 0);
  store.dispatch({ type: 'frame', frame: { ...frameOf({ step: 40 }), parameters } });
  await server.forget('s1');
  await server.accept();
  assert.equal(notice(), 'This run was no longer on the server. It continues with the same settings.');
});

test('a start waits for a server that cannot be reached, and can be retried at once', async () => {
  const { server, clock, run, store } = setUp();
  server.isDown = true;
  const start = run.start({ rests: false, isWarming: false });
  await clock.advance(60_000);
  assert.equal(store.state.peek().connection.phase, 'lost');
  server.isDown = false;
  run.retryNow();
  await start;
  await server.accept();
  assert.equal(store.state.peek().connection.phase, 'open');
});

test('a file that is no run is refused, and the present run stays', async () => {
  const { open, run, notice, store } = setUp();
  await open();
  await run.load(new File(['{'], 'broken.json'));
  assert.match(notice(), /^broken\.json was not opened; the current run stays\./);
  assert.equal(store.state.peek().session?.id, 's1');
  await run.load(new File([JSON.stringify(specOf([3]))], 'spec.json'));
  assert.equal(notice(), 'Opened spec.json at step 0.');
});

test('a run that is too large for the address is stored in the tab, or only its session if that is full', async () => {
  const inputs = Array.from({ length: 20_000 }, (_, row) => [Math.sin(row * row), Math.cos(row * row)]);
  const spec = { ...specOf(), data: { name: 'inline', inputs, targets: [] } };
  const { store, server, run, clock, environment, tabStorage } = setUp();
  server.answers.getCatalog = () => ({ default: spec });
  await run.start({ rests: false, isWarming: false });
  await server.accept();
  await clock.advance(250);
  await eventually(() => tabStorage.items.has('backprop-session'));
  assert.equal(environment.location.hash, '#hide=');
  const stored = JSON.parse(tabStorage.items.get('backprop-session') ?? '{}');
  assert.equal(stored.id, store.state.peek().session?.id);
  assert.match(stored.fragment, /^#run=1\./);
});

/** @param {string} [href] */
function setUpInWorkshop(href) {
  const all = setUp(href);
  const own = all.server.add({ id: 'own', units: [5] });
  const workshop = { find: async () => own.id };
  all.environment.ownSession = () => workshop.find();
  const run = new Run(all.store, all.ticker, all.environment, DRAWING);
  const open = async () => {
    await run.start({ rests: false, isWarming: false });
    await all.server.accept();
  };
  return { ...all, run, open, workshop };
}

test('in a workshop the page has the session that the workshop gave it', async () => {
  const { open, store, server } = setUpInWorkshop();
  await open();
  assert.equal(store.state.peek().session?.id, 'own');
  assert.equal(
    server.requests.some((request) => /createSession|putRun/.test(request)),
    false,
  );
});

test('in a workshop the run of a link opens in that session; a refused one leaves it as it is', async () => {
  const { open, store, server } = setUpInWorkshop(await link(7));
  await open();
  assert.ok(server.requests.includes('putRun own'));
  assert.equal(store.state.peek().session?.id, 'own');

  const locked = setUpInWorkshop(await link(7));
  locked.server.answers.putRun = () => Promise.reject(new Problem(403, 'The teacher has locked the layers'));
  await locked.open();
  assert.equal(locked.store.state.peek().session?.id, 'own');
  assert.match(locked.notice(), /The teacher has locked the layers/);
});

test('a page that is no longer in its workshop creates its own session', async () => {
  const { open, store, workshop } = setUpInWorkshop();
  workshop.find = () => Promise.reject(new Problem(401, 'Join the room first'));
  await open();
  assert.equal(store.state.peek().session?.id, 's2');
});

test('a lost session of a workshop is replaced by the one that the workshop gives', async () => {
  const { open, store, server, notice, workshop } = setUpInWorkshop();
  await open();
  server.add({ id: 'next', units: [5] });
  workshop.find = async () => 'next';
  await server.forget('own');
  await server.accept();
  assert.equal(store.state.peek().session?.id, 'next');
  assert.match(notice(), /continues with the same settings/);
});
