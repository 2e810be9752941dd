package registry

import "madoguchi/sync/bundle"

// minimum returns how many must approve an entry whatever it is: as the registry's own
// set-up says, and the locked configuration of the terminal that it was entered at. That
// one binds who signed under it, so that a terminal that was tampered with cannot leave a
// review out; an entry from before it keeps what was asked then.
func (d *decision) minimum(c *Case) (int, error) {
	editions, err := d.locked()
	if err != nil {
		return 0, err
	}
	_, e, ok := bundle.For(editions, bundle.Place{Terminal: c.Terminal, Ward: c.Ward})
	if !ok || d.submission.PolicyVersion < e.Policy.Version {
		return d.Minimum, nil
	}
	return max(d.Minimum, e.Policy.Review.Reviewers), nil
}

// locked returns the editions given out, read once in a batch.
func (b *batch) locked() (map[bundle.Ring]bundle.Edition, error) {
	if b.editions != nil {
		return b.editions, nil
	}
	b.editions = map[bundle.Ring]bundle.Edition{}
	kept, err := b.tx.Locked()
	if err != nil {
		return nil, err
	}
	given, err := kept.decode()
	if err != nil || given == nil {
		return b.editions, err
	}
	b.editions, err = given.Editions()
	return b.editions, err
}
