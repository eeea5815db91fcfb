/**
 * Types about rooms: those that types.d.ts does not name, and the others under the names that the page uses.
 *
 * @import * as types from './types.d.ts'
 *
 * @typedef {types.AnswerCount} AnswerCount
 * @typedef {types.Challenge} Challenge
 * @typedef {types.ChallengeEntry} ChallengeEntry
 * @typedef {types.ChallengeEvent} ChallengeEvent
 * @typedef {types.ChallengeMade} ChallengeMade
 * @typedef {types.ChallengeChange} ChallengeChange
 * @typedef {types.ChallengeRequest} NewChallenge
 * @typedef {types.Experiment} Experiment
 * @typedef {types.ExperimentChange} ExperimentChange
 * @typedef {types.ExperimentEvent} ExperimentEvent
 * @typedef {types.ExperimentMade} ExperimentMade
 * @typedef {types.ExperimentRequest} NewExperiment
 * @typedef {types.Invitation} Invitation
 * @typedef {types.JoinAnswer} JoinAnswer
 * @typedef {types.LessonPrediction} LessonPrediction
 * @typedef {types.LessonState} LessonState
 * @typedef {types.MemberAnswer} MemberAnswer
 * @typedef {types.PredictionChange} PredictionChange
 * @typedef {types.PredictionRequest} PredictionRequest
 * @typedef {types.PushRequest} Push
 * @typedef {types.PushAnswer} PushAnswer
 * @typedef {types.PushedEvent} PushedEvent
 * @typedef {types.Question} Question
 * @typedef {types.QuestionRequest} NewQuestion
 * @typedef {types.RoomAnswer} RoomAnswer
 * @typedef {types.RoomChange} RoomChange
 * @typedef {types.RoomLink} RoomLink
 * @typedef {types.RoomMade} RoomMade
 * @typedef {types.RoomMember} RoomMember
 * @typedef {types.RoomRequest} RoomRequest
 * @typedef {types.ServerRoomEvent} RoomStreamEvent
 * @typedef {types.WallEntry} WallEntry
 * @typedef {types.WallEvent} WallEvent
 * @typedef {types.WallMap} WallMap
 *
 * @typedef {RoomAnswer['role']} Role
 * @typedef {RoomAnswer['locked'][number]} Part
 * @typedef {Question['kind']} QuestionKind
 * @typedef {Experiment['vary']} Varied
 * @typedef {Experiment['metric']} ExperimentMetric
 * @typedef {Challenge['ranking']} Ranking
 * @typedef {Challenge['goal']['metric']} Metric
 *
 * @typedef {object} RoomPlace a room, and the role in which this page is there
 * @property {string} id
 * @property {Role} role
 */

export {};
