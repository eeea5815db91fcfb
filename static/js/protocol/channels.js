/**
 * Streams of several sessions over one socket, each on a channel of its own. The first channel opens the socket, and
 * the last one closes it.
 *
 * @import {OpenStream, OpenText, StreamHandlers, TextSocket} from './stream.js'
 * @import {CloseChannel, Command, OpenChannel} from './types.d.ts'
 */

const PLACE = 12; // of the channel's number in a frame, in bytes

/**
 * @param {OpenText} openText
 * @returns {OpenStream}
 */
export function sharedStreams(openText) {
  /** @type {TextSocket | null} */
  let socket = null;
  let last = 0;
  /** @type {Map<number, StreamHandlers>} */
  const channels = new Map();
  /** @type {Map<number, string>} messages that open channels and wait for the socket */
  const waiting = new Map();

  /**
   * @param {number} number
   * @param {OpenChannel | CloseChannel | Command} message
   */
  const textOf = (number, message) => `${number} ${JSON.stringify(message)}`;

  function connect() {
    const opened = openText('/sessions/stream', {
      onOpen: () => {
        for (const text of waiting.values()) opened.send(text);
        waiting.clear();
      },
      onText: (text) => {
        const end = text.indexOf(' ');
        const number = Number(text.slice(0, end));
        const event = JSON.parse(text.slice(end + 1));
        const handlers = channels.get(number);
        if (event.type !== 'closed') return handlers?.onEvent(event);
        channels.delete(number);
        handlers?.onClose(event.code);
      },
      onFrame: (buffer) => channels.get(new DataView(buffer).getUint32(PLACE, true))?.onFrame(buffer),
      onClose: (code) => {
        const lost = [...channels.values()];
        forget();
        for (const { onClose } of lost) onClose(code);
      },
    });
    return opened;
  }

  function forget() {
    socket = null;
    channels.clear();
    waiting.clear();
  }

  return (session, view, handlers) => {
    socket ??= connect();
    const own = socket;
    const number = ++last;
    channels.set(number, handlers);
    const opening = textOf(number, { type: 'open', session, view });
    if (!own.send(opening)) waiting.set(number, opening);
    return {
      send: (command) => channels.has(number) && !waiting.has(number) && own.send(textOf(number, command)),
      close() {
        if (!channels.delete(number)) return;
        if (!waiting.delete(number)) own.send(textOf(number, { type: 'close' }));
        if (channels.size > 0) return;
        own.close();
        forget();
      },
    };
  };
}
