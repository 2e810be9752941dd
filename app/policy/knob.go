package policy

// A knob is one bounded number of the policy.
type knob struct {
	key         string // in the JSON, sections joined by a dot
	at          func(*Policy) *int
	least, most int
	strict      direction
}

// A direction says which way a number is stricter.
type direction int8

const (
	less  direction = -1
	fixed direction = 0 // the terminal has no say
	more  direction = 1
)

// knobs is a statement of policy. The greatest values of the idle section are R126 and
// STD's; they must never grow.
var knobs = []knob{
	{"idle.warn_seconds", func(p *Policy) *int { return &p.Idle.WarnSeconds }, 15, 270, less},
	{"idle.lock_seconds", func(p *Policy) *int { return &p.Idle.LockSeconds }, 30, 300, less},
	{"idle.log_off_seconds", func(p *Policy) *int { return &p.Idle.LogOffSeconds }, 60, 1800, less},
	{"review.reviewers", func(p *Policy) *int { return &p.Review.Reviewers }, 1, 4, more},
	{"review.approve_proof", func(p *Policy) *int { return &p.Review.ApproveProof }, 0, 2, more},
	{"review.bulk_cap", func(p *Policy) *int { return &p.Review.BulkCap }, 1, 20, less},
	{"review.section_floor_ms", func(p *Policy) *int { return &p.Review.SectionFloor }, 300, 3000, more},
	{"sync.warn_minutes", func(p *Policy) *int { return &p.Sync.WarnMinutes }, 5, 60, less},
	{"sync.block_office_days", func(p *Policy) *int { return &p.Sync.BlockOfficeDays }, 1, 3, less},
	{"unreviewed.alert_count", func(p *Policy) *int { return &p.Unreviewed.AlertCount }, 5, 50, less},
	{"unreviewed.alert_days", func(p *Policy) *int { return &p.Unreviewed.AlertDays }, 1, 1, less},
	{"unreviewed.block_days", func(p *Policy) *int { return &p.Unreviewed.BlockDays }, 1, 2, less},
	{"unsent.alert_count", func(p *Policy) *int { return &p.Unsent.AlertCount }, 5, 200, less},
	{"unsent.alert_days", func(p *Policy) *int { return &p.Unsent.AlertDays }, 1, 1, less},
	{"sign_in.presence", func(p *Policy) *int { return &p.SignIn.Presence }, 0, 1, more},
	{"sign_in.notice_days", func(p *Policy) *int { return &p.SignIn.NoticeDays }, 1, 90, less},
	{"output.records", func(p *Policy) *int { return &p.Output.Records }, 1, 50, less},
	{"output.records_day", func(p *Policy) *int { return &p.Output.RecordsDay }, 1, 500, less},
	{"screen.exclude", func(p *Policy) *int { return &p.Screen.Exclude }, 0, 1, more},
	{"push.events", func(p *Policy) *int { return &p.Push.Events }, 1, 100, fixed},
	{"push.bytes", func(p *Policy) *int { return &p.Push.Bytes }, 64 << 10, 1 << 20, fixed},
}

// Local are a terminal's own settings, by the key of the number.
type Local map[string]int

// Tighten returns p with the local settings that are stricter than it. One that is
// looser, unknown or not the terminal's to say changes nothing; one stricter than the
// bounds counts as the bound.
func (p Policy) Tighten(local Local) Policy {
	for _, k := range knobs {
		v, set := local[k.key]
		if !set {
			continue
		}
		v = min(max(v, k.least), k.most)
		if (v-*k.at(&p))*int(k.strict) > 0 { // never for a fixed one
			*k.at(&p) = v
		}
	}
	// A lock brought forward brings the countdown with it, which is tightening, too.
	if p.Idle.WarnSeconds >= p.Idle.LockSeconds {
		p.Idle.WarnSeconds = max(p.Idle.LockSeconds*9/10, 15)
	}
	p.Unreviewed.AlertDays = min(p.Unreviewed.AlertDays, p.Unreviewed.BlockDays)
	return p
}

// A Source says who decided a value.
type Source uint8

// The sources.
const (
	Published Source = 1 // the policy of IT
	Terminal  Source = 2 // a setting of this terminal, stricter than the policy
)

// A Value is one number in force.
type Value struct {
	Key         string
	Value       int
	Least, Most int
	// Strict is which way is stricter: -1 less, +1 more, 0 for what is no matter of that.
	Strict    int
	Source    Source
	Published int // what the policy says, when the terminal is stricter
}

// Values returns every number in force under local settings, in the order of the
// policy.
func (p Policy) Values(local Local) []Value {
	inForce := p.Tighten(local)
	values := make([]Value, len(knobs))
	for i, k := range knobs {
		values[i] = Value{Key: k.key, Value: *k.at(&inForce), Least: k.least, Most: k.most, Strict: int(k.strict), Source: Published, Published: *k.at(&p)}
		if values[i].Value != values[i].Published {
			values[i].Source = Terminal
		}
	}
	return values
}
