package letters

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed" // for the variants
	"strings"
	"sync"
	"unicode"
)

// variantText has one group of kanji a line, made by assets/gen/letters.go from the
// MJ table and reduction map of IPA (CC BY-SA 2.1 JP) and lists of old shapes. It is
// here and not among the assets because both ends of the line must fold alike.
//
//go:embed variant.gz
var variantText []byte

// variants is from each kanji to the first of its group.
var variants = sync.OnceValue(func() map[rune]rune {
	all := make(map[rune]rune, 1<<15)
	zip, err := gzip.NewReader(bytes.NewReader(variantText))
	if err != nil {
		panic("letters: embedded variants: " + err.Error())
	}
	lines := bufio.NewScanner(zip)
	for lines.Scan() {
		group := []rune(lines.Text())
		for _, r := range group[1:] {
			all[r] = group[0]
		}
	}
	if err := lines.Err(); err != nil {
		panic("letters: embedded variants: " + err.Error())
	}
	return all
})

// Fold brings names and readings that a search must not tell apart to one text, as
// the standard has it (2.1.2). It is for the search only: its result is never shown
// or stored as a name.
//
// Katakana, hiragana and half-width kana are one; so are small and large kana, and
// voiced and unvoiced ones. Since the standard also has ジ equal to ヂ, ズ to ヅ and ハ
// to ワ, those rows fall together whole: シ and チ, ス and ツ. ヴァ is バ, ヲ オ, ウ after a
// kana of the オ row オ. The long-vowel mark after a kana, spaces, middle dots and
// variation selectors are dropped, and strokes elsewhere are one. Kanji are taken to
// the first of their variants, 々 repeats the kanji before it, and Latin letters are
// half-width and small.
func Fold(s string) string {
	runes := []rune(compose(s))
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		var before rune
		if n := len(out); n > 0 {
			before = out[n-1]
		}
		r := katakana(runes[i])
		switch {
		case isSelector(r), unicode.IsSpace(r), r == '・', r == '･', r == '\u3099', r == '\u309A':
		case r == 'ー':
			if !isKatakana(before) {
				out = append(out, '-')
			}
		case r == 'ヴ':
			next := 'フ'
			if i+1 < len(runes) {
				if k := strings.IndexRune("ァィェォ", katakana(runes[i+1])); k >= 0 {
					next = []rune("ワヒヘホ")[k/3]
					i++
				}
			}
			out = append(out, next)
		case (r == '々' || r == '〻') && unicode.Is(unicode.Han, before):
			out = append(out, before)
		case (r == 'ヽ' || r == 'ヾ') && isKatakana(before):
			out = append(out, before)
		case isKatakana(r):
			out = append(out, foldKana(r, before))
		default:
			out = append(out, foldOther(r))
		}
	}
	return string(out)
}

func foldOther(r rune) rune {
	if first, ok := variants()[r]; ok {
		return first
	}
	return unicode.ToLower(r)
}

func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' }

// kanaClass is from each katakana to the one that stands for its class.
var kanaClass = func() map[rune]rune {
	all := map[rune]rune{}
	for _, class := range []string{
		"アァ", "イィヰ", "ウゥ", "エェヱヹ", "オォヲヺ", "カガヵ", "キギ", "クグ", "ケゲヶ", "コゴ",
		"サザ", "シジチヂ", "スズツヅッ", "セゼ", "ソゾ", "タダ", "テデ", "トド",
		"ワハバパヮヷ", "ヒビピヸ", "フブプ", "ヘベペ", "ホボポ", "ヤャ", "ユュ", "ヨョ",
	} {
		runes := []rune(class)
		for _, r := range runes {
			all[r] = runes[0]
		}
	}
	return all
}()

func foldKana(r, before rune) rune {
	if class, ok := kanaClass[r]; ok {
		r = class
	}
	if r == 'ウ' && strings.ContainsRune("オコソトノホモヨロ", before) {
		return 'オ'
	}
	return r
}

// Bigrams returns the pairs of neighbouring characters of a folded text, each once,
// in order; a text of one character has itself. It is what a search looks up.
func Bigrams(folded string) []string {
	runes := []rune(folded)
	if len(runes) == 1 {
		return []string{folded}
	}
	var all []string
	seen := map[string]bool{}
	for i := 1; i < len(runes); i++ {
		if pair := string(runes[i-1 : i+1]); !seen[pair] {
			seen[pair] = true
			all = append(all, pair)
		}
	}
	return all
}

// Terms returns what to index a folded text under: its [Bigrams] and each of its
// characters once, so that a search for one character finds it too.
func Terms(folded string) []string {
	var all []string
	seen := map[rune]bool{}
	for _, r := range folded {
		if !seen[r] {
			seen[r] = true
			all = append(all, string(r))
		}
	}
	if len([]rune(folded)) > 1 {
		all = append(all, Bigrams(folded)...)
	}
	return all
}

// Plain brings a name or reading to the form in which a search calls two of them the
// same as written: katakana for hiragana, full-width for half-width kana and the
// reverse for Latin letters, without spaces. What [Fold] takes for one stays apart
// here, such as シ and チ or the shapes of a kanji.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r = katakana(r); unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, compose(s))
}
