// Package assets holds the files the program is built with: words, fonts, pictures
// and the tables of characters, postal codes and holidays.
//
// It gives bytes and nothing else; reading them is left to the packages named beside
// each variable. Where a table comes from, and under which licence, stands in a file
// beside it; the programs that made the tables are in gen.
package assets

import _ "embed" // for the tables

// Towns and Cities are read by municipality.OpenGazetteer.
var (
	//go:embed postal/town.gz
	Towns []byte
	//go:embed postal/city.gz
	Cities []byte
)

// Chars and Sequences are read by letters.OpenTable.
var (
	//go:embed letters/mj.gz
	Chars []byte
	//go:embed letters/sequence.gz
	Sequences []byte
)

// Names is read by reading.Open.
//
//go:embed letters/name.gz
var Names []byte

// Holidays is read by civil.ParseHolidays.
//
//go:embed holiday/holiday.csv
var Holidays []byte

// Countries is read by country.Parse.
//
//go:embed country/country.tsv
var Countries []byte
