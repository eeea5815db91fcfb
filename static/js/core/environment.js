/**
 * Everything outside the page that its classes talk to. `main.js` supplies the browser's once; tests supply fakes.
 *
 * @import {RestClient} from '../protocol/rest.js'
 * @import {RoomPlace} from '../protocol/room.js'
 * @import {RoomRest, Rooms} from '../protocol/rooms.js'
 * @import {OpenSocket, OpenStream} from '../protocol/stream.js'
 * @import {Choices} from './address/choices.js'
 * @import {Clock} from './clock.js'
 * @import {Preferences} from './preferences/preferences.js'
 * @import {Samples} from './session/samples.js'
 *
 * @typedef {object} Environment
 * @property {Pick<RestClient, keyof RestClient>} rest client of the REST API
 * @property {Samples} samples samples of runs, by the same client
 * @property {OpenStream} openStream open the stream of a session
 * @property {OpenSocket} openSocket open a stream by its path
 * @property {Pick<Rooms, keyof Rooms>} rooms calls about rooms without a role
 * @property {(place: RoomPlace) => RoomRest} roomRest create the calls about one room in one role
 * @property {Clock} clock
 * @property {string} root prefix of the paths of this site; empty unless a proxy shows it under a path
 * @property {Pick<Location, 'href' | 'pathname' | 'search' | 'hash'>} location address of the page
 * @property {Pick<globalThis.History, 'replaceState'>} browserHistory
 * @property {Pick<Storage, 'getItem' | 'setItem'>} tabStorage storage that lasts as long as the tab: sessionStorage
 * @property {(() => Promise<string>) | null} ownSession get the id of the session that a workshop has given this page
 * @property {Choices} choices choices of the view, stored in the query of the address
 * @property {Preferences} preferences preferences of the user, kept by this browser
 */

export {};
