package letters

import "strings"

// Kana turns all that was typed into a reading field into full-width katakana, as
// [ToKatakana] does; an n at the end is ン, and letters that make no kana stay as they
// are, for [IsReading] to refuse.
func Kana(s string) string {
	done, pending := ToKatakana(s)
	if pending == "n" {
		return done + "ン"
	}
	return done + pending
}

// ToKatakana turns romaji, hiragana and half-width or full-width katakana into
// full-width katakana. Letters at the end that may still become a kana are returned
// as pending: after "tanak" that is タナ and "k". Typing on, done+pending and the new
// letters can be given again.
//
// Romaji is read as Japanese input methods read it: both Hepburn and Kunrei spelling,
// nn and n' for ン, x or l before a small kana, a hyphen for ー.
func ToKatakana(s string) (done, pending string) {
	runes := []rune(compose(s))
	var out strings.Builder
	for i := 0; i < len(runes); {
		r := runes[i]
		if !isLetter(r) {
			out.WriteRune(katakana(r))
			i++
			continue
		}
		end := i
		for end < len(runes) && (isLetter(runes[end]) || runes[end] == '\'') {
			end++
		}
		kana, rest := romaji(strings.ToLower(string(runes[i:end])))
		out.WriteString(kana)
		if end == len(runes) {
			return out.String(), rest
		}
		if rest == "n" {
			rest = "ン"
		}
		out.WriteString(rest)
		i = end
	}
	return out.String(), ""
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// romaji reads lower-case letters and apostrophes; rest is what at the end may still
// become a kana.
func romaji(s string) (kana, rest string) {
	var out strings.Builder
	for s != "" {
		if n, text := longest(s); n > 0 {
			out.WriteString(text)
			s = s[n:]
			continue
		}
		switch {
		case prefixes[s]:
			return out.String(), s
		case s[0] == 'n':
			out.WriteString("ン")
		case len(s) > 1 && (s[0] == s[1] || s[:2] == "tc") && strings.IndexByte("bcdfghjkmpqrstvwyz", s[0]) >= 0:
			if len(s) == 2 { // the second consonant waits for its vowel
				return out.String(), s
			}
			out.WriteString("ッ")
		default:
			out.WriteByte(s[0])
		}
		s = s[1:]
	}
	return out.String(), ""
}

func longest(s string) (n int, kana string) {
	for n := min(4, len(s)); n > 0; n-- {
		if kana, ok := syllables[s[:n]]; ok {
			return n, kana
		}
	}
	return 0, ""
}

// rows gives the five kana of each consonant in the order a i u e o. A dash is a
// syllable that does not exist.
const rows = `
	ア イ ウ エ オ
k	カ キ ク ケ コ
s	サ シ ス セ ソ
t	タ チ ツ テ ト
n	ナ ニ ヌ ネ ノ
h	ハ ヒ フ ヘ ホ
m	マ ミ ム メ モ
y	ヤ - ユ イェ ヨ
r	ラ リ ル レ ロ
w	ワ ウィ - ウェ ヲ
g	ガ ギ グ ゲ ゴ
z	ザ ジ ズ ゼ ゾ
d	ダ ヂ ヅ デ ド
b	バ ビ ブ ベ ボ
p	パ ピ プ ペ ポ
v	ヴァ ヴィ ヴ ヴェ ヴォ
f	ファ フィ フ フェ フォ
j	ジャ ジ ジュ ジェ ジョ
q	クァ クィ ク クェ クォ
ky	キャ キィ キュ キェ キョ
sy	シャ シィ シュ シェ ショ
sh	シャ シ シュ シェ ショ
ty	チャ チィ チュ チェ チョ
ch	チャ チ チュ チェ チョ
cy	チャ チィ チュ チェ チョ
ny	ニャ ニィ ニュ ニェ ニョ
hy	ヒャ ヒィ ヒュ ヒェ ヒョ
my	ミャ ミィ ミュ ミェ ミョ
ry	リャ リィ リュ リェ リョ
gy	ギャ ギィ ギュ ギェ ギョ
zy	ジャ ジィ ジュ ジェ ジョ
jy	ジャ ジィ ジュ ジェ ジョ
dy	ヂャ ヂィ ヂュ ヂェ ヂョ
by	ビャ ビィ ビュ ビェ ビョ
py	ピャ ピィ ピュ ピェ ピョ
vy	ヴャ - ヴュ - ヴョ
fy	フャ - フュ - フョ
ts	ツァ ツィ ツ ツェ ツォ
th	テャ ティ テュ テェ テョ
dh	デャ ディ デュ デェ デョ
tw	トァ トィ トゥ トェ トォ
dw	ドァ ドィ ドゥ ドェ ドォ
kw	クァ クィ クゥ クェ クォ
gw	グァ グィ グゥ グェ グォ
x	ァ ィ ゥ ェ ォ
l	ァ ィ ゥ ェ ォ
xy	ャ - ュ - ョ
ly	ャ - ュ - ョ
`

// syllables is from romaji to katakana; prefixes has every beginning of one that is
// not one itself.
var syllables, prefixes = func() (map[string]string, map[string]bool) {
	all := map[string]string{
		"nn": "ン", "n'": "ン", "xn": "ン", "xtu": "ッ", "xtsu": "ッ", "ltu": "ッ", "ltsu": "ッ",
		"xwa": "ヮ", "lwa": "ヮ", "xka": "ヵ", "xke": "ヶ", "lka": "ヵ", "lke": "ヶ",
		"wyi": "ヰ", "wye": "ヱ",
	}
	for line := range strings.Lines(strings.Trim(rows, "\n")) {
		consonant, kana, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		for i, k := range strings.Fields(kana) {
			if k != "-" {
				all[consonant+"aiueo"[i:i+1]] = k
			}
		}
	}
	begun := map[string]bool{}
	for s := range all {
		for n := 1; n < len(s); n++ {
			begun[s[:n]] = true
		}
	}
	for s := range all {
		delete(begun, s)
	}
	return all, begun
}()

// katakana makes hiragana katakana, hyphens the long-vowel mark and spaces full-width.
func katakana(r rune) rune {
	switch {
	case r >= 'ぁ' && r <= 'ゖ', r == 'ゝ', r == 'ゞ':
		return r + 'ァ' - 'ぁ'
	case isDash(r):
		return 'ー'
	case r == ' ':
		return '　'
	}
	return r
}

// isDash reports whether r is one of the strokes that are typed for each other.
func isDash(r rune) bool {
	switch r {
	case 'ー', '―', '－', '‐', '-', '−', '–', '—', '‑':
		return true
	}
	return false
}

// halfKana are the full-width forms of U+FF66 to U+FF9D in order.
var halfKana = []rune("ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン")

// compose widens half-width kana, narrows full-width letters and digits and joins a
// voicing mark with the kana before it. It touches nothing else.
func compose(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case r >= 'ｦ' && r <= 'ﾝ':
			r = halfKana[r-'ｦ']
		case r == 'ﾞ' || r == '゛':
			r = '\u3099'
		case r == 'ﾟ' || r == '゜':
			r = '\u309A'
		case r >= '！' && r <= '～' && r != '－':
			r -= '！' - '!'
		}
		if r == '\u3099' || r == '\u309A' {
			if n := len(out); n > 0 {
				if v, ok := voiced(out[n-1], r); ok {
					out[n-1] = v
					continue
				}
			}
		}
		out = append(out, r)
	}
	return string(out)
}

// voiced joins a kana and a voicing mark.
func voiced(r, mark rune) (rune, bool) {
	base := r
	if r >= 'ぁ' && r <= 'ゖ' {
		base += 'ァ' - 'ぁ'
	}
	switch {
	case mark == '\u3099' && base == 'ウ':
		return r + 'ヴ' - 'ウ', true
	case mark == '\u3099' && strings.ContainsRune("カキクケコサシスセソタチツテトハヒフヘホ", base):
		return r + 1, true
	case mark == '\u309A' && strings.ContainsRune("ハヒフヘホ", base):
		return r + 2, true
	}
	return 0, false
}

// IsReading reports whether s can stand in a reading (フリガナ): full-width katakana
// and the long-vowel mark, with single full-width spaces between names (E29).
func IsReading(s string) bool {
	before := '　'
	for _, r := range s {
		switch {
		case r >= 'ァ' && r <= 'ヶ':
		case (r == '　' || r == 'ー') && before != '　':
		default:
			return false
		}
		before = r
	}
	return before != '　'
}
