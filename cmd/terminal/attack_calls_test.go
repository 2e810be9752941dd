package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	"madoguchi/app/operator"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
)

// procedures are all that the registry answers to terminals but streams, whatever service
// somebody adds.
func procedures() (all []protoreflect.MethodDescriptor) {
	protoregistry.GlobalFiles.RangeFilesByPackage("madoguchi.v1", func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			for m := range f.Services().Get(i).Methods().Len() {
				if method := f.Services().Get(i).Methods().Get(m); !method.IsStreamingServer() && method.Parent().Name() != "EnrolmentService" {
					all = append(all, method)
				}
			}
		}
		return true
	})
	return all
}

// plausible fills a message with what could be meant, and with a session.
func plausible(m *dynamicpb.Message, session string, depth int) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		switch {
		case f.Name() == "session_id":
			m.Set(f, protoreflect.ValueOfString(session))
		case f.IsList() || f.IsMap() || f.ContainingOneof() != nil && f.ContainingOneof().Fields().Get(0) != f:
		case f.Name() == "limit", f.Name() == "cursor":
		case f.Kind() == protoreflect.StringKind:
			m.Set(f, protoreflect.ValueOfString("000000019"))
		case f.Kind() == protoreflect.BytesKind:
			m.Set(f, protoreflect.ValueOfBytes(bytes.Repeat([]byte{1}, 32)))
		case f.Kind() == protoreflect.EnumKind:
			m.Set(f, protoreflect.ValueOfEnum(1))
		case f.Kind() == protoreflect.Uint32Kind:
			m.Set(f, protoreflect.ValueOfUint32(1))
		case f.Kind() == protoreflect.Uint64Kind:
			m.Set(f, protoreflect.ValueOfUint64(1))
		case f.Kind() == protoreflect.MessageKind && depth < 3:
			inner := dynamicpb.NewMessage(f.Message())
			plausible(inner, session, depth+1)
			m.Set(f, protoreflect.ValueOfMessage(inner))
		}
	}
}

// callAll calls every procedure at a terminal and returns what each was answered.
func (s *siege) callAll(terminal, session string) map[string]error {
	s.Helper()
	client, answers := s.stolen(terminal), map[string]error{}
	for _, method := range procedures() {
		name := string(method.Parent().Name()) + "/" + string(method.Name())
		if name == "RegistryService/SignOut" {
			continue // it would end what the next calls are made with
		}
		call := connect.NewClient[dynamicpb.Message, dynamicpb.Message](client, fmt.Sprintf("https://%s/%s/%s", s.address, method.Parent().FullName(), method.Name()),
			append(wire.ClientOptions(), connect.WithSchema(method), connect.WithResponseInitializer(func(_ connect.Spec, message any) error {
				*message.(*dynamicpb.Message) = *dynamicpb.NewMessage(method.Output())
				return nil
			}))...)
		question := dynamicpb.NewMessage(method.Input())
		plausible(question, session, 0)
		_, err := call.CallUnary(s.Context(), connect.NewRequest(question))
		answers[name] = err
	}
	return answers
}

// TestAttackEveryCall: R011, R012. Every procedure there is, called by somebody without a
// session, by an operator who has no right at all, and by IT at a counter. What these may
// call is listed here: what is added to the registry and asks for no right fails.
func TestAttackEveryCall(t *testing.T) {
	s := newSiege(t)
	s.counter(counterOne)
	s.must(s.store.Update(t.Context(), func(tx registry.Tx) error {
		return tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "n01", Name: "権限 なし", Ward: registrytest.Ward}, PIN: registrytest.Verifier, Seed: registrytest.Seed("n01")})
	}))
	session := func(id operator.ID) string {
		in, err := s.signIn(counterOne, id, bytes.Repeat([]byte{1}, 32))
		s.must(err)
		return in.GetSessionId()
	}
	// What a terminal may do without anybody: what is signed by itself, such as each event
	// of a push, or holds no resident's data.
	terminals := []string{"RegistryService/Push", "RegistryService/Pull", "PolicyService/FetchBundle", "PolicyService/ReportPolicy", "StandingService/Report", "HolderService/Standings"}
	// What concerns nobody but the operator who asks.
	own := append([]string{"AuditService/MyQuestions", "SlipService/MySlips", "SearchHistoryService/ListSearches", "OutputService/ListOutputs"}, terminals...)
	for _, tt := range []struct {
		name, session string
		may           []string
		row           attacktest.Row
	}{
		{"without a session", "", terminals, attacktest.NoRight},
		{"without any right", session("n01"), own, attacktest.NoRight},
		{"IT at a counter", session(registrytest.Admin), own, attacktest.NotAnAdminSeat},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answers, kinds := s.callAll(counterOne, tt.session), map[string]int{}
			for name, err := range answers {
				kind, known := wire.KindOf(err)
				switch may := slices.Contains(tt.may, name); {
				case err == nil && !may:
					t.Errorf("%s is answered", name)
				case err == nil:
				case !known || kind == wire.Internal || kind == wire.Busy:
					t.Errorf("%s: %v", name, err)
				default:
					kinds[kind.Error()]++
				}
			}
			var refused []string
			for _, kind := range slices.Sorted(maps.Keys(kinds)) {
				refused = append(refused, fmt.Sprintf("%s (%d)", kind, kinds[kind]))
			}
			attacktest.Refused(t, tt.row, fmt.Sprintf("of %d procedures: %s", len(answers), strings.Join(refused, ", ")), attacktest.Nothing)
		})
	}
}
