package rules_test

import (
	"strconv"

	nt "madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
)

// Short names of the residents of the examples.
var (
	eHanako, eTaro, eJiro, eSakura = notificationtest.Hanako, notificationtest.Taro, notificationtest.Jiro, notificationtest.Sakura
	ume, tadashi, ueda, an, hoa    = notificationtest.Ume, notificationtest.Tadashi, notificationtest.Ueda, notificationtest.An, notificationtest.Hoa
	higashi, kaoru                 = notificationtest.Higashi, notificationtest.Kaoru
	eHome, parents                 = notificationtest.Home, notificationtest.Parents
)

// asHanako makes the newcomer the woman who lives here already.
func asHanako(items ...nt.Item) edit {
	return func(c *nt.Content, v *register) {
		r, _ := v.Resident(eHanako, 0)
		notificationtest.Set(&c.Persons[0], notificationtest.Values{nt.FullName: r.Name, nt.FullReading: r.Reading, nt.Birth: r.Birth.String()})
		for _, item := range items {
			c.Persons[0].Set(item, notificationtest.Code(1).Reveal())
		}
	}
}

// aloneLeaves is a move of the husband alone, with the head beside him who stays.
var aloneLeaves = about(1, eTaro, eHanako)("世帯主", "世帯主")

// mourned is the death of the family's head, of whom nobody says who follows.
var mourned = about(1, eHanako)("")

// intoAlone names another household than the example to join.
func into(id resident.HouseholdID) edit { return head(nt.TargetHouseholdID, string(id)) }

// moved puts a household elsewhere.
func moved(to resident.Address, of ...resident.ID) edit {
	return func(_ *nt.Content, v *register) {
		for _, id := range of {
			r, _ := v.Resident(id, 0)
			r.Address = to
		}
	}
}

// wrote says which entry wrote the current row of a resident.
func wrote(id resident.ID, entry string) edit {
	return of(id, func(r *resident.Record) { r.Entry = entry })
}

// history writes rows after the one that the example cancels.
func history(rows ...resident.Record) edit {
	return func(c *nt.Content, v *register) {
		for _, r := range rows {
			was, _ := v.Resident(ueda, 0)
			next := *was
			next.History++
			next.Cancels, next.Cause, next.Entry = r.Cancels, r.Cause, r.Entry
			v.rows = append(v.rows, next)
			c.Persons[0].Set(nt.BaseVersion, strconv.Itoa(next.History))
		}
	}
}

// transit is the stay of a 経過滞在者.
var transit = also(who(0, nt.Article30_45, "5"), who(0, nt.ResidenceStatus, ""), who(0, nt.ResidencePeriod, ""), who(0, nt.ResidenceExpiry, ""), who(0, nt.ResidenceCard, ""))

// foreignChild makes the newborn a foreign one without a status.
var foreignChild = also(who(0, nt.ResidentClass, "2"), who(0, nt.RegisteredDomicile, ""), who(0, nt.DomicileHead, ""), who(0, nt.Nationality, "ベトナム"), who(0, nt.Article30_45, "5"))

func bornOn(day string) edit { return also(who(0, nt.Birth, day), head(nt.ChangedOn, day)) }

// beside puts the certificate's side of an item.
func beside(item nt.Item, value string) edit { return who(0, item, value) }

func init() {
	rows = append(rows, kindRows...)
}

