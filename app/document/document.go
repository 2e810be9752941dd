// Package document says what stands on the papers a counter prints:
//
//   - the review list (審査リスト, R005), by which a reviewer compares what was entered
//     with the form the resident wrote;
//   - the confirmation slip (確認用帳票, STD 4.0.9), on which the resident sees what was
//     entered;
//   - the follow-up slip, which names the desks to go to next and until when (D9).
//
// [ReviewList], [Confirmation] and [FollowUpSlip] turn entries into a [Paper], which is
// text in tables and knows no font. Words come from whoever shows them ([Words]).
//
// A paper about an entry bears a [Mark]: the receipt number and the SHA-256 of the very
// content, as text and as a QR code, so that [Compare] tells whether a paper is still
// what the terminal holds (D17). The mark holds nothing of a resident.
//
// The two numbers, 個人番号 and 住民票コード, stand on a review list only where they were
// asked for ([Request].Numbers) and on the other papers never.
//
// Package typeset lays papers out in pages, package pdf and package raster draw those,
// package spool hands them to a printer; who may print and the record of it are
// app/desk's.
package document

import (
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Kind is a sort of paper. It stands in operation records: never renumber.
type Kind uint8

// The papers.
const (
	ReviewListPaper   Kind = 1 // 審査リスト
	ConfirmationPaper Kind = 2 // 確認用帳票
	FollowUpPaper     Kind = 3 // 次の窓口のご案内
)

// Kinds returns the papers in the order of the menu.
func Kinds() []Kind { return []Kind{ReviewListPaper, ConfirmationPaper, FollowUpPaper} }

// Key returns the stable ASCII name of k, as translation keys and records have it.
func (k Kind) Key() string {
	switch k {
	case ReviewListPaper:
		return "review_list"
	case ConfirmationPaper:
		return "confirmation"
	case FollowUpPaper:
		return "follow_up"
	}
	return "unknown"
}

// Words gives the texts of a paper in the language of the terminal.
type Words interface {
	// Text returns the text of a key of this package.
	Text(key Key, args ...any) string
	// Kind returns the name of a kind of notification.
	Kind(kind notification.Kind) string
	// Section returns the head of a block of the form of a kind.
	Section(kind notification.Kind, key string) string
	// Label returns the name of an item on the form of a kind.
	Label(kind notification.Kind, item notification.Item) string
	// Value returns how the value of a field of a person, or of the header, is read.
	Value(field notification.Field, of notification.Values, value string) string
	// Rule returns what a rule says is wrong.
	Rule(rule string) string
}

// Material is an entry and what is known about it besides.
type Material struct {
	Entry   *notification.Entry
	Receipt string // 仮受付番号
	Writer  string // name of who entered it
	// Before are the records that the entry changes, by person of the content; nil
	// where there is none or it is not known.
	Before []*resident.Record
	// BeforeUnknown says that records are missing because there is no line.
	BeforeUnknown bool
}

// A Request is how a paper is to be made.
type Request struct {
	Entries []Material
	// Numbers asks for the two numbers on a review list; Purpose says what for.
	Numbers bool
	Purpose string
	// By, Terminal and At say who printed it where and when.
	By, Terminal string
	At           time.Time
	City         string
	Training     bool // of the training city: said on each page
}

// A Paper is what stands on a document. Each part begins on a page of its own.
type Paper struct {
	Kind    Kind
	Entries []notification.EntryID
	// Residents is how many the entries are about, for the limit of R130.
	Residents int
	Numbers   []Place // the numbers that stand on it in full
	Foot      string  // at the foot of each page
	Stamp     string  // across the head of each page; "" for none
	Parts     []Part
}

// A Place is where a value comes from. It names no value.
type Place struct {
	Entry  notification.EntryID
	Person int // or [notification.Header]
	Item   notification.Item
}

// A Part is one entry's share of a paper.
type Part struct {
	Title  string
	Tag    string // in a frame beside the title: 仮登録
	Facts  []Fact // two in a row
	Notes  []Note
	Tables []Table
	Boxes  []string // frames for stamps at the end, by what is stamped there
	Line   string   // a line for a signature, by what is signed; "" for none
	Mark   *Mark
	MarkTo string // what the mark is for, beside it
}

// A Fact is a label with a text.
type Fact struct {
	Label string
	Cell  Cell
}

// A Note is a line of text of its own. A strong one stands in a frame.
type Note struct {
	Text   string
	Strong bool
}

// A Table is rows under a head.
type Table struct {
	Head    string
	Aside   Cell // behind the head: whose table it is
	Columns []Column
	Rows    [][]Cell
}

// A Column of a table. Shares are of the width of the page.
type Column struct {
	Title string
	Share float64
	Tick  bool // an empty box to be ticked by hand
}

// A Cell is a text in a table.
type Cell struct {
	Text string
	Name bool // something of a resident: set in the font for names
	// Strong marks what differs.
	Strong bool
	Place  Place
}
