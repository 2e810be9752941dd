package main

import (
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/ui/glyph"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/machine"
	"madoguchi/ui/outputs"
	"madoguchi/ui/preview"
	"madoguchi/ui/protection"
	"madoguchi/ui/record"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/search"
	"madoguchi/ui/slips"
	"madoguchi/ui/words"
	"madoguchi/ui/worklist"
)

// rooms are the screens of the session that is open. They are made anew for each
// session, so that nothing of one operator is left for the next.
type rooms struct {
	worklist  *worklist.Presenter
	menu      *worklist.Menu
	intake    *intake.Presenter
	reviewing *reviewing.Presenter
	search    *search.Presenter
	record    *record.Presenter
	machine   *machine.Presenter
	slips     *slips.Presenter
	glyph     *glyph.Presenter
	preview   *preview.Presenter

	// intakeFields tells which place a widget of the form stands for.
	intakeFields func(fyne.Focusable) (intake.Place, bool)
	// picked is what becomes of the resident whom the search is for.
	picked func(resident.ID)

	menuForm, intakeForm, reviewForm, searchForm, recordForm, machineForm, slipsForm, glyphForm, previewForm kit.Screen
}

// refresh brings what is in sight up to date after entries or the policy changed.
func (r *rooms) refresh() {
	if r.worklist != nil {
		r.worklist.Refresh()
	}
	if r.machine != nil {
		r.machine.Renew()
	}
}

// besides does work beside the window's goroutine and then, on it, what work
// returned.
func (w *window) besides(work func() (finish func())) {
	w.work.Go(func() {
		if finish := work(); finish != nil {
			fyne.Do(finish)
		}
	})
}

// later calls f on the window's goroutine after d, unless it is cancelled.
func later(d time.Duration, f func()) (cancel func()) {
	cancelled := false // touched on the window's goroutine only
	timer := time.AfterFunc(d, func() {
		fyne.Do(func() {
			if !cancelled {
				f()
			}
		})
	})
	return func() {
		cancelled = true
		timer.Stop()
	}
}

// home makes the screens of a session and returns its first.
func (w *window) home() kit.Screen {
	d, now := w.parts.desk, w.now
	w.work.Go(func() {
		w.propose.open(w.log)
		w.parts.table.Find(letters.Query{Strokes: 1}, 1) // so that the first search is as quick as the next
	})
	w.rooms = rooms{
		worklist: worklist.New(worklist.Config{Desk: d, Guide: worklistGuide{w}, Run: w.besides, Now: now, Log: w.log, OpenProtection: w.protect()}),
		intake: intake.New(intake.Config{
			Desk: d, Guide: intakeGuide{w}, Gazetteer: w.places, Countries: newCountries(w.config.Gazetteer, w.log), Repertoire: w.parts.table, Draws: draws, Propose: w.propose.propose, Written: w.propose.written,
			Character: w.parts.table.mj, ReadFile: readCertificate, Run: w.besides, Later: later, Now: now, Log: w.log,
		}),
		reviewing: reviewing.New(reviewing.Config{Desk: d, Guide: leaver{w}, Wards: w.places.names(), Run: w.besides, Later: later, Now: now, Log: w.log}),
		search:    search.New(search.Config{Desk: d, Guide: searchGuide{w}, Run: w.besides, Now: now, Log: w.log, Integrated: d.Terms().Integrated}),
		record:    record.New(record.Config{Desk: d, Guide: recordGuide{w}, Run: w.besides, Now: now, Log: w.log}),
		slips:     slips.New(slips.Config{Desk: d, Guide: leaver{w}, Run: w.besides, Log: w.log, OpenOutputs: w.openOutputs}),
		machine:   machine.New(machine.Config{Desk: w.parts, Guide: leaver{w}, Fonts: look.HasNameFont, Input: w.inputMethod, ChangePIN: w.changePIN, Run: w.besides, Now: now, Log: w.log}),
		glyph:     glyph.New(glyph.Config{Table: w.parts.table, Draws: draws, Leave: w.shell.Back}),
	}
	r := &w.rooms
	r.menu = worklist.NewMenu(worklistGuide{w})
	r.menuForm = w.named("menu", worklist.NewMenuForm(r.menu))
	form := intake.NewForm(r.intake, w.shell)
	r.intakeForm, r.intakeFields = w.named("intake", form), form.PlaceOf
	r.reviewForm = w.named("reviewing", reviewing.NewForm(r.reviewing, w.shell))
	r.searchForm = w.named("search", search.NewForm(r.search, w.shell))
	r.recordForm = w.named("record", record.NewForm(r.record, w.shell))
	r.glyphForm = w.named("glyph", glyph.NewForm(r.glyph, w.shell))
	r.slipsForm = w.named("slips", slips.NewForm(r.slips, w.shell))
	r.preview = preview.New(w.printing())
	r.previewForm = w.named("preview", preview.NewForm(r.preview, w.shell))
	r.machineForm = w.named("machine", machine.NewForm(r.machine, w.shell))
	return w.named("worklist", worklist.NewForm(r.worklist, w.shell))
}

// protect makes the screen of support measures and holds and returns what opens it, nil
// for whoever does not answer for them.
func (w *window) protect() func() {
	who, _ := w.parts.desk.Operator()
	if !who.Has(operator.SupportMeasure, w.now()) {
		return nil
	}
	p := protection.New(protection.Config{Desk: w.parts.desk, Guide: searchGuide{w}, Run: w.besides, Now: w.now, Log: w.log})
	form := w.named("protection", protection.NewForm(p, w.shell))
	return func() {
		w.shell.Show(form)
		p.Refresh()
	}
}

// openOutputs shows the ledger of mass printing.
func (w *window) openOutputs() {
	p := outputs.New(outputs.Config{Desk: w.parts.desk, Guide: leaver{w}, Run: w.besides, Now: w.now, Log: w.log})
	w.shell.Show(w.named("outputs", outputs.NewForm(p, w.shell)))
}

// leaver is the guide of screens that lead nowhere but back, and to the characters of a
// name.
type leaver struct{ w *window }

// Leave goes back to where the screen was opened from.
func (l leaver) Leave() { l.w.shell.Back() }

type worklistGuide struct{ w *window }

// BeginEntry implements worklist.Guide. A change of residents begins with the search.
func (g worklistGuide) BeginEntry(kind notification.Kind) {
	if !kind.Quotes() {
		g.w.begin(func(p *intake.Presenter) { p.Begin(kind) })
		return
	}
	g.w.pick(kind, func(id resident.ID) {
		g.w.begin(func(p *intake.Presenter) { p.BeginWith(kind, id) })
	})
}

// OpenMenu implements worklist.Guide.
func (g worklistGuide) OpenMenu(group notification.Group) {
	g.w.shell.Show(g.w.rooms.menuForm)
	g.w.rooms.menu.Open(group)
}

// OpenEntry implements worklist.Guide.
func (g worklistGuide) OpenEntry(id notification.EntryID) {
	g.w.begin(func(p *intake.Presenter) { p.Open(id) })
}

// ReviewEntry implements worklist.Guide.
func (g worklistGuide) ReviewEntry(id notification.EntryID) {
	g.w.shell.Show(g.w.rooms.reviewForm)
	g.w.rooms.reviewing.Open(id)
}

// OpenQueue implements worklist.Guide.
func (g worklistGuide) OpenQueue() {
	g.w.shell.Show(g.w.rooms.reviewForm)
	g.w.rooms.reviewing.Refresh()
}

// OpenSearch implements worklist.Guide.
func (g worklistGuide) OpenSearch() {
	g.w.pick(0, nil)
}

// OpenSlips implements worklist.Guide.
func (g worklistGuide) OpenSlips() {
	g.w.shell.Show(g.w.rooms.slipsForm) // which reads anew each time it is shown
}

// OpenMachine implements worklist.Guide.
func (g worklistGuide) OpenMachine() {
	g.w.shell.Show(g.w.rooms.machineForm) // which reads anew each time it is shown
}

// begin has the form begin with something and shows it.
func (w *window) begin(with func(*intake.Presenter)) {
	w.shell.Home()
	with(w.rooms.intake)
	w.shell.Show(w.rooms.intakeForm)
}

// pick shows the search for a resident for an entry of a kind; with kind 0 it is
// a search of its own.
func (w *window) pick(kind notification.Kind, picked func(resident.ID)) {
	w.rooms.picked = picked
	w.rooms.search.PickFor(kind)
	w.shell.Show(w.rooms.searchForm)
}

type intakeGuide struct{ w *window }

// Leave implements intake.Guide.
func (g intakeGuide) Leave() { g.w.shell.Back() }

// PickResident implements intake.Guide.
func (g intakeGuide) PickResident(kind notification.Kind) {
	g.w.pick(kind, func(id resident.ID) {
		g.w.shell.Back()
		g.w.rooms.intake.Quote(id)
	})
}

// ShowCharacters implements intake.Guide.
func (g intakeGuide) ShowCharacters(n intake.Shown) {
	g.w.characters(glyph.Name{Label: n.Label, Text: n.Name, Caret: n.Caret, Take: n.Take})
}

// ShowCharacters implements reviewing.Guide.
func (l leaver) ShowCharacters(label words.Key, name string) {
	l.w.characters(glyph.Name{Label: label, Text: name, Caret: 1})
}

// ShowCharacters implements record.Guide.
func (g recordGuide) ShowCharacters(label words.Key, name string) {
	leaver(g).ShowCharacters(label, name)
}

// characters shows those of a name.
func (w *window) characters(n glyph.Name) {
	w.rooms.glyph.Open(n)
	w.shell.Show(w.rooms.glyphForm)
}

// draws reports whether the font for names has the very shape of every character.
func draws(s string) bool {
	ok, _ := look.Drawn(s)
	return ok
}

type searchGuide struct{ w *window }

// Leave implements search.Guide.
func (g searchGuide) Leave() { g.w.shell.Back() }

// OpenRecord implements search.Guide.
func (g searchGuide) OpenRecord(id resident.ID, purpose counter.Purpose) {
	g.w.shell.Show(g.w.rooms.recordForm)
	g.w.rooms.record.Open(id, purpose)
}

// Picked implements search.Guide.
func (g searchGuide) Picked(id resident.ID) {
	g.w.rooms.picked(id)
}

// EnterFromPaper implements search.Guide.
func (g searchGuide) EnterFromPaper(kind notification.Kind) {
	g.w.begin(func(p *intake.Presenter) { p.Begin(kind) })
}

type recordGuide struct{ w *window }

// Leave implements record.Guide.
func (g recordGuide) Leave() { g.w.shell.Back() }

// OpenRecord implements record.Guide.
func (g recordGuide) OpenRecord(id resident.ID, purpose counter.Purpose) {
	g.w.rooms.record.Open(id, purpose)
}

// BeginWith implements record.Guide.
func (g recordGuide) BeginWith(kind notification.Kind, id resident.ID) {
	g.w.begin(func(p *intake.Presenter) { p.BeginWith(kind, id) })
}
