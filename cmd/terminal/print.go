package main

import (
	"sync"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/ui/preview"
)

// printing is what the preview of a session is made of. The fonts are opened with the
// first paper and kept for the session.
func (w *window) printing() preview.Config {
	return preview.Config{
		Desk: w.parts.desk, Guide: leaver{w}, Words: preview.Lexicon{Wards: w.places.names()}, Fonts: sync.OnceValues(preview.Fonts),
		Table: w.parts.table, City: w.config.City, Terminal: w.config.Terminal, Training: w.config.Training,
		Run: w.besides, Now: w.now, Log: w.log,
	}
}

// preview shows the preview before it is told what of, so that it has a canvas.
func (w *window) preview(open func(*preview.Presenter)) {
	w.shell.Show(w.rooms.previewForm)
	open(w.rooms.preview)
}

// Print implements worklist.Guide: what awaits a review is printed for the reviewer,
// anything else for the resident.
func (g worklistGuide) Print(ids []notification.EntryID, forReview bool) {
	kind, purpose := document.ConfirmationPaper, counter.ForNotification
	if forReview {
		kind, purpose = document.ReviewListPaper, counter.ForReview
	}
	g.w.preview(func(p *preview.Presenter) { p.Open(kind, purpose, ids...) })
}

// Print implements intake.Guide.
func (g intakeGuide) Print(id notification.EntryID) {
	g.w.preview(func(p *preview.Presenter) { p.Open(document.ConfirmationPaper, counter.ForNotification, id) })
}

// PrintReviewList implements reviewing.Guide.
func (l leaver) PrintReviewList(s *counter.Sitting) {
	m := l.w.parts.desk.Named(document.Material{Entry: s.Entry, Before: s.Before, BeforeUnknown: s.BeforeUnknown})
	l.w.preview(func(p *preview.Presenter) { p.OpenMaterial(document.ReviewListPaper, counter.ForReview, m) })
}
