package wire_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

var update = flag.Bool("update", false, "write testdata/v1 anew; only for messages not released yet")

const (
	entryID = "01961f4e-7a00-7cc3-9f7e-3b6f5a1d2c44"
)

func hash(content []byte) []byte {
	h := sha256.Sum256(content)
	return h[:]
}

func signature(fill byte) []byte { return bytes.Repeat([]byte{fill}, 64) }

func submission() *wirev1.Submission {
	// Names that break things: surrogate pair, IVS, a character of the other 高.
	content := []byte(`{"kind":1,"name":"𠮷野 葛󠄂子","alias":"髙﨑"}`)
	return &wirev1.Submission{
		EntryId: entryID, Revision: 1, Kind: 1, FormVersion: 1, Content: content, ContentSha256: hash(content),
		WriterId: "c01", WrittenAt: 1775001600123, PolicyVersion: 7, Signature: signature(1),
		Acknowledgements: []*wirev1.Acknowledgement{
			{Rule: "A03", Person: -1, Item: "changed_on", Reason: "𠮷野葛󠄂子の入院のため"},
			{Rule: "A05", Person: 0},
		},
	}
}

func review() *wirev1.Review {
	return &wirev1.Review{
		EntryId: entryID, Revision: 1, ContentSha256: hash(submission().GetContent()), ReviewerId: "r01",
		Decision: wirev1.Decision_DECISION_RETURN, Reasons: []uint32{4, 9}, Note: "フリガナの長音",
		ReviewedAt: 1775002200456, Evidence: []byte(`{"seen":["header"]}`), Signature: signature(2),
	}
}

func withdrawal() *wirev1.Withdrawal {
	return &wirev1.Withdrawal{EntryId: entryID, Revision: 2, OperatorId: "c01", WithdrawnAt: 1775002800789, Signature: signature(3)}
}

func goldens() map[string]proto.Message {
	return map[string]proto.Message{
		"push_request": &wirev1.PushRequest{Events: []*wirev1.Event{
			{Seq: 41, Body: &wirev1.Event_Submission{Submission: submission()}},
			{Seq: 42, Body: &wirev1.Event_Review{Review: review()}},
			{Seq: 43, Body: &wirev1.Event_Withdrawal{Withdrawal: withdrawal()}},
		}},
		"push_response": &wirev1.PushResponse{
			Watermark: 43,
			Results: []*wirev1.EventResult{
				{Seq: 41, Outcome: wirev1.EventOutcome_EVENT_OUTCOME_TAKEN},
				{Seq: 42, Outcome: wirev1.EventOutcome_EVENT_OUTCOME_KNOWN},
				{Seq: 43, Outcome: wirev1.EventOutcome_EVENT_OUTCOME_REFUSED, ErrorKind: 46},
			},
			RegistryTime: 1775003000000,
		},
		"pull_response": &wirev1.PullResponse{
			Changes: []*wirev1.Change{
				{Cursor: 9001, EntryId: entryID, Revision: 1, Stage: wirev1.EntryStage_ENTRY_STAGE_RETURNED, Reviews: []*wirev1.Review{review()}},
				{Cursor: 9002, EntryId: entryID, Revision: 2, Stage: wirev1.EntryStage_ENTRY_STAGE_ACCEPTED, Verdict: &wirev1.Verdict{
					ProcessedOn: "2026-04-01", DecidedAt: 1775003000000,
					Persons: []*wirev1.AppliedPerson{{Index: 0, ResidentId: "000012345678901", HistoryNumber: 3, HouseholdId: "000000012345678"}},
				}},
				{Cursor: 9003, EntryId: entryID, Revision: 3, Stage: wirev1.EntryStage_ENTRY_STAGE_REFUSED, Verdict: &wirev1.Verdict{
					ErrorKind: 51, DecidedAt: 1775003000000,
					Findings: []*wirev1.Finding{{Rule: "E31", Person: -1, Item: "changed_on", Detail: "2026-03-31"}},
				}},
				{Cursor: 9004, EntryId: entryID, Revision: 4, Stage: wirev1.EntryStage_ENTRY_STAGE_PENDING, ClaimedBy: "r02"},
			},
			Cursor: 9004, More: true, RegistryTime: 1775003000000, Watermark: 43,
		},
		"sign_in_request": &wirev1.SignInRequest{OperatorId: "c01", Pin: "13579246", TokenCode: "755224", PublicKey: bytes.Repeat([]byte{5}, 32)},
		"sign_in_response": &wirev1.SignInResponse{
			SessionId: "s-1", TokenSeed: []byte("12345678901234567890"), TokenStep: 59166720, RegistryTime: 1775003000000, OfflineUntil: 1775262200000,
			Profile: &wirev1.Profile{OperatorId: "c01", Name: "髙橋 一郎", Ward: "991015", Rights: []uint32{1, 2}, ValidFrom: "2026-04-01", ValidUntil: "2027-03-31"},
		},
		"open_record_response": &wirev1.OpenRecordResponse{
			Members:         []*wirev1.Snapshot{{ResidentId: "000012345678901", HistoryNumber: 3, Record: []byte(`{"name":"𠮷野"}`), HasResidentCode: true}},
			PendingEntryIds: []string{entryID},
			RegistryTime:    1775003000000,
		},
		"search_response": &wirev1.SearchResponse{
			Hits: []*wirev1.Hit{{ResidentId: "000012345678901", Name: "𠮷野 葛󠄂子", Reading: "ヨシノ カツコ", Birth: "1990-02-28", Protected: true}},
			More: true, RegistryTime: 1775003000000,
		},
		"search_request": &wirev1.SearchRequest{
			Name: "しのだ", Birth: "~12|S40-10", Address: "潮見町", HouseholdId: "000000108", IndividualNumber: "123456789018", ResidenceCard: "AB12345678CD",
			Purpose: 4, Limit: 50, IncludeRemoved: true, Exact: true, Given: true,
		},
		"search_past_response": &wirev1.SearchResponse{
			Hits: []*wirev1.Hit{{ResidentId: "000012345678901", Name: "𠮷野 葛󠄂子", Matched: []uint32{11, 16}, PastName: "髙野 葛󠄂子", PastAddress: "汐入町9番地"}},
		},
		"list_searches_response": &wirev1.ListSearchesResponse{
			Searches: []*wirev1.KeptSearch{{Request: &wirev1.SearchRequest{Name: "しのだ", Purpose: 4}, ByIndividualNumber: true, ByResidentCode: true, SearchedAt: 1775003000000, Hits: 3}},
		},
		"open_masked_response": &wirev1.OpenRecordResponse{
			History: []*wirev1.Snapshot{{ResidentId: "000012345678901", HistoryNumber: 2, HasIndividualNumber: true, OtherIndividualNumber: true, OtherResidentCode: true}},
			Masked:  []uint32{6, 7, 8, 9}, Headless: true,
			Pending: []*wirev1.PendingEntry{{EntryId: entryID, Kind: 30, Stage: wirev1.EntryStage_ENTRY_STAGE_PENDING, WrittenAt: 1775003000000, Approvals: 1, Needed: 2}},
		},
		"problem": &wirev1.Problem{Kind: 22, Detail: "pin", Wait: 30000},
	}
}

