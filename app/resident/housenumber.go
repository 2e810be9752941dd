package resident

import (
	"strconv"
	"strings"
)

// A HouseNumber is a house number taken apart, as the data standard has it (番地枝番数値):
// the record keeps the words of the paper, and what other systems are told and what is
// compared is made of these. The zero HouseNumber is none.
type HouseNumber struct {
	Chome    int    // 丁目, when the town does not end in it already; 0 for none
	Prefix   string // a letter before the number, such as 甲 or イ
	Number   int    // 番地, or 番 (街区符号)
	Branches []int  // 枝番, or 号 (住居番号) and what follows it
	// Counted says that the area is one of 住居表示, numbered by 番 and 号.
	Counted bool
}

// prefixes are letters that stand before a number of the land.
const prefixes = "甲乙丙丁戊己庚辛壬癸イロハニホヘトチリヌ"

// maxParts bounds the numbers of a house number.
const maxParts = 5

// ParseHouseNumber takes a house number apart: 5丁目2-1, ７番１号, 3番地の2, 甲12-3. It
// reports false for what has no number, such as 無番地, and for what it cannot tell.
func ParseHouseNumber(s string) (HouseNumber, bool) {
	var h HouseNumber
	rest := FoldNumber(s)
	if before, after, ok := strings.Cut(rest, "丁目"); ok {
		n, err := strconv.Atoi(before)
		if err != nil || n < 1 {
			return HouseNumber{}, false
		}
		h.Chome, rest = n, strings.TrimPrefix(after, "-")
		if rest == "" {
			return h, true
		}
	}
	for _, letter := range prefixes {
		if after, ok := strings.CutPrefix(rest, string(letter)); ok {
			h.Prefix, rest = string(letter), after
			break
		}
	}
	h.Counted = strings.Contains(rest, "番") && !strings.Contains(rest, "番地")
	rest = strings.NewReplacer("番地の", "-", "番地ノ", "-", "番地", "-", "番の", "-", "番", "-", "号の", "-", "号", "-", "の", "-", "ノ", "-").Replace(rest)
	parts := strings.Split(strings.TrimSuffix(strings.ReplaceAll(rest, "--", "-"), "-"), "-")
	if len(parts) > maxParts {
		return HouseNumber{}, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > 99999 {
			return HouseNumber{}, false
		}
		if i == 0 {
			h.Number = n
			continue
		}
		h.Branches = append(h.Branches, n)
	}
	return h, true
}

// String writes h as it is shown beside what was typed: 5丁目 2番地 枝番1, or 7番 1号.
func (h HouseNumber) String() string {
	var parts []string
	if h.Chome > 0 {
		parts = append(parts, strconv.Itoa(h.Chome)+"丁目")
	}
	unit, branch := "番地", "枝番"
	if h.Counted {
		unit, branch = "番", ""
	}
	if h.Number > 0 {
		parts = append(parts, h.Prefix+strconv.Itoa(h.Number)+unit)
	}
	var branches []string
	for _, b := range h.Branches {
		branches = append(branches, strconv.Itoa(b))
	}
	if len(branches) > 0 {
		text := branch + strings.Join(branches, "-")
		if h.Counted {
			text += "号"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}
