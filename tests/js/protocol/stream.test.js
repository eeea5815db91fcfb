import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sharedStreams } from '../../../static/js/protocol/channels.js';
import { createSocketOpener, streams } from '../../../static/js/protocol/stream.js';

class FakeSocket {
  /** @type {any} */ onopen = null;
  /** @type {any} */ onclose = null;
  /** @type {any} */ onmessage = null;
  readyState = 0;
  /** @type {string[]} */
  sent = [];
  /** @type {number[]} */
  closes = [];

  constructor(/** @type {string} */ url, /** @type {string} */ protocol) {
    this.url = url;
    this.protocol = protocol;
    sockets.push(this);
  }
  send(/** @type {string} */ text) {
    this.sent.push(text);
  }
  close(/** @type {number} */ code) {
    this.closes.push(code);
  }
}

/** @type {FakeSocket[]} */
const sockets = [];

function open(protocol = 'http:') {
  /** @type {any[]} */
  const heard = [];
  const openText = createSocketOpener({ protocol, host: 'host:1', root: '/p' }, /** @type {any} */ (FakeSocket));
  const stream = streams(openText)('/rooms/a/stream', {
    onEvent: (event) => heard.push(event),
    onFrame: (buffer) => heard.push(buffer.byteLength),
    onClose: (code) => heard.push(code),
  });
  return { stream, heard, socket: /** @type {FakeSocket} */ (sockets.at(-1)) };
}

test('a stream has its address under the prefix of the server, encrypted if the page is', () => {
  assert.equal(open().socket.url, 'ws://host:1/p/api/v1/rooms/a/stream');
  assert.equal(open('https:').socket.url, 'wss://host:1/p/api/v1/rooms/a/stream');
  assert.equal(open().socket.protocol, 'backprop.v1');
});

test('events and frames are passed on, and commands are sent while the socket is open', () => {
  const { stream, socket, heard } = open();
  assert.equal(stream.send({ type: 'pause', id: 1 }), false);
  socket.readyState = 1;
  socket.onmessage({ data: '{"type":"status"}' });
  socket.onmessage({ data: new ArrayBuffer(8) });
  assert.equal(stream.send({ type: 'pause', id: 1 }), true);
  socket.onclose({ code: 4410 });
  assert.deepEqual(heard, [{ type: 'status' }, 8, 4410]);
  assert.deepEqual(socket.sent, ['{"type":"pause","id":1}']);
});

test('a closed stream calls no handler, also if it was still connecting', () => {
  const { stream, socket, heard } = open();
  stream.close();
  assert.deepEqual(socket.closes, []);
  socket.onopen();
  assert.deepEqual(socket.closes, [1000]);
  assert.equal(socket.onclose, null);
  assert.deepEqual(heard, []);
});

const VIEW = { resolution: 48, neuron_resolution: 0, neurons_per_layer: 8, confusion: false };

/** Open streams of sessions on one socket; what each of them hears. */
function share() {
  const openStream = sharedStreams(
    createSocketOpener({ protocol: 'http:', host: 'host:1', root: '' }, /** @type {any} */ (FakeSocket)),
  );
  return (/** @type {string} */ session) => {
    /** @type {any[]} */
    const heard = [];
    const stream = openStream(session, VIEW, {
      onEvent: (event) => heard.push(event.type),
      onFrame: (buffer) => heard.push(buffer.byteLength),
      onClose: (code) => heard.push(code),
    });
    return { stream, heard, socket: /** @type {FakeSocket} */ (sockets.at(-1)) };
  };
}

/** @param {number} channel */
function frameOn(channel) {
  const frame = new ArrayBuffer(24);
  new DataView(frame).setUint32(12, channel, true);
  return frame;
}

test('sessions share a socket, and each hears what comes on its channel', () => {
  const openStream = share();
  const [a, b] = [openStream('a'), openStream('b')];
  assert.equal(a.socket, b.socket);
  assert.equal(a.socket.url, 'ws://host:1/api/v1/sessions/stream');
  assert.equal(a.stream.send({ type: 'pause' }), false);
  a.socket.readyState = 1;
  a.socket.onopen();
  const opening = (/** @type {string} */ session) => JSON.stringify({ type: 'open', session, view: VIEW });
  assert.deepEqual(a.socket.sent.splice(0), [`1 ${opening('a')}`, `2 ${opening('b')}`]);
  assert.equal(b.stream.send({ type: 'pause' }), true);
  assert.deepEqual(a.socket.sent.splice(0), ['2 {"type":"pause"}']);
  a.socket.onmessage({ data: '1 {"type":"status"}' });
  a.socket.onmessage({ data: frameOn(2) });
  a.socket.onmessage({ data: '7 {"type":"status"}' }); // of no channel
  a.socket.onmessage({ data: '1 {"type":"closed","code":4410,"reason":""}' });
  assert.equal(a.stream.send({ type: 'pause' }), false);
  assert.deepEqual([a.heard, b.heard], [['status', 4410], [24]]);
});

test('the socket ends with the last channel, and all channels with the socket', () => {
  const openStream = share();
  const [a, b] = [openStream('a'), openStream('b')];
  b.stream.close(); // before the socket is open
  a.socket.readyState = 1;
  a.socket.onopen();
  assert.equal(a.socket.sent.length, 1);
  const c = openStream('c');
  assert.equal(c.socket, a.socket);
  a.socket.onclose({ code: 1006 });
  assert.deepEqual([a.heard, b.heard, c.heard], [[1006], [], [1006]]);
  a.stream.close();
  const d = openStream('d');
  assert.notEqual(d.socket, a.socket);
  d.socket.readyState = 1;
  d.socket.onopen();
  d.stream.close();
  d.stream.close();
  assert.deepEqual(d.socket.sent.slice(1), ['4 {"type":"close"}']);
  assert.deepEqual(d.socket.closes, [1000]);
});
