package audit_test

import (
	"testing"

	"madoguchi/app/audit"
)

// TestClasses is STD 10.2: each kind belongs to one of the seven logs, and none of the
// seven is empty.
func TestClasses(t *testing.T) {
	members := make(map[audit.Class]int)
	for _, k := range audit.Kinds() {
		if k.Class() == 0 || k.Class().String() == "" {
			t.Errorf("%v belongs to no log", k)
		}
		members[k.Class()]++
	}
	if len(audit.Classes()) != 7 {
		t.Errorf("%d classes, the standard names seven", len(audit.Classes()))
	}
	for _, c := range audit.Classes() {
		if members[c] == 0 {
			t.Errorf("nothing is ever written into the %v log", c)
		}
	}
	for kind, want := range map[audit.Kind]audit.Class{
		audit.SignIn: audit.Authentication, audit.SignInRefused: audit.Authentication, audit.Searched: audit.Operation,
		audit.HandedOver: audit.Operation, audit.Accepted: audit.Operation, audit.Printed: audit.Printing, audit.LineChanged: audit.Communication,
		audit.CallRefused: audit.Communication, audit.ConfigTaken: audit.Configuration, audit.Started: audit.Occurrence,
		audit.CommitFailed: audit.Fault, audit.ReportSigned: audit.Operation, audit.MeasureSet: audit.Operation, 999: 0, 0: 0,
	} {
		if got := kind.Class(); got != want {
			t.Errorf("%v is in the %v log, want %v", kind, got, want)
		}
	}
}
