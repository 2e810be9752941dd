package adapter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/app/store"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ desk.OutputLine = (*Line)(nil)

func (l *Line) outputs() wirev1connect.OutputServiceClient {
	http, address, options := l.client.Reach()
	return wirev1connect.NewOutputServiceClient(http, address, options...)
}

// AskOutput implements desk.OutputLine.
func (l *Line) AskOutput(ctx context.Context, session string, a output.Approval) (output.Approval, error) {
	body, err := a.Encode()
	if err != nil {
		return output.Approval{}, err
	}
	r, err := l.outputs().AskOutput(ctx, &wirev1.AskOutputRequest{SessionId: session, Approval: body})
	if err != nil {
		return output.Approval{}, l.told(err)
	}
	return output.DecodeApproval(r.GetApproval())
}

// DecideOutput implements desk.OutputLine.
func (l *Line) DecideOutput(ctx context.Context, session, number string, approve bool, note string) (output.Approval, error) {
	r, err := l.outputs().DecideOutput(ctx, &wirev1.DecideOutputRequest{SessionId: session, Number: number, Decline: !approve, Note: note})
	if err != nil {
		return output.Approval{}, l.told(err)
	}
	return output.DecodeApproval(r.GetApproval())
}

// Outputs implements desk.OutputLine.
func (l *Line) Outputs(ctx context.Context, session string) ([]output.Approval, error) {
	r, err := l.outputs().ListOutputs(ctx, &wirev1.ListOutputsRequest{SessionId: session})
	if err != nil {
		return nil, l.told(err)
	}
	var all []output.Approval
	for _, body := range r.GetApprovals() {
		a, err := output.DecodeApproval(body)
		if err != nil {
			return nil, fmt.Errorf("list outputs: answer: %w", err)
		}
		all = append(all, a)
	}
	return all, nil
}

// UseOutput implements desk.OutputLine.
func (l *Line) UseOutput(ctx context.Context, session, number, what string, records int, digest string) error {
	_, err := l.outputs().UseOutput(ctx, &wirev1.UseOutputRequest{SessionId: session, Number: number, Records: uint32(records), What: what, Digest: digest})
	return l.told(err)
}

// ReturnOutput implements desk.OutputLine.
func (l *Line) ReturnOutput(ctx context.Context, session, number, digest string) error {
	_, err := l.outputs().ReturnOutput(ctx, &wirev1.ReturnOutputRequest{SessionId: session, Number: number, Digest: digest})
	return l.told(err)
}

// printedPrefix begins the name of the setting that counts what an operator printed.
const printedPrefix = "printed:"

// printedDay is what such a setting holds.
type printedDay struct {
	Day       string `json:"day"`
	Residents int    `json:"residents"`
}

// PrintedOn implements desk.Cabinet.
func (c *Cabinet) PrintedOn(ctx context.Context, id operator.ID, day string) (int, error) {
	body, err := c.store.Setting(ctx, printedPrefix+string(id))
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var p printedDay
	if err := json.Unmarshal(body, &p); err != nil {
		return 0, fmt.Errorf("what was printed: %w", store.ErrDamaged)
	}
	if p.Day != day {
		return 0, nil
	}
	return p.Residents, nil
}

func (c *Cabinet) printedRow(ctx context.Context, p desk.Printed) (store.Setting, error) {
	before, err := c.PrintedOn(ctx, p.Operator, p.Day)
	if err != nil {
		return store.Setting{}, err
	}
	body, err := json.Marshal(printedDay{p.Day, max(0, before+p.Residents)})
	return store.Setting{Name: printedPrefix + string(p.Operator), Value: body}, err
}
