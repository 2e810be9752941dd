package intake

// Print shows the papers about an entry that was handed over, to be printed: the
// confirmation slip for the resident and the desks to go to next.
func (p *Presenter) Print() {
	if p.stage == Done || p.stage == Looking {
		p.cfg.Guide.Print(p.entry.ID)
	}
}
