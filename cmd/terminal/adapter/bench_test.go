package adapter_test

import (
	"bytes"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/app/rules"
	"madoguchi/app/store"
	"madoguchi/assets"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/registry/registrytest"
)

const (
	sato     operator.ID = "sato"   // enters, and may review
	suzuki   operator.ID = "suzuki" // the same
	tanaka   operator.ID = "tanaka" // the same
	kato     operator.ID = "kato"   // may only search
	terminal             = "T-01-01"
	ward                 = "991015"
)

var (
	names = map[operator.ID]string{sato: "佐藤窓口", suzuki: "鈴木審査", tanaka: "田中審査", kato: "加藤照会"}
	pins  = map[operator.ID]string{sato: "739164", suzuki: "528317", tanaka: "915273", kato: "284619"}
)

// terms are those of the policy that ships.
var terms = counter.ReviewTerms{Proof: counter.PINProof, BulkCap: 10, Floor: 700 * time.Millisecond}

// morning is when the counter opens.
var morning = time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("JST", 9*60*60))

var repertoire = sync.OnceValues(func() (*letters.Table, error) {
	return letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
})

// A bench is a terminal without its window: the real file, and a registry that a test
// can cut off.
type bench struct {
	*testing.T
	*desk.Desk
	registry *registry
	line     desk.Line // the registry, unless a test has another
	// hindsight is only of a wired bench.
	hindsight desk.Hindsight
	// protection is only of a wired bench, too.
	protection desk.ProtectionLine
	ended      func()
	presence   desk.Presence
	integrated bool
	store      *store.Store
	config     store.Config
	at         time.Time
	timed      bool // the registry has told the time
	terms      counter.ReviewTerms
	woken      int
	changed    int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, at: morning, terms: terms}
	b.registry = newRegistry(b.now)
	b.line = b.registry
	b.config = store.Config{Path: filepath.Join(t.TempDir(), "terminal.db"), Ring: &keystest.Ring{}, Terminal: terminal, Now: b.now}
	b.must(store.Create(t.Context(), b.config))
	b.start()
	t.Cleanup(func() { _ = b.store.Close() })
	return b
}

func (b *bench) now() time.Time { return b.at }

// later lets time go by, and a new token code come.
func (b *bench) later(d time.Duration) { b.at = b.at.Add(d) }

func (b *bench) start() {
	b.Helper()
	var err error
	b.store, err = store.Open(b.Context(), b.config)
	b.must(err)
	table, err := repertoire()
	b.must(err)
	holder, _ := b.line.(desk.Holder)
	outputs, _ := b.line.(desk.OutputLine)
	asking, _ := b.line.(desk.AskingLine)
	b.Desk, err = desk.New(b.Context(), desk.Config{
		Holder: holder, Output: outputs, Asking: asking, Ended: b.ended, Presence: b.presence, Integrated: b.integrated,
		Cabinet: adapter.NewCabinet(b.store, b.now), Line: b.line, Hindsight: b.hindsight, Protection: b.protection, Sealer: b.store.Keys().Sealer(),
		PINCost: keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}, Rules: rules.New(table), PolicyVersion: 7,
		ReviewTerms: b.terms,
		Terminal:    terminal, Ward: ward, Now: b.now, Timed: func() bool { return b.timed },
		NewID: func() notification.EntryID { return notification.EntryID(uuid.Must(uuid.NewV7()).String()) },
		Wake:  func() { b.woken++ }, Changed: func() { b.changed++ },
	})
	b.must(err)
}