// TestGoldens: the bytes that were agreed on still mean the same, and the same is still
// said in those bytes.
func TestGoldens(t *testing.T) {
	all := goldens()
	maps.Copy(all, reviewGoldens())
	for name, want := range all {
		t.Run(name, func(t *testing.T) {
			base := filepath.Join("testdata", "v1", name)
			if *update {
				write(t, base, want)
			}
			binary, text := read(t, base+".bin"), read(t, base+".json")
			for kind, decode := range map[string]func(proto.Message) error{
				"binary": func(m proto.Message) error { return proto.Unmarshal(binary, m) },
				"json":   func(m proto.Message) error { return protojson.Unmarshal(text, m) },
			} {
				got := want.ProtoReflect().New().Interface()
				if err := decode(got); err != nil {
					t.Errorf("%s: %v", kind, err)
				} else if !proto.Equal(got, want) {
					t.Errorf("%s says something else than it did", kind)
				}
				noUnknown(t, got.ProtoReflect())
			}
			encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(want)
			if err != nil || !bytes.Equal(encoded, binary) {
				t.Errorf("encoding changed: %v", err)
			}
		})
	}
}

func noUnknown(t *testing.T, m protoreflect.Message) {
	t.Helper()
	if len(m.GetUnknown()) > 0 {
		t.Errorf("%s: a field lost its number", m.Descriptor().Name())
	}
}

func write(t *testing.T, base string, m proto.Message) {
	t.Helper()
	binary, err1 := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	compact, err2 := protojson.Marshal(m)
	var text bytes.Buffer // protojson varies its spaces on purpose
	err3 := json.Indent(&text, compact, "", "  ")
	text.WriteByte('\n')
	err := errors.Join(err1, err2, err3,
		os.MkdirAll(filepath.Dir(base), 0o755),
		os.WriteFile(base+".bin", binary, 0o644),
		os.WriteFile(base+".json", text.Bytes(), 0o644))
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
