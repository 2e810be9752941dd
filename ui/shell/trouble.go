package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Trouble is what waiting does not mend while the terminal itself works. Work goes
// on below it; somebody has to look.
type Trouble uint8

// The troubles. The zero value is none.
const (
	TerminalExpired  Trouble = 1  // the certificate of this terminal
	RegistryExpired  Trouble = 2  // that of the registry, or the clock says so
	TerminalRevoked  Trouble = 3  // this terminal was taken out of use; Amount is why ([RevokedFor])
	RegistryForeign  Trouble = 4  // who answers is not our registry
	TerminalRefused  Trouble = 5  // the registry does not know this terminal
	RegistryNonsense Trouble = 6  // it answers what nobody understands
	NumbersFork      Trouble = 7  // registry and terminal hold different things
	PushRefused      Trouble = 8  // the registry does not take what is owed
	DiskFull         Trouble = 9  // nothing more can be kept here
	ClockBack        Trouble = 10 // the clock is behind a time seen before
	ClockWrong       Trouble = 11 // it is far from registry time; Amount in minutes
	CertificateEnds  Trouble = 12 // soon, of this terminal; Amount in days
	TerminalBusy     Trouble = 13 // it asks for more than the registry answers one terminal
	TerminalForked   Trouble = 14 // this terminal's file exists twice, or came back from a backup
	LogBroken        Trouble = 15 // a record of this terminal's operation log was changed
	RegistryReturned Trouble = 16 // it went back to a backup, and waits for other terminals

	// What the locked configuration says is too late, too much or too old.
	SyncLate      Trouble = 20 // the registry was not reached for longer than the policy allows; Amount in minutes
	SyncStop      Trouble = 21 // … for so many office days that nothing new may be begun
	ReviewLate    Trouble = 22 // too many entries wait for review, or for too long; Amount is how many
	ReviewStop    Trouble = 23 // they wait for so long that nothing new may be begun
	UnsentLate    Trouble = 24 // too many approved entries are unsent, or for too long; Amount is how many
	PolicyStale   Trouble = 25 // nobody vouches for the locked configuration any more; Amount is the days until nothing new may be begun
	PolicyStop    Trouble = 26 // … for so long that nothing new may be begun
	PolicyRefused Trouble = 27 // a locked configuration was offered and refused
	PolicyDamaged Trouble = 28 // the stored locked configuration could not be verified
)

// revokedFor are the reasons that a terminal is taken out of use for; the first is for one
// that was not given.
var revokedFor = []struct {
	code   string // of the registry
	reason words.Key
}{{}, {"lost", words.ShellRevokedLost}, {"stolen", words.ShellRevokedStolen}, {"retired", words.ShellRevokedRetired}, {"repair", words.ShellRevokedRepair}, {"misuse", words.ShellRevokedMisuse}, {"other", words.ShellRevokedOther}}

// RevokedFor returns the Amount of a [TerminalRevoked] with the registry's code of a reason.
func RevokedFor(code string) int {
	for i, one := range revokedFor {
		if one.code == code {
			return i
		}
	}
	return 0
}

// troubles are the words of each: what happened, what was kept and what to do.
var troubles = map[Trouble]struct {
	tone           look.Tone
	happened, rest words.Key
}{
	TerminalExpired:  {look.Stop, words.ShellTerminalExpired, words.ShellTerminalExpiredNext},
	RegistryExpired:  {look.Stop, words.ShellRegistryExpired, words.ShellRegistryExpiredNext},
	TerminalRevoked:  {look.Stop, words.ShellTerminalRevoked, words.ShellTerminalRevokedNext},
	TerminalForked:   {look.Stop, words.ShellTerminalForked, words.ShellTerminalForkedNext},
	RegistryForeign:  {look.Stop, words.ShellRegistryForeign, words.ShellRegistryForeignNext},
	TerminalRefused:  {look.Stop, words.ShellTerminalRefused, words.ShellTerminalRefusedNext},
	RegistryNonsense: {look.Stop, words.ShellRegistryNonsense, words.ShellRegistryNonsenseNext},
	NumbersFork:      {look.Stop, words.ShellNumbersFork, words.ShellNumbersForkNext},
	PushRefused:      {look.Stop, words.ShellPushRefused, words.ShellPushRefusedNext},
	TerminalBusy:     {look.Alert, words.ShellTerminalBusy, words.ShellTerminalBusyNext},
	RegistryReturned: {look.Alert, words.ShellRegistryReturned, words.ShellRegistryReturnedNext},
	LogBroken:        {look.Stop, words.ShellLogBroken, words.ShellLogBrokenNext},
	DiskFull:         {look.Stop, words.ShellDiskFull, words.ShellDiskFullNext},
	ClockBack:        {look.Alert, words.ShellClockBack, words.ShellClockBackNext},
	ClockWrong:       {look.Alert, words.ShellClockWrong, words.ShellClockWrongNext},
	CertificateEnds:  {look.Alert, words.ShellCertificateEnds, words.ShellCertificateEndsNext},
	SyncLate:         {look.Alert, words.ShellSyncLate, words.ShellSyncLateNext},
	SyncStop:         {look.Stop, words.ShellSyncStop, words.ShellSyncStopNext},
	ReviewLate:       {look.Alert, words.ShellReviewLate, words.ShellReviewLateNext},
	ReviewStop:       {look.Stop, words.ShellReviewStop, words.ShellReviewStopNext},
	UnsentLate:       {look.Alert, words.ShellUnsentLate, words.ShellUnsentLateNext},
	PolicyStale:      {look.Alert, words.ShellPolicyStale, words.ShellPolicyStaleNext},
	PolicyStop:       {look.Stop, words.ShellPolicyStop, words.ShellPolicyStopNext},
	PolicyRefused:    {look.Alert, words.ShellPolicyRefused, words.ShellPolicyRefusedNext},
	PolicyDamaged:    {look.Stop, words.ShellPolicyDamaged, words.ShellPolicyDamagedNext},
}

