/**
 * WebSockets of the streams: that of a session sends JSON commands and receives JSON events and binary frames. They do
 * not reconnect: a closed stream is finished, and its user opens another.
 *
 * @import {FrameView} from './model.js'
 * @import {Command, ServerEvent} from './types.d.ts'
 */

import { queryOf } from './query.js';

const SUBPROTOCOL = 'backprop.v1';
const OPEN = 1; // WebSocket.OPEN

/**
 * @typedef {object} StreamHandlers
 * @property {(event: ServerEvent) => void} onEvent
 * @property {(buffer: ArrayBuffer) => void} onFrame
 * @property {(code: number) => void} onClose called once, also if the socket never opened
 *
 * @typedef {object} Stream
 * @property {(command: Command) => boolean} send send a command; false if the socket is not open and nothing was sent
 * @property {() => void} close close without a further call to any handler
 *
 * @typedef {Omit<StreamHandlers, 'onEvent'> & {onEvent: (event: any) => void}} SocketHandlers of a stream of any kind
 *
 * @typedef {(path: string, handlers: SocketHandlers) => Stream} OpenSocket open the stream at a path of the API
 *
 * @typedef {(id: string, view: FrameView, handlers: StreamHandlers) => Stream} OpenStream open the stream of a session;
 *   view: the contents of its frames, until a command changes them
 */

/**
 * Create the function that opens streams of the server at a location; `root` is the prefix of its paths.
 *
 * @param {{protocol: string, host: string, root: string}} location
 * @param {new (url: string, protocol: string) => WebSocket} Socket
 * @returns {OpenSocket}
 */
export function createSocketOpener({ protocol, host, root }, Socket) {
  const base = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${root}/api/v1`;
  return (path, handlers) => streamOf(new Socket(base + path, SUBPROTOCOL), handlers);
}

/**
 * The function that opens the streams of sessions.
 *
 * @param {OpenSocket} openSocket
 * @returns {OpenStream}
 */
export const sessionStreams = (openSocket) => (id, view, handlers) =>
  openSocket(`/sessions/${id}/stream?${queryOf(view)}`, handlers);

/**
 * @param {WebSocket} socket
 * @param {SocketHandlers} handlers
 * @returns {Stream}
 */
function streamOf(socket, handlers) {
  socket.binaryType = 'arraybuffer';
  socket.onclose = ({ code }) => handlers.onClose(code);
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') handlers.onEvent(JSON.parse(data));
    else handlers.onFrame(data);
  };
  return {
    send(command) {
      if (socket.readyState !== OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    close() {
      socket.onclose = socket.onmessage = null;
      socket.onopen = () => socket.close(1000); // a connecting socket is closed as soon as it has opened
      if (socket.readyState === OPEN) socket.close(1000);
    },
  };
}
