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
	Initial                Cause = 1  // taken over when the register was set up
	MovedIn                Cause = 10 // 国内転入
	MovedInAbroad          Cause = 11 // 国外転入等
	Born                   Cause = 12 // 出生
	Entered                Cause = 13 // 職権記載
	EnteredNaturalized     Cause = 14 // 職権記載（帰化等）
	EnteredNationalityLost Cause = 15 // 職権記載（国籍喪失）
	BecameResident         Cause = 16 // 法30条の47
	MovedOut               Cause = 20 // 国内転出
	MovedOutAbroad         Cause = 21 // 国外転出
	Died                   Cause = 22 // 死亡
	Deleted                Cause = 23 // 職権消除
	DeletedNaturalized     Cause = 24 // 職権消除（帰化等）
	DeletedNationalityLost Cause = 25 // 職権消除（国籍喪失）
	MovedWithin            Cause = 30 // 転居
	Revised                Cause = 31 // 職権修正
	CorrectedMinor         Cause = 32 // 軽微な修正
	CorrectedError         Cause = 33 // 誤記修正
	HouseSplit             Cause = 34 // 世帯分離
	HouseMerged            Cause = 35 // 世帯合併
	HouseChanged           Cause = 36 // 世帯変更; also because the head of the household changed
	HeadChanged            Cause = 37 // 世帯主変更
	FormerNameEntered      Cause = 40 // 旧氏の記載
	FormerNameChanged      Cause = 41 // 旧氏の変更
	FormerNameDeleted      Cause = 42 // 旧氏の削除
	AliasEntered           Cause = 43 // 通称の記載
	AliasDeleted           Cause = 44 // 通称の削除
	CodeRequested          Cause = 50 // 住民票コードの変更請求
	CodeGiven              Cause = 51 // 住民票コードの職権記載
	NumberRequested        Cause = 52 // 個人番号の変更請求
	NumberRevised          Cause = 53 // 個人番号の職権修正
	ArrivalNoticed         Cause = 60 // 転入通知の受理
	CancelledEntry         Cause = 70 // 異動の取消し（減）: what had been entered is removed
	CancelledRemoval       Cause = 71 // 異動の取消し（増）: what had been removed is back
	CancelledRevision      Cause = 72 // 異動の取消し（修正）
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

// An Arrival is where somebody who left the city has arrived (法9条1項). It stands
// beside what was planned and overwrites nothing (STD 4.1.3.1.1).
type Arrival struct {
	NoticeOn  civil.Date `json:"notice_on"`  // 転入通知年月日
	From      string     `json:"from"`       // municipality code
	ArrivedOn civil.Date `json:"arrived_on"` // 転入年月日 there
	LeftOn    civil.Date `json:"left_on"`    // 転出年月日（確定）
	Address   Address    `json:"address"`    // 転出先住所（確定）
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
	// Occurred is the date of change where it is not fully known (E09): a death, a birth,
	// somebody missing. ChangedOn is then the day it is sorted by.
	Occurred civil.Uncertain `json:"occurred,omitzero"`
	// Cancels is the 履歴番号 of the row that this one cancels, 0 for none (STD 4.6).
	Cancels int `json:"cancels,omitempty"`
	// Corrects is the 履歴番号 of the row whose clerical error this one corrects (誤記修正),
	// 0 for none. The wrong row stays (STD 4.2.3.3).
	Corrects int    `json:"corrects,omitempty"`
	Entry    string `json:"entry,omitempty"`
	Terminal string `json:"terminal,omitempty"` // 入力端末

	Class            Class           `json:"class"`
	Name             string          `json:"name"`
	Reading          string          `json:"reading"`
	ReadingConfirmed bool            `json:"reading_confirmed"`
	FormerName       string          `json:"former_name,omitempty"`
	FormerReading    string          `json:"former_reading,omitempty"`
	Alias            string          `json:"alias,omitempty"`
	AliasReading     string          `json:"alias_reading,omitempty"`
	AliasSince       civil.Date      `json:"alias_since,omitzero"` // 通称を記載した年月日
	RomanName        string          `json:"roman_name,omitempty"`
	Birth            civil.Uncertain `json:"birth"`
	Sex              Sex             `json:"sex"`
	Relationship     string          `json:"relationship"` // 続柄

	Address       Address    `json:"address"`
	AddressSince  civil.Date `json:"address_since"`  // 住所を定めた年月日
	ResidentSince civil.Date `json:"resident_since"` // 住民となった年月日
	// 転入前住所 and its 世帯主: from before the resident came into the city. Moving
	// within leaves them; addresses within the city are in the history.
	Previous     Address `json:"previous,omitzero"`
	PreviousHead string  `json:"previous_head,omitempty"`
	// LastRegistered is 最終登録住所地 of who did not notify the move before (未届).
	LastRegistered Address    `json:"last_registered,omitzero"`
	Destination    Address    `json:"destination,omitzero"`
	LeavesOn       civil.Date `json:"leaves_on,omitzero"` // 転出予定年月日
	// Arrival is what the municipality of destination says; nil before its notice (転入通知).
	Arrival *Arrival `json:"arrival,omitempty"`
	// RemovalCause is the code of the cause of an ex officio deletion (消除事由), 0 for none.
	RemovalCause int `json:"removal_cause,omitempty"`

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
