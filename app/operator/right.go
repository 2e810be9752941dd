package operator

import (
	"fmt"
	"slices"
	"strings"
)

// rightNames are the rights by the names that IT writes them with.
var rightNames = map[Right]string{
	Enter: "enter", Review: "review", SupportMeasure: "support-measure", Search: "search", AdminIT: "admin",
	SeeDomicile: "see-domicile", SeeNumber: "see-number", SeeCode: "see-code", SeeStay: "see-stay", Chief: "chief", Personnel: "personnel",
}

// Known reports whether there is such a right.
func (r Right) Known() bool { return rightNames[r] != "" }

// String returns the right's name for IT.
func (r Right) String() string {
	if name := rightNames[r]; name != "" {
		return name
	}
	return fmt.Sprintf("right-%d", uint8(r))
}

// RightNames lists the names of all rights with a comma between.
func RightNames() string {
	all := make([]Right, 0, len(rightNames))
	for r := range rightNames {
		all = append(all, r)
	}
	slices.Sort(all)
	return JoinRights(all)
}

// JoinRights writes rights by their names.
func JoinRights(rights []Right) string {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = r.String()
	}
	return strings.Join(names, ",")
}

// ParseRights reads names with commas between. An empty text is no right.
func ParseRights(s string) ([]Right, error) {
	var rights []Right
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		found := Right(0)
		for r, n := range rightNames {
			if n == name {
				found = r
			}
		}
		if found == 0 {
			return nil, fmt.Errorf("right %q is none of %s", name, RightNames())
		}
		if !slices.Contains(rights, found) {
			rights = append(rights, found)
		}
	}
	slices.Sort(rights)
	return rights, nil
}
