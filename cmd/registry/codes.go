package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// loadCodes takes the codes of a file into the stock (STD 4.3.1). Codes that are known
// already are left out, so that a file may be given again. Used ones are taken out of it.
func loadCodes(ctx context.Context, cfg Config, path string, used bool, log *slog.Logger) (err error) {
	if path == "" {
		return errors.New("name the file of the codes")
	}
	codes, err := readCodes(path)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if used {
		retired, left, err := registry.RetireCodes(ctx, s, codes)
		if err == nil {
			log.Info("took codes out of the stock", "read", len(codes), "retired", retired, "left", left)
		}
		return err
	}
	added, left, err := registry.AddCodes(ctx, s, codes)
	if err != nil {
		return err
	}
	log.Info("took codes into the stock", "read", len(codes), "added", added, "left", left)
	return nil
}

// readCodes reads one code a line. Its errors name the line and never the code.
func readCodes(path string) ([]residentcode.Code, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	var codes []residentcode.Code
	lines := bufio.NewScanner(bytes.NewReader(body))
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		code, err := residentcode.Parse(string(line))
		if err != nil {
			return nil, fmt.Errorf("read codes: line %d: %w", n, err)
		}
		codes = append(codes, code)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	return codes, nil
}
