import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSocketOpener, sessionStreams } from '../../../static/js/protocol/stream.js';

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
  const view = { resolution: 48, neuron_resolution: 0, neurons_per_layer: 8, confusion: false };
  const openSocket = createSocketOpener({ protocol, host: 'host:1', root: '/p' }, /** @type {any} */ (FakeSocket));
  const stream = sessionStreams(openSocket)('a', view, {
    onEvent: (event) => heard.push(event),
    onFrame: (buffer) => heard.push(buffer.byteLength),
    onClose: (code) => heard.push(code),
  });
  return { stream, heard, socket: /** @type {FakeSocket} */ (sockets.at(-1)) };
}

test('a stream has the address of its session under the prefix of the server, encrypted if the page is', () => {
  const view = 'resolution=48&neuron_resolution=0&neurons_per_layer=8&confusion=false';
  assert.equal(open().socket.url, `ws://host:1/p/api/v1/sessions/a/stream?${view}`);
  assert.equal(open('https:').socket.url, `wss://host:1/p/api/v1/sessions/a/stream?${view}`);
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
