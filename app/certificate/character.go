package certificate

import "madoguchi/app/letters"

// A Character is one of a text that is compared with another.
type Character struct {
	Text string // with its variation selectors
	Same bool   // the other text has it there too
}

// Characters cuts two texts into characters and marks those that only one of them
// has, so that a clerk sees which shape of a character it is about.
func Characters(a, b string) (of, with []Character) {
	left, right := letters.Clusters(a), letters.Clusters(b)
	// longest[i][j] is how many characters left[i:] and right[j:] have in common, in order.
	longest := make([][]int, len(left)+1)
	for i := range longest {
		longest[i] = make([]int, len(right)+1)
	}
	for i := len(left) - 1; i >= 0; i-- {
		for j := len(right) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if left[i] == right[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(left) || j < len(right) {
		switch {
		case i < len(left) && j < len(right) && left[i] == right[j]:
			of, with = append(of, Character{left[i], true}), append(with, Character{right[j], true})
			i, j = i+1, j+1
		case j == len(right) || i < len(left) && longest[i+1][j] >= longest[i][j+1]:
			of = append(of, Character{left[i], false})
			i++
		default:
			with = append(with, Character{right[j], false})
			j++
		}
	}
	return of, with
}
