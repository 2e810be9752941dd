package audit

import (
	"maps"
	"slices"
)

// A Class is one of the seven kinds of log that the standard specification asks for
// (STD 10.2). Classes are written into reports and exports: never renumber them.
type Class uint8

// The classes.
const (
	Operation      Class = 1 // 操作ログ
	Authentication Class = 2 // 認証ログ
	Occurrence     Class = 3 // イベントログ
	Communication  Class = 4 // 通信ログ
	Printing       Class = 5 // 印刷ログ
	Configuration  Class = 6 // 設定変更ログ
	Fault          Class = 7 // エラーログ
)

// classNames names each class in a report or an export.
var classNames = map[Class]string{
	Operation: "operation", Authentication: "authentication", Occurrence: "event", Communication: "communication",
	Printing: "printing", Configuration: "configuration", Fault: "error",
}

// String returns the class's name in a report.
func (c Class) String() string { return classNames[c] }

// Classes returns the seven in order.
func Classes() []Class { return slices.Sorted(maps.Keys(classNames)) }

// apart are the kinds that do not belong to the class of their hundred.
var apart = map[Kind]Class{
	PositionConfirmed: Operation, NoticeTaken: Operation,
	Sent: Communication, Printed: Printing,
	ConfigTaken: Configuration, ConfigRefused: Configuration,
	CredentialKept: Authentication, CredentialGone: Authentication,
	LineChanged: Communication, CallRefused: Communication, AuditAnchored: Communication,
	ClockJumped: Fault, ForkFound: Fault, CommitFailed: Fault,
	AuditSigned: Occurrence, AuditErased: Configuration,
}

// Class returns the kind of log that k belongs to, 0 for a kind that is none.
func (k Kind) Class() Class {
	if kinds[k] == "" {
		return 0
	}
	if c := apart[k]; c != 0 {
		return c
	}
	switch {
	case k < 200:
		return Authentication
	case k < 400, k >= 500 && k < 600:
		return Operation
	case k < 500:
		return Occurrence
	case k >= 660 && k < 680: // reports and output
		return Operation
	}
	return Configuration // terminals, operators and rights, policy, keys
}

// Kinds returns every kind in order.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }
