package output_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
)

var (
	nine  = time.Date(2026, 11, 24, 9, 0, 0, 0, civil.Japan)
	today = civil.MustParse("2026-11-24")
)

func by(id operator.ID) operator.Mark { return operator.Mark{By: id, At: nine, Seat: "T1"} }

func printing() output.Approval {
	return output.Approval{Number: "261124-001", Act: output.Print, Records: 40, What: "review_list", Reason: "月末の点検", From: today, Until: today,
		State: output.Asked, Ward: "991015", Asked: by("c01")}
}

func provision(act output.Act) output.Approval {
	a := printing()
	a.Act, a.To, a.Basis = act, "情報県", "住民基本台帳法第30条の6"
	return a
}

func with(a output.Approval, change func(*output.Approval)) output.Approval {
	change(&a)
	return a
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		a    output.Approval
		want error
	}{
		"printing":                   {printing(), nil},
		"provision":                  {provision(output.Attended), nil},
		"no act":                     {with(printing(), func(a *output.Approval) { a.Act = 0 }), output.ErrApproval},
		"nothing leaves":             {with(printing(), func(a *output.Approval) { a.Records = 0 }), output.ErrApproval},
		"no reason":                  {with(printing(), func(a *output.Approval) { a.Reason = "　" }), output.ErrApproval},
		"provision to nobody":        {with(provision(output.Transfer), func(a *output.Approval) { a.To = "" }), output.ErrApproval},
		"provision without basis":    {with(provision(output.Attended), func(a *output.Approval) { a.Basis = "" }), output.ErrApproval},
		"for yesterday":              {with(printing(), func(a *output.Approval) { a.From, a.Until = today.AddDays(-1), today.AddDays(-1) }), output.ErrApproval},
		"printing for two days":      {with(printing(), func(a *output.Approval) { a.Until = today.AddDays(1) }), output.ErrApproval},
		"transfer for a year":        {with(provision(output.Transfer), func(a *output.Approval) { a.Until = today.AddDays(365) }), nil},
		"transfer for ever":          {with(provision(output.Transfer), func(a *output.Approval) { a.Until = today.AddDays(400) }), output.ErrApproval},
		"two months ahead":           {with(printing(), func(a *output.Approval) { a.From, a.Until = today.AddDays(60), today.AddDays(60) }), output.ErrApproval},
		"a reason that never closes": {with(printing(), func(a *output.Approval) { a.Reason = string(make([]rune, output.MaxText+1)) }), output.ErrApproval},
	} {
		if err := tt.a.Check(today); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

// TestDecide is R130: before, and by somebody else; R131: a refusal has its reason.
func TestDecide(t *testing.T) {
	late := by("m01")
	late.At = nine.AddDate(0, 0, 1)
	for name, tt := range map[string]struct {
		state   output.State
		by      operator.Mark
		approve bool
		note    string
		want    error
		then    output.State
	}{
		"approved":               {output.Asked, by("m01"), true, "", nil, output.Approved},
		"declined":               {output.Asked, by("m01"), false, "範囲を絞ること", nil, output.Declined},
		"declined without why":   {output.Asked, by("m01"), false, "", output.ErrApproval, output.Asked},
		"by who asked":           {output.Asked, by("c01"), true, "", output.ErrSamePerson, output.Asked},
		"twice":                  {output.Declined, by("m01"), true, "", output.ErrState, output.Declined},
		"on the day after":       {output.Asked, late, true, "", output.ErrState, output.Asked},
		"declined the day after": {output.Asked, late, false, "期限切れ", nil, output.Declined},
	} {
		a := printing()
		a.State = tt.state
		if err := a.Decide(tt.by, tt.approve, tt.note); !errors.Is(err, tt.want) || a.State != tt.then {
			t.Errorf("%s: %v and %v, want %v and %v", name, err, a.State, tt.want, tt.then)
		}
	}
}

// TestTake: an approval counts for who asked, there, on its day, up to its number, once.
func TestTake(t *testing.T) {
	elsewhere, tomorrow := by("c01"), by("c01")
	elsewhere.Seat, tomorrow.At = "T2", nine.AddDate(0, 0, 1)
	for name, tt := range map[string]struct {
		a    output.Approval
		act  output.Act
		use  output.Use
		want error
	}{
		"printing":             {printing(), output.Print, output.Use{Mark: by("c01"), Records: 40, What: "review_list"}, nil},
		"another paper":        {printing(), output.Print, output.Use{Mark: by("c01"), Records: 1, What: "confirmation"}, output.ErrNotGranted},
		"with numbers":         {printing(), output.Print, output.Use{Mark: by("c01"), Records: 1, What: "review_list" + output.WithNumbers}, output.ErrNotGranted},
		"one too many":         {printing(), output.Print, output.Use{Mark: by("c01"), Records: 41, What: "review_list"}, output.ErrTooMany},
		"none":                 {printing(), output.Print, output.Use{Mark: by("c01"), What: "review_list"}, output.ErrTooMany},
		"by another":           {printing(), output.Print, output.Use{Mark: by("c02"), Records: 1}, output.ErrNotGranted},
		"at another terminal":  {printing(), output.Print, output.Use{Mark: elsewhere, Records: 1}, output.ErrNotGranted},
		"on another day":       {printing(), output.Print, output.Use{Mark: tomorrow, Records: 1}, output.ErrNotGranted},
		"a provision's":        {provision(output.Attended), output.Print, output.Use{Mark: by("c01"), Records: 1}, output.ErrNotGranted},
		"nobody approved":      {with(printing(), func(a *output.Approval) { a.State = output.Asked }), output.Print, output.Use{Mark: by("c01"), Records: 1}, output.ErrNotGranted},
		"declined":             {with(printing(), func(a *output.Approval) { a.State = output.Declined }), output.Print, output.Use{Mark: by("c01"), Records: 1}, output.ErrNotGranted},
		"used":                 {with(printing(), func(a *output.Approval) { a.State = output.Used }), output.Print, output.Use{Mark: by("c01"), Records: 1, What: "review_list"}, output.ErrState},
		"R045 attended":        {provision(output.Attended), output.Attended, output.Use{Mark: by("c01"), Records: 1, Witness: "it1"}, nil},
		"R045 alone":           {provision(output.Attended), output.Attended, output.Use{Mark: by("c01"), Records: 1}, output.ErrWitness},
		"R045 his own witness": {provision(output.Attended), output.Attended, output.Use{Mark: by("c01"), Records: 1, Witness: "c01"}, output.ErrWitness},
	} {
		if tt.a.State == output.Asked && name != "nobody approved" {
			tt.a.State = output.Approved
		}
		if err := tt.a.Take(tt.act, tt.use); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if (len(tt.a.Uses) == 1) != (tt.want == nil) {
			t.Errorf("%s: %d uses", name, len(tt.a.Uses))
		}
	}
}

// TestReturn: what the print system did not take may be tried again; the use stays.
func TestReturn(t *testing.T) {
	a := with(printing(), func(a *output.Approval) { a.State = output.Approved })
	use := output.Use{Mark: by("c01"), Records: 4, What: "review_list", Digest: "aa"}
	if err := a.Take(output.Print, use); err != nil {
		t.Fatal(err)
	}
	if err := a.Return(by("c01"), "bb"); !errors.Is(err, output.ErrNotGranted) {
		t.Errorf("another document: %v", err)
	}
	if err := a.Return(by("c01"), "aa"); err != nil {
		t.Fatal(err)
	}
	if err := a.Return(by("c01"), "aa"); !errors.Is(err, output.ErrState) {
		t.Errorf("returned twice: %v", err)
	}
	if err := a.Take(output.Print, use); err != nil || len(a.Uses) != 2 || !a.Uses[0].Returned || a.Uses[1].Returned {
		t.Errorf("tried again: %v, %+v", err, a.Uses)
	}
	b, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := output.DecodeApproval(b)
	if err != nil || got.Number != a.Number || !got.Uses[0].At.Equal(nine) || got.From != a.From {
		t.Errorf("decoded %+v, %v", got, err)
	}
}

func TestTransferStays(t *testing.T) {
	a := with(provision(output.Transfer), func(a *output.Approval) { a.State = output.Approved })
	for range 3 {
		if err := a.Take(output.Transfer, output.Use{Mark: operator.Mark{At: nine, Seat: "registry"}, Records: 40}); err != nil {
			t.Fatal(err)
		}
	}
	if a.State != output.Approved || len(a.Uses) != 3 {
		t.Errorf("%v after %d uses", a.State, len(a.Uses))
	}
}

func TestNumbers(t *testing.T) {
	for typed, want := range map[string]string{"261124-001": "261124-001", "261124001": "261124-001", " 2611241000 ": "261124-1000", "26112": "", "12345678901": "", "26112a001": "", "": ""} {
		got, err := output.ParseNumber(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", typed, got, err, want)
		}
	}
	if got := output.Number(today, 1); got != "261124-001" {
		t.Errorf("number = %q", got)
	}
}

const digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// TestMedium is R136: each way out with its witness, sealed, for the approval it was written
// for; and nothing after it was destroyed.
func TestMedium(t *testing.T) {
	written := output.Step{Mark: by("it1"), Move: output.Written, Approval: "261124-001", Records: 10, Recipient: "age1x", Digest: digest}
	out := output.Step{Mark: by("it1"), Move: output.TakenOut, Witness: "it2", Approval: "261124-001", Records: 10}
	gone := output.Step{Mark: by("it1"), Move: output.Destroy, Witness: "it2", Note: "裁断"}
	back := output.Step{Mark: by("it1"), Move: output.Returned}
	alone, other, more, silent := out, out, out, gone
	alone.Witness, other.Approval, more.Records, silent.Note = "it1", "261124-002", 11, ""
	for name, tt := range map[string]struct {
		kind  output.MediumKind
		steps []output.Step
		want  error // of the last
	}{
		"its whole life":           {output.DVD, []output.Step{written, out, back, gone}, nil},
		"out blank":                {output.DVD, []output.Step{out}, output.ErrMedium},
		"paper goes out as it is":  {output.Paper, []output.Step{out}, nil},
		"out alone":                {output.DVD, []output.Step{written, alone}, output.ErrWitness},
		"out for another":          {output.DVD, []output.Step{written, other}, output.ErrMedium},
		"out with more":            {output.DVD, []output.Step{written, more}, output.ErrMedium},
		"out twice":                {output.USB, []output.Step{written, out, out}, output.ErrMedium},
		"in without being out":     {output.USB, []output.Step{back}, output.ErrMedium},
		"destroyed, and nobody":    {output.USB, []output.Step{silent}, output.ErrMedium},
		"written after the end":    {output.USB, []output.Step{gone, written}, output.ErrMedium},
		"destroyed twice":          {output.USB, []output.Step{gone, gone}, output.ErrMedium},
		"destroyed while out":      {output.USB, []output.Step{written, out, gone}, nil},
		"written again when back":  {output.USB, []output.Step{written, out, back, written}, nil},
		"written in plain, unread": {output.USB, []output.Step{{Mark: by("it1"), Move: output.Written, Approval: "261124-001", Records: 1}}, output.ErrMedium},
	} {
		m := output.Medium{Number: "M26-0001", Kind: tt.kind, Serial: "S1", State: output.Held}
		var err error
		for i, s := range tt.steps {
			if err = m.Do(s); err != nil && i < len(tt.steps)-1 {
				t.Fatalf("%s: step %d: %v", name, i, err)
			}
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		b, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := output.DecodeMedium(b); err != nil || got.State != m.State || len(got.Steps) != len(m.Steps) || !reflect.DeepEqual(got.Kind, m.Kind) {
			t.Errorf("%s: decoded %+v, %v", name, got, err)
		}
	}
}

// TestStoredForm holds what is kept for seven years and sent between versions: a change of it
// has to read what stands there.
func TestStoredForm(t *testing.T) {
	const approval = `{"number":"261124-001","act":1,"records":40,"what":"review_list","reason":"月末の点検","from":"2026-11-24","until":"2026-11-24","state":4,"ward":"991015",` +
		`"asked":{"by":"c01","at":"2026-11-24T09:00:00+09:00","seat":"T1"},"decided":{"by":"m01","at":"2026-11-24T09:00:00+09:00","seat":"T1"},` +
		`"uses":[{"by":"c01","at":"2026-11-24T09:00:00+09:00","seat":"T1","records":40,"digest":"` + digest + `"}]}`
	a := printing()
	a.State, a.Decided, a.Uses = output.Used, by("m01"), []output.Use{{Mark: by("c01"), Records: 40, Digest: digest}}
	if b, err := a.Encode(); err != nil || string(b) != approval {
		t.Errorf("approval is kept as\n%s\nwant\n%s (%v)", b, approval, err)
	}
	const medium = `{"number":"M26-0001","kind":2,"serial":"S1","label":"","state":2,"steps":[{"by":"it1","at":"2026-11-24T09:00:00+09:00","seat":"T1","move":3,"witness":"it2","approval":"261124-001","records":9}]}`
	m := output.Medium{Number: output.MediumNumber(2026, 1), Kind: output.USB, Serial: "S1", State: output.Out,
		Steps: []output.Step{{Mark: by("it1"), Move: output.TakenOut, Witness: "it2", Approval: "261124-001", Records: 9}}}
	if b, err := m.Encode(); err != nil || string(b) != medium {
		t.Errorf("medium is kept as\n%s\nwant\n%s (%v)", b, medium, err)
	}
	if _, err := output.DecodeApproval([]byte(`{"records":"髙橋"}`)); !errors.Is(err, output.ErrApproval) || strings.Contains(err.Error(), "髙橋") {
		t.Errorf("what is no approval: %v", err)
	}
}
