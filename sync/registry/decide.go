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
	// earlier is the verdict of before the registry went back to a backup, nil for none.
	earlier *Earlier
}

func (d *decision) view() *registerView {
	return &registerView{tx: d.tx, entry: d.submission.EntryID, moment: moment{d.at(), d.submission.WrittenAt}}
}

// targets returns the current row each person is about, nil where there is none or the
// kind quotes nobody.
func (d *decision) targets(v *registerView) ([]*resident.Record, error) {
	targets := make([]*resident.Record, len(d.content.Persons))
	for i := range targets {
		targets[i], _ = rules.Target(d.content, i, v)
	}
	return targets, v.err
}

// protected reports whether a resident of the entry is under a support measure. Who
// comes back is so by the number of before.
func (d *decision) protected() (bool, error) {
	if review.Guarded(d.content.Kind) {
		return true, nil
	}
	targets, err := d.targets(d.view())
	if err != nil || slices.ContainsFunc(targets, func(t *resident.Record) bool { return t != nil && t.Protected }) {
		return err == nil, err
	}
	for i, v := range d.content.Persons {
		if targets[i] != nil {
			continue
		}
		for kind, item := range map[NumberKind]notification.Item{IndividualNumber: notification.MyNumber, ResidentCode: notification.Code} {
			holder, err := d.holder(kind, v.Get(item))
			if err != nil || holder.Protected {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// holder returns who has a number, the zero Record for nobody.
func (d *decision) holder(kind NumberKind, digits string) (resident.Record, error) {
	if digits == "" {
		return resident.Record{}, nil
	}
	id, err := d.tx.Holder(kind, digits)
	switch {
	case errors.Is(err, ErrNotFound):
		return resident.Record{}, nil
	case err != nil:
		return resident.Record{}, err
	}
	return d.tx.Current(id)
}

// needed returns how many must approve, of what is held so far.
func (d *decision) needed(c *Case) (int, error) {
	var about review.Circumstances
	var err error
	if about.Minimum, err = d.minimum(c); err != nil {
		return 0, err
	}
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
// the entry is decided (E18): the persons, also those who stay, their households and the
// one they come to, and who else a cancellation reaches.
func (d *decision) subjects() ([]Subject, error) {
	p := newPosting(d.tx, d.content, d.now)
	var err error
	if p.targets, err = d.targets(d.view()); err != nil {
		return nil, err
	}
	var subjects []Subject
	unsure := false
	for _, t := range p.targets {
		if unsure = unsure || t == nil; t != nil {
			subjects = append(subjects, subjectsOf(t.ID, t.Household)...)
		}
	}
	subjects = append(subjects, subjectsOf("", p.joined())...)
	if d.content.Kind != notification.Cancellation || unsure {
		return subjects, nil
	}
	all, err := p.undoings()
	var refused *refusedError
	if errors.As(err, &refused) { // it will be, when it is decided
		return subjects, nil
	}
	for _, u := range all {
		subjects = append(subjects, subjectsOf(u.now.ID, u.now.Household)...)
		if u.before != nil {
			subjects = append(subjects, subjectsOf("", u.before.Household)...)
		}
	}
	return subjects, err
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
	if err := d.recall(); err != nil {
		return err
	}
	why, err := d.judge(c)
	if err != nil {
		return err
	}
	var posted *posting
	if why == nil {
		if posted, why = d.apply(c); posted != nil {
			v.Persons = posted.applied()
		}
	}
	if why != nil && d.accepted() {
		d.Log.WarnContext(d.ctx, "entry that was accepted before the restore waits for others", "entry", c.ID, "kind", int(why.kind))
		return d.tx.PutCase(c)
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
	if err := d.noteWritten(posted); err != nil {
		return err
	}
	if err := d.tx.Release(c.ID); err != nil {
		return err
	}
	if err := d.tx.AddVerdict(c.ID, c.Revision, v); err != nil {
		return err
	}
	if err := d.tx.PutCase(c); err != nil || why != nil {
		return err
	}
	return d.goOn()
}

// apply writes the entry into the register, all of it or nothing, or says why not.
func (d *decision) apply(c Case) (*posting, *refusal) {
	var p *posting
	err := d.tx.Try(func() (err error) { p, err = d.post(); return err })
	var refused *refusedError
	switch {
	case err == nil:
		d.warnOfCodes(p)
		return p, nil
	case errors.As(err, &refused):
		if refused.kind == wire.OutOfCodes {
			d.Log.ErrorContext(d.ctx, "stock of resident record codes is empty", "entry", c.ID)
		}
		return nil, &refused.refusal
	}
	// What passed the rules and still cannot be written is this program's fault: the
	// writer gets the entry back, and the log the reason.
	d.Log.ErrorContext(d.ctx, "entry could not be applied", "entry", c.ID, "err", err)
	return nil, &refusal{kind: wire.Internal}
}

// warnOfCodes says in the log that the stock runs low (A06), as long as it does.
func (d *decision) warnOfCodes(p *posting) {
	if !p.took {
		return
	}
	if left, err := d.tx.CodesLeft(); err == nil && left < FewCodes {
		d.Log.WarnContext(d.ctx, "few resident record codes are left", "left", left)
	}
}

// noteWritten says in the operation log whose information was changed (R030), and by which
// row. p is nil when nothing was written.
func (d *decision) noteWritten(p *posting) error {
	if p == nil {
		return nil
	}
	for _, a := range p.written {
		whose := audit.Record{Kind: audit.Accepted, At: d.now, Operator: p.writer, Terminal: p.terminal, Subject: a.ResidentID, Detail: []string{detail("history", a.HistoryNumber)}}
		if err := record(d.tx, whose); err != nil {
			return err
		}
	}
	return nil
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
	if why, err := d.judgeTargets(targets); why != nil || err != nil {
		return why, err
	}
	found := rules.New(d.Repertoire).By(c.Writer).Check(d.content, d.schema, view, d.day())
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
func (d *decision) judgeTargets(targets []*resident.Record) (*refusal, error) {
	for i, t := range targets {
		if d.content.Kind.Quotes() && t == nil && !d.content.Persons[i].Has(notification.PersonID) {
			return &refusal{wire.Unresolved, []notification.Finding{{Rule: "E03", Person: i, Item: notification.FullName}}}, nil
		}
	}
	wards, err := d.wards(targets)
	if slices.ContainsFunc(wards, func(ward string) bool { return ward != "" && !covers(d.terminal.Ward, ward) }) {
		return &refusal{kind: wire.OtherWard}, err
	}
	return nil, err
}

// wards returns the wards that an entry is about: the one the persons come to, and where
// nobody comes to another address that of each of them and of the household they join.
func (d *decision) wards(targets []*resident.Record) ([]string, error) {
	if d.content.Kind.Is(notification.ToAddress) {
		return []string{d.content.Header.Get(notification.NewWard)}, nil
	}
	var wards []string
	for _, t := range targets {
		if t != nil {
			wards = append(wards, t.Address.Ward)
		}
	}
	members, err := d.tx.Members(resident.HouseholdID(d.content.Header.Get(notification.TargetHouseholdID)))
	for _, m := range members {
		wards = append(wards, m.Address.Ward)
	}
	return wards, err
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
	return d.judgePrior(c)
}

// judgePrior looks at who is said to have examined the document before an entry ex
// officio (R004): an operator who may review and did not write it (E30).
func (d *decision) judgePrior(c Case) (*refusal, error) {
	if !d.content.Kind.Is(notification.ByOffice) {
		return nil, nil
	}
	why := &refusal{wire.RulesBroken, []notification.Finding{{Rule: "E30", Person: notification.Header, Item: notification.PriorReviewer}}}
	id, err := operator.ParseID(d.content.Header.Get(notification.PriorReviewer))
	if err != nil || id == c.Writer {
		return why, nil
	}
	a, err := d.tx.Account(id)
	switch {
	case errors.Is(err, ErrNotFound):
		return why, nil
	case err != nil:
		return nil, err
	case !a.Profile.Has(operator.Review, d.now):
		return why, nil
	}
	return nil, nil
}

func (d *decision) judgeOperator(id operator.ID, right operator.Right, ward string) (*refusal, error) {
	if d.accepted() && d.earlier.Sure {
		return nil, nil // it was looked at then
	}
	a, err := d.tx.Account(id)
	switch {
	case errors.Is(err, ErrNotFound):
		return &refusal{kind: wire.RightWithdrawn}, nil
	case err != nil:
		return nil, err
	case !a.Profile.Has(right, d.at()):
		return &refusal{kind: wire.RightWithdrawn}, nil
	case !covers(a.Profile.Ward, ward):
		return &refusal{kind: wire.OtherWard}, nil
	}
	return nil, nil
}
