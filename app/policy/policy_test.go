package policy_test

import (
	"errors"
	"strings"
	"testing"

	"madoguchi/app/policy"
)

func valid() policy.Policy {
	p := policy.Default()
	p.Ward = "991015"
	p.Registry = policy.Registry{Address: "registry.juki.example:8443", Pins: []policy.Pin{{1}, {2}}}
	return p
}

func TestRoundTrip(t *testing.T) {
	p := valid()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := policy.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := got.Encode()
	if string(again) != string(b) {
		t.Errorf("decoded %s, want %s", again, b)
	}
	if !strings.Contains(string(b), `"sha256/AQAA`) {
		t.Errorf("pins are not text: %s", b)
	}
}

// TestDecode: what an IT officer may get wrong is refused, with the key in the message.
func TestDecode(t *testing.T) {
	const pins = `"pins":["sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","sha256/AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]`
	const least = `"version":3,"ward":"991015","registry":{"address":"r.example:8443",` + pins + `}`
	tests := []struct {
		name, text, want string // want "" passes
	}{
		{"the least", `{` + least + `}`, ""},
		{"an IPv6 address", `{` + strings.Replace(least, "r.example", "[2001:db8::1]", 1) + `}`, ""},
		{"a shorter lock", `{` + least + `,"idle":{"warn_seconds":100,"lock_seconds":120,"log_off_seconds":600}}`, ""},
		{"nothing", ``, "decode"},
		{"no JSON", `version=3`, "decode"},
		{"more behind", `{` + least + `}{}`, "after its end"},
		{"a misspelt key", `{` + least + `,"idel":{}}`, "idel"},
		{"a misspelt key inside", `{` + least + `,"idle":{"lock":10}}`, "lock"},
		{"no version", `{` + strings.Replace(least, "3", "0", 1) + `}`, "version"},
		{"a ward with a wrong check digit", `{` + strings.Replace(least, "991015", "991014", 1) + `}`, "ward"},
		{"another personality", `{` + least + `,"personality":3}`, "personality"},
		{"no address", `{"version":3,"ward":"991015","registry":{` + pins + `}}`, "registry.address"},
		{"a URL", `{` + strings.Replace(least, "r.example", "https://r.example", 1) + `}`, "registry.address"},
		{"no port", `{` + strings.Replace(least, ":8443", "", 1) + `}`, "registry.address"},
		{"port 0", `{` + strings.Replace(least, ":8443", ":0", 1) + `}`, "registry.address"},
		{"an IPv6 address without brackets", `{` + strings.Replace(least, "r.example", "2001:db8::1", 1) + `}`, "registry.address"},
		{"no pin in reserve", `{"version":3,"ward":"991015","registry":{"address":"r.example:8443","pins":["sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}}`, "registry.pins"},
		{"the reserve is the pin itself", `{` + strings.Replace(least, "sha256/Ag", "sha256/AQ", 1) + `}`, "registry.pins"},
		{"a pin of another hash", `{` + strings.Replace(least, "sha256/Ag", "sha1/Ag", 1) + `}`, "pin"},
		{"a short pin", `{` + strings.Replace(least, "sha256/AgAAAA", "sha256/", 1) + `}`, "pin"},
		{"R126: a lock after more than five minutes", `{` + least + `,"idle":{"warn_seconds":270,"lock_seconds":301,"log_off_seconds":1800}}`, "idle.lock_seconds"},
		{"no lock", `{` + least + `,"idle":{"lock_seconds":0}}`, "idle.lock_seconds"},
		{"a warning after the lock", `{` + least + `,"idle":{"warn_seconds":200,"lock_seconds":200}}`, "idle.warn_seconds"},
		{"R106: no reviewer", `{` + least + `,"review":{"reviewers":0}}`, "review.reviewers"},
		{"weeks without the registry", `{` + least + `,"sync":{"block_office_days":14}}`, "sync.block_office_days"},
		{"a batch the line refuses", `{` + least + `,"push":{"events":101}}`, "push.events"},
		{"a relative font", `{` + least + `,"name_font":"ipamjm.ttf"}`, "name_font"},
		{"a Windows font", `{` + least + `,"name_font":"C:\\Windows\\Fonts\\ipamjm.ttf"}`, ""},
		{"too much", `{` + least + `,"name_font":"/` + strings.Repeat("x", 1<<16) + `"}`, "bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := policy.Decode([]byte(tt.text))
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.Is(err, policy.ErrPolicy) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one of policy with %q", err, tt.want)
			}
		})
	}
}

