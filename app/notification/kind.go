package notification

import (
	"errors"
	"slices"
)

// A Kind is what sort of change a notification is of. Kinds are stored and sent,
// so their values are written out: never renumber them.
type Kind uint16

// The kinds of notification, each with a form of its own (DOMAIN 2.3).
const (
	MovingIn           Kind = 1  // 転入届（国内）, 法22条
	MovingWithin       Kind = 2  // 転居届, 法23条
	MovingOut          Kind = 3  // 転出届（国内）, 法24条
	MovingInAbroad     Kind = 4  // 転入届（国外から）, 法22条
	MovingInCard       Kind = 5  // 特例転入（カード）, 法24条の2
	MovingOutAbroad    Kind = 6  // 転出届（国外へ）, 法24条
	MovingOutPost      Kind = 7  // 転出届（郵送）, 法24条
	HouseholdSplit     Kind = 10 // 世帯分離, 法25条
	HouseholdMerge     Kind = 11 // 世帯合併, 法25条
	HouseholdChange    Kind = 12 // 世帯変更: some join another household, 法25条
	HeadChange         Kind = 13 // 世帯主変更, 法25条
	Newborn            Kind = 20 // 出生, 法8条 with the notice of 法9条2項
	Death              Kind = 21 // 死亡, 法8条 with the notice of 法9条2項
	ExOfficioEntry     Kind = 22 // 職権記載, 法8条
	ExOfficioDeletion  Kind = 23 // 職権消除, 法8条
	ExOfficioRevision  Kind = 24 // 職権修正, 法8条
	MinorCorrection    Kind = 25 // 軽微な修正, 規則11条3項2号
	ClericalCorrection Kind = 26 // 誤記修正 (STD 4.2.3.3: the wrong row stays)
	FormerNameChange   Kind = 30 // 旧氏の記載・変更・削除, 令30条の13 and following
	AliasChange        Kind = 31 // 通称の記載・削除, 令30条の16
	Article46          Kind = 35 // 中長期在留者等の転入届（国外から）, 法30条の46
	Article47          Kind = 36 // 住所を有する者が中長期在留者等となった旨の届, 法30条の47
	Article48          Kind = 37 // 外国人住民の続柄の変更の届, 法30条の48
	ImmigrationNotice  Kind = 38 // 出入国在留管理庁長官の通知による修正, 法30条の50
	Naturalization     Kind = 39 // 帰化・国籍取得
	NationalityLoss    Kind = 40 // 国籍喪失
	CodeChange         Kind = 45 // 住民票コードの変更請求・職権記載, 法30条の4
	NumberChange       Kind = 46 // 個人番号の変更請求・職権修正, 番号法7条2項
	Cancellation       Kind = 50 // 異動の取消し (STD 4.6)
	ArrivalNotice      Kind = 51 // 転入通知の受理, 法9条1項
	SupportRequest     Kind = 60 // 支援措置の申出・仮支援 (STD 1.1.16)
	SupportExtension   Kind = 61 // 支援措置の延長
	SupportEnd         Kind = 62 // 支援措置の終了
	HoldSetting        Kind = 65 // 抑止の設定 (STD 3.1)
	HoldRelease        Kind = 66 // 抑止の解除
)

// A Group gathers kinds in the counter's menu. It is stored in no place.
type Group uint8

// The groups, in the order of the menu.
const (
	Moving      Group = 1 // 住所の異動
	Households  Group = 2 // 世帯
	ExOfficio   Group = 3 // 職権
	Names       Group = 4 // 旧氏・通称
	Foreign     Group = 5 // 外国人住民・国籍
	Numbers     Group = 6 // 番号
	Corrections Group = 7 // 取消し・通知
	Protection  Group = 8 // 支援措置・抑止
)

// Key returns the stable ASCII name of g, as translation keys end in it.
func (g Group) Key() string {
	names := [...]string{"unknown", "moving", "households", "ex_officio", "names", "foreign", "numbers", "corrections", "protection"}
	if int(g) >= len(names) {
		return names[0]
	}
	return names[g]
}

// Groups returns the groups in the order of the menu.
func Groups() []Group {
	return []Group{Moving, Households, ExOfficio, Names, Foreign, Numbers, Corrections, Protection}
}

// A Trait is something true of a kind that rules, the register and screens go by,
// so that none of them lists kinds. Traits are stored in no place.
type Trait uint16

// The traits of kinds.
const (
	// Newcomers: the persons become residents: they are not in the register, or were and
	// left (再転入). A kind without it quotes residents of the register.
	Newcomers Trait = 1
	// ToAddress: the header holds an address in the city that the persons come to.
	ToAddress Trait = 2
	// Regroups: households are made, joined, left or headed anew; see [Part].
	Regroups Trait = 4
	// SameAddress: a change of households only, nobody moves (E16).
	SameAddress Trait = 8
	// Leaves: the persons are residents no longer.
	Leaves Trait = 16
	// Planned: the date of change may lie ahead.
	Planned Trait = 32
	// Timely: the Act gives 14 days for the notification (A03).
	Timely Trait = 64
	// ByOffice: written ex officio (職権), after a document review (R004, E30).
	ByOffice Trait = 128
	// Corrects: the record is put right; the values of [Correctable] items are on the form.
	Corrects Trait = 256
	// Single: about one person; those with a [Part] that stays stand beside.
	Single Trait = 512
	// AnyStatus: the resident quoted may have left or died.
	AnyStatus Trait = 1024
	// TwoReviews: two operators other than the writer approve it (R006, R106).
	TwoReviews Trait = 2048
	// Protects: about a support measure or a hold, not about the record.
	Protects Trait = 4096
)

