// Package registry is the central end of the line: it keeps the register of the
// city (住民基本台帳), takes what terminals push, applies entries that enough
// operators approved, and answers searches.
//
// An entry is applied when its last needed approval arrives, in one transaction
// that holds the history rows, the index, the verdict, the news and the audit
// record, or none of them:
//
//	Push ──► events: UNIQUE(terminal, seq), watermark ──► Intake
//	                                                        │ enough approvals
//	         verdict, news ◄── history, index, audit ◄── apply: signatures, reviewers,
//	                                                     rules against the register
//
// What the registry refuses it refuses for good and with a kind: the content stays
// as the writer's salvage copy. The same event sent twice is known the second time;
// another content under the same number is a fork and raises an alarm.
//
// Nothing here knows SQL: a [Store] does, and sync/registry/store is one. The rules
// themselves are app/rules' and app/review's, the line is sync/pinned's and
// sync/wire's, and the process around it all is cmd/registry's.
package registry
