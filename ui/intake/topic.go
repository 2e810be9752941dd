package intake

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/notification"
)

// Help implements shell.Helper: while the form is filled in, the topic is what was found
// where the keyboard is, else the field, else the screen.
func (f *Form) Help() string {
	switch f.Stage() {
	case Filling:
		return f.fillingTopic()
	case Choosing:
		return "intake.choosing"
	case Arranging:
		return "intake.arranging"
	case Comparing:
		return "intake.comparing"
	case Confirming, Previewing, Looking:
		return "intake.confirming"
	case Done:
		return "intake.receipt"
	}
	return ""
}

func (f *Form) fillingTopic() string {
	c := f.canvas()
	if c == nil || c.Focused() == nil {
		return "intake.filling"
	}
	if f.list != nil && c.Focused() == fyne.Focusable(f.list) {
		if one, ok := f.list.Marked(); ok && one.Code != "" {
			return "rule/" + one.Code
		}
	}
	at, ok := f.PlaceOf(c.Focused())
	if !ok {
		return "intake.filling"
	}
	for _, x := range f.Problems(at) {
		if x.Rule != "" {
			return "rule/" + x.Rule
		}
	}
	return fieldTopic(f.Entry().Content.Kind, at.Item)
}

// fieldTopic is the topic of an item on the form of a kind.
func fieldTopic(k notification.Kind, item notification.Item) string {
	return "kind/" + k.Key() + "#" + string(item)
}