// says returns the two lines of a trouble; both are empty for none.
func (t Trouble) says(amount int) (happened, rest string, tone look.Tone) {
	said, ok := troubles[t]
	if !ok {
		return "", "", look.Plain
	}
	switch t {
	case TerminalRevoked:
		happened = words.T(said.happened)
		if amount > 0 && amount < len(revokedFor) {
			happened += words.T(words.ShellTerminalRevokedFor, words.T(revokedFor[amount].reason))
		}
		return happened, words.T(said.rest), said.tone
	case ClockWrong, CertificateEnds, SyncLate, SyncStop, ReviewLate, UnsentLate, PolicyStale:
		return words.T(said.happened, amount), words.T(said.rest), said.tone
	}
	return words.T(said.happened), words.T(said.rest), said.tone
}

// troubleBand stands below the head on every screen while there is trouble.
type troubleBand struct {
	widget.BaseWidget
	tone     look.Tone
	back     *canvas.Rectangle
	edge     *canvas.Rectangle
	happened *canvas.Text
	rest     *kit.Paragraph
}

func newTroubleBand() *troubleBand {
	b := &troubleBand{
		back:     canvas.NewRectangle(look.Ground),
		edge:     canvas.NewRectangle(look.Ground),
		happened: look.BoldText("", look.Body(), look.Ink),
		rest:     kit.NewParagraph("", look.Small(), look.Ink),
	}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// show says a trouble, or nothing for none, and reports whether the band needs
// another height than before.
func (b *troubleBand) show(t Trouble, amount int) (moved bool) {
	happened, rest, tone := t.says(amount)
	if happened == "" {
		moved = b.Visible()
		b.Hide()
		return moved
	}
	happened = tone.Sign() + " " + happened
	if b.Visible() && happened == b.happened.Text && rest == b.rest.Text() {
		return false
	}
	b.tone, b.happened.Text = tone, happened
	b.happened.Color, b.back.FillColor, b.edge.FillColor = tone.Ink(), tone.Fill(), tone.Edge()
	b.rest.SetText(rest, look.Ink)
	b.Show()
	b.Refresh()
	return true
}

// Resize implements [fyne.Widget]: the height follows the width.
func (b *troubleBand) Resize(size fyne.Size) {
	b.rest.Resize(fyne.NewSize(size.Width-look.Space(6), b.rest.MinSize().Height))
	b.BaseWidget.Resize(size)
}

// MinSize implements [fyne.Widget].
func (b *troubleBand) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	return fyne.NewSize(200, look.Body()*1.4+b.rest.MinSize().Height+look.Space(2))
}

// CreateRenderer implements [fyne.Widget].
func (b *troubleBand) CreateRenderer() fyne.WidgetRenderer { return &troubleRenderer{b} }

type troubleRenderer struct{ b *troubleBand }

func (r *troubleRenderer) Destroy()           {}
func (r *troubleRenderer) MinSize() fyne.Size { return r.b.MinSize() }
func (r *troubleRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.back, r.b.edge, r.b.happened, r.b.rest}
}

func (r *troubleRenderer) Layout(size fyne.Size) {
	b := r.b
	b.back.Resize(size)
	b.edge.Move(fyne.NewPos(0, size.Height-2*look.Hair))
	b.edge.Resize(fyne.NewSize(size.Width, 2*look.Hair))
	m := b.happened.MinSize()
	b.happened.Move(fyne.NewPos(look.Space(3), look.Space(1)+(look.Body()*1.4-m.Height)/2))
	b.happened.Resize(m)
	b.rest.Move(fyne.NewPos(look.Space(3), look.Space(1)+look.Body()*1.4))
	b.rest.Resize(fyne.NewSize(size.Width-look.Space(6), b.rest.MinSize().Height))
}

func (r *troubleRenderer) Refresh() {
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}
