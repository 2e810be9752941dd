package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/app/municipality"
	"madoguchi/assets"
)

// addresses takes a table of postal codes over, in two steps: look, then agree.
var addresses = command{
	name:  "addresses",
	short: "take over a new table of postal codes, after looking at what changes",
	long: `The post office publishes its table (KEN_ALL.CSV in Shift_JIS, utf_ken_all.csv in
UTF-8) every month. Unpack it and look at what would change:

  admin addresses -table KEN_ALL.CSV -now FOLDER -prefecture 01

FOLDER is the one the terminals use now ("gazetteer" in their configuration); without
-now the table built into the terminals is compared with. Nothing is written. At the end
stands a code for exactly these changes. If they are right, take them over:

  admin addresses -table KEN_ALL.CSV -now FOLDER -to NEW -agree CODE

NEW then holds city.gz and town.gz for the terminals. With another table, or other
changes than those looked at, the code does not fit and nothing is written.
`,
	flags: func(set *flag.FlagSet) func(context.Context, io.Writer) error {
		var a addressTable
		set.StringVar(&a.table, "table", "", "the post office's table, a `file`")
		set.StringVar(&a.now, "now", "", "`folder` with the tables in use")
		set.StringVar(&a.prefecture, "prefecture", "", "two `digits`: show changes of this prefecture only; all are taken over")
		set.StringVar(&a.to, "to", "", "`folder` for the new tables")
		set.StringVar(&a.agree, "agree", "", "the `code` of the changes looked at")
		return a.run
	},
}

type addressTable struct{ table, now, prefecture, to, agree string }

var errNotAgreed = errors.New("the code is not that of these changes: look at them again without -to; nothing was written")

func (a *addressTable) run(_ context.Context, stdout io.Writer) error {
	if a.table == "" || (a.to == "") != (a.agree == "") {
		return errUsage
	}
	before, err := a.inUse()
	if err != nil {
		return err
	}
	file, err := os.Open(a.table)
	if err != nil {
		return err
	}
	defer file.Close()
	cities, towns, err := municipality.ReadKenAll(file)
	if err != nil {
		return err
	}
	cityTable, townTable, err := municipality.WriteTables(cities, towns)
	if err != nil {
		return err
	}
	after, err := municipality.OpenGazetteer(bytes.NewReader(cityTable), bytes.NewReader(townTable))
	if err != nil {
		return err
	}
	all := before.Compare(after, nil)
	if a.to == "" {
		tell(stdout, before.Compare(after, a.chosen), all)
		return nil
	}
	if a.agree != codeOf(all) {
		return errNotAgreed
	}
	return writeTables(a.to, cityTable, townTable)
}

func (a *addressTable) chosen(c municipality.Code) bool {
	return a.prefecture == "" || c.Prefecture() == a.prefecture
}

// inUse opens the tables that the new one takes the place of.
func (a *addressTable) inUse() (*municipality.Gazetteer, error) {
	cities, towns := assets.Cities, assets.Towns
	if a.now != "" {
		var err error
		if cities, err = os.ReadFile(filepath.Join(a.now, "city.gz")); err != nil {
			return nil, err
		}
		if towns, err = os.ReadFile(filepath.Join(a.now, "town.gz")); err != nil {
			return nil, err
		}
	}
	return municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
}

// tell writes what changes: what goes, then what comes, a line each.
func tell(w io.Writer, shown, all municipality.Difference) {
	for _, c := range shown.LostCities {
		fmt.Fprintf(w, "- %s %s%s\n", c.Code, c.Prefecture, c.Name)
	}
	for _, c := range shown.GainedCities {
		fmt.Fprintf(w, "+ %s %s%s\n", c.Code, c.Prefecture, c.Name)
	}
	for _, t := range shown.Lost {
		fmt.Fprintf(w, "- %s %s%s%s\n", t.Postal.Format(), t.Prefecture, t.City, t.Name)
	}
	for _, t := range shown.Gained {
		fmt.Fprintf(w, "+ %s %s%s%s (%s)\n", t.Postal.Format(), t.Prefecture, t.City, t.Name, t.Kana)
	}
	if all.IsZero() {
		fmt.Fprintln(w, "nothing changes")
		return
	}
	fmt.Fprintf(w, "in all: towns: %d go, %d come; municipalities: %d go, %d come\n", len(all.Lost), len(all.Gained), len(all.LostCities), len(all.GainedCities))
	fmt.Fprintf(w, "to take this over: -to FOLDER -agree %s\n", codeOf(all))
}

// codeOf returns a code for exactly these changes.
func codeOf(d municipality.Difference) string {
	h := sha256.New()
	fmt.Fprintf(h, "%v\n%v\n%v\n%v\n", d.LostCities, d.GainedCities, d.Lost, d.Gained)
	return hex.EncodeToString(h.Sum(nil)[:5])
}

// writeTables writes both tables, each whole or not at all.
func writeTables(folder string, cities, towns []byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, table := range map[string][]byte{"city.gz": cities, "town.gz": towns} {
		whole := filepath.Join(folder, name)
		if err := os.WriteFile(whole+".new", table, 0o644); err != nil {
			return err
		}
		if err := os.Rename(whole+".new", whole); err != nil {
			return err
		}
	}
	return nil
}
