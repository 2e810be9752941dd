package proof

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
)

// A line of an export says besides how a terminal's log and the copy of it go together.
type line struct {
	audit.Line
	Book   int    `json:"book,omitempty"`
	Own    []byte `json:"own,omitempty"`
	Copied []byte `json:"copied,omitempty"`
}

const (
	linesSuffix = ".jsonl"
	noteSuffix  = ".note"
)

// Export writes into a folder what is signed and not there yet, each day in files of its
// own, and returns how many it wrote. A file that is there is never written again.
func Export(ctx context.Context, s registry.Store, folder string) (files int, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, fmt.Errorf("export log: %w", err)
	}
	err = s.View(ctx, func(tx registry.Tx) error {
		newest, err := tx.Signed()
		if errors.Is(err, registry.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		from := int64(1)
		err = tx.AllSigned(func(s registry.Signed) error {
			last := line{Line: audit.Line{Seq: s.Head.Seq, Note: s.Note, Key: s.Key}}
			wrote, err := write(folder, s.Day, registry.LogOrigin, last, func(f func(registry.Archived) error) error {
				return tx.Events(from, func(e audit.Event) error { return f(registry.Archived{Event: e}) })
			})
			from, files = s.Head.Seq+1, files+wrote
			return err
		})
		if err != nil {
			return err
		}
		terminals, err := tx.Terminals()
		for _, t := range terminals {
			if err != nil {
				break
			}
			from := int64(1)
			err = tx.Anchors(t.ID, civil.Date{}, func(a registry.Anchor) error {
				if a.Day.After(newest.Day) {
					return nil // of a day that is not over
				}
				last := line{Line: audit.Line{Seq: a.Copied.Seq, Note: a.Note, Key: a.Key}, Book: a.Book, Copied: a.Copied.Hash[:]}
				wrote, err := write(folder, a.Day, t.ID, last, func(f func(registry.Archived) error) error { return tx.Archived(t.ID, from, f) })
				from, files = a.Copied.Seq+1, files+wrote
				return err
			})
		}
		return err
	})
	if err != nil {
		return files, fmt.Errorf("export log: %w", err)
	}
	return files, nil
}

// errEnd ends the records of a file.
var errEnd = errors.New("end of the file")

// write writes the files of one log and day, if they are not there. A terminal's second
// book of a day has a name of its own.
func write(folder string, day civil.Date, log string, last line, records func(func(registry.Archived) error) error) (int, error) {
	name := day.String() + "." + log
	if last.Book > 1 {
		name += fmt.Sprintf(".%d", last.Book)
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path + linesSuffix); !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	buffered := bufio.NewWriter(f)
	out := json.NewEncoder(buffered)
	err = records(func(a registry.Archived) error {
		if a.Seq > last.Seq {
			return errEnd
		}
		l := line{Line: audit.LineOf(a.Event), Book: a.Book}
		if log != registry.LogOrigin {
			l.Own = a.Own[:]
		}
		return out.Encode(l)
	})
	if errors.Is(err, errEnd) {
		err = nil
	}
	if err = errors.Join(err, out.Encode(last), buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	if err := os.WriteFile(path+noteSuffix, last.Note, 0o600); err != nil {
		return 0, err
	}
	return 1, os.Rename(path+".new", path+linesSuffix)
}

// A Folder is the [Source] of an export.
type Folder string

var _ Source = Folder("")

// files returns the files of each log in the order of their days.
func (d Folder) files() (map[string][]string, error) {
	entries, err := os.ReadDir(string(d)) // sorted, and with them the days and books
	if err != nil {
		return nil, err
	}
	all := make(map[string][]string)
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), linesSuffix)
		parts := strings.Split(name, ".")
		if !ok || len(parts) < 2 {
			continue
		}
		all[parts[1]] = append(all[parts[1]], filepath.Join(string(d), e.Name()))
	}
	return all, nil
}

// Logs implements [Source].
func (d Folder) Logs(context.Context) ([]string, error) {
	files, err := d.files()
	if err != nil {
		return nil, err
	}
	var logs []string
	for log := range files {
		logs = append(logs, log)
	}
	slices.SortFunc(logs, func(a, b string) int {
		if (a == registry.LogOrigin) != (b == registry.LogOrigin) {
			if a == registry.LogOrigin {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return logs, nil
}

// Walk implements [Source].
func (d Folder) Walk(ctx context.Context, log string, f func(Item) error) error {
	files, err := d.files()
	if err != nil {
		return err
	}
	for _, path := range files[log] {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := walkFile(path, f); err != nil {
			return err
		}
	}
	return nil
}

func walkFile(path string, f func(Item) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was read only
	ended := false
	for l, err := range audit.Lines[line](file) {
		if err == nil && ended {
			err = fmt.Errorf("something follows the checkpoint: %w", audit.ErrLine)
		}
		var item Item
		if err == nil {
			item, err = l.item()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		ended = item.Signed != nil
		if err := f(item); err != nil {
			return err
		}
	}
	if !ended {
		return f(Item{Signed: &Signed{}}) // cut off: a checkpoint that nobody signed
	}
	return nil
}

func (l line) item() (Item, error) {
	if l.Note != nil {
		s := &Signed{Seq: l.Seq, Book: l.Book, Note: l.Note, Key: l.Key, Copied: audit.Head{Seq: l.Seq}}
		copy(s.Copied.Hash[:], l.Copied)
		return Item{Signed: s}, nil
	}
	e, err := l.Event()
	if err != nil {
		return Item{}, err
	}
	a := &registry.Archived{Event: e, Book: l.Book}
	if l.Own != nil && copy(a.Own[:], l.Own) != len(a.Own) {
		return Item{}, fmt.Errorf("record %d: a hash is not whole: %w", l.Seq, audit.ErrLine)
	}
	return Item{Record: a}, nil
}
