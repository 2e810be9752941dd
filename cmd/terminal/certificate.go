package main

import (
	"fmt"
	"io"
	"os"

	"madoguchi/app/certificate"
)

// mj returns the MJ number of a character, "" for one that the table does not have.
func (r repertoire) mj(cluster string) string {
	c, ok := r.Lookup(cluster)
	if !ok {
		return ""
	}
	return c.MJ
}

// readCertificate reads a file that a clerk named. More than a certificate can be is not
// read.
func readCertificate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, certificate.MaxText+1))
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return text, nil
}
