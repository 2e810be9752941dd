package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/app/letters"
	"madoguchi/cmd/training/play"
)

// conversions say which keys write a text with mozc as it is when nothing was typed with
// it before: the reading, Space up to the candidate, Enter. 髙 and 﨑 are found as clerks
// call them. No text is converted twice: mozc would have learnt.
var conversions = map[string][]string{
	"髙":   converted("hasigodaka", 5),
	"﨑":   converted("tatusaki", 4),
	"　":   {"space"},
	"健太郎": converted("kenntarou", 1),
	"美咲":  converted("misaki", 4),
	"葵":   converted("aoi", 2),
	"湊":   converted("minato", 3),

	"東京都渋谷区神南": converted("toukyoutosibuyakujinnnann", 1),
	"一丁目":      converted("icchoume", 1),
	"２番":       converted("2bann", 1),
	"みなと":      append(spelled("minato"), "Return"),
	"ハイツ":      append(spelled("haitu"), "F7", "Return"), // F7 makes katakana of it
	"３０１":      append(spelled("301"), "Return"),
}

// converted are the keys of a reading and of taking its nth candidate.
func converted(reading string, nth int) []string {
	keys := spelled(reading)
	for range nth {
		keys = append(keys, "space")
	}
	return append(keys, "Return")
}

func spelled(reading string) []string { return strings.Split(reading, "") }

// convert returns the keys that write a text with the input method; false where it is
// typed as it is.
func convert(text string) (keys []string, ok bool) {
	for text != "" {
		best := ""
		for part := range conversions {
			if strings.HasPrefix(text, part) && len(part) > len(best) {
				best = part
			}
		}
		if best == "" {
			return nil, false
		}
		keys = append(keys, conversions[best]...)
		text = text[len(best):]
	}
	return keys, len(keys) > 0
}

// write types what a field is to hold, by readings if the day has an input method.
func (d *day) write(text string) {
	if keys, ok := convert(text); ok && d.input != "" {
		d.Key(keys...)
		return
	}
	d.Type(text)
}

// moveInByReadings enters the family of four as a clerk does who has an input method:
// names by their readings, what the family has in common taken over by F10, and what was
// written once by the clipboard.
func (d *day) moveInByReadings() {
	before := d.Strokes
	d.Key("1")
	d.AwaitScreen("intake")
	d.AwaitStage(filling)
	values, asWritten := familyValues(d.house()), 0
	for at, value := range values {
		if item, _, _ := strings.Cut(at, "/"); item == "reading" {
			value = letters.Kana(value)
		}
		asWritten += utf8.RuneCountInString(value)
	}
	wrote := false // the name of the head of the family
	for person := range len(family) + 1 {
		if person > 1 {
			d.Key("F6")
			d.Await("the next person", func(now play.Event) bool { return now.Person == person })
			d.Key("F10") // what the family has in common
			d.pause()
		}
		d.through(ofPerson(values, person), func(now play.Event, value string) {
			switch {
			case value == family[0].name && !wrote:
				wrote = true
				d.write(value)
				d.Shot("typing-name")
				d.Key("ctrl+a", "ctrl+c")
			case value == family[0].name:
				d.Key("ctrl+v")
			case now.Field == "relationship":
				d.Type(relationships[value])
			case now.Field == "name":
				d.writeGiven(value)
			case now.Field == "reading" && person > 1:
				_, given, _ := strings.Cut(value, " ")
				d.Type(given)
			default:
				d.write(value)
			}
		})
	}
	d.Shot("form-filled")
	d.handOver("moving-in")
	keys := d.Strokes - before
	d.Log(fmt.Sprintf("the family of four by %s: %d keys for %d characters of information, %.2f keys a character", d.input, keys, asWritten, float64(keys)/float64(asWritten)))
}

// writeGiven writes the given name behind the family name, and takes a picture of the
// candidates.
func (d *day) writeGiven(name string) {
	_, given, _ := strings.Cut(name, "　")
	keys, ok := convert(given)
	if !ok {
		d.Type(given)
		return
	}
	last := len(keys) - 1
	d.Key(keys[:last]...)
	d.Shot("typing-given-name")
	d.Key(keys[last])
}

// relationships are typed by their numbers.
var relationships = map[string]string{"世帯主": "1", "妻": "3", "子": "6"}

// inCommon is what stands in the form of the next person once it was taken over.
var inCommon = []string{"class", "domicile", "domicile_head"}

// ofPerson returns the values of a person that have to be typed, 0 for the head of the form.
func ofPerson(values map[string]string, person int) map[string]string {
	own := map[string]string{}
	for at, value := range values {
		item, number, _ := strings.Cut(at, "/")
		if number == "" {
			number = "0"
		}
		if number == strconv.Itoa(person) && (person < 2 || !slices.Contains(inCommon, item)) {
			own[at] = value
		}
	}
	return own
}

// inputMethod checks the name of one.
func inputMethod(name string) error {
	switch name {
	case "", play.IBus, play.Fcitx5:
		return nil
	}
	return errors.New("-input is ibus or fcitx5")
}
