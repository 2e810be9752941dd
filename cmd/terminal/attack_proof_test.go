package main

import (
	"bytes"
	"testing"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/ui/words"
)

// freshStep waits until a token shows a code for long enough to be tried out twice.
func freshStep() {
	for time.Now().Unix()%int64(operator.TokenPeriod/time.Second) > 24 {
		time.Sleep(100 * time.Millisecond)
	}
}

// TestAttackReplayedToken: E02, R026. A code that somebody looked over a shoulder for
// opens nothing at another terminal, even with the right PIN.
func TestAttackReplayedToken(t *testing.T) {
	s := newSiege(t)
	s.counter(counterOne)
	one, _ := s.open(t, s.setUp(counterOne, s.ward()))
	one.online()
	freshStep()
	code := s.code(registrytest.Writer)
	one.enter(string(registrytest.Writer), registrytest.PIN, code)
	one.eventually("signed in", func() bool { one.seen(); _, in := one.parts.desk.Operator(); return in })

	two, _ := s.open(t, s.setUp(counterTwo, s.ward()))
	two.online()
	two.enter(string(registrytest.Writer), registrytest.PIN, code)
	saw := two.sees(words.T(words.ProofRefused))
	if _, in := two.parts.desk.Operator(); in {
		t.Fatal("signed in with a used code")
	}
	_, err := s.api(counterTwo).SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: string(registrytest.Writer), Pin: registrytest.PIN, TokenCode: code})
	if kind, _ := wire.KindOf(err); kind != wire.CodeUsed {
		t.Errorf("at the service: %v", err)
	}
	attacktest.Refused(t, attacktest.ReplayedToken, err.Error(), saw)
}

// TestAttackStolenKey: D10, R028. Whoever carries the key of a terminal away has no
// operator: guessing PINs is counted against the operator, and a session of one terminal
// is none at another.
func TestAttackStolenKey(t *testing.T) {
	s := newSiege(t)
	s.counter(counterOne)
	top, _ := s.open(t, s.setUp(counterOne, s.ward()))
	top.online()
	thief := s.api(counterOne)
	for _, pin := range []string{"000000", "123456", "482914", "482912", "111111"} {
		_, err := thief.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: string(registrytest.First), Pin: pin, TokenCode: s.code(registrytest.First), PublicKey: bytes.Repeat([]byte{1}, 32)})
		if kind, _ := wire.KindOf(err); kind != wire.Credentials {
			t.Errorf("PIN guessed: %v", err)
		}
	}
	_, err := s.signIn(counterOne, registrytest.First, nil)
	if kind, _ := wire.KindOf(err); kind != wire.Waiting {
		t.Errorf("the right PIN within the wait: %v", err)
	}
	top.enter(string(registrytest.First), registrytest.PIN, s.code(registrytest.First))
	saw := top.sees(words.T(words.ProofRefused))
	attacktest.Refused(t, attacktest.StolenKey, err.Error(), saw)

	freshStep()
	in, err := s.signIn(counterTwo, registrytest.Second, bytes.Repeat([]byte{1}, 32))
	s.must(err)
	_, err = thief.Search(t.Context(), &wirev1.SearchRequest{SessionId: in.GetSessionId(), Name: "海野", Purpose: 1})
	if kind, _ := wire.KindOf(err); kind != wire.NoSession {
		t.Errorf("a session of another terminal: %v", err)
	}
	attacktest.Refused(t, attacktest.StolenSession, err.Error(), attacktest.Nothing)
}