// restart is the program ended without signing anybody out, and started again.
func (b *bench) restart() {
	b.Helper()
	b.must(b.store.Close())
	b.start()
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// want checks that an error is of a kind.
func (b *bench) want(what string, err, kind error) {
	b.Helper()
	if !errors.Is(err, kind) {
		b.Errorf("%s = %v, want %v", what, err, kind)
	}
}

// code is what an operator's token shows now.
func (b *bench) code(id operator.ID) string {
	b.Helper()
	code, err := operator.TokenCode(b.registry.accounts[id].seed, b.at)
	b.must(err)
	return code
}

// signIn proves an operator with a fresh code.
func (b *bench) signIn(id operator.ID) {
	b.Helper()
	b.later(time.Minute)
	b.must(b.SignIn(b.Context(), id, pins[id], b.code(id)))
}

// swap signs whoever is there out and another in.
func (b *bench) swap(id operator.ID) {
	b.Helper()
	b.must(b.SignOut(b.Context(), "operator"))
	b.signIn(id)
}

// audits returns the records of the chain, the verified whole of it, oldest first.
func (b *bench) audits() []audit.Record {
	b.Helper()
	if _, err := b.store.VerifyAudit(b.Context()); err != nil {
		b.Fatal(err)
	}
	var out []audit.Record
	for e, err := range b.store.AuditEvents(b.Context(), 0) {
		b.must(err)
		r, err := b.store.OpenRecord(e)
		b.must(err)
		out = append(out, r)
	}
	return out
}

// logged checks that exactly these records came after the first n.
func (b *bench) logged(n int, want ...audit.Kind) {
	b.Helper()
	var got []audit.Kind
	for _, r := range b.audits()[n:] {
		got = append(got, r.Kind)
	}
	if !slices.Equal(got, want) {
		b.Errorf("audit records %v, want %v", got, want)
	}
}

// events returns what is owed from the beginning.
func (b *bench) events() []store.Event {
	b.Helper()
	rows, err := b.store.Pending(b.Context(), 0, 1000, 1<<30)
	b.must(err)
	return rows
}

// kept returns an entry as it is in the file.
func (b *bench) kept(id notification.EntryID) *notification.Entry {
	b.Helper()
	row, err := b.store.Entry(b.Context(), string(id))
	b.must(err)
	e, err := desk.DecodeEntry(row.Body)
	b.must(err)
	return e
}

func (b *bench) inState(id notification.EntryID, want notification.State) *notification.Entry {
	b.Helper()
	e := b.kept(id)
	if e.State != want {
		b.Errorf("entry is %s, want %s", e.State.Key(), want.Key())
	}
	return e
}

// sabotage makes the file refuse every insertion into a table until mended.
func (b *bench) sabotage(table string) (mend func()) {
	b.Helper()
	name := "sabotage_" + table
	b.execute(fmt.Sprintf(`CREATE TRIGGER %s BEFORE INSERT ON %s BEGIN SELECT raise(ABORT, 'disk'); END`, name, table))
	return func() { b.execute(`DROP TRIGGER ` + name) }
}

func (b *bench) execute(statement string) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+b.config.Path)
	b.must(err)
	_, err = db.Exec(statement)
	b.must(errors.Join(err, db.Close()))
}

type values map[notification.Item]string

func set(v *notification.Values, from values) {
	for item, s := range from {
		v.Set(item, s)
	}
}

var header = values{
	notification.Channel:      "1",
	notification.NotifierName: "辻花子", notification.NotifierRelation: "1", notification.IDDocument: "1", notification.Scope: "1",
}

var newAddress = values{
	notification.NewPostal: "0600003", notification.NewWard: ward, notification.NewTownship: "東町",
	notification.NewNumber: "1-2", notification.NewBuilding: "東荘101", notification.TargetHousehold: "1",
}

// movingIn fills a draft with a woman who comes alone, with everything right.
func movingIn(e *notification.Entry) {
	set(&e.Content.Header, header)
	set(&e.Content.Header, newAddress)
	set(&e.Content.Header, values{
		notification.Certificate: "1", notification.CertificateChecked: "1",
		notification.PrevTown: "架空市西町", notification.PrevHead: "辻花子",
	})
	set(&e.Content.Persons[0], values{
		notification.ResidentClass: "1", notification.FullName: "辻花子", notification.FullReading: "ツジ　ハナコ",
		notification.ReadingConfirmed: "1", notification.Birth: "1986-02-03", notification.Sex: "2", notification.Relation: "世帯主",
		notification.Code: residentCode, notification.MyNumber: individualNumber,
		notification.RegisteredDomicile: "架空市西町1", notification.DomicileHead: "辻太郎",
	})
}

