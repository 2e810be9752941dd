// Command sbom writes what a program is made of: beside each binary a software bill of
// materials (CycloneDX 1.6, JSON), and for all of them one list of every licence with its
// text, the tables and fonts included.
//
//	go run ./cmd/sbom -licences bin/licences.txt bin/terminal bin/registry …
//
// What it knows of a binary the binary itself says (debug/buildinfo). Fonts and tables
// that are part of a program stand in assets, with their licences beside them.
package main

import (
	"context"
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("sbom", flag.ContinueOnError)
	flags.SetOutput(stderr)
	list := flags.String("licences", "", "where to write the licences (`file`)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 || *list == "" {
		flags.Usage()
		return flag.ErrHelp
	}
	assets, err := assetLicences("assets")
	if err != nil {
		return err
	}
	known := map[string]licence{}
	for _, binary := range flags.Args() {
		info, err := buildinfo.ReadFile(binary)
		if err != nil {
			return fmt.Errorf("read %s: %w", binary, err)
		}
		modules := modulesOf(info)
		if err := readLicences(ctx, modules, known); err != nil {
			return err
		}
		if err := writeBill(binary, info, modules, known, assets); err != nil {
			return err
		}
	}
	return writeLicences(*list, known, assets)
}

// modulesOf are the modules a binary is built from, as they were replaced, and Go itself.
func modulesOf(info *debug.BuildInfo) []module {
	modules := []module{{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}}
	for _, d := range info.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		modules = append(modules, module{d.Path, d.Version, d.Sum})
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return modules
}

// A module is a part of a binary.
type module struct{ Path, Version, Sum string }

func (m module) String() string { return m.Path + "@" + m.Version }

// errNoLicence says that a part has no licence text, which nobody may ship.
var errNoLicence = errors.New("no licence text")
