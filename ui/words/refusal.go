package words

import "strconv"

// Refusal returns the key of the short name of a refusal by the number of the
// registry's error, and of what to do about it.
func Refusal(kind int) (name, remedy Key) {
	name = Key("refusal." + strconv.Itoa(kind))
	if T(name) == string(name) {
		name = RefusalOther
	}
	return name, name + ".remedy"
}

// What the registry refuses an entry for.
const (
	RefusalOther       Key = "refusal.other"
	RefusalOtherRemedy Key = "refusal.other.remedy"
	Refusal3           Key = "refusal.3"
	Refusal3Remedy     Key = "refusal.3.remedy"
	Refusal28          Key = "refusal.28"
	Refusal28Remedy    Key = "refusal.28.remedy"
	Refusal40          Key = "refusal.40"
	Refusal40Remedy    Key = "refusal.40.remedy"
	Refusal41          Key = "refusal.41"
	Refusal41Remedy    Key = "refusal.41.remedy"
	Refusal42          Key = "refusal.42"
	Refusal42Remedy    Key = "refusal.42.remedy"
	Refusal43          Key = "refusal.43"
	Refusal43Remedy    Key = "refusal.43.remedy"
	Refusal44          Key = "refusal.44"
	Refusal44Remedy    Key = "refusal.44.remedy"
	Refusal45          Key = "refusal.45"
	Refusal45Remedy    Key = "refusal.45.remedy"
	Refusal46          Key = "refusal.46"
	Refusal46Remedy    Key = "refusal.46.remedy"
	Refusal47          Key = "refusal.47"
	Refusal47Remedy    Key = "refusal.47.remedy"
	Refusal48          Key = "refusal.48"
	Refusal48Remedy    Key = "refusal.48.remedy"
	Refusal49          Key = "refusal.49"
	Refusal49Remedy    Key = "refusal.49.remedy"
	Refusal50          Key = "refusal.50"
	Refusal50Remedy    Key = "refusal.50.remedy"
	Refusal51          Key = "refusal.51"
	Refusal51Remedy    Key = "refusal.51.remedy"
	Refusal52          Key = "refusal.52"
	Refusal52Remedy    Key = "refusal.52.remedy"
	Refusal53          Key = "refusal.53"
	Refusal53Remedy    Key = "refusal.53.remedy"
	Refusal54          Key = "refusal.54"
	Refusal54Remedy    Key = "refusal.54.remedy"
	Refusal55          Key = "refusal.55"
	Refusal55Remedy    Key = "refusal.55.remedy"
	Refusal56          Key = "refusal.56"
	Refusal56Remedy    Key = "refusal.56.remedy"
)
