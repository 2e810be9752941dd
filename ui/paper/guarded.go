package paper

import (
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// Guarded tells the hold or the measure that an item names, "" for another item and for
// one that is not among those given: nobody knows a hold by its number.
func Guarded(item notification.Item, value string, holds []resident.Hold, measures []resident.Measure) string {
	switch item {
	case notification.HoldID:
		for _, h := range holds {
			if h.ID == value {
				return HoldText(h)
			}
		}
	case notification.SupportID:
		for _, m := range measures {
			if m.ID == value {
				return MeasureText(m)
			}
		}
	}
	return ""
}

// HoldText tells a hold: what it keeps from being done, how, why and since when.
func HoldText(h resident.Hold) string {
	end := ""
	if !h.End.IsZero() {
		end = words.Day(h.End)
	}
	return words.T(words.ProtectionIntakeHoldText, words.T(words.ProtectionProcess(int(h.Process))), words.T(words.ProtectionLevel(int(h.Level))),
		words.T(words.ProtectionReason(int(h.Reason))), words.Day(h.Start), end)
}

// MeasureText tells a measure: which kind, from when to when.
func MeasureText(m resident.Measure) string {
	return words.T(words.ProtectionKind(int(m.Kind))) + "　" + words.Day(m.Start) + "～" + words.Day(m.End)
}
