package notification

import "errors"

// A Kind is what sort of change a notification is of. Kinds are stored and sent,
// so their values are written out: never renumber them.
type Kind uint16

// The kinds of notification a form schema exists for.
const (
	MovingIn     Kind = 1 // 転入届（国内）, Article 22
	MovingWithin Kind = 2 // 転居届, Article 23
	MovingOut    Kind = 3 // 転出届, Article 24
)

// Key returns the stable ASCII name of k, as translation keys end in it.
func (k Kind) Key() string {
	switch k {
	case MovingIn:
		return "moving_in"
	case MovingWithin:
		return "moving_within"
	case MovingOut:
		return "moving_out"
	}
	return "unknown"
}

// A State is how far an entry has come. Its values are stored.
type State uint8

// The states of an entry (DOMAIN: the life of an entry).
const (
	Draft     State = 1 // 作成中
	Entered   State = 2 // 仮登録・審査待ち
	Returned  State = 3 // 差戻し
	Approved  State = 4 // 決裁済・未送信
	Sent      State = 5 // 送信済・未受理
	Accepted  State = 6 // 受理（本登録）
	Refused   State = 7 // 登録拒否: back with a salvage copy
	Withdrawn State = 8 // 取下げ
)

// Key returns the stable ASCII name of s, as translation keys end in it.
func (s State) Key() string {
	names := [...]string{"unknown", "draft", "entered", "returned", "approved", "sent", "accepted", "refused", "withdrawn"}
	if int(s) >= len(names) {
		return names[0]
	}
	return names[s]
}

// Errors are wrapped with the place they arose at, never with a value: they end
// up in logs.
var (
	ErrSchema    = errors.New("not on the form")
	ErrFormat    = errors.New("not in the item's form")
	ErrState     = errors.New("not allowed in this state")
	ErrReviewer  = errors.New("reviewer may not review this entry")
	ErrRevision  = errors.New("another revision is current")
	ErrReason    = errors.New("a return needs a coded reason")
	ErrSignature = errors.New("signature does not match")
	ErrContent   = errors.New("content is not canonical")
)
