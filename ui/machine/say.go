package machine

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// named returns the word of a key, or a code as it is where there is no word for it.
func named(key words.Key, code string) string {
	if text := words.T(key); text != string(key) {
		return text
	}
	return code
}

// name says what a value is, and its key, which is what IT sets.
func name(code string) string {
	if text := named(words.MachinePolicyName(code), code); text != code {
		return text + "（" + code + "）"
	}
	return code
}

// origin says who set a value.
func origin(code string) string { return named(words.MachineOrigin(code), code) }

// refused says why a bundle was not taken.
func refused(code string) string { return named(words.MachineRefused(code), code) }

// policyVersion says the version in force, and of what list it is.
func policyVersion(m counter.Machine) string {
	if m.PolicyTargets == 0 {
		return strconv.Itoa(m.PolicyVersion)
	}
	return words.T(words.MachinePolicyNumber, m.PolicyVersion, m.PolicyTargets)
}

// policyState says whether all of the policy is in force, and whether somebody has to
// look after it.
func policyState(m counter.Machine) (text string, wrong bool) {
	switch {
	case m.PolicyDamaged:
		return words.T(words.MachinePolicyDamaged), true
	case m.PolicyRefused != "":
		return words.T(words.MachinePolicyRefused, refused(m.PolicyRefused)), true
	case m.PolicyMissing:
		return words.T(words.MachinePolicyMissing), true
	case m.PolicyWaits != "":
		return named(words.MachineWaits(m.PolicyWaits), m.PolicyWaits), false
	}
	return words.T(words.MachineInOrder), false
}

// forms says how many kinds of forms there are and of which version, naming those of
// another.
func forms(of map[notification.Kind]int) (text string, missing bool) {
	many, none := map[int]int{}, 0
	for _, k := range notification.Kinds() {
		if of[k] == 0 {
			none++
		}
		many[of[k]]++
	}
	if none > 0 {
		return words.T(words.MachineFormsMissing, none), true
	}
	usual := 0
	for version, n := range many {
		if n > many[usual] || n == many[usual] && version < usual {
			usual = version
		}
	}
	var others []string
	for _, k := range notification.Kinds() {
		if of[k] != usual {
			others = append(others, words.T(words.Kind(k.Key()))+" "+strconv.Itoa(of[k]))
		}
	}
	slices.Sort(others)
	if len(others) == 0 {
		return words.T(words.MachineFormsSame, len(of), usual), false
	}
	return words.T(words.MachineFormsBut, len(of), usual, strings.Join(others, "、")), false
}
