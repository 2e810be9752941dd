package main

import (
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/ui/fault"
	"madoguchi/ui/words"
)

// written is the file of a terminal at which somebody worked, closed again.
func (s *siege) written() Config {
	s.Helper()
	known := s.counter(counterTwo)
	config := s.setUp(counterOne, s.ward())
	top, end := s.open(s.T, config)
	top.online()
	top.signIn(s, registrytest.Writer)
	for range 3 {
		top.handOver(known.MovingIn(1))
	}
	s.sent(top, 3)
	top.must(top.parts.desk.SignOut(s.Context(), shellOperator))
	top.parts.pusher.Wake()
	end()
	return config
}

const shellOperator = "operator"

// alter changes the closed file of a terminal, as somebody can who has the disk and not
// the keys.
func (s *siege) alter(c Config, statements string) {
	s.Helper()
	db, err := sql.Open("sqlite", "file:"+c.store().Path)
	s.must(err)
	_, err = db.Exec(statements)
	s.must(errors.Join(err, db.Close()))
}

// TestAttackFile: D20, R056. Somebody who carried the disk away and brought it back
// changed rows of it, swapped rows, or took the end of the log away. The terminal says so
// and what was kept, and does nothing with what was changed.
func TestAttackFile(t *testing.T) {
	first, second := "(SELECT min(id) FROM entries)", "(SELECT max(id) FROM entries)"
	for _, tt := range []struct {
		row       attacktest.Row
		name, sql string
		saw       words.Key
	}{
		{attacktest.TamperedRow, "an entry's state", "UPDATE entries SET state = state + 1 WHERE id = " + first, words.WorklistFailed},
		{attacktest.TamperedRow, "an entry's writer", "UPDATE entries SET writer = 'r01' WHERE id = " + first, words.WorklistFailed},
		{attacktest.SwappedRow, "the contents of two entries", "UPDATE entries SET body = (SELECT body FROM entries WHERE id = " + second + ") WHERE id = " + first, words.WorklistFailed},
		{attacktest.TamperedRow, "a record of the log", "UPDATE audit SET sealed = zeroblob(length(sealed)) WHERE seq = 3", words.ShellLogBroken},
		{attacktest.SwappedRow, "two records of the log", "UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE seq = 4) WHERE seq = 3", words.ShellLogBroken},
		{attacktest.TruncatedLog, "the last records", "DELETE FROM audit WHERE seq > (SELECT max(seq) - 2 FROM audit)", words.FaultAuditBroken},
		{attacktest.TruncatedLog, "the first records", "DELETE FROM audit WHERE seq < 4", words.ShellLogBroken},
		{attacktest.TruncatedLog, "all of it", "DELETE FROM audit", words.FaultAuditBroken},
		{attacktest.TamperedRow, "how far it has come", "UPDATE progress SET body = zeroblob(length(body))", words.FaultFileDamaged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSiege(t)
			config := s.written()
			s.alter(config, tt.sql)
			p, err := openParts(t.Context(), config, slog.New(slog.DiscardHandler), func() {})
			if err != nil {
				saw := strings.Join(texts(fault.New(faultOf(err), "", func() {}, func() {}).Content()), " ")
				if !strings.Contains(saw, words.T(tt.saw)) {
					t.Errorf("the operator saw %q for %v", saw, err)
				}
				attacktest.Refused(t, tt.row, err.Error(), saw)
				return
			}
			s.must(p.close())
			top, _ := s.open(t, config)
			if tt.saw == words.ShellLogBroken {
				attacktest.Refused(t, tt.row, "the walk over the whole chain beside each start", top.sees(words.T(tt.saw)))
				return
			}
			top.online()
			top.signIn(s, registrytest.First)
			for _, folder := range counter.Folders() {
				if _, err = top.parts.desk.List(t.Context(), folder); err != nil {
					top.worklist(folder)
					break
				}
			}
			if err == nil {
				t.Fatal("every list is read")
			}
			attacktest.Refused(t, tt.row, err.Error(), top.sees(words.T(tt.saw)))
		})
	}
}

// TestAttackSetBack: R032, D10. The whole file, with its log and everything that matches in
// it, is set back to a copy: only the registry can know, and does.
func TestAttackSetBack(t *testing.T) {
	s := newSiege(t)
	config := s.written()
	copied, err := os.ReadFile(config.store().Path)
	s.must(err)
	top, end := s.open(t, config)
	top.online()
	top.signIn(s, registrytest.First)
	top.must(top.parts.desk.SignOut(t.Context(), shellOperator))
	top.parts.pusher.Wake()
	top.eventually("the log handed over", func() bool {
		head, _, err := top.parts.store.AuditHead(t.Context())
		s.must(err)
		var held registry.Anchor
		s.must(s.store.View(t.Context(), func(tx registry.Tx) (err error) { held, err = tx.Anchor(counterOne); return err }))
		return held.Head == head
	})
	end()
	s.must(os.WriteFile(config.store().Path, copied, 0o600))
	back, _ := s.open(t, config)
	saw := back.sees(words.T(words.ShellTerminalForked))
	attacktest.Refused(t, attacktest.TruncatedLog, "the registry, to which the end of the log was handed over", saw)
}
