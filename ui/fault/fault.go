// Package fault is the screen for when the terminal cannot work: the OS keyring is
// missing or locked, the terminal's file is damaged or another's, the certificate
// has expired, and the like. It says what happened, what was kept and what to do
// next, with a line for IT, and offers to try again.
//
// It finds nothing out itself: cmd/terminal says which fault it is.
package fault

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Kind is what is wrong.
type Kind uint8

// The kinds.
const (
	KeyringMissing     Kind = 1  // the OS offers no keyring
	KeyringLocked      Kind = 2  // it is locked, or does not answer
	KeyringForeign     Kind = 3  // it has no key, or not that of this file
	FileDamaged        Kind = 4  // the terminal's file cannot be read
	FileForeign        Kind = 5  // it is not a terminal's, or another's
	FileNewer          Kind = 6  // a newer version of the program wrote it
	DiskFull           Kind = 7  // nothing more can be written
	AuditBroken        Kind = 8  // the operation log does not verify
	CertificateExpired Kind = 9  // of this terminal
	CertificateRevoked Kind = 10 // this terminal was taken out of use
	PolicyMissing      Kind = 11 // no valid configuration
	ClockBack          Kind = 12 // the clock is behind the highest time seen
	AlreadyRunning     Kind = 13 // a second program on the same file
	Unknown            Kind = 14
	FileMissing        Kind = 15 // there is none
	SetupBroken        Kind = 16 // a certificate or a table cannot be read
	ChipForeign        Kind = 17 // the TPM does not open its share of the file's key
	ChipBusy           Kind = 18 // it cannot just now
)

// text is what is said of a kind.
type text struct{ happened, kept, next words.Key }

var texts = map[Kind]text{
	KeyringMissing:     {words.FaultKeyringMissing, words.FaultKeptAll, words.FaultKeyringMissingNext},
	KeyringLocked:      {words.FaultKeyringLocked, words.FaultKeptAll, words.FaultKeyringLockedNext},
	KeyringForeign:     {words.FaultKeyringForeign, words.FaultKeptSealed, words.FaultKeyringForeignNext},
	FileDamaged:        {words.FaultFileDamaged, words.FaultKeptSent, words.FaultFileDamagedNext},
	FileForeign:        {words.FaultFileForeign, words.FaultKeptUntouched, words.FaultFileForeignNext},
	FileNewer:          {words.FaultFileNewer, words.FaultKeptUntouched, words.FaultFileNewerNext},
	DiskFull:           {words.FaultDiskFull, words.FaultKeptAll, words.FaultDiskFullNext},
	AuditBroken:        {words.FaultAuditBroken, words.FaultKeptUntouched, words.FaultAuditBrokenNext},
	CertificateExpired: {words.FaultCertificateExpired, words.FaultKeptQueue, words.FaultCertificateExpiredNext},
	CertificateRevoked: {words.FaultCertificateRevoked, words.FaultKeptQueue, words.FaultCertificateRevokedNext},
	PolicyMissing:      {words.FaultPolicyMissing, words.FaultKeptAll, words.FaultPolicyMissingNext},
	ClockBack:          {words.FaultClockBack, words.FaultKeptAll, words.FaultClockBackNext},
	AlreadyRunning:     {words.FaultAlreadyRunning, words.FaultKeptAll, words.FaultAlreadyRunningNext},
	FileMissing:        {words.FaultFileMissing, words.FaultKeptSent, words.FaultFileMissingNext},
	SetupBroken:        {words.FaultSetupBroken, words.FaultKeptAll, words.FaultSetupBrokenNext},
	ChipBusy:           {words.FaultChipBusy, words.FaultKeptSealed, words.FaultChipBusyNext},
	ChipForeign:        {words.FaultChipForeign, words.FaultKeptSealed, words.FaultChipForeignNext},
	Unknown:            {words.FaultUnknown, words.FaultKeptUntouched, words.FaultUnknownNext},
}

// A Screen shows one fault.
type Screen struct {
	kind  Kind
	retry func()
	quit  func()

	content fyne.CanvasObject
}

var _ kit.Screen = (*Screen)(nil)

// New returns the screen for a kind. Detail is a line for IT without personal data;
// retry tries again and may be nil, quit ends the program.
func New(kind Kind, detail string, retry, quit func()) *Screen {
	t, ok := texts[kind]
	if !ok {
		kind, t = Unknown, texts[Unknown]
	}
	s := &Screen{kind: kind, retry: retry, quit: quit}
	rows := []fyne.CanvasObject{
		part(look.Stop, words.FaultHappened, t.happened),
		part(look.Good, words.FaultKept, t.kept),
		part(look.Info, words.FaultNext, t.next),
	}
	if detail != "" {
		rows = append(rows, kit.NewParagraph(words.T(words.FaultForIT, int(kind), detail), look.Small(), look.InkSoft))
	}
	s.content = container.NewCenter(kit.Measure(46, 4, rows...))
	return s
}

func part(tone look.Tone, head, body words.Key) fyne.CanvasObject {
	return kit.Edged(tone, kit.Measure(43, 1,
		look.BoldText(tone.Sign()+" "+words.T(head), look.Body(), tone.Ink()),
		kit.NewParagraph(words.T(body), look.Head(), look.Ink)))
}

// CheckedAgain says that trying again at a time has not helped: the screen would look as
// if nothing had happened.
func (s *Screen) CheckedAgain(at time.Time) {
	again := kit.Edged(look.Alert, kit.NewParagraph(words.T(words.FaultAgain, at.Format("15:04:05")), look.Body(), look.Ink))
	s.content = container.NewBorder(kit.Pad(3, again), nil, nil, nil, s.content)
}

// Kind returns which fault is shown.
func (s *Screen) Kind() Kind { return s.kind }

// Title implements [kit.Screen].
func (s *Screen) Title() string { return words.T(words.FaultTitle) }

// Help implements shell.Helper.
func (s *Screen) Help() string { return "fault#" + strconv.Itoa(int(s.kind)) }

// Content implements [kit.Screen].
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Actions implements [kit.Screen].
func (s *Screen) Actions() []kit.Action {
	var all []kit.Action
	if s.retry != nil {
		all = append(all, kit.Action{Key: fyne.KeyF5, Label: words.T(words.FaultRetry), Do: s.retry, Lead: true})
	}
	if s.quit != nil {
		all = append(all, kit.Action{Key: fyne.KeyF3, Label: words.T(words.FaultQuit), Do: s.quit})
	}
	return all
}

// Shown implements [kit.Screen].
func (s *Screen) Shown() {}

// Hidden implements [kit.Screen].
func (s *Screen) Hidden() {}
