/**
 * WebSockets of the streams: that of a session sends JSON commands and receives JSON events and binary frames. They do
 * not reconnect: a closed stream is finished, and its user opens another.
 *
 * @import {FrameView} from './model.js'
 * @import {Command, ServerEvent} from './types.d.ts'
 */

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
 * @typedef {object} TextHandlers
 * @property {() => void} [onOpen]
 * @property {(text: string) => void} onText
 * @property {(buffer: ArrayBuffer) => void} onFrame
 * @property {(code: number) => void} onClose
 *
 * @typedef {{send: (text: string) => boolean, close: () => void}} TextSocket as a Stream, but of text
 * @typedef {(path: string, handlers: TextHandlers) => TextSocket} OpenText open a socket at a path of the API
 */

/**
 * Create the function that opens sockets of the server at a location; `root` is the prefix of its paths.
 *
 * @param {{protocol: string, host: string, root: string}} location
 * @param {new (url: string, protocol: string) => WebSocket} Socket
 * @returns {OpenText}
 */
export function createSocketOpener({ protocol, host, root }, Socket) {
  const base = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${root}/api/v1`;
  return (path, handlers) => textSocket(new Socket(base + path, SUBPROTOCOL), handlers);
}

/**
 * @param {WebSocket} socket
 * @param {TextHandlers} handlers
 * @returns {TextSocket}
 */
function textSocket(socket, handlers) {
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => handlers.onOpen?.();
  socket.onclose = ({ code }) => handlers.onClose(code);
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') handlers.onText(data);
    else handlers.onFrame(data);
  };
  return {
    send(text) {
      if (socket.readyState !== OPEN) return false;
      socket.send(text);
      return true;
    },
    close() {
      socket.onclose = socket.onmessage = null;
      socket.onopen = () => socket.close(1000); // a connecting socket is closed as soon as it has opened
      if (socket.readyState === OPEN) socket.close(1000);
    },
  };
}

/**
 * The function that opens streams, each on a socket of its own.
 *
 * @param {OpenText} openText
 * @returns {OpenSocket}
 */
export const streams =
  (openText) =>
  (path, { onEvent, ...handlers }) => {
    const socket = openText(path, { ...handlers, onText: (text) => onEvent(JSON.parse(text)) });
    return { send: (command) => socket.send(JSON.stringify(command)), close: socket.close };
  };
