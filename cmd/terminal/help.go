package main

import (
	"errors"
	"log/slog"

	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
)

// usage is what "terminal help" says.
const usage = `terminal is the counter: the window of clerks and reviewers.

  terminal -config FILE                                opens the window
  terminal enrol    -config FILE [-new-key]            asks for the code of IT, makes key and file, and
                                                       fetches the certificate (admin help terminal)
  terminal setup    -config FILE -request FILE         the same where certificates are issued offline
  terminal keys show     -config FILE                  whether the file opens, and by which recovery key
  terminal keys rotate   -config FILE [-half] [-data] [-index]   replaces keys; half and data if none is named
  terminal keys recovery -config FILE -public FILE     sets or replaces the recovery key
  terminal keys next     -config FILE -request FILE    another key, where certificates are issued offline
  terminal recover  -config FILE -share FILE -share2 FILE   opens the file whose keyring or TPM is lost,
                                                       with both custodians
  terminal policy   -config FILE [-take FILE]          tells what is in force, and takes a list in from a
                                                       stick where nobody can sign in to do that
  terminal audit …                                     verifies and writes out the operation log
  terminal manual   -config FILE -o FILE               writes the manual as a PDF

enrol, setup, keys, policy and recover need the window to be closed and the account that it runs under,
with its keyring unlocked. When to use which, step by step: admin help keys; what the machine
needs: admin help host.
`

// remedyOf says where IT reads on about an error, "" for nowhere.
func remedyOf(err error) string {
	for _, row := range []struct {
		is     error
		remedy string
	}{
		{keys.ErrHalfMissing, "the keyring was lost: admin help keys"},
		{keys.ErrMismatch, "the keyring was lost: admin help keys"},
		{keys.ErrChipMissing, "the TPM was replaced: admin help keys"},
		{keys.ErrChipForeign, "the TPM was replaced: admin help keys"},
		{tpm.ErrForeign, "the TPM was replaced: admin help keys"},
		{keys.ErrNoRecovery, "terminal keys show tells the fingerprint of the right one"},
		{keys.ErrRingMissing, "log in as the account that the window runs under: admin help host"},
		{keys.ErrRingLocked, "unlock the keyring: admin help host"},
		{keys.ErrRingTimeout, "unlock the keyring: admin help host"},
		{store.ErrInUse, "close the window first"},
	} {
		if errors.Is(err, row.is) {
			return row.remedy
		}
	}
	return ""
}

// tellFailure logs the error that a command ends with.
func tellFailure(log *slog.Logger, err error) {
	if remedy := remedyOf(err); remedy != "" {
		log.Error("terminal ends", "err", err, "remedy", remedy)
		return
	}
	log.Error("terminal ends", "err", err)
}
