package rules_test

import (
	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// woman is the person of movingIn as a record.
func woman(status resident.Status) resident.Record {
	return resident.Record{
		ID: resident.ID(numbered(10)), History: 3, Household: other, Status: status, Name: "辻花子", Birth: born("1986-02-03"),
		Sex: resident.Female, Relationship: "世帯主", Address: resident.Address{Ward: "991015", Town: "西町", Number: "3"},
		ResidentSince: civil.MustParse("2001-01-01"), ChangedOn: civil.MustParse("2009-09-09"),
	}
}

func head(item notification.Item, value string) func(*notification.Content, *register) {
	return func(c *notification.Content, _ *register) { c.Header.Set(item, value) }
}

func who(i int, item notification.Item, value string) func(*notification.Content, *register) {
	return func(c *notification.Content, _ *register) { c.Persons[i].Set(item, value) }
}

// also runs edits one after the other.
func also(edits ...func(*notification.Content, *register)) func(*notification.Content, *register) {
	return func(c *notification.Content, v *register) {
		for _, edit := range edits {
			edit(c, v)
		}
	}
}

func recorded(r resident.Record, mark func(*resident.Record)) func(*notification.Content, *register) {
	return func(_ *notification.Content, v *register) {
		mark(&r)
		v.rows = append(v.rows, r)
	}
}

func withCode(r *resident.Record)   { r.Code = must(residentcode.Parse(code1)) }
func withNumber(r *resident.Record) { r.Number = must(mynumber.Parse(number1)) }

func knowing(edit func(v *register)) func(*notification.Content, *register) {
	return func(_ *notification.Content, v *register) { edit(v) }
}

// only keeps the persons given of the family.
func only(persons ...int) func(*notification.Content, *register) {
	return func(c *notification.Content, _ *register) {
		var kept []notification.Values
		for _, i := range persons {
			kept = append(kept, c.Persons[i])
		}
		c.Persons = kept
		c.Header.Set(notification.Scope, "2")
	}
}

// newer writes another row of a resident after the draft was begun.
func newer(i int, change func(*resident.Record)) func(*notification.Content, *register) {
	return func(_ *notification.Content, v *register) {
		r := v.rows[i]
		r.History++
		change(&r)
		v.rows = append(v.rows, r)
	}
}

// joining is the move into the household at 東町.
func joining(c *notification.Content, _ *register) {
	c.Header.Set(notification.TargetHousehold, "2")
	c.Header.Set(notification.TargetHouseholdID, string(other))
	for i := range c.Persons {
		c.Persons[i].Set(notification.Relation, "同居人")
	}
}

var rows = []row{
	{"a moving in with everything right", movingIn, nil, nil},
	{"a foreign resident's moving in with everything right", foreigner, nil, nil},
	{"a moving within with everything right", movingWithin, nil, nil},
	{"a moving out with everything right", movingOut, nil, nil},
	{"joining a household", movingIn, joining, nil},

	{"E01: living here by 住民票コード", movingIn, recorded(woman(resident.Living), withCode),
		[]string{"E01 0 resident_code", "A01 0 name"}},
	{"E01: living here by 個人番号, about to leave", movingIn, recorded(woman(resident.Leaving), withNumber),
		[]string{"E01 0 individual_number", "A01 0 name"}},
	{"E01: living here by 在留カード番号", foreigner, recorded(woman(resident.Living), func(r *resident.Record) {
		r.Stay = &resident.Stay{Card: "AB12345678CD"}
	}), []string{"E01 0 residence_card"}},
	{"E01: a removed record of the same number is no living resident", movingIn, recorded(woman(resident.Left), withCode),
		[]string{"A01 0 name"}},

	{"E02: the name differs from the register", movingWithin, who(1, notification.FullName, "中原太子"), []string{"E02 1 name"}},
	{"E02: the reading differs", movingWithin, who(1, notification.FullReading, "ナカハラ　タロウ"), []string{"E02 1 reading"}},
	{"E02: the date of birth differs", movingWithin, who(1, notification.Birth, "1979-03-04"), []string{"E02 1 birth"}},
	{"E02: the sex differs", movingWithin, who(2, notification.Sex, "2"), []string{"E02 2 sex"}},

	{"E03: the resident died", movingWithin, knowing(func(v *register) { v.rows[1].Status = resident.Dead }), []string{"E03 1 resident_id"}},
	{"E03: the resident left", movingOut, knowing(func(v *register) { v.rows[2].Status = resident.Left }), []string{"E03 2 resident_id"}},
	{"E03: nobody bears the number", movingOut, who(2, notification.PersonID, numbered(12)), []string{"E03 2 resident_id", "A02 header scope 1"}},
	{"E03: nobody of that name", movingWithin, also(who(2, notification.PersonID, ""), who(2, notification.FullName, "中原三郎")),
		[]string{"E03 2 name", "A02 header scope 1"}},

	{"E04: moved in tomorrow", movingIn, head(notification.ChangedOn, "2026-11-25"), []string{"E04 header changed_on"}},
	{"E04: moved within tomorrow", movingWithin, head(notification.ChangedOn, "2026-11-25"), []string{"E04 header changed_on"}},
	{"E04: moved in today", movingIn, head(notification.ChangedOn, "2026-11-24"), nil},

	{"E05: notified tomorrow", movingOut, head(notification.NotifiedOn, "2026-11-25"), []string{"E05 header notified_on"}},

	{"E07: moved before being born", movingIn, who(0, notification.Birth, "2026-11-21"), []string{"E07 0 birth"}},
	{"E07: moved on the day of birth", movingIn, who(0, notification.Birth, "2026-11-20"), []string{"A09 0 birth"}},
	{"E07: before becoming a resident", movingWithin, also(head(notification.ChangedOn, "2010-03-31"), head(notification.NotifiedOn, "2010-04-01"),
		knowing(func(v *register) { v.rows[0].ChangedOn = civil.MustParse("2010-01-01") }), only(0), joining, head(notification.RemainingHead, string(taro)),
	), []string{"E07 0 changed_on"}},
	{"E07: before the last change", movingWithin, knowing(func(v *register) {
		v.rows[1].ChangedOn = civil.MustParse("2026-11-21")
	}), []string{"E07 1 changed_on"}},
	{"E07: on the day of the last change", movingWithin, knowing(func(v *register) { v.rows[1].ChangedOn = civil.MustParse("2026-11-20") }), nil},
	{"E07: came back before leaving", movingIn, recorded(woman(resident.Left), func(r *resident.Record) {
		withCode(r)
		r.ChangedOn = civil.MustParse("2026-11-21")
	}), []string{"E07 0 changed_on", "A01 0 name"}},

	{"E09: 30 February", movingIn, who(0, notification.Birth, "1986-02-30"), []string{"E09 0 birth"}},
	{"E09: an unknown date where none may be", movingIn, head(notification.NotifiedOn, "~10|"), []string{"E09 header notified_on"}},
	{"E09: no pattern of 不詳", movingIn, who(0, notification.Birth, "~16|S40"), []string{"E09 0 birth"}},

	{"E10: 個人番号", movingIn, who(0, notification.MyNumber, "123456789019"), []string{"E10 0 individual_number"}},
	{"E10: 個人番号 in full width", movingIn, who(0, notification.MyNumber, "１２３４５６７８９０１８"), []string{"E10 0 individual_number"}},
	{"E10: 住民票コード too short", movingIn, who(0, notification.Code, "2472705960"), []string{"E10 0 resident_code"}},
	{"E10: 団体コード", movingIn, head(notification.NewWard, "991014"), []string{"E10 header new_ward"}},
	{"E10: 世帯番号", movingWithin, head(notification.FormerHousehold, "000001008"), []string{"E10 header former_household_id",
		"A14 0 former_household_id", "A14 1 former_household_id", "A14 2 former_household_id"}},
	{"E10: 宛名番号", movingOut, also(only(0), head(notification.RemainingHead, "000000028")), []string{"E10 header remaining_head", "E14 header remaining_head 2"}},

	{"E11: another resident bears the code", movingIn, recorded(woman(resident.Living), func(r *resident.Record) {
		withCode(r)
		r.Name, r.Birth = "上田花子", born("1990-01-01")
	}), []string{"E11 0 resident_code"}},
	{"E11: another, removed, resident bears the number", movingIn, recorded(woman(resident.Dead), func(r *resident.Record) {
		withNumber(r)
		r.Name, r.Birth = "上田花子", born("1990-01-01")
	}), []string{"E11 0 individual_number"}},
	{"E11: two persons of the form", movingIn, func(c *notification.Content, _ *register) {
		second := c.Persons[0].Clone()
		set(&second, values{notification.Relation: "子", notification.Birth: "2020-01-01", notification.FullName: "辻太郎"})
		c.Persons = append(c.Persons, second)
	}, []string{"E11 1 resident_code", "E11 1 individual_number"}},

	{"E12: no date of birth", movingIn, who(0, notification.Birth, ""), []string{"E12 0 birth"}},
	{"E12: no domicile of a Japanese resident", movingIn, who(0, notification.RegisteredDomicile, ""), []string{"E12 0 domicile"}},
	{"E12: no new address", movingWithin, head(notification.NewTownship, ""), []string{"E12 header new_town"}},
	{"E12: a proxy without a word on authority", movingIn, head(notification.NotifierRelation, "4"), []string{"E12 header proxy_authority"}},

	{"E13: 孫", movingIn, also(joining, who(0, notification.Relation, "孫")), []string{"E13 0 relationship"}},
	{"E13: 子の子", movingIn, also(joining, who(0, notification.Relation, "子の子")), nil},
	{"E13: half-width brackets", movingIn, also(joining, who(0, notification.Relation, "夫(未届)"), who(0, notification.Sex, "1")), []string{"E13 0 relationship"}},

	{"E14: nobody heads the new household", movingIn, who(0, notification.Relation, "同居人"), []string{"E14 header target_household 0"}},
	{"E14: two heads", movingWithin, who(1, notification.Relation, "世帯主"), []string{"E14 1 relationship 2"}},
	{"E14: a second head of an existing household", movingIn, also(joining, who(0, notification.Relation, "世帯主")), []string{"E14 0 relationship 2"}},
	{"E14: the existing household has no head and gets none", movingIn, also(joining, knowing(func(v *register) { v.rows[3].Relationship = "同居人" })),
		[]string{"E14 header target_household 0"}},
	{"E14: the head leaves two behind, nobody follows", movingOut, also(only(0)),
		[]string{"E14 header remaining_head 2", "A02 header remaining_head 2"}},
	{"E14: the successor leaves, too", movingOut, also(only(0, 1), head(notification.RemainingHead, string(taro))), []string{"E14 header remaining_head 1"}},
	{"E14: a successor while the head stays", movingOut, also(only(1), head(notification.RemainingHead, string(jiro))), []string{"E14 header remaining_head 2"}},
	{"E14: a successor among those who stay", movingOut, also(only(0), head(notification.RemainingHead, string(taro))), nil},

	{"E15: the household lives elsewhere", movingIn, also(joining, head(notification.NewNumber, "1-3")), []string{"E15 header new_number"}},
	{"E15: the same number in full width", movingIn, also(joining, head(notification.NewNumber, "１－２")), nil},
	{"E15: nobody lives in the household", movingIn, also(joining, head(notification.TargetHouseholdID, numbered(12345678))),
		[]string{"E15 header target_household_id"}},

	{"E15: joining the household that all leave", movingWithin, also(head(notification.TargetHousehold, "2"), head(notification.TargetHouseholdID, string(home))),
		[]string{"E15 header target_household_id"}},

	{"E18: an unfinished entry on a person", movingOut, knowing(func(v *register) { v.pending = []string{string(taro)} }), []string{"E18 1 name"}},
	{"E18: an unfinished entry on the household", movingOut, also(only(1), knowing(func(v *register) { v.pending = []string{string(home)} })),
		[]string{"E18 0 name"}},
	{"E18: an unfinished entry on the household joined", movingIn, also(joining, knowing(func(v *register) { v.pending = []string{string(other)} })),
		[]string{"E18 header target_household_id"}},
	{"E18: an unfinished entry on a former resident", movingIn, also(recorded(woman(resident.Left), withCode),
		knowing(func(v *register) { v.pending = []string{numbered(10)} })), []string{"E18 0 resident_code", "A01 0 name"}},
	{"E18: a person twice on the form", movingWithin, func(c *notification.Content, _ *register) {
		c.Persons = append(c.Persons, c.Persons[2].Clone())
	}, []string{"E18 3 name"}},

	{"E22: an item of another form", movingWithin, who(0, notification.Nationality, "ブラジル"), []string{"E22 0 nationality"}},
	{"E22: an item its condition hides", movingIn, head(notification.ProxyAuthority, "1"), []string{"E22 header proxy_authority"}},
	{"E22: no choice", movingIn, head(notification.Scope, "01"), []string{"E22 header scope"}},
	{"E22: too long", movingIn, head(notification.PrevNumber, "1234567890123456789012345678901"), []string{"E22 header prev_number"}},

	{"E24: neither certificate nor 未届", movingIn, also(head(notification.Certificate, ""), head(notification.CertificateChecked, "")),
		[]string{"E12 header certificate", "E24 header certificate"}},
	{"E24: 未届 without a remark", movingIn, also(head(notification.Certificate, "3"), head(notification.CertificateChecked, ""), head(notification.LastTown, "東京都架空区")),
		[]string{"E24 header remark"}},
	{"E24: 未届 with a remark", movingIn, also(head(notification.Certificate, "3"), head(notification.CertificateChecked, ""), head(notification.LastTown, "東京都架空区"), head(notification.Remark, "未届転入")), nil},

	{"E25: notified 15 days after leaving", movingOut, head(notification.ChangedOn, "2026-11-09"), []string{"E25 header changed_on 15"}},
	{"E25: notified 14 days after leaving", movingOut, head(notification.ChangedOn, "2026-11-10"), nil},

	{"E27: the stay ended yesterday", foreigner, who(0, notification.ResidenceExpiry, "2026-11-23"), []string{"E27 0 residence_expiry"}},
	{"E27: 特別永住者 with a period", foreigner, also(who(0, notification.Article30_45, "2"), who(0, notification.ResidenceStatus, ""), who(0, notification.ResidenceExpiry, "")),
		[]string{"E22 0 residence_period", "E27 0 residence_period"}},

	{"E28: a kanji outside the repertoire", movingIn, who(0, notification.FullName, "辻们子"), []string{"E28 0 name 2"}},
	{"E28: a sequence, and a kanji beyond the basic plane", movingIn, who(0, notification.FullName, "辻\U000E0102𠮷子"), nil},
	{"E28: a sequence outside the repertoire", movingIn, who(0, notification.FullName, "花辻\U000E01EF子"), []string{"E28 0 name 2"}},
	{"E28: half-width kana", movingIn, head(notification.NewBuilding, "ﾊｲﾂ東"), []string{"E28 header new_building 1"}},
	{"E28: private use", movingIn, head(notification.NotifierName, "花\uE000"), []string{"E28 header notifier_name 2"}},
	{"E28: a control character", movingIn, head(notification.Remark, "東\n西"), []string{"E28 header remark 2"}},
	{"E28: kana, 々 and ー in a building", movingIn, head(notification.NewBuilding, "佐々ハイツー１０１ー〇Ⅱ"), nil},

	{"E29: hiragana", movingIn, who(0, notification.FullReading, "つじ　はなこ"), []string{"E29 0 reading"}},
	{"E29: half-width kana", movingIn, who(0, notification.FullReading, "ﾂｼﾞ"), []string{"E29 0 reading"}},

	{"E31: the address was changed meanwhile", movingWithin, newer(1, func(r *resident.Record) { r.Address.Number = "5-2" }),
		[]string{"E31 1 prev_town", "A14 1 prev_town"}},
	{"E31: the name was changed meanwhile", movingWithin, newer(1, func(r *resident.Record) { r.Name = "上田太郎" }), []string{"E31 1 name"}},
	{"E31: the relationship was changed meanwhile", movingWithin, newer(1, func(r *resident.Record) { r.Relationship = "夫（未届）" }), []string{"E31 1 relationship"}},
	{"E31: the card, and the form says something of it", movingOut, also(who(1, notification.Card, "1"), newer(1, func(r *resident.Record) { r.Card = true })),
		[]string{"E31 1 card", "A05 1 card"}},
	{"E31: a version the register never had", movingOut, who(1, notification.BaseVersion, "7"), []string{"E31 1 base_version"}},

	{"A01: a removed record of the same three items", movingIn, recorded(woman(resident.Left), func(*resident.Record) {}), []string{"A01 0 name"}},
	{"A01: another date of birth", movingIn, recorded(woman(resident.Left), func(r *resident.Record) { r.Birth = born("1986-02-04") }), nil},

	{"A02: the head leaves one behind", movingOut, only(0, 1), []string{"A02 header remaining_head 1"}},
	{"A02: all move, the form says, and one does not", movingOut, also(only(0, 1), head(notification.Scope, "1")), []string{"A02 header scope 1"}},
	{"A02: some move, the form says, and all do", movingOut, head(notification.Scope, "2"), []string{"A02 header scope 0"}},
	{"A02: the head stays", movingOut, only(1), nil},

	{"A03: notified 15 days after moving in", movingIn, head(notification.ChangedOn, "2026-11-09"), []string{"A03 header notified_on 15"}},
	{"A03: notified 14 days after moving within", movingWithin, head(notification.ChangedOn, "2026-11-10"), nil},

	{"A05: the form says there is a card", movingIn, who(0, notification.Card, "2"), []string{"A05 0 card"}},
	{"A05: the register says there is a card", movingOut, knowing(func(v *register) { v.rows[2].Card = true }), []string{"A05 2 card"}},
	{"A05: the form says there is none", movingIn, who(0, notification.Card, "1"), nil},

	{"A08: about to leave already", movingOut, knowing(func(v *register) {
		v.rows[1].Status, v.rows[1].LeavesOn, v.rows[1].ChangedOn = resident.Leaving, civil.MustParse("2026-12-24"), civil.MustParse("2026-12-24")
	}), []string{"A08 1 name 30"}},

	{"A09: a minor alone", movingIn, who(0, notification.Birth, "2008-11-21"), []string{"A09 0 birth"}},
	{"A09: 18 on the day", movingIn, who(0, notification.Birth, "2008-11-20"), nil},
	{"A09: 111 years old", movingIn, who(0, notification.Birth, "1915-11-24"), []string{"A09 0 birth"}},
	{"A09: 110 years old", movingIn, who(0, notification.Birth, "1915-11-25"), nil},
	{"A09: a couple of one sex", movingWithin, also(who(1, notification.Sex, "2"), knowing(func(v *register) { v.rows[1].Sex = resident.Female })), []string{"A09 1 sex"}},
	{"A09: a child older than its parent", movingWithin, also(who(2, notification.Birth, "1980-05-05"), knowing(func(v *register) { v.rows[2].Birth = born("1980-05-05") })),
		[]string{"A09 2 relationship"}},
	{"A09: a father younger than his child", movingWithin, also(who(1, notification.Relation, "父"), who(1, notification.Birth, "1981-01-01"),
		knowing(func(v *register) { v.rows[1].Birth = born("1981-01-01") })), []string{"A09 1 relationship"}},

	{"A10: another room of the same house", movingIn, also(joining, head(notification.NewBuilding, "東荘102")), []string{"A10 header new_building"}},

	{"A12: three households there already", movingIn, knowing(func(v *register) { v.crowd = 3 }), []string{"A12 header new_number 3"}},
	{"A12: two households there already", movingIn, knowing(func(v *register) { v.crowd = 2 }), nil},
	{"A12: joining one of them", movingIn, also(joining, knowing(func(v *register) { v.crowd = 3 })), nil},

	{"A13: the certificate was not compared", movingIn, head(notification.CertificateChecked, "2"), []string{"A13 header certificate_checked"}},

	{"A14: the number matches, the name does not", movingIn, recorded(woman(resident.Left), func(r *resident.Record) {
		withNumber(r)
		r.Name = "上田花子"
	}), []string{"A14 0 name"}},
	{"A14: code and number both match, told once", movingIn, recorded(woman(resident.Left), func(r *resident.Record) {
		withCode(r)
		withNumber(r)
		r.Sex = resident.Male
	}), []string{"A14 0 sex"}},
	{"A14: leaving under another name than the register's", movingOut, who(1, notification.FullName, "中原太子"), []string{"A14 1 name"}},
	{"A14: another former address than the register's", movingOut, head(notification.PrevNumber, "5-9"),
		[]string{"A14 0 prev_town", "A14 1 prev_town", "A14 2 prev_town"}},

	{"A15: only what the form does not hold was changed", movingWithin, newer(1, func(r *resident.Record) { r.Domicile = "架空市" }), []string{"A15 1 base_version 2"}},
	{"A15: the relationship, which a moving out does not hold", movingOut, newer(1, func(r *resident.Record) { r.Relationship = "夫（未届）" }), []string{"A15 1 base_version 2"}},

	{"A16: the stay ends in a month", foreigner, who(0, notification.ResidenceExpiry, "2026-12-24"), []string{"A16 0 residence_expiry 30"}},
	{"A16: the stay ends in a month and a day", foreigner, who(0, notification.ResidenceExpiry, "2026-12-25"), nil},
	{"A16: 経過滞在者 since nobody knows when", foreigner, also(who(0, notification.Article30_45, "5"), who(0, notification.ResidenceStatus, ""),
		who(0, notification.ResidencePeriod, ""), who(0, notification.ResidenceExpiry, ""), who(0, notification.ResidenceCard, "")), []string{"A16 0 article_30_45"}},
}