const residentCode, individualNumber = "24727059608", "123456789018"

// movingWithin fills a draft as the paper says it, without the register.
func movingWithin(e *notification.Entry) {
	set(&e.Content.Header, header)
	set(&e.Content.Header, newAddress)
	set(&e.Content.Header, values{notification.PrevTown: "中央三丁目", notification.PrevNumber: "5-1", notification.PrevHead: "辻花子"})
	set(&e.Content.Persons[0], values{
		notification.FullName: "辻花子", notification.FullReading: "ツジ　ハナコ", notification.Birth: "1986-02-03",
		notification.Sex: "2", notification.Relation: "世帯主",
	})
}

// acks acknowledges every alert, with a reason where one is asked for.
func (b *bench) acks(e *notification.Entry) []counter.Ack {
	b.Helper()
	findings, err := b.Check(b.Context(), &e.Content)
	b.must(err)
	var acks []counter.Ack
	for _, f := range findings {
		if rules.Stops(f) {
			b.Fatalf("finding %v stops the entry", f)
		}
		acks = append(acks, counter.Ack{Finding: f, Reason: "確認済"})
	}
	return acks
}

// begin returns a filled draft that is not kept yet.
func (b *bench) begin(kind notification.Kind) *notification.Entry {
	b.Helper()
	e, err := b.Begin(kind)
	b.must(err)
	if kind == notification.MovingIn {
		movingIn(e)
	} else {
		movingWithin(e)
	}
	today := civil.FromTime(b.at)
	e.Content.Header.Set(notification.NotifiedOn, today.String())
	e.Content.Header.Set(notification.ChangedOn, today.AddDays(-4).String())
	return e
}

// handOver enters and hands over an entry of the signed-in operator.
func (b *bench) handOver(kind notification.Kind) *notification.Entry {
	b.Helper()
	e := b.begin(kind)
	b.must(b.SaveDraft(b.Context(), e))
	b.must(b.HandOver(b.Context(), e, b.acks(e)))
	return e
}

// sit claims an entry and does all that a sitting asks for.
func (b *bench) sit(id notification.EntryID) *counter.Sitting {
	b.Helper()
	sitting, err := b.Claim(b.Context(), id)
	b.must(err)
	b.work(sitting)
	return sitting
}

func (b *bench) work(sitting *counter.Sitting) {
	for _, todo := range sitting.Case.Outstanding() {
		if todo.Item == "" {
			sitting.Case.Show(review.Section{Person: todo.Person, Key: todo.Section})
			b.later(2 * time.Second)
			continue
		}
		sitting.Case.Rekey(todo.Person, todo.Item, sitting.Entry.Content.Of(todo.Person).Get(todo.Item))
	}
}

// proof is the PIN of the signed-in operator.
func (b *bench) proof() counter.Proof {
	who, _ := b.Operator()
	if pin, ok := pins[who.ID]; ok {
		return counter.Proof{PIN: pin}
	}
	return counter.Proof{PIN: registrytest.PIN}
}

// approve has the signed-in operator approve an entry.
func (b *bench) approve(id notification.EntryID) {
	b.Helper()
	b.must(b.Approve(b.Context(), b.sit(id), b.proof()))
}

// elsewhere is a review that an operator made at another terminal, as the news tell it.
func elsewhere(e *notification.Entry, by operator.ID, d notification.Decision, at time.Time) notification.Review {
	r := notification.Review{
		EntryID: e.ID, Revision: e.Revision, Hash: e.Submission.Hash, Reviewer: by, Decision: d,
		ReviewedAt: at.Truncate(time.Millisecond), Signature: bytes.Repeat([]byte{1}, ed25519.SignatureSize),
	}
	if d == notification.GiveBack {
		r.Reasons = []notification.Reason{notification.WrongReading}
	}
	return r
}

// onDisk returns all bytes of the file and its log.
func (b *bench) onDisk() []byte {
	b.Helper()
	var all []byte
	for _, suffix := range []string{"", "-wal", "-shm"} {
		bytes, err := os.ReadFile(b.config.Path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			b.Fatal(err)
		}
		all = append(all, bytes...)
	}
	return all
}
