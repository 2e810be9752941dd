package document

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/app/notification"
)

// ErrMark says that a scanned text is no mark of a paper.
var ErrMark = errors.New("not the mark of a paper")

// A Mark ties a paper to the very content it was printed from (D17).
type Mark struct {
	Receipt  string // 仮受付番号: made from the random part of the entry's ID
	Revision int
	Hash     notification.Hash // of the canonical content
}

// markPrefix begins the payload of every mark. The digit is its version.
const markPrefix = "MDG1"

// MarkOf returns the mark of an entry as it is.
func MarkOf(m Material) (Mark, error) {
	canonical, err := m.Entry.Content.Encode()
	if err != nil {
		return Mark{}, fmt.Errorf("mark paper: %w", err)
	}
	return Mark{Receipt: m.Receipt, Revision: m.Entry.Revision, Hash: notification.HashOf(canonical)}, nil
}

// Payload returns what stands in the QR code: capitals, digits and the few signs that
// QR codes write densely.
func (m Mark) Payload() string {
	return strings.Join([]string{markPrefix, m.Receipt, strconv.Itoa(m.Revision), strings.ToUpper(hex.EncodeToString(m.Hash[:]))}, ":")
}

// ParseMark reads a payload.
func ParseMark(payload string) (Mark, error) {
	f := strings.Split(strings.TrimSpace(payload), ":")
	if len(f) != 4 || f[0] != markPrefix || f[1] == "" {
		return Mark{}, fmt.Errorf("parse mark: %w", ErrMark)
	}
	revision, err := strconv.Atoi(f[2])
	hash, errHash := hex.DecodeString(f[3])
	if err != nil || errHash != nil || revision < 0 || len(hash) != len(notification.Hash{}) {
		return Mark{}, fmt.Errorf("parse mark: %w", ErrMark)
	}
	return Mark{Receipt: f[1], Revision: revision, Hash: notification.Hash(hash)}, nil
}

// Short returns the first sixteen digits of the hash in groups of four, which two
// people can compare by eye.
func (m Mark) Short() string { return groups(m.Payload()[len(m.Payload())-64:][:16]) }

// Full returns the whole hash in groups of four.
func (m Mark) Full() string { return groups(m.Payload()[len(m.Payload())-64:]) }

func groups(digits string) string {
	var all []string
	for ; len(digits) > 4; digits = digits[4:] {
		all = append(all, digits[:4])
	}
	return strings.Join(append(all, digits), " ")
}

// An Agreement says how a paper stands to an entry.
type Agreement uint8

// The ways.
const (
	Same    Agreement = 1 // the paper says what the entry says
	Changed Agreement = 2 // the entry's content is another one than when it was printed
	Other   Agreement = 3 // the paper is about another entry
)

// Compare tells whether the paper that a payload was scanned from still says what an
// entry says. The revision may have grown without any change of the content.
func Compare(payload string, m Material) (Agreement, error) {
	scanned, err := ParseMark(payload)
	if err != nil {
		return 0, err
	}
	now, err := MarkOf(m)
	if err != nil {
		return 0, err
	}
	switch {
	case scanned.Receipt != now.Receipt:
		return Other, nil
	case scanned.Hash != now.Hash:
		return Changed, nil
	}
	return Same, nil
}
