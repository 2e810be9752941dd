package operator_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
)

func mark(by operator.ID) operator.Mark { return operator.Mark{By: by, At: noon, Seat: "A-01"} }

// TestRequestSteps is R026: who may take which step of a request, and in what order.
func TestRequestSteps(t *testing.T) {
	filed := func(edit func(*operator.Request)) *operator.Request {
		r := &operator.Request{Act: operator.Revoke, Operator: "c01", Reason: "退職", State: operator.Requested, Asked: mark("p01")}
		if edit != nil {
			edit(r)
		}
		return r
	}
	approved := func(r *operator.Request) { _ = r.Approve(mark("p02")) }
	tests := []struct {
		name string
		do   func() error
		want error
	}{
		{"another approves", func() error { return filed(nil).Approve(mark("p02")) }, nil},
		{"who asked does not approve", func() error { return filed(nil).Approve(mark("p01")) }, operator.ErrSamePerson},
		{"whom it is about does not approve", func() error { return filed(nil).Approve(mark("c01")) }, operator.ErrSamePerson},
		{"not applied before it is approved", func() error { _, err := filed(nil).Apply(mark("it1")); return err }, operator.ErrRequestState},
		{"IT applies", func() error { _, err := filed(approved).Apply(mark("it1")); return err }, nil},
		{"who asked does not apply", func() error { _, err := filed(approved).Apply(mark("p01")); return err }, operator.ErrSamePerson},
		{"whom it is about does not apply", func() error { _, err := filed(approved).Apply(mark("c01")); return err }, operator.ErrSamePerson},
		{"who approved may apply", func() error { _, err := filed(approved).Apply(mark("p02")); return err }, nil},
		{"nothing is approved twice", func() error { return filed(approved).Approve(mark("p03")) }, operator.ErrRequestState},
		{"what was declined is over", func() error {
			r := filed(nil)
			_ = r.Decline(mark("p02"), "")
			return r.Approve(mark("p03"))
		}, operator.ErrRequestState},
		{"an emergency is applied by who asked", func() error {
			_, err := filed(func(r *operator.Request) { r.Emergency = true }).Apply(mark("p01"))
			return err
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.do(); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

func TestRightNames(t *testing.T) {
	rights, err := operator.ParseRights("search, enter,search")
	if err != nil || !slices.Equal(rights, []operator.Right{operator.Enter, operator.Search}) {
		t.Errorf("rights = %v, %v", rights, err)
	}
	all, err := operator.ParseRights(operator.RightNames())
	if err != nil || operator.JoinRights(all) != operator.RightNames() {
		t.Errorf("all rights = %v, %v", all, err)
	}
	if _, err := operator.ParseRights("enter,all"); err == nil {
		t.Error("a right that there is not was read")
	}
}

// line is a grantee of the register.
func line(id operator.ID, name, unit string, until civil.Date) operator.Line {
	return operator.Line{Operator: id, Terms: operator.Terms{Name: name, Unit: unit, Until: until}}
}

// TestReconcile is R029, D21.
func TestReconcile(t *testing.T) {
	roster, err := operator.ReadRoster(strings.NewReader("\ufeff職員番号,氏名,所属,退職日,備考\n" +
		"c01,灘　渚,kita-1,,\nc02,磯部 航,kita-2,,\nc03,潮見 凪,kita-1,2026/03/31,\nc04,海野 岬,kita-1,2026-04-30,\nc05,波多野 湊,kita-1,2026-04-30,\nc07,髙橋 帆,kita-1,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	april := civil.MustParse("2026-04-30")
	ended := line("c08", "渡邉 岬", "kita-1", civil.Date{})
	ended.Ended = true
	register := []operator.Line{
		line("c01", "灘 渚", "kita-1", civil.Date{}), line("c02", "磯部 航", "kita-1", civil.Date{}), line("c03", "潮見 凪", "kita-1", civil.Date{}),
		line("c04", "海野 岬", "kita-1", civil.Date{}), line("c05", "波多野 湊", "kita-1", april), line("c06", "﨑山 汐里", "kita-1", civil.Date{}),
		line("c07", "高橋 帆", "kita-1", civil.Date{}), ended,
	}
	type row struct {
		id   operator.ID
		what operator.Difference
	}
	var got []row
	for _, m := range operator.Reconcile(register, roster, civil.MustParse("2026-04-01")) {
		got = append(got, row{m.Line.Operator, m.What})
	}
	want := []row{{"c02", operator.HasMoved}, {"c03", operator.HasLeft}, {"c04", operator.WillLeave}, {"c06", operator.NotOnRoster}, {"c07", operator.IsRenamed}}
	if !slices.Equal(got, want) {
		t.Errorf("differences = %v, want %v", got, want)
	}
	for name, text := range map[string]string{
		"no names of columns": "c01,灘 渚,kita-1\n", "empty": "", "an ID twice": "id,name,unit\nc01,a,b\nc01,a,b\n",
		"no ID": "id,name,unit\n佐藤,a,b\n", "no date": "id,name,unit,leaves\nc01,a,b,soon\n",
	} {
		if _, err := operator.ReadRoster(strings.NewReader(text)); !errors.Is(err, operator.ErrRoster) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRegisterOn: a register on a day is what was in force by then.
func TestRegisterOn(t *testing.T) {
	in := func(act operator.Act, at time.Time, terms operator.Terms) operator.Request {
		return operator.Request{Act: act, Operator: "c01", Terms: terms, State: operator.InForce, InForce: at}
	}
	unit := operator.Terms{Unit: "kita-1", Rights: []operator.Right{operator.Enter}}
	all := []operator.Request{
		in(operator.SetUnit, noon, unit),
		in(operator.Grant, noon.Add(time.Hour), operator.Terms{Unit: "kita-1", Rights: []operator.Right{operator.Enter, operator.Search}}),
		in(operator.Revoke, noon.Add(3*time.Hour), operator.Terms{}),
		{Act: operator.Change, Operator: "c01", State: operator.Approved},
	}
	for _, tt := range []struct {
		name  string
		at    time.Time
		lines int
		ended bool
	}{
		{"before", noon, 0, false}, {"granted", noon.Add(2 * time.Hour), 1, false}, {"revoked", noon.Add(4 * time.Hour), 1, true},
	} {
		lines := operator.RegisterOn(all, tt.at)
		if len(lines) != tt.lines || tt.lines == 1 && (lines[0].Ended != tt.ended || !slices.Equal(lines[0].Rights, unit.Rights)) {
			t.Errorf("%s: %+v", tt.name, lines)
		}
	}
}
