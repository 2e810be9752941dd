package adapter_test

import (
	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/app/serial"
)

func numbered(n uint64) string {
	s, ok := serial.Append(n)
	if !ok {
		panic("serial is skipped")
	}
	return s
}

var (
	hanako, taro, yuki = resident.ID(numbered(1)), resident.ID(numbered(2)), resident.ID(numbered(3))
	home, refuge       = resident.HouseholdID(numbered(100)), resident.HouseholdID(numbered(1234))
)

// families are a couple, and a woman under a support measure.
func families() [][]resident.Record {
	row := func(id resident.ID, at resident.HouseholdID, name, relationship, birth string, sex resident.Sex) resident.Record {
		born, err := civil.ParseCanonical(birth)
		if err != nil {
			panic(err)
		}
		return resident.Record{
			ID: id, History: 1, Household: at, Order: 1, Status: resident.Living, Cause: resident.Initial, Class: resident.Japanese,
			Name: name, Reading: "ナカハラ　ハナコ", Birth: born, Sex: sex, Relationship: relationship,
			Address:       resident.Address{Ward: ward, Town: "中央三丁目", Number: "5-1"},
			ResidentSince: civil.MustParse("2010-04-01"), ChangedOn: civil.MustParse("2010-04-01"),
			ProcessedOn: civil.MustParse("2010-04-01"), AddressSince: civil.MustParse("2010-04-01"),
		}
	}
	protected := row(yuki, refuge, "上田雪", resident.Head, "1970-01-01", resident.Female)
	protected.Protected = true
	return [][]resident.Record{
		{row(hanako, home, "中原花子", resident.Head, "1980-05-05", resident.Female), row(taro, home, "中原太郎", "夫", "1979-03-03", resident.Male)},
		{protected},
	}
}
