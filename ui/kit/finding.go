package kit

import "madoguchi/ui/look"

// A Finding is what a check found about one field or the whole form.
type Finding struct {
	Tone         look.Tone // look.Stop stops, look.Alert needs an acknowledgement
	Code         string    // of the rule, such as E02; may be empty
	Field        string    // the key of the field it is about; empty for the whole form
	Label        string    // the field's name in a list; empty for the whole form
	Reason       string    // what is wrong
	Remedy       string    // what to do about it
	Acknowledged bool      // the operator has seen the alert
}

// text is the finding in one run, as it stands below a field.
func (f Finding) text() string {
	s := f.Reason
	if f.Code != "" {
		s = f.Code + "　" + s
	}
	if f.Remedy != "" {
		s += "　→ " + f.Remedy
	}
	return s
}