// TestTighten: a terminal can make it stricter and never looser (D19).
func TestTighten(t *testing.T) {
	base := valid()
	base.Idle = policy.Idle{WarnSeconds: 170, LockSeconds: 200, LogOffSeconds: 900}
	base.Review.Reviewers = 2
	tests := []struct {
		name  string
		local policy.Local
		key   string
		want  int
		by    policy.Source
	}{
		{"nothing", nil, "idle.lock_seconds", 200, policy.Published},
		{"a shorter lock", policy.Local{"idle.lock_seconds": 180}, "idle.lock_seconds", 180, policy.Terminal},
		{"a longer lock", policy.Local{"idle.lock_seconds": 250}, "idle.lock_seconds", 200, policy.Published},
		{"no lock", policy.Local{"idle.lock_seconds": 0}, "idle.lock_seconds", 30, policy.Terminal},
		{"a lock before the warning", policy.Local{"idle.lock_seconds": 100}, "idle.warn_seconds", 90, policy.Terminal},
		{"more reviewers", policy.Local{"review.reviewers": 3}, "review.reviewers", 3, policy.Terminal},
		{"fewer reviewers", policy.Local{"review.reviewers": 1}, "review.reviewers", 2, policy.Published},
		{"more reviewers than there may be", policy.Local{"review.reviewers": 99}, "review.reviewers", 4, policy.Terminal},
		{"a smaller batch is not the terminal's to say", policy.Local{"push.events": 1}, "push.events", 100, policy.Published},
		{"an unknown key", policy.Local{"idle.lock": 1}, "idle.lock_seconds", 200, policy.Published},
		{"a block before the alert", policy.Local{"unreviewed.block_days": 1}, "unreviewed.block_days", 1, policy.Terminal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := base.Tighten(tt.local).Check(); err != nil {
				t.Errorf("tightened policy: %v", err)
			}
			for _, v := range base.Values(tt.local) {
				if v.Key == tt.key && (v.Value != tt.want || v.Source != tt.by) {
					t.Errorf("%s = %d by %d, want %d by %d", v.Key, v.Value, v.Source, tt.want, tt.by)
				}
			}
		})
	}
}

// FuzzTighten tries every number with anything: the result is a valid policy in which
// nothing is looser.
func FuzzTighten(f *testing.F) {
	f.Add(0, 20)
	f.Add(1, -5)
	f.Add(3, 1<<40)
	f.Fuzz(func(t *testing.T, which, value int) {
		p := valid()
		values := p.Values(nil)
		key := values[(which%len(values)+len(values))%len(values)].Key
		local := policy.Local{key: value}
		if err := p.Tighten(local).Check(); err != nil {
			t.Fatalf("%s = %d: %v", key, value, err)
		}
		for _, v := range p.Values(local) {
			looser := v.Value > v.Published
			if v.Key == "review.reviewers" {
				looser = v.Value < v.Published
			}
			if looser {
				t.Errorf("%s = %d loosens %s from %d to %d", key, value, v.Key, v.Published, v.Value)
			}
		}
	})
}

func TestDefault(t *testing.T) {
	p := policy.Default()
	if p.Idle.LockSeconds != 300 || p.Idle.WarnSeconds != 270 || p.Review.Reviewers != 1 {
		t.Errorf("default is %+v", p)
	}
	if err := p.Check(); !errors.Is(err, policy.ErrPolicy) {
		t.Error("a policy without ward and registry passes")
	}
}
