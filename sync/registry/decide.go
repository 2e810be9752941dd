package registry

import (
	"errors"
	"slices"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/app/rules"
	"madoguchi/sync/wire"
)

// A decision is an entry before the registry.
type decision struct {
	*batch
	form
	submission Submission
}

func (d *decision) view() *registerView {
	return &registerView{tx: d.tx, entry: d.submission.EntryID, moment: moment{d.now, d.submission.WrittenAt}}
}

// targets returns the current row each person is about, nil where there is none or the
// kind quotes nobody.
func (d *decision) targets(v *registerView) ([]*resident.Record, error) {
	targets := make([]*resident.Record, len(d.content.Persons))
	if d.content.Kind != notification.MovingIn {
		for i := range targets {
			targets[i], _ = rules.Target(d.content, i, v)
		}
	}
	return targets, v.err
}

// protected reports whether a resident of the entry is under a support measure.
func (d *decision) protected() (bool, error) {
	targets, err := d.targets(d.view())
	return slices.ContainsFunc(targets, func(t *resident.Record) bool { return t != nil && t.Protected }), err
}

// needed returns how many must approve, of what is held so far.
func (d *decision) needed(c *Case) (int, error) {
	about := review.Circumstances{Minimum: d.Minimum}
	var err error
	if about.Protected, err = d.protected(); err != nil {
		return 0, err
	}
	needed := max(c.Needed, review.Needed(d.content, about))
	if !about.Protected || c.Approvals < needed {
		return needed, nil
	}
	// One of them is responsible for support measures (支援措置責任者).
	officer, err := d.officerApproved(c)
	if !officer {
		needed = c.Approvals + 1
	}
	return needed, err
}

func (d *decision) officerApproved(c *Case) (bool, error) {
	reviews, err := d.tx.Reviews(c.ID, c.Revision)
	if err != nil {
		return false, err
	}
	for _, r := range reviews {
		a, err := d.tx.Account(r.Reviewer)
		if err != nil {
			return false, err
		}
		if r.Decision == notification.Approve && a.Profile.Has(operator.SupportMeasure, d.now) {
			return true, nil
		}
	}
	return false, nil
}

// subjects returns the residents and households that nobody else may change before
// the entry is decided (E18).
func (d *decision) subjects() ([]Subject, error) {
	var subjects []Subject
	targets, err := d.targets(d.view())
	for _, t := range targets {
		if t != nil {
			subjects = append(subjects, subjectsOf(t.ID, t.Household)...)
		}
	}
	household := resident.HouseholdID(d.content.Header.Get(notification.TargetHouseholdID))
	return append(subjects, subjectsOf("", household)...), err
}

// checkEvidence refuses an approval whose sitting was not finished (D12, D14).
func checkEvidence(f form, alerts []notification.Acknowledgement, canonical []byte) error {
	evidence, err := review.DecodeEvidence(canonical)
	if err != nil {
		return wire.Errorf(wire.ReviewIncomplete, "evidence")
	}
	if err := review.CheckEvidence(f.content, f.schema, alerts, evidence); err != nil {
		return wire.Errorf(wire.ReviewIncomplete, "evidence")
	}
	return nil
}

// A refusal is why an entry is refused for good.
type refusal struct {
	kind     wire.Kind
	findings []notification.Finding
}

// decide applies a case that has all its approvals, or refuses it, and keeps the
// verdict either way.
func (d *decision) decide(c Case) error {
	v := notification.Verdict{DecidedAt: d.now}
	why, err := d.judge(c)
	if err != nil {
		return err
	}
	if why == nil {
		// What passed the rules and still cannot be written is this program's fault:
		// the writer gets the entry back, and the log the reason.
		err := d.tx.Try(func() (err error) { v.Persons, err = d.post(); return err })
		if err != nil {
			d.Log.ErrorContext(d.ctx, "entry could not be applied", "entry", c.ID, "err", err)
			why = &refusal{kind: wire.Internal}
		}
	}
	kind := audit.Accepted
	c.Stage, v.Accepted, v.ProcessedOn = Accepted, true, d.day()
	codes := []string{detail("revision", c.Revision)}
	if why != nil {
		kind = audit.Refused
		c.Stage = Refused
		v = notification.Verdict{DecidedAt: d.now, ErrorKind: int(why.kind), Findings: why.findings}
		codes = append(codes, detail("kind", int(why.kind)))
	}
	if err := d.note(kind, "", c.ID, d.submission.Version, codes...); err != nil {
		return err
	}
	for _, p := range v.Persons { // whose information was changed (R030)
		whose := audit.Record{Kind: kind, At: d.now, Operator: c.Writer, Terminal: d.submission.Terminal, Subject: p.ResidentID, Detail: []string{detail("history", p.HistoryNumber)}}
		if err := record(d.tx, whose); err != nil {
			return err
		}
	}
	if err := d.tx.Release(c.ID); err != nil {
		return err
	}
	if err := d.tx.AddVerdict(c.ID, c.Revision, v); err != nil {
		return err
	}
	return d.tx.PutCase(c)
}

