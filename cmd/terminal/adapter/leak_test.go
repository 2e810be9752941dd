package adapter_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"madoguchi/app/counter"
	"madoguchi/app/document/spool"
	"madoguchi/app/keys"

	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store/storetest"
)

// What is known of the residents of TestNothingLeaks, who types it and with what.
var (
	namesThere   = []string{"辻花子", "ツジ　ハナコ", "辻太郎", "架空市西町", "東荘101", "海野　潮", "ウンノ", "北区潮見町", "半分打った名前", "確認済"}
	numbersThere = []string{individualNumber, residentCode, headNumber, headCode}
	secretsThere = []string{string(registrytest.Seed(registrytest.Writer))}
)

const headNumber, headCode = "98765432101", "1000000000" // without their check digits

// leakVariable says that the test binary is the terminal, and in which way.
const leakVariable = "MADOGUCHI_LEAK"

// TestNothingLeaks works at a real terminal with a real registry over TLS: searches, opens
// a record, shows a number, types a draft, hands over, prints, is reviewed and accepted.
// At each stage, and after it was killed, every byte of every file it could have left is
// searched for what it handled: the sealed file, its log and shared memory, temporary
// files, the spool, what was logged, and core dumps.
func TestNothingLeaks(t *testing.T) {
	if how := os.Getenv(leakVariable); how != "" {
		workAsTerminal(t, how)
		return
	}
	stages := []string{"typing", "printed", "locked", "signed out", "accepted", "closed"}
	t.Run("in good order", func(t *testing.T) {
		h := newHouse(t, "")
		for _, stage := range stages {
			h.until(stage)
			h.search(stage)
			h.goOn()
		}
		for h.lines.Scan() {
			t.Log(h.lines.Text())
		}
		if err := h.cmd.Wait(); err != nil {
			t.Errorf("terminal: %v\n%s", err, h.said())
		}
	})
	for _, end := range []struct {
		signal syscall.Signal
		stage  string
	}{{syscall.SIGKILL, "typing"}, {syscall.SIGKILL, "printed"}, {syscall.SIGKILL, "accepted"}, {syscall.SIGABRT, "typing"}, {syscall.SIGSEGV, "printed"}} {
		t.Run(fmt.Sprintf("%v while %s", end.signal, end.stage), func(t *testing.T) {
			h := newHouse(t, "")
			for _, stage := range stages {
				h.until(stage)
				if stage == end.stage {
					break
				}
				h.goOn()
			}
			if err := h.cmd.Process.Signal(end.signal); err != nil {
				t.Fatal(err)
			}
			if err := h.cmd.Wait(); err == nil {
				t.Error("the terminal ended by itself")
			}
			h.search("killed")
		})
	}
	// The search itself is tested: a terminal that leaks is found, in each encoding and
	// where it left a page that no word can be found in.
	t.Run("a terminal that leaks", func(t *testing.T) {
		h := newHouse(t, "leak")
		h.until("typing")
		if found, want := h.leaks(), len(encodings(namesThere[0]))+len(packed); len(found) < want {
			t.Errorf("found %d of %d leaks: %q", len(found), want, found)
		}
		_ = h.cmd.Process.Kill()
		_ = h.cmd.Wait()
	})
}

// A house is the folder that all a terminal can write to is under.
type house struct {
	*testing.T
	folder string
	cmd    *exec.Cmd
	lines  *bufio.Scanner
	stdin  interface{ Write([]byte) (int, error) }
}