type kindFact struct {
	kind   Kind
	key    string
	group  Group
	traits Trait
}

// kinds is in the order of the menu.
var kinds = []kindFact{
	{MovingIn, "moving_in", Moving, Newcomers | ToAddress | Regroups | Timely | TwoReviews},
	{MovingWithin, "moving_within", Moving, ToAddress | Regroups | Timely},
	{MovingOut, "moving_out", Moving, Leaves | Planned | Regroups},
	{MovingInAbroad, "moving_in_abroad", Moving, Newcomers | ToAddress | Regroups | Timely | TwoReviews},
	{MovingInCard, "moving_in_card", Moving, Newcomers | ToAddress | Regroups | Timely | TwoReviews},
	{MovingOutAbroad, "moving_out_abroad", Moving, Leaves | Planned | Regroups},
	{MovingOutPost, "moving_out_post", Moving, Leaves | Planned | Regroups},
	{HouseholdSplit, "household_split", Households, Regroups | SameAddress | Timely},
	{HouseholdMerge, "household_merge", Households, Regroups | SameAddress | Timely},
	{HouseholdChange, "household_change", Households, Regroups | SameAddress | Timely},
	{HeadChange, "head_change", Households, Regroups | SameAddress | Timely},
	{Newborn, "newborn", ExOfficio, Newcomers | Single | ByOffice},
	{Death, "death", ExOfficio, Leaves | Single | ByOffice | Regroups},
	{ExOfficioEntry, "ex_officio_entry", ExOfficio, Newcomers | ToAddress | Regroups | ByOffice | TwoReviews},
	{ExOfficioDeletion, "ex_officio_deletion", ExOfficio, Leaves | ByOffice | Regroups},
	{ExOfficioRevision, "ex_officio_revision", ExOfficio, Corrects | Single | ByOffice},
	{MinorCorrection, "minor_correction", ExOfficio, Corrects | Single | ByOffice},
	{ClericalCorrection, "clerical_correction", ExOfficio, Corrects | Single | ByOffice},
	{FormerNameChange, "former_name_change", Names, Single},
	{AliasChange, "alias_change", Names, Single},
	{Article46, "article_46", Foreign, Newcomers | ToAddress | Regroups | Timely | TwoReviews},
	{Article47, "article_47", Foreign, Newcomers | ToAddress | Regroups | Timely | TwoReviews},
	{Article48, "article_48", Foreign, Single | Timely},
	{ImmigrationNotice, "immigration_notice", Foreign, Corrects | Single | ByOffice},
	{Naturalization, "naturalization", Foreign, Single | ByOffice},
	{NationalityLoss, "nationality_loss", Foreign, Single | ByOffice},
	{CodeChange, "code_change", Numbers, Single | TwoReviews},
	{NumberChange, "number_change", Numbers, Single | TwoReviews},
	{Cancellation, "cancellation", Corrections, AnyStatus | TwoReviews},
	{ArrivalNotice, "arrival_notice", Corrections, AnyStatus},
	{SupportRequest, "support_request", Protection, Protects | TwoReviews},
	{SupportExtension, "support_extension", Protection, Protects | TwoReviews},
	{SupportEnd, "support_end", Protection, Protects | TwoReviews},
	{HoldSetting, "hold_setting", Protection, AnyStatus | Protects | Single},
	{HoldRelease, "hold_release", Protection, AnyStatus | Protects | Single},
}

func (k Kind) fact() kindFact {
	i := slices.IndexFunc(kinds, func(f kindFact) bool { return f.kind == k })
	if i < 0 {
		return kindFact{key: "unknown"}
	}
	return kinds[i]
}

// Key returns the stable ASCII name of k, as translation keys end in it.
func (k Kind) Key() string { return k.fact().key }

// Group returns where k stands in the menu, 0 for no kind.
func (k Kind) Group() Group { return k.fact().group }

// Is reports whether k has a trait, or all of several.
func (k Kind) Is(t Trait) bool { return k.fact().traits&t == t }

// Quotes reports whether the persons of k are residents of the register.
func (k Kind) Quotes() bool { return k.Group() != 0 && !k.Is(Newcomers) }

// Kinds returns the kinds a form exists for, in the order of the counter's menu.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, f := range kinds {
		out[i] = f.kind
	}
	return out
}

// KindsOf returns the kinds of a group in the order of the menu.
func KindsOf(g Group) []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return k.Group() != g })
}

// KindsWith returns the kinds that have a trait, or all of several.
func KindsWith(t Trait) []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !k.Is(t) })
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