// judge returns why the entry is refused, nil if it is not.
func (d *decision) judge(c Case) (*refusal, error) {
	if why, err := d.judgeOperators(c); why != nil || err != nil {
		return why, err
	}
	view := d.view()
	targets, err := d.targets(view)
	if err != nil {
		return nil, err
	}
	if why := d.judgeTargets(targets); why != nil {
		return why, nil
	}
	found := rules.New(d.Repertoire).Check(d.content, d.schema, view, d.day())
	if view.err != nil {
		return nil, view.err
	}
	if !rules.Stopped(found) {
		return nil, nil
	}
	why := &refusal{wire.RulesBroken, found}
	if slices.ContainsFunc(found, func(f notification.Finding) bool { return f.Rule == "E31" }) {
		why.kind = wire.Conflict
	}
	return why, nil
}

// judgeTargets refuses an entry written without a line whose paper names nobody, or
// more than one, and a place that the terminal's ward does not cover.
func (d *decision) judgeTargets(targets []*resident.Record) *refusal {
	ward := d.content.Header.Get(notification.NewWard)
	for i, t := range targets {
		switch {
		case d.content.Kind == notification.MovingIn:
		case t == nil && !d.content.Persons[i].Has(notification.PersonID):
			return &refusal{wire.Unresolved, []notification.Finding{{Rule: "E03", Person: i, Item: notification.FullName}}}
		case t != nil && d.content.Kind == notification.MovingOut:
			ward = t.Address.Ward
		}
	}
	if !covers(d.terminal.Ward, ward) && ward != "" {
		return &refusal{kind: wire.OtherWard}
	}
	return nil
}

// covers reports whether rights over a ward reach another; "" is the whole city.
func covers(rights, ward string) bool { return rights == "" || rights == ward }

// judgeOperators looks at everybody who signed once more: a right that was withdrawn
// meanwhile refuses the entry (E21).
func (d *decision) judgeOperators(c Case) (*refusal, error) {
	why, err := d.judgeOperator(c.Writer, operator.Enter, c.Ward)
	if why != nil || err != nil {
		return why, err
	}
	reviews, err := d.tx.Reviews(c.ID, c.Revision)
	if err != nil {
		return nil, err
	}
	reviewers := make(map[operator.ID]bool)
	for _, r := range reviews {
		if r.Decision != notification.Approve || r.Hash != d.submission.Hash || r.Reviewer == c.Writer {
			continue
		}
		reviewers[r.Reviewer] = true
		if why, err := d.judgeOperator(r.Reviewer, operator.Review, c.Ward); why != nil || err != nil {
			return why, err
		}
	}
	if len(reviewers) < c.Needed {
		return &refusal{wire.RulesBroken, []notification.Finding{{Rule: "E21", Person: notification.Header}}}, nil
	}
	return nil, nil
}

func (d *decision) judgeOperator(id operator.ID, right operator.Right, ward string) (*refusal, error) {
	a, err := d.tx.Account(id)
	switch {
	case errors.Is(err, ErrNotFound):
		return &refusal{kind: wire.RightWithdrawn}, nil
	case err != nil:
		return nil, err
	case !a.Profile.Has(right, d.now):
		return &refusal{kind: wire.RightWithdrawn}, nil
	case !covers(a.Profile.Ward, ward):
		return &refusal{kind: wire.OtherWard}, nil
	}
	return nil, nil
}