func newHouse(t *testing.T, how string) *house {
	t.Helper()
	h := &house{T: t, folder: t.TempDir()}
	for _, name := range []string{"tmp", "spool", "home", "bin"} {
		h.must(os.Mkdir(filepath.Join(h.folder, name), 0o700))
	}
	// A print system that spools as CUPS does and forgets a job when it is paper.
	h.must(os.WriteFile(filepath.Join(h.folder, "bin", "lp"), []byte("#!/bin/sh\ncat >\"$SPOOL/job\" && test -s \"$SPOOL/job\" && rm \"$SPOOL/job\" && echo printed >>\"$SPOOL/count\"\n"), 0o700))
	h.must(os.WriteFile(filepath.Join(h.folder, "bin", "lpstat"), []byte("#!/bin/sh\necho printer counter1 is idle.\necho counter1 accepting requests\n"), 0o700))
	log, err := os.Create(filepath.Join(h.folder, "log"))
	h.must(err)
	defer func() { _ = log.Close() }()
	h.cmd = exec.Command("/bin/sh", "-c", `ulimit -c unlimited 2>/dev/null; exec "$0" -test.run='^TestNothingLeaks$' -test.count=1`, os.Args[0])
	h.cmd.Dir = h.folder
	h.cmd.Stderr = log
	h.cmd.Env = append(os.Environ(), leakVariable+"=work"+how, "TMPDIR="+filepath.Join(h.folder, "tmp"), "SPOOL="+filepath.Join(h.folder, "spool"),
		"HOME="+filepath.Join(h.folder, "home"), "PATH="+filepath.Join(h.folder, "bin")+":"+os.Getenv("PATH"), "GOTRACEBACK=crash")
	out, err := h.cmd.StdoutPipe()
	h.must(err)
	h.stdin, err = h.cmd.StdinPipe()
	h.must(err)
	h.must(h.cmd.Start())
	t.Cleanup(func() { _ = h.cmd.Process.Kill() })
	h.lines = bufio.NewScanner(out)
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) said() string {
	b, _ := os.ReadFile(filepath.Join(h.folder, "log"))
	return string(b)
}

// until waits for a stage.
func (h *house) until(stage string) {
	h.Helper()
	var heard []string
	for h.lines.Scan() {
		if h.lines.Text() == "stage "+stage {
			return
		}
		heard = append(heard, h.lines.Text())
	}
	h.Fatalf("terminal ended before %s: %q %s", stage, heard, h.said())
}

func (h *house) goOn() {
	_, err := h.stdin.Write([]byte("\n"))
	h.must(err)
}

// search fails the test for all that is readable.
func (h *house) search(when string) {
	h.Helper()
	for _, leak := range h.leaks() {
		h.Errorf("%s: %s", when, leak)
	}
}

// leaks returns every word that stands in a file, and how. The register itself holds names
// and addresses in the clear; the two numbers stand nowhere.
func (h *house) leaks() (found []string) {
	h.Helper()
	files, control := 0, false
	h.must(filepath.WalkDir(h.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // it went away meanwhile
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // the same
		}
		files++
		for kind, begins := range packed {
			if bytes.HasPrefix(body, []byte(begins)) {
				found = append(found, d.Name()+" is a "+kind+", in which no word can be searched for")
			}
		}
		central := strings.HasPrefix(d.Name(), "registry.db")
		control = control || central && bytes.Contains(body, []byte("海野"))
		words := append(append([]string{}, numbersThere...), secretsThere...)
		if !central {
			words = append(words, namesThere...)
		}
		for _, word := range words {
			for how, b := range encodings(word) {
				if bytes.Contains(body, b) {
					name, _ := filepath.Rel(h.folder, path)
					found = append(found, fmt.Sprintf("%q stands in %s as %s", word, name, how))
				}
			}
		}
		return nil
	}))
	if files < 4 || !control {
		h.Errorf("searched %d files, the register among them: %v", files, control)
	}
	return found
}

// packed are the beginnings of files that hold a page or a picture of one, or anything at
// all: nothing of them may be left, whatever it says.
var packed = map[string]string{"PDF": "%PDF-", "PostScript": "%!PS", "PNG": "\x89PNG", "JPEG": "\xff\xd8\xff", "gzip": "\x1f\x8b", "zstd": "\x28\xb5\x2f\xfd", "zip": "PK\x03\x04"}

