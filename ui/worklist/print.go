package worklist

import (
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// Print shows the papers about the entry of a row, to be printed. The others of the list
// that were handed over can be printed with it.
func (p *Presenter) Print(i int) {
	if i < 0 || i >= len(p.rows) {
		return
	}
	if p.rows[i].Revision == 0 {
		p.view.Say(Alert, words.T(words.WorklistNotHandedOver))
		return
	}
	ids := []notification.EntryID{p.rows[i].ID}
	for k, s := range p.rows {
		if k != i && s.Revision > 0 {
			ids = append(ids, s.ID)
		}
	}
	p.cfg.Guide.Print(ids, p.folder == counter.Waiting)
}
