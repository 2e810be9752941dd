package main

import (
	"errors"
	"fmt"
	"testing"

	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
	"madoguchi/ui/fault"
)

func TestFaultOf(t *testing.T) {
	tests := []struct {
		err  error
		want fault.Kind
	}{
		{keys.ErrRingMissing, fault.KeyringMissing},
		{keys.ErrRingLocked, fault.KeyringLocked},
		{keys.ErrRingTimeout, fault.KeyringLocked},
		{keys.ErrHalfMissing, fault.KeyringForeign},
		{store.ErrForeign, fault.FileForeign},
		{store.ErrNewer, fault.FileNewer},
		{store.ErrMissing, fault.FileMissing},
		{store.ErrDamaged, fault.FileDamaged},
		{store.ErrInUse, fault.AlreadyRunning},
		{keys.ErrChipForeign, fault.ChipForeign},
		{keys.ErrChipMissing, fault.ChipForeign},
		{errors.Join(errSetup, tpm.ErrForeign), fault.ChipForeign},
		{errSetup, fault.SetupBroken},
		{fmt.Errorf("something else"), fault.Unknown},
	}
	for _, tt := range tests {
		if got := faultOf(fmt.Errorf("open store: %w", tt.err)); got != tt.want {
			t.Errorf("%v: fault %d, want %d", tt.err, got, tt.want)
		}
	}
}
