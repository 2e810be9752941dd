package wire

import (
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// An Error is what a call to the registry failed with when the registry itself said
// so. It unwraps to its Kind.
type Error struct {
	Kind   Kind
	Detail string        // a place or a code, never a value; may be empty
	Wait   time.Duration // how long before trying again; 0 if it is not known
}

// Errorf returns an *Error whose detail is formatted. Never format a resident's data.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Kind.Error()
	if e.Detail != "" {
		text = e.Detail + ": " + text
	}
	if e.Wait > 0 {
		text += fmt.Sprintf(", wait %v", e.Wait.Round(time.Second))
	}
	return text
}

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

// KindOf returns the kind of err, and false if the registry did not give one: then the
// line is to blame, and trying again later is right.
func KindOf(err error) (Kind, bool) {
	var k Kind
	return k, errors.As(err, &k)
}

// ToConnect turns an error of a service into the one connect sends. An error without
// a kind becomes Internal, and its text stays here.
func ToConnect(err error) *connect.Error {
	var e *Error
	if !errors.As(err, &e) {
		kind := Internal
		errors.As(err, &kind)
		e = &Error{Kind: kind}
	}
	sent := connect.NewError(e.Kind.code(), errors.New(e.Error()))
	detail, err := connect.NewErrorDetail(&wirev1.Problem{
		Kind:   uint32(e.Kind),
		Detail: e.Detail,
		Wait:   e.Wait.Milliseconds(),
	})
	if err == nil { // a Problem always marshals
		sent.AddDetail(detail)
	}
	return sent
}

// FromConnect turns what a call returned into an *Error if the registry gave a kind,
// and returns every other error as it is.
func FromConnect(err error) error {
	var got *connect.Error
	if !errors.As(err, &got) {
		return err
	}
	for _, detail := range got.Details() {
		message, err := detail.Value()
		if err != nil {
			continue // a detail of another make
		}
		if p, ok := message.(*wirev1.Problem); ok && p.GetKind() != 0 {
			return &Error{
				Kind:   Kind(p.GetKind()),
				Detail: p.GetDetail(),
				Wait:   time.Duration(p.GetWait()) * time.Millisecond,
			}
		}
	}
	if connect.IsWireError(got) {
		return ofCode(got)
	}
	return err
}

// ofCode gives a kind to what connect refused at the registry before any service saw
// it. Sending the same again would not help, so it must not look like a bad line.
func ofCode(got *connect.Error) error {
	switch got.Code() {
	case connect.CodeResourceExhausted:
		return &Error{Kind: TooLarge, Detail: "message"}
	case connect.CodeInvalidArgument:
		return &Error{Kind: Malformed, Detail: "message"}
	}
	return got
}
