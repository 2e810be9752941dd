package rules

import (
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on the moving-out certificate (転出証明書) and the card that stands for it.

// noCertificate is E24: 転入 without 転出証明書 (法22条2項). An 未届 needs none, but the
// remark has to say what happened (留意事項). The data that a card stands for (特例転入,
// 法24条の2) may be used only when its PIN was checked.
func noCertificate(f *facts, found report) {
	if f.c.Kind == notification.MovingInCard {
		if f.c.Header.Int(notification.CardPINChecked) != notification.Yes {
			found(notification.Header, notification.CardPINChecked, "")
		}
		return
	}
	switch f.c.Header.Int(notification.Certificate) {
	case notification.CertificatePaper, notification.CertificateCard:
	case notification.CertificateNone:
		if !f.c.Header.Has(notification.Remark) {
			found(notification.Header, notification.Remark, "")
		}
	default:
		found(notification.Header, notification.Certificate, "")
	}
}

// certificateDiffers is A13: the certificate was not compared with what was typed, or
// its values, where they were taken over, differ (R003). What is found is the entry's item.
//
// The destination on the certificate is where somebody meant to go, often a
// municipality alone, and is not compared; its planned day is only when the move was
// before it.
func certificateDiffers(f *facts, found report) {
	if f.c.Header.Int(notification.CertificateChecked) == notification.No {
		found(notification.Header, notification.CertificateChecked, "")
	}
	f.formerPlaceDiffers(found)
	if planned := f.date(notification.CertPlannedOn); !planned.IsZero() {
		if early, known := since(f.changed, planned); known && early > 0 {
			found(notification.Header, notification.ChangedOn, strconv.Itoa(early))
		}
	}
	// A 続柄 is to the head there. It stays when the whole household comes and makes one here.
	asTheyWere := f.c.Header.Int(notification.Scope) == notification.ScopeAll && f.join.anew
	for _, p := range f.persons {
		for _, pair := range onCertificate {
			if pair.item == notification.Relation && !asTheyWere {
				continue
			}
			if said := p.values.Get(pair.said); said != "" && pair.as(said) != pair.as(p.values.Get(pair.item)) {
				found(p.index, pair.item, "")
			}
		}
	}
}

// formerPlaceDiffers compares the former address and head. Town and number are one
// text: the certificate may part them elsewhere.
func (f *facts) formerPlaceDiffers(found report) {
	h := f.c.Header
	town, number := h.Get(notification.CertTown), h.Get(notification.CertNumber)
	switch {
	case town != "" && resident.FoldNumber(town+number) != resident.FoldNumber(h.Get(notification.PrevTown)+h.Get(notification.PrevNumber)):
		found(notification.Header, notification.PrevTown, "")
	case town == "" && number != "" && resident.FoldNumber(number) != resident.FoldNumber(h.Get(notification.PrevNumber)):
		found(notification.Header, notification.PrevNumber, "")
	}
	if b := h.Get(notification.CertBuilding); b != "" && resident.FoldNumber(b) != resident.FoldNumber(h.Get(notification.PrevBuilding)) {
		found(notification.Header, notification.PrevBuilding, "")
	}
	if head := h.Get(notification.CertHead); head != "" && head != h.Get(notification.PrevHead) {
		found(notification.Header, notification.PrevHead, "")
	}
}

// onCertificate are the items of a person that the certificate has, too.
var onCertificate = []struct {
	said, item notification.Item
	as         func(string) string // what is compared
}{
	{notification.CertName, notification.FullName, itself},
	{notification.CertFormerName, notification.FormerName, itself},
	{notification.CertBirth, notification.Birth, itself},
	{notification.CertSex, notification.Sex, itself},
	{notification.CertRelation, notification.Relation, itself},
	{notification.CertCode, notification.Code, itself},
	{notification.CertMyNumber, notification.MyNumber, itself},
	{notification.CertDomicile, notification.RegisteredDomicile, resident.FoldNumber},
	{notification.CertDomicileHead, notification.DomicileHead, itself},
	{notification.CertNationality, notification.Nationality, itself},
}

func itself(s string) string { return s }

// A 特例転入 has to be within these days, or the card lapses (失効). The source is one
// city's page (DOMAIN 2.3), not verified against the ordinance.
const (
	cardAfterPlan = 30 // of 転出予定日
	cardAfterMove = 14 // of the move
)

// cardLapses is the part of A05 that is about the days of a 特例転入. The detail is how
// many have passed.
func cardLapses(f *facts, found report) {
	if f.c.Kind != notification.MovingInCard {
		return
	}
	if days, known := since(f.date(notification.PlannedOn), f.notified); known && days > cardAfterPlan {
		found(notification.Header, notification.PlannedOn, strconv.Itoa(days))
	}
	if days, known := since(f.changed, f.notified); known && days > cardAfterMove {
		found(notification.Header, notification.ChangedOn, strconv.Itoa(days))
	}
}
