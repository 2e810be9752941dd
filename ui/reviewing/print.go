package reviewing

// PrintList shows the review list of the entry under review, to be printed (R005).
func (p *Presenter) PrintList() {
	if p.stage == Comparing {
		p.cfg.Guide.PrintReviewList(p.sitting)
	}
}
