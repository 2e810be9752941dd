// Package resident holds the resident record (住民票) as one row of its history:
// a whole snapshot of everything recorded about a resident, keyed by 宛名番号 and
// 履歴番号 (STD 1.2.1). The row with the greatest number is the current one.
//
// The two numbers, 個人番号 and 住民票コード, stand beside the record and not in
// its encoding: whoever keeps a record decides how they are sealed.
//
// Which changes are allowed is package rules', how residents live together is
// package household's, and keeping records is sync/registry/store's.
package resident

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/residentcode"
)

// ErrRecord says that bytes are no encoded record.
var ErrRecord = errors.New("not an encoded record")

// An ID is a 宛名番号: digits with a check digit (package serial). It stays with
// a resident for life, also after moving out and back (STD 1.1.13).
type ID string

// A HouseholdID is a 世帯番号, made like an [ID].
type HouseholdID string

// A Status says whether the record is in force (住民状態). Stored and sent.
type Status uint8

// The states of a record.
const (
	Living  Status = 1 // 現存
	Leaving Status = 2 // 転出予定: living until the day planned (A08)
	Left    Status = 3 // 転出
	Dead    Status = 4 // 死亡
	Removed Status = 5 // 職権消除
)

// Current reports whether the resident lives in the city.
func (s Status) Current() bool { return s == Living || s == Leaving }

// A Class tells Japanese and foreign residents apart (住民種別). Stored and sent.
type Class uint8

// The classes of residents.
const (
	Japanese Class = 1
	Foreign  Class = 2
)

// A Sex is as recorded. Stored and sent.
type Sex uint8

// The values of the record.
const (
	Male   Sex = 1
	Female Sex = 2
)

// A Cause is why a row was written (異動事由, STD 1.2.2). Stored and sent. The
// numbers are this program's own: the standard's two-digit codes were not at hand.
type Cause uint16

// The causes of rows.
const (
	Initial      Cause = 1  // taken over when the register was set up
	MovedIn      Cause = 10 // 国内転入
	MovedWithin  Cause = 30 // 転居
	MovedOut     Cause = 20 // 国内転出
	HeadChanged  Cause = 37 // 世帯主変更, because the head left
	HouseChanged Cause = 36 // 世帯変更, because the head of the household changed
)

// An Address is a place as the record writes it.
type Address struct {
	Postal   string `json:"postal,omitempty"` // 7 digits
	Ward     string `json:"ward,omitempty"`   // municipality code, in the city only
	Town     string `json:"town"`             // down to 町字
	Number   string `json:"number,omitempty"` // 番地 and 枝番
	Building string `json:"building,omitempty"`
}

// IsZero reports whether nothing is known.
func (a Address) IsZero() bool { return a == Address{} }

// String returns the address as one line.
func (a Address) String() string {
	line := a.Town + a.Number
	if a.Building != "" {
		line += "　" + a.Building
	}
	return strings.TrimSpace(line)
}

// A Stay is what is recorded of a foreign resident (法30条の45).
type Stay struct {
	Nationality string     `json:"nationality"`
	Article     int        `json:"article"` // 1 中長期在留者 … 5 経過滞在者
	Status      string     `json:"status,omitempty"`
	Period      string     `json:"period,omitempty"`
	Expiry      civil.Date `json:"expiry,omitzero"` // western calendar on screen (STD 1.1.9)
	Card        string     `json:"card,omitempty"`
}

// A Record is one history row. Its text fields are a resident's data: it prints
// and logs as its keys only.
type Record struct {
	ID        ID          `json:"id"`
	History   int         `json:"history"` // 履歴番号, from 1
	Household HouseholdID `json:"household"`
	Order     int         `json:"order"` // 並び順 within the household, from 1
	Status    Status      `json:"status"`

	Cause       Cause      `json:"cause"`
	ChangedOn   civil.Date `json:"changed_on"` // 異動日
	NotifiedOn  civil.Date `json:"notified_on,omitzero"`
	ProcessedOn civil.Date `json:"processed_on"` // 処理日
	Entry       string     `json:"entry,omitempty"`
	Terminal    string     `json:"terminal,omitempty"` // 入力端末

	Class            Class           `json:"class"`
	Name             string          `json:"name"`
	Reading          string          `json:"reading"`
	ReadingConfirmed bool            `json:"reading_confirmed"`
	FormerName       string          `json:"former_name,omitempty"`
	Alias            string          `json:"alias,omitempty"`
	RomanName        string          `json:"roman_name,omitempty"`
	Birth            civil.Uncertain `json:"birth"`
	Sex              Sex             `json:"sex"`
	Relationship     string          `json:"relationship"` // 続柄

	Address       Address    `json:"address"`
	AddressSince  civil.Date `json:"address_since"`  // 住所を定めた年月日
	ResidentSince civil.Date `json:"resident_since"` // 住民となった年月日
	// 転入前住所 and its 世帯主: from before the resident came into the city. Moving
	// within leaves them; addresses within the city are in the history.
	Previous     Address    `json:"previous,omitzero"`
	PreviousHead string     `json:"previous_head,omitempty"`
	Destination  Address    `json:"destination,omitzero"`
	LeavesOn     civil.Date `json:"leaves_on,omitzero"` // 転出予定年月日

	Domicile     string `json:"domicile,omitempty"`      // 本籍
	DomicileHead string `json:"domicile_head,omitempty"` // 筆頭者
	Stay         *Stay  `json:"stay,omitempty"`

	Card           bool           `json:"card"` // holds an Individual Number Card
	Qualifications Qualifications `json:"qualifications,omitzero"`
	Protected      bool           `json:"protected,omitempty"` // under a support measure (支援措置)

	Code   residentcode.Code `json:"-"`
	Number mynumber.Number   `json:"-"`
}

// Qualifications say which other desks have to follow a change up (附帯資格).
type Qualifications struct {
	Health, Elderly, Care, Pension, Child bool
}

// IsHead reports whether the resident is the head of the household (世帯主).
func (r *Record) IsHead() bool { return r.Relationship == Head }

// Head is the relationship of the head of a household.
const Head = "世帯主"

// Encode returns the record without the two numbers.
func (r *Record) Encode() ([]byte, error) {
	type plain Record
	b, err := json.Marshal((*plain)(r))
	if err != nil {
		return nil, fmt.Errorf("encode record: %w", err)
	}
	return b, nil
}

// Decode reads what [Record.Encode] wrote.
func Decode(b []byte) (Record, error) {
	type plain Record
	var r Record
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode((*plain)(&r)); err != nil {
		// The decoder's own message may quote a value.
		return Record{}, fmt.Errorf("decode record: %w", ErrRecord)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Record{}, fmt.Errorf("decode record: more after its end: %w", ErrRecord)
	}
	return r, nil
}

func (r Record) redacted() string { return fmt.Sprintf("record %s-%d", r.ID, r.History) }

// Format implements fmt.Formatter: keys only.
func (r Record) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.redacted())) }

// LogValue implements slog.LogValuer: keys only.
func (r Record) LogValue() slog.Value { return slog.StringValue(r.redacted()) }