var kindRows = []row{
	a(nt.MovingInAbroad, "E01: 国外転入 of who lives here", []string{"E01 0 resident_code", "A01 0 name"}, asHanako(nt.Code), who(0, nt.Code, notificationtest.Code(1).Reveal())),
	a(nt.ExOfficioEntry, "E01: 職権記載 of who lives here", []string{"E01 0 resident_code", "A01 0 name"}, asHanako(nt.Code)),
	a(nt.Article46, "E01: 法30条の46 by a card that is recorded", []string{"E01 0 residence_card"}, who(0, nt.ResidenceCard, "AB12345678CD")),
	a(nt.Newborn, "E01: the child is written already", []string{"E01 0 name"}, func(c *nt.Content, v *register) {
		child := v.rows[2]
		child.ID, child.Name, child.Birth, child.Sex = notificationtest.ID(40), "中原　海", born(ago(4)), resident.Female
		v.rows = append(v.rows, child)
	}),

	a(nt.MovingWithin, "E02: of who stays something else than the relationship differs", []string{"E02 1 birth"},
		aloneLeaves, head(nt.Scope, "2"), who(1, nt.Birth, "1981-05-05")),
	a(nt.MovingWithin, "E02: who stays beside who moves", nil, aloneLeaves, head(nt.Scope, "2")),

	a(nt.ArrivalNotice, "E03: the notice is about somebody who lives here", []string{"E03 0 resident_id"}, of(higashi, func(r *resident.Record) { r.Status = resident.Living })),
	a(nt.ArrivalNotice, "E03: the notice is about somebody who died", []string{"E03 0 resident_id"}, of(higashi, func(r *resident.Record) { r.Status = resident.Dead })),
	a(nt.ArrivalNotice, "E03: the notice is about somebody removed because they had left", nil, of(higashi, func(r *resident.Record) { r.Status = resident.Removed })),
	a(nt.Cancellation, "E03: nobody bears the number", []string{"E03 0 resident_id"}, who(0, nt.PersonID, string(notificationtest.ID(60)))),
	a(nt.Cancellation, "E03: the moving out of somebody who left", nil, of(ueda, func(r *resident.Record) { r.Status, r.Cause = resident.Left, resident.MovedOut })),
	a(nt.FormerNameChange, "E03: a 旧氏 of somebody who died", []string{"E03 0 resident_id"}, of(eHanako, func(r *resident.Record) { r.Status = resident.Dead })),
	a(nt.FormerNameChange, "E03: a 旧氏 of a foreign resident", []string{"E03 0 resident_id"}, of(eHanako, func(r *resident.Record) { r.Class = resident.Foreign })),
	a(nt.Naturalization, "E03: a 帰化 of a Japanese", []string{"E03 0 resident_id"}, of(an, func(r *resident.Record) { r.Class = resident.Japanese })),
	a(nt.SupportRequest, "E03: support for somebody who left", []string{"E03 0 resident_id"}, of(kaoru, func(r *resident.Record) { r.Status = resident.Left })),
	a(nt.HoldRelease, "E03: a hold on somebody who left is released", nil, of(notificationtest.Susumu, func(r *resident.Record) { r.Status = resident.Left })),

	a(nt.ExOfficioEntry, "E04: found to live here tomorrow", []string{"E04 header changed_on"}, head(nt.ChangedOn, ago(-1))),
	a(nt.Death, "E04: died tomorrow", []string{"E04 header changed_on", "E08 header notified_on", "E08 header basis_on"}, head(nt.ChangedOn, ago(-1))),
	a(nt.ArrivalNotice, "E04: arrived there tomorrow", []string{"E04 header arrived_there_on"}, head(nt.ArrivedThereOn, ago(-1))),
	a(nt.MovingOutAbroad, "E04: leaving the country next month", nil, head(nt.ChangedOn, ago(-40))),
	a(nt.HoldSetting, "E04: a hold that begins tomorrow", nil, head(nt.ChangedOn, ago(-1))),

	a(nt.Newborn, "E05: the 戸籍届 is of tomorrow", []string{"E05 header basis_on", "E30 header prior_reviewed_on"}, head(nt.BasisOn, ago(-1))),
	a(nt.ArrivalNotice, "E05: the notice is of tomorrow", []string{"E05 header notice_on"}, head(nt.NoticeOn, ago(-1))),
	a(nt.SupportRequest, "E05: the office was asked tomorrow", []string{"E05 header support_consulted_on"}, head(nt.SupportConsultedOn, ago(-1))),

	a(nt.MovingWithin, "E06: 処理日 typed", []string{"E06 header processed_on", "E22 header processed_on"}, head("processed_on", today.String())),
	a(nt.Death, "E06: 処理日 with a person", []string{"E06 0 processed_on", "E22 0 processed_on"}, who(0, "processed_on", ago(1))),

	a(nt.MovingInAbroad, "E07: entered the country after moving in", []string{"E07 header arrived_on"}, head(nt.ArrivedOn, ago(2))),
	a(nt.ArrivalNotice, "E07: left after arriving there", []string{"E07 header arrived_there_on"}, head(nt.LeftOn, ago(27))),
	a(nt.Death, "E07: died before the last change", []string{"E07 0 changed_on"}, of(ume, func(r *resident.Record) { r.ChangedOn = today.AddDays(-2) })),
	a(nt.Death, "E07: nobody knows when in the year", nil, head(nt.ChangedOn, "~11|R8"), of(ume, func(r *resident.Record) { r.ChangedOn = today.AddDays(-2) })),
	a(nt.HouseholdSplit, "E07: who stays had a change since", nil, of(eTaro, func(r *resident.Record) { r.ChangedOn = today.AddDays(-2) })),
	a(nt.Cancellation, "E07: a cancellation overtakes what it cancels", nil, head(nt.ChangedOn, ago(30))),

	a(nt.Death, "E08: died before being born", []string{"E07 0 changed_on", "E08 header changed_on"}, head(nt.ChangedOn, "1949-01-01")),
	a(nt.Death, "E08: notified before the death", []string{"E08 header notified_on"}, head(nt.NotifiedOn, ago(5))),
	a(nt.Death, "E08: the document is older than the death", []string{"E08 header basis_on"}, head(nt.BasisOn, ago(5))),
	a(nt.Newborn, "E08: born on another day than the date of birth", []string{"E08 0 birth"}, who(0, nt.Birth, ago(5))),
	a(nt.Newborn, "E08: notified before the birth", []string{"E08 header notified_on"}, head(nt.NotifiedOn, ago(5))),
	a(nt.Newborn, "E08: a foundling, born nobody knows when", nil, head(nt.ChangedOn, "~11|R8"), who(0, nt.Birth, "~10|")),

	a(nt.Newborn, "E09: no pattern of 不詳", []string{"E09 header changed_on"}, head(nt.ChangedOn, "~16|R8")),
	a(nt.ExOfficioEntry, "E09: a date not fully known where none may be", []string{"E09 header changed_on"}, head(nt.ChangedOn, "~11|R8")),
	a(nt.ExOfficioDeletion, "E09: a disappearance may be", nil, head(nt.DeletionCause, "2"), head(nt.ChangedOn, "~11|R8")),
	a(nt.ExOfficioDeletion, "E09: another deletion may not", []string{"E09 header changed_on"}, head(nt.ChangedOn, "~11|R8")),
	a(nt.ClericalCorrection, "E09: 大正15年12月25日 is a day", nil, who(0, nt.ToBirth, "~05|T15-12-25")),
	a(nt.ClericalCorrection, "E09: 大正15年12月26日 is none", []string{"E09 0 to_birth"}, who(0, nt.ToBirth, "~05|T15-12-26")),
	a(nt.ClericalCorrection, "E09: 明治45年7月30日 is a day", nil, who(0, nt.ToBirth, "~04|M45-07-30")),

	a(nt.ArrivalNotice, "E10: 団体コード of who sent the notice", []string{"E10 header notice_from"}, head(nt.NoticeFrom, "131131")),
	a(nt.MovingIn, "E10: 個人番号 on the certificate", []string{"E10 0 cert_individual_number", "A13 0 individual_number"}, who(0, nt.CertMyNumber, "123456789019")),
	a(nt.NumberChange, "E10: the new 個人番号", []string{"E10 0 individual_number"}, who(0, nt.MyNumber, "123456789019")),
	a(nt.HouseholdMerge, "E10: the household that is joined", []string{"E10 header target_household_id", "E17 header target_household_id"}, into("000000028")),

	a(nt.NumberChange, "E11: the new number is another's", []string{"E11 0 individual_number"}, who(0, nt.MyNumber, notificationtest.Number(1).Reveal())),
	a(nt.NumberChange, "E11: the new number is the old one", []string{"E11 0 individual_number"}, who(0, nt.MyNumber, notificationtest.Number(14).Reveal())),

	a(nt.ExOfficioRevision, "E12: not a word on how it came to be wrong", []string{"E12 header correction_text"}, head(nt.CorrectionText, "")),
	a(nt.MovingOutAbroad, "E12: no country", []string{"E12 header dest_country"}, head(nt.DestCountry, "")),
	a(nt.MovingOut, "E12: what somebody who stays becomes", []string{"E12 3 relationship"}, who(3, nt.Relation, "")),
	a(nt.HeadChange, "E12: who becomes head", []string{"E12 header remaining_head"}, head(nt.RemainingHead, "")),
	a(nt.Cancellation, "E12: which row", []string{"E12 0 cancel_history"}, who(0, nt.CancelHistory, "")),

	a(nt.ExOfficioRevision, "E13: a correction to 孫", []string{"E13 0 to_relationship", "E14 0 to_relationship 0"}, who(0, nt.ToRelation, "孫")),
	a(nt.HeadChange, "E13: 準世帯主", []string{"E13 3 relationship", "A09 3 relationship"}, who(3, nt.Relation, "準世帯主")),
	a(nt.MovingIn, "E13: on the certificate", []string{"E13 0 cert_relationship", "A13 0 relationship"}, who(0, nt.CertRelation, "準世帯主")),

	a(nt.HouseholdSplit, "E14: nobody heads those who split off", []string{"E14 0 relationship 0"}, who(0, nt.Relation, "同居人")),
	a(nt.HouseholdSplit, "E14: nobody is named for those who stay", []string{"E14 header remaining_head 3", "A02 header remaining_head 3"}, head(nt.RemainingHead, "")),
	a(nt.HouseholdSplit, "E14: one is named, and another becomes head", []string{"E14 1 relationship 0", "E14 2 relationship 1"},
		who(1, nt.Relation, "夫"), who(2, nt.Relation, "世帯主")),
	a(nt.MovingOut, "E14: who is named does not become head", []string{"E14 2 relationship 0"}, who(2, nt.Relation, "夫")),
	a(nt.HouseholdMerge, "E14: two heads", []string{"E14 0 relationship 2"}, who(0, nt.Relation, "世帯主")),
	a(nt.HouseholdMerge, "E14: the head there becomes somebody else", nil, about(2, ume, tadashi, eHanako, eTaro, eJiro, eSakura)("世帯主", "夫", "子の妻", "子", "子の子", "子の子")),
	a(nt.HeadChange, "E14: the former head stays one", []string{"E14 0 relationship 1", "E14 header remaining_head 2"}, who(0, nt.Relation, "世帯主")),
	a(nt.HeadChange, "E14: the former head is not on the form", []string{"E14 header remaining_head 2", "A09 header remaining_head 1"}, about(0, eTaro, eJiro, eSakura)("世帯主", "子", "子")),
	a(nt.HeadChange, "E14: another than the one named", []string{"E14 1 relationship 0", "E14 2 relationship 1"},
		who(1, nt.Relation, "夫"), who(2, nt.Relation, "世帯主")),
	a(nt.Death, "E14: nobody follows a head who died (世帯主未設定)", []string{"A02 header remaining_head 3"}, mourned, head(nt.RemainingHead, "")),
	a(nt.Death, "E14: the successor named does not live there", []string{"E14 header remaining_head 3"}, mourned, head(nt.RemainingHead, string(ueda))),
	a(nt.Article48, "E14: a second head", []string{"E14 0 relationship 2"}, who(0, nt.Relation, "世帯主")),
	a(nt.ExOfficioRevision, "E14: the head is corrected away", []string{"E14 0 to_relationship 0"}, who(0, nt.ToRelation, "子")),
	a(nt.Newborn, "E14: two heads are recorded", []string{"E14 header target_household_id 2"}, of(eTaro, func(r *resident.Record) { r.Relationship = "世帯主" })),
	a(nt.HouseholdChange, "E14: a head who leaves and joins the same household", []string{"E17 header target_household_id 3", "A02 header remaining_head 3"}, about(1, eHanako)("世帯主"), into(eHome)),
	a(nt.MovingOut, "E14: what the one named becomes is not said", []string{"E12 2 relationship"}, who(2, nt.Relation, "")),
	a(nt.Newborn, "E14: a newborn head", []string{"E14 0 relationship 2"}, who(0, nt.Relation, "世帯主")),
	a(nt.MovingInAbroad, "E14: nobody heads the new household", []string{"E14 header target_household 0"}, who(0, nt.Relation, "同居人")),

	a(nt.Newborn, "E15: nobody lives in the household", []string{"E15 header target_household_id"}, into(notificationtest.House(50))),
	a(nt.Article46, "E15: the household lives elsewhere", []string{"E15 header new_number"},
		head(nt.TargetHousehold, "2"), into(eHome), who(0, nt.Relation, "同居人"), head(nt.NewTownship, "中央三丁目")),

	a(nt.MovingWithin, "E15: nobody lives in the household that is joined", []string{"E15 header target_household_id"}, head(nt.TargetHousehold, "2"), into(notificationtest.House(50))),
	a(nt.HouseholdChange, "E16: the household lives elsewhere", []string{"E16 header target_household_id"}, into(notificationtest.Alone)),
	a(nt.HouseholdMerge, "E16: the household moved away meanwhile", []string{"E16 header target_household_id"},
		moved(resident.Address{Ward: notificationtest.Ward, Town: "西町", Number: "9"}, eHanako, eTaro, eJiro, eSakura)),
	a(nt.HeadChange, "E16: an address over the line", []string{"E16 header new_number", "E22 header new_number"}, head(nt.NewNumber, "7-8")),

	a(nt.HouseholdMerge, "E17: into the same household", []string{"E17 header target_household_id 0"}, into(parents)),
	a(nt.HouseholdMerge, "E17: one stays behind", []string{"E17 header former_household_id 1"}, about(1, tadashi)("夫の父")),
	a(nt.HouseholdMerge, "E17: the head merges alone", []string{"E17 header former_household_id 1"}, about(1, ume)("夫の母")),
	a(nt.HouseholdMerge, "E17: into a household where nobody lives", []string{"E17 header target_household_id"}, into(notificationtest.House(50))),
	a(nt.HouseholdChange, "E17: all of a household is a merger", []string{"E17 header former_household_id 0"}, about(2, ume, tadashi)("夫の母", "夫の父"), into(eHome)),
	a(nt.HouseholdChange, "E17: into the same household", []string{"E17 header target_household_id 3"}, into(eHome)),
	a(nt.HouseholdSplit, "E17: all of the members", []string{"E17 header former_household_id 0"}, about(2, ume, tadashi)("世帯主", "夫"), head(nt.RemainingHead, "")),
	a(nt.HeadChange, "E17: who is head already", []string{"E17 header remaining_head 4"}, head(nt.RemainingHead, string(eHanako)), who(0, nt.Relation, "世帯主"), who(1, nt.Relation, "夫")),
	a(nt.HeadChange, "E17: who is no member", []string{"E14 1 relationship 1", "E17 header remaining_head 4"}, head(nt.RemainingHead, string(ueda))),
	a(nt.HeadChange, "E17: somebody of another household", []string{"E17 4 name"}, about(0, eHanako, eTaro, eJiro, eSakura, ueda)("妻", "世帯主", "子", "子", "同居人"), head(nt.RemainingHead, string(eTaro))),
	a(nt.MovingOut, "E17: nothing is said of those who stay when nobody knows who leaves", []string{"E03 0 resident_id", "E03 1 resident_id"},
		who(0, nt.PersonID, string(notificationtest.ID(60))), who(1, nt.PersonID, string(notificationtest.ID(60)))),
	a(nt.MovingOut, "E17: somebody of a household that nothing happens to", []string{"E17 4 name"}, func(c *nt.Content, v *register) {
		about(1, eJiro, eHanako, eTaro, eSakura, ueda)("", "世帯主", "夫", "子", "世帯主")(c, v)
		c.Header.Set(nt.RemainingHead, "")
	}),

	a(nt.Newborn, "E18: an unfinished entry on the household", []string{"E18 header target_household_id"}, knowing(func(v *register) { v.pending = []string{string(eHome)} })),
	a(nt.HeadChange, "E18: an unfinished entry on a member", []string{"E18 2 name"}, knowing(func(v *register) { v.pending = []string{string(eJiro)} })),
	a(nt.SupportRequest, "E18: an unfinished entry on who asks for support", []string{"E18 0 name"}, knowing(func(v *register) { v.pending = []string{string(kaoru)} })),
	a(nt.Cancellation, "E18: an unfinished entry on who it is about", []string{"E18 0 name"}, knowing(func(v *register) { v.pending = []string{string(ueda)} })),

	a(nt.HeadChange, "E22: a nationality on a change of households", []string{"E22 0 nationality"}, who(0, nt.Nationality, "カナダ")),
	a(nt.NumberChange, "E22: a new number while it is only asked for", []string{"E22 0 individual_number"}, who(0, nt.NumberStep, "1")),

	a(nt.MovingInCard, "E24: the PIN was not checked", []string{"E24 header card_pin_checked"}, head(nt.CardPINChecked, "2")),

	a(nt.MovingOutAbroad, "E25: left the country 15 days before", []string{"E25 header changed_on 15"}, head(nt.ChangedOn, ago(16))),
	a(nt.MovingOutPost, "E25: left 15 days before the letter", []string{"E25 header changed_on 15"}, head(nt.ChangedOn, ago(16))),
	a(nt.ExOfficioDeletion, "E25: is what the deletion is for", nil, head(nt.DeletionCause, "5"), head(nt.ChangedOn, ago(300))),

	a(nt.Cancellation, "E26: there is no such row", []string{"E26 0 cancel_history"}, who(0, nt.CancelHistory, "9")),
	a(nt.Cancellation, "E26: the row the register began with", []string{"E26 0 cancel_history"}, who(0, nt.CancelHistory, "1"), head(nt.CancelEntry, "")),
	a(nt.Cancellation, "E26: the row of another entry", []string{"E26 0 cancel_history", "A02 header scope 0"}, head(nt.CancelEntry, "other"), head(nt.Scope, "2")),
	a(nt.Cancellation, "E26: whichever entry wrote it", nil, head(nt.CancelEntry, "")),
	a(nt.Cancellation, "E26: cancelled before", []string{"E26 0 cancel_history 2"}, history(resident.Record{Cancels: 2, Cause: resident.CancelledRevision})),
	a(nt.Cancellation, "E26: a cancellation", []string{"E26 0 cancel_history"}, history(resident.Record{Cancels: 2, Cause: resident.CancelledRevision, Entry: notificationtest.MovedEntry}), who(0, nt.CancelHistory, "3")),
	a(nt.Cancellation, "E26: a later row depends on it", []string{"E26 0 cancel_history 3"}, history(resident.Record{Cause: resident.Revised}, resident.Record{Cause: resident.HeadChanged})),
	a(nt.Cancellation, "E26: the later row is cancelled, too", nil, history(resident.Record{Cause: resident.Revised}, resident.Record{Cancels: 3, Cause: resident.CancelledRevision})),

	a(nt.Article46, "E27: 経過滞在者 by 法30条の46", []string{"E27 0 article_30_45", "A16 0 article_30_45"}, transit),
	a(nt.Article47, "E27: the stay ended yesterday", []string{"E27 0 residence_expiry"}, who(0, nt.ResidenceExpiry, ago(1))),
	a(nt.ImmigrationNotice, "E27: the stay in the notice ended", []string{"E27 0 residence_expiry"}, who(0, nt.ResidenceExpiry, ago(1))),
	a(nt.NationalityLoss, "E27: 経過滞在者 with a card", []string{"E22 0 residence_card", "E27 0 residence_card"}, who(0, nt.ResidenceCard, "AB12345678CD")),
	a(nt.Newborn, "E27: a foreign child of less than 60 days", nil, foreignChild),

	a(nt.AliasChange, "E28: half-width kana in the reason", []string{"E28 0 alias_reason 1"}, who(0, nt.AliasReason, "ﾂｳｼｮｳ")),
	a(nt.Naturalization, "E28: the new name", []string{"E28 0 to_name 2"}, who(0, nt.ToName, "安们　庵")),

	a(nt.FormerNameChange, "E29: 旧氏 in hiragana", []string{"E29 0 former_reading"}, who(0, nt.FormerReading, "やまがみ")),
	a(nt.AliasChange, "E29: 通称 in hiragana", []string{"E29 0 alias_reading"}, who(0, nt.AliasReading, "あん")),
	a(nt.ClericalCorrection, "E29: the corrected reading", []string{"E29 0 to_reading"}, who(0, nt.ToReading, "きたみ")),

	a(nt.Death, "E30: nobody examined the notice", []string{"E12 header prior_reviewer", "E30 header prior_reviewer"}, head(nt.PriorReviewer, "")),
	a(nt.Newborn, "E30: the writer did", []string{"E30 header prior_reviewer"}, head(nt.PriorReviewer, "c01")),
	a(nt.Newborn, "E30: no operator's ID", []string{"E30 header prior_reviewer"}, head(nt.PriorReviewer, "審査 花子")),
	a(nt.ExOfficioDeletion, "E30: on no day", []string{"E12 header prior_reviewed_on", "E30 header prior_reviewed_on"}, head(nt.PriorReviewedOn, "")),
	a(nt.MinorCorrection, "E30: tomorrow", []string{"E30 header prior_reviewed_on"}, head(nt.PriorReviewedOn, ago(-1))),
	a(nt.ImmigrationNotice, "E30: before there was a notice", []string{"E30 header prior_reviewed_on"}, head(nt.PriorReviewedOn, ago(3))),
	a(nt.MinorCorrection, "E30: today", nil, head(nt.PriorReviewedOn, ago(0))),

	a(nt.FormerNameChange, "E31: another 旧氏 was written meanwhile", []string{"E31 0 former_name"}, newerOf(eHanako, func(r *resident.Record) { r.FormerName = "谷川" })),
	a(nt.AliasChange, "E31: another 通称 was written meanwhile", []string{"E31 0 alias"}, newerOf(an, func(r *resident.Record) { r.Alias = "安田　庵" })),
	a(nt.ImmigrationNotice, "E31: another stay was written meanwhile", []string{"E31 0 nationality"}, newerOf(an, func(r *resident.Record) {
		stay := *r.Stay
		stay.Period = "五年"
		r.Stay = &stay
	})),
	a(nt.ExOfficioRevision, "E31: the same item was corrected meanwhile", []string{"E31 0 to_domicile"}, newerOf(kaoru, func(r *resident.Record) { r.Domicile = "架空県別市南町" })),
	a(nt.CodeChange, "E31: the code was changed meanwhile", []string{"E31 0 code_act"}, newerOf(kaoru, func(r *resident.Record) { r.Cause = resident.CodeGiven })),
	a(nt.NumberChange, "E31: the number was changed meanwhile", []string{"E31 0 individual_number"}, newerOf(kaoru, func(r *resident.Record) { r.Cause = resident.NumberRevised })),
	a(nt.ArrivalNotice, "E31: another notice came meanwhile", []string{"E31 0 notice_on"}, newerOf(higashi, func(r *resident.Record) { r.Arrival = &resident.Arrival{From: "131130"} })),
	a(nt.Article48, "E31: the relationship was changed meanwhile", []string{"E31 0 relationship"}, newerOf(hoa, func(r *resident.Record) { r.Relationship = "妻" })),
	a(nt.Death, "E31: what somebody who stays is was changed meanwhile", []string{"E31 1 relationship"}, newerOf(tadashi, func(r *resident.Record) { r.Relationship = "夫（未届）" })),

	a(nt.MovingInAbroad, "A01: a removed record of the same three items", []string{"A01 0 name"}, recorded(woman(resident.Left), func(r *resident.Record) { r.Name = "辻　花子" })),
	a(nt.Article47, "A01: a removed record of the same three items", []string{"A01 0 name"}, recorded(woman(resident.Left), func(r *resident.Record) {
		r.Name, r.Birth = "ＳＩＬＶＡ　ＭＡＲＩＡ", born("1994-04-14")
	})),

	a(nt.ExOfficioDeletion, "A02: a head is deleted, one is left", []string{"A02 header remaining_head 1"}, about(1, ume)("")),
	a(nt.HouseholdChange, "A02: the head joins another household", []string{"E14 header remaining_head 3", "A02 header remaining_head 3"}, about(1, eHanako)("子の妻"), into(parents)),
	a(nt.Cancellation, "A02: others were changed by the same entry", []string{"A02 header scope 1"}, func(c *nt.Content, v *register) {
		r, _ := v.Resident(eTaro, 0)
		r.Household, r.Entry, r.Relationship = notificationtest.Alone, notificationtest.MovedEntry, "同居人"
	}),
	a(nt.Cancellation, "A02: one of the former household was", []string{"A02 header scope 1"}, func(_ *nt.Content, v *register) {
		r, _ := v.Resident(ueda, 1)
		r.Household = parents
		wrote(ume, notificationtest.MovedEntry)(nil, v)
	}),
	a(nt.Cancellation, "A02: who lives with them was not", nil, of(eTaro, func(r *resident.Record) { r.Household, r.Relationship = notificationtest.Alone, "同居人" })),
	a(nt.Cancellation, "A02: a row that no entry of ours wrote", nil, wrote(ueda, ""), head(nt.CancelEntry, ""),
		of(eTaro, func(r *resident.Record) { r.Household, r.Relationship = notificationtest.Alone, "同居人" })),
	a(nt.Cancellation, "A02: some, the form says, and it is all of them", []string{"A02 header scope 0"}, head(nt.Scope, "2")),

	a(nt.HouseholdSplit, "A03: notified 15 days after", []string{"A03 header notified_on 15"}, head(nt.ChangedOn, ago(16))),
	a(nt.Article48, "A03: notified 15 days after", []string{"A03 header notified_on 15"}, head(nt.ChangedOn, ago(16))),
	a(nt.Death, "A03: the notice of a death has no such period", nil, head(nt.ChangedOn, ago(100))),

	a(nt.Death, "A05: of who died", []string{"A05 0 name"}, of(ume, func(r *resident.Record) { r.Card = true })),
	a(nt.Death, "A05: not of who stays", nil, of(tadashi, func(r *resident.Record) { r.Card = true })),
	a(nt.HeadChange, "A05: a change of households is not on the card", nil, of(eTaro, func(r *resident.Record) { r.Card = true })),
	a(nt.SupportRequest, "A05: nor is a support measure", nil, of(kaoru, func(r *resident.Record) { r.Card = true })),
	a(nt.MovingInCard, "A05: 31 days after the day planned", []string{"A05 header planned_on 31"}, head(nt.PlannedOn, ago(32))),
	a(nt.MovingInCard, "A05: 15 days after the move", []string{"A03 header notified_on 15", "A05 header changed_on 15"}, head(nt.ChangedOn, ago(16))),
	a(nt.MovingInCard, "A05: on the last day of both", nil, head(nt.PlannedOn, ago(31)), head(nt.ChangedOn, ago(15))),

	a(nt.Newborn, "A06: few codes are left", []string{"A06 0 name 99"}, knowing(func(v *register) { v.codes = 99 })),
	a(nt.CodeChange, "A06: few codes are left", []string{"A06 0 code_act 99"}, knowing(func(v *register) { v.codes = 99 })),
	a(nt.ExOfficioEntry, "A06: none is on the form", []string{"A06 0 resident_code 0"}, knowing(func(v *register) { v.codes = 0 })),
	a(nt.MovingIn, "A06: one is on the form", nil, knowing(func(v *register) { v.codes = 0 })),
	a(nt.Newborn, "A06: enough are left", nil, knowing(func(v *register) { v.codes = 100 })),

	a(nt.NumberChange, "A08: about to leave", []string{"A08 0 name 26"}, of(kaoru, func(r *resident.Record) { r.Status, r.LeavesOn = resident.Leaving, today.AddDays(26) })),
	a(nt.ArrivalNotice, "A08: is what the notice is of", nil, of(higashi, func(r *resident.Record) { r.Status = resident.Leaving })),
	a(nt.Cancellation, "A08: is what is cancelled", nil, of(ueda, func(r *resident.Record) {
		r.Status, r.LeavesOn, r.Cause = resident.Leaving, today.AddDays(9), resident.MovedOut
	})),
	a(nt.SupportRequest, "A08: a support measure for who is about to leave", nil, of(kaoru, func(r *resident.Record) { r.Status, r.LeavesOn = resident.Leaving, today.AddDays(26) })),

	a(nt.Newborn, "A09: 長男 and a girl", []string{"A09 0 sex"}, who(0, nt.ParentRelation, "長男")),
	a(nt.Newborn, "A09: 長女 and a boy", []string{"A09 0 sex"}, who(0, nt.ParentRelation, "長女"), who(0, nt.Sex, "1")),
	a(nt.Newborn, "A09: 長男 and a boy", nil, who(0, nt.ParentRelation, "長男"), who(0, nt.Sex, "1")),
	a(nt.Newborn, "A09: a father of any age", nil, of(eTaro, func(r *resident.Record) { r.Birth = born("1950-01-01") })),
	a(nt.HouseholdChange, "A09: the head who counts is that of the household joined", nil, about(1, eTaro, eHanako)("子", "世帯主"), into(parents)),
	a(nt.HouseholdChange, "A09: younger than the head whose father he is said to be", []string{"A09 0 relationship"}, about(1, eTaro)("父"), into(parents)),
	a(nt.HouseholdChange, "A09: the father of the head's husband may be of any age", nil, about(1, eTaro)("夫の父"), into(parents)),
	a(nt.HouseholdChange, "A09: the head there is another now", []string{"A09 0 sex"}, about(1, eTaro, tadashi, ume)("妻", "世帯主", "妻"), into(parents)),
	a(nt.Newborn, "A09: a mother of 56 who is the head's wife", []string{"A09 0 birth 56"}, of(eTaro, func(r *resident.Record) { r.Relationship = "世帯主" }),
		of(eHanako, func(r *resident.Record) { r.Relationship, r.Birth = "妻", born("1970-01-01") })),
	a(nt.MovingOut, "A09: a child of the former head alone becomes what the paper says", nil,
		of(eJiro, func(r *resident.Record) { r.DomicileHead = "谷川　守" }), who(3, nt.Relation, "妻の子")),
	a(nt.MovingOut, "A09: a child of both does not", []string{"A09 3 relationship"}, who(3, nt.Relation, "妻の子")),
	a(nt.Newborn, "A09: a mother of 56", []string{"A09 0 birth 56"}, of(eHanako, func(r *resident.Record) { r.Birth = born("1970-01-01") })),
	a(nt.Newborn, "A09: a mother of 14", []string{"A09 0 birth 14"}, of(eHanako, func(r *resident.Record) { r.Birth = born("2011-12-12") })),
	a(nt.HouseholdSplit, "A09: who stays becomes somebody else than follows", []string{"A09 2 relationship"}, who(2, nt.Relation, "弟")),
	a(nt.MovingOut, "A09: who stays and becomes somebody else is not on the form", []string{"A09 header remaining_head 1"},
		about(1, eHanako, eTaro)("", "世帯主"), knowing(func(v *register) { v.rows[2].Relationship = "夫の弟" })),
	a(nt.Article46, "A09: a wife of the same sex joins", []string{"A09 0 sex"},
		head(nt.TargetHousehold, "2"), into(eHome), who(0, nt.Relation, "妻"), head(nt.NewTownship, "中央三丁目"), head(nt.NewNumber, "5-1"), head(nt.NewBuilding, "")),

	a(nt.HouseholdChange, "A10: another room of the same house", []string{"A10 header target_household_id"},
		moved(resident.Address{Ward: notificationtest.Ward, Town: "中央三丁目", Number: "5-1", Building: "2階"}, ume, tadashi)),

	a(nt.Newborn, "A11: another 氏 than the 筆頭者", []string{"A11 0 domicile_head"}, who(0, nt.DomicileHead, "上田　太郎")),
	a(nt.Newborn, "A11: a 氏 that cannot be told", nil, who(0, nt.DomicileHead, "上田太郎")),
	a(nt.Newborn, "A11: a village that is no more", []string{"A11 0 domicile"}, who(0, nt.RegisteredDomicile, "架空県旧村1番地")),
	a(nt.ExOfficioRevision, "A11: corrected to a village that is no more", []string{"A11 0 to_domicile"}, who(0, nt.ToDomicile, "架空県旧村1番地")),
	a(nt.ExOfficioRevision, "A11: a prefecture nobody knows does not tell", nil, who(0, nt.ToDomicile, "別県旧村1番地")),

	a(nt.ExOfficioEntry, "A12: three households there already", []string{"A12 header new_number 3"}, knowing(func(v *register) { v.crowd = 3 })),

	a(nt.ExOfficioEntry, "A12: a town without a number is no address", []string{"E12 header new_number"}, head(nt.NewNumber, ""), knowing(func(v *register) { v.crowd = 3 })),

	a(nt.MovingIn, "A13: the name", []string{"A13 0 name"}, beside(nt.CertName, "辻　華子")),
	a(nt.MovingIn, "A13: the name before marriage", []string{"A13 0 former_name"}, beside(nt.CertFormerName, "山上")),
	a(nt.MovingIn, "A13: the date of birth", []string{"A13 0 birth"}, beside(nt.CertBirth, "1986-02-04")),
	a(nt.MovingIn, "A13: the sex", []string{"A13 0 sex"}, beside(nt.CertSex, "1")),
	a(nt.MovingIn, "A13: the relationship", []string{"A13 0 relationship"}, beside(nt.CertRelation, "子")),
	a(nt.MovingIn, "A13: the relationship of who leaves others behind is another", nil, beside(nt.CertRelation, "子"), head(nt.Scope, "2")),
	a(nt.MovingIn, "A13: the code", []string{"A13 0 resident_code"}, beside(nt.CertCode, notificationtest.Code(92).Reveal())),
	a(nt.MovingIn, "A13: the number, which was not typed", []string{"A13 0 individual_number"}, who(0, nt.MyNumber, "")),
	a(nt.MovingIn, "A13: the domicile", []string{"A13 0 domicile"}, beside(nt.CertDomicile, "架空県別市西町2番地")),
	a(nt.MovingIn, "A13: the domicile in full width", nil, beside(nt.CertDomicile, "架空県別市西町１番地")),
	a(nt.MovingIn, "A13: the head of the family register", []string{"A13 0 domicile_head"}, beside(nt.CertDomicileHead, "辻　次郎")),
	a(nt.MovingIn, "A13: the former address", []string{"A13 header prev_town"}, head(nt.CertNumber, "1番3号")),
	a(nt.MovingIn, "A13: the former address, parted elsewhere", nil, head(nt.CertTown, "架空県別市西町1番"), head(nt.CertNumber, "２号")),
	a(nt.MovingIn, "A13: the former number alone", []string{"A13 header prev_number"}, head(nt.CertTown, ""), head(nt.CertNumber, "1番3号")),
	a(nt.MovingIn, "A13: the former building", []string{"A13 header prev_building"}, head(nt.CertBuilding, "西荘")),
	a(nt.MovingIn, "A13: the former head", []string{"A13 header prev_head"}, head(nt.CertHead, "辻　太郎")),
	a(nt.MovingIn, "A13: moved before the day planned", []string{"A13 header changed_on 2"}, head(nt.CertPlannedOn, ago(2))),
	a(nt.MovingIn, "A13: nothing taken over, and all compared", nil, func(c *nt.Content, _ *register) {
		for _, item := range []nt.Item{nt.CertTown, nt.CertNumber, nt.CertHead, nt.CertPlannedOn, nt.CertDestination, nt.CertSerial} {
			c.Header.Set(item, "")
		}
		for _, item := range []nt.Item{nt.CertName, nt.CertBirth, nt.CertSex, nt.CertRelation, nt.CertCode, nt.CertMyNumber, nt.CertDomicile, nt.CertDomicileHead} {
			c.Persons[0].Set(item, "")
		}
	}),

	a(nt.Naturalization, "A14: another name than the record's", []string{"A14 0 name"}, who(0, nt.FullName, "ＮＧＵＹＥＮ　ＡＮ")),
	a(nt.CodeChange, "A14: another date of birth than the record's", []string{"A14 0 birth"}, who(0, nt.Birth, "1975-12-02")),
	a(nt.HeadChange, "A14: another name of who stays", []string{"A14 3 name"}, who(3, nt.FullName, "中原　佐倉")),
	a(nt.SupportRequest, "A14: not of a support measure", nil, who(0, nt.Birth, "1975-12-02")),
	a(nt.Death, "A14: another household than the record's", []string{"A14 0 former_household_id"}, head(nt.FormerHousehold, string(eHome))),

	a(nt.CodeChange, "A15: the address, which the form does not hold", []string{"A15 0 base_version 3"}, newerOf(kaoru, func(r *resident.Record) { r.Address.Number = "21" })),

	a(nt.Article46, "A16: the stay ends in a month", []string{"A16 0 residence_expiry 30"}, who(0, nt.ResidenceExpiry, "2026-12-24")),
	a(nt.NationalityLoss, "A16: 30 of the 60 days are over", []string{"A16 0 article_30_45"}, head(nt.ChangedOn, ago(30))),
	a(nt.NationalityLoss, "A16: 29 of the 60 days are over", nil, head(nt.ChangedOn, ago(29))),
	a(nt.Newborn, "A16: a foreign child of 30 days", []string{"A16 0 article_30_45"}, foreignChild, bornOn(ago(30)), head(nt.BasisOn, ago(2))),
	a(nt.Article48, "A16: the stay recorded ends in ten days", []string{"A16 0 name 10"}, of(hoa, func(r *resident.Record) {
		stay := *r.Stay
		stay.Expiry = today.AddDays(10)
		r.Stay = &stay
	})),
	a(nt.AliasChange, "A16: the stay recorded is over", []string{"A16 0 name -3"}, of(an, func(r *resident.Record) {
		stay := *r.Stay
		stay.Expiry = today.AddDays(-3)
		r.Stay = &stay
	})),
}
