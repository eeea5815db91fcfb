/**
 * Types of the rooms: what the server sends about a workshop.
 *
 * @import {Problem as ProblemBody} from './types.d.ts'
 *
 * @typedef {'teacher' | 'member' | 'projector'} Role
 *
 * @typedef {object} RoomPlace a room, and the role in which this page is there
 * @property {string} id
 * @property {Role} role
 *
 * @typedef {object} RoomLink
 * @property {string} url
 * @property {'this machine' | 'network'} reach
 *
 * @typedef {object} RoomMember
 * @property {string} id
 * @property {string | null} name null if it is hidden from this role
 * @property {boolean} admitted
 * @property {boolean} connected
 * @property {number | null} score points for revealed questions; null but for the teacher
 *
 * @typedef {'choice' | 'number' | 'sign'} QuestionKind
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {QuestionKind} kind
 * @property {string} text
 * @property {string[]} choices empty unless the kind is choice
 * @property {number} points
 * @property {'open' | 'closed' | 'revealed'} state
 * @property {number | null} answer the right one, once this role may see it; a choice is its index, a sign −1, 0 or 1
 * @property {number | null} mine the member's own answer
 * @property {number} answered how many members have answered
 * @property {{value: number, count: number}[] | null} counts once this role may see them
 * @property {number | null} score the member's own points, once revealed
 *
 * @typedef {object} RoomAnswer the state of a room, as a role may see it
 * @property {string} id
 * @property {Role} role
 * @property {string} name
 * @property {boolean} open
 * @property {boolean} admit_by_hand
 * @property {boolean} names_hidden
 * @property {string[]} locked parts of a run that members cannot change
 * @property {boolean} paused
 * @property {string | null} message shown large on the members' pages
 * @property {string | null} shown the member on the projector, or "teacher"
 * @property {string} view
 * @property {string | null} lesson
 * @property {string | null} code
 * @property {RoomLink[]} links
 * @property {RoomMember[]} members
 * @property {Question[]} questions
 * @property {string | null} me the member's own id
 * @property {boolean} leading whether the teacher's run can be followed
 *
 * @typedef {Partial<Pick<RoomAnswer, 'name' | 'open' | 'admit_by_hand' | 'names_hidden' | 'locked' | 'paused' |
 *   'message' | 'shown' | 'view' | 'lesson'>> & {spec?: object}} RoomChange
 *
 * @typedef {object} Invitation
 * @property {string} name
 * @property {boolean} open
 * @property {boolean} full
 * @property {number} members
 *
 * @typedef {object} MemberAnswer
 * @property {RoomMember} member
 * @property {string} session id of the member's session
 * @property {string} view
 * @property {string | null} lesson
 *
 * @typedef {object} Push
 * @property {'all' | string[]} to
 * @property {object} [spec]
 * @property {number[]} [parameters]
 * @property {boolean} [run]
 * @property {string} [view]
 * @property {string} [lesson]
 *
 * @typedef {object} PushAnswer
 * @property {string[]} pushed
 * @property {{member: string, name: string | null, problem: ProblemBody}[]} refused
 *
 * @typedef {object} NewQuestion
 * @property {QuestionKind} kind
 * @property {string} text
 * @property {string[]} [choices]
 * @property {number} [answer]
 * @property {number} [tolerance] distance from the right number that counts as right
 * @property {number} [points]
 *
 * @typedef {object} WallMap
 * @property {number} size
 * @property {number | null} classes null: a byte is a value of the output's range; else winner and lead of a class
 * @property {string} values base64 of size² bytes, row 0 at the top
 *
 * @typedef {object} WallEntry
 * @property {string} id
 * @property {string | null} name
 * @property {'waiting' | 'playing' | 'paused' | 'diverged' | 'idle' | 'away'} state
 * @property {number | null} step null if the server does not know it, as after a restart
 * @property {number | null} epoch likewise
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} accuracy of the test samples; null in regression
 * @property {string[]} changed
 * @property {WallMap | null} map
 * @property {(number | null)[]} losses training loss over time; null where it was not finite
 * @property {boolean} answered
 *
 * @typedef {{type: 'room', room: RoomAnswer}} RoomEvent
 * @typedef {{type: 'pushed', what: ('spec' | 'weights' | 'view' | 'lesson')[], view?: string, lesson?: string,
 *   undo: boolean}} PushedEvent
 * @typedef {{type: 'wall', members: WallEntry[], gone: string[]}} WallEvent
 * @typedef {{type: 'closed', code: number, reason: string}} RoomClosedEvent
 * @typedef {RoomEvent | PushedEvent | WallEvent | RoomClosedEvent} RoomStreamEvent
 */

export {};
