/**
 * One WebSocket of the stream: JSON out, JSON events and binary frames in. It knows nothing of retrying: when a socket
 * closes it is finished, and whoever opened it opens another.
 *
 * @import {Command, ServerEvent} from './types.d.ts'
 */

const SUBPROTOCOL = 'backprop.v1';

/**
 * @typedef {object} StreamHandlers
 * @property {() => void} onOpen
 * @property {(event: ServerEvent) => void} onEvent
 * @property {(buffer: ArrayBuffer) => void} onFrame
 * @property {(code: number) => void} onClose called once, also when the socket never opened
 */

/**
 * Opens a stream.
 *
 * @param {string} url
 * @param {StreamHandlers} handlers
 */
export function openStream(url, handlers) {
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => handlers.onOpen();
  socket.onclose = ({ code }) => handlers.onClose(code);
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') handlers.onEvent(JSON.parse(data));
    else handlers.onFrame(data);
  };

  return {
    /**
     * Sends a command; false when the socket is not open, and then nothing was sent.
     *
     * @param {Command} command
     */
    send(command) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },

    /** Closes without a further call to any handler. */
    close() {
      socket.onclose = socket.onmessage = null;
      socket.onopen = () => socket.close(1000); // a socket that is only opening is closed once it has
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    },
  };
}

/** @typedef {ReturnType<typeof openStream>} Stream */