// encodings are the ways in which a word may have been written.
func encodings(word string) map[string][]byte {
	plain := []byte(word)
	all := map[string][]byte{"UTF-8": plain, "hex": []byte(hex.EncodeToString(plain)), "HEX": []byte(strings.ToUpper(hex.EncodeToString(plain)))}
	var little, big, escaped []byte
	for _, u := range utf16.Encode([]rune(word)) {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
		escaped = fmt.Appendf(escaped, `\u%04x`, u)
	}
	all["UTF-16LE"], all["UTF-16BE"], all["escapes"] = little, big, escaped
	if text := url.QueryEscape(word); text != word {
		all["percent"] = []byte(text)
	}
	for shift := range 3 { // where the word may begin in a group of three bytes
		for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := e.EncodeToString(append(make([]byte, shift), plain...))
			all[fmt.Sprintf("%s+%d", name, shift)] = []byte(text[(shift*8+5)/6 : (shift+len(plain))*8/6])
		}
	}
	return all
}

// workAsTerminal is the terminal. It stops at each stage until the test goes on.
func workAsTerminal(t *testing.T, how string) {
	if err := keys.Shield(); err != nil {
		t.Fatal(err)
	}
	wait := bufio.NewReader(os.Stdin)
	stage := func(name string) {
		fmt.Println("stage " + name)
		_, _ = wait.ReadString('\n')
	}
	w := newWired(t)
	w.Desk.Printer = spool.System{}
	ctx := t.Context()
	head := storetest.Resident(resident.ID(numbered(777)), resident.HouseholdID(numbered(1777)), "海野　潮", "ウンノ　ウシオ")
	var err error
	head.Number, err = mynumber.Complete(headNumber)
	w.must(err)
	head.Code, err = residentcode.Complete(headCode)
	w.must(err)
	w.must(w.register.Update(ctx, func(tx central.Tx) error {
		if err := tx.PutHousehold(central.Household{ID: head.Household}); err != nil {
			return err
		}
		return tx.Append(&head)
	}))
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	if found, err := w.Search(ctx, counter.Query{Name: "海野", Purpose: counter.ForEnquiry}); err != nil || len(found.Hits) != 1 {
		t.Fatalf("search: %d, %v", len(found.Hits), err)
	}
	_, err = w.OpenRecord(ctx, head.ID, counter.ForEnquiry)
	w.must(err)
	_, err = w.RevealNumber(ctx, head.ID, counter.IndividualNumber, counter.ForEnquiry)
	w.must(err)
	draft := w.begin(notification.MovingIn)
	draft.Content.Persons[0].Set(notification.FullName, "半分打った名前")
	w.must(w.SaveDraft(ctx, draft))
	if how == "workleak" {
		leak(t)
	}
	stage("typing")
	e := w.handOver(notification.MovingIn)
	m, err := w.Material(ctx, e.ID)
	w.must(err)
	w.must(w.Print(ctx, laid(w.bench, true, m), counter.Printout{Queue: "counter1", Copies: 1, Purpose: counter.ForReview}))
	stage("printed")
	w.must(w.Lock(ctx, "idle"))
	stage("locked")
	w.must(w.SignOut(ctx, "operator"))
	stage("signed out")
	w.must(w.pusher.Round(ctx))
	w.must(w.SignIn(ctx, registrytest.First, registrytest.PIN, w.tokenCode(registrytest.First)))
	for _, id := range []string{"", string(registrytest.Second)} {
		if id != "" {
			w.change(registrytest.Second)
		}
		w.approve(e.ID)
		w.must(w.pusher.Round(ctx))
	}
	if kept := w.inState(e.ID, notification.Accepted); kept.State != notification.Accepted {
		t.Fatalf("verdict %+v", kept.Verdict)
	}
	stage("accepted")
	w.must(w.SignOut(ctx, "operator"))
	w.must(w.store.Close())
	stage("closed")
}

// leak is what the search has to find.
func leak(t *testing.T) {
	for kind, begins := range packed {
		if err := os.WriteFile(filepath.Join(os.TempDir(), "left "+kind), []byte(begins+"..."), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	word := namesThere[0]
	for how, b := range encodings(word) {
		if err := os.WriteFile(filepath.Join(os.TempDir(), "left "+how), append([]byte("xx"), b...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
