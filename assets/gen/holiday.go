//go:build ignore

// Command holiday writes assets/holiday/holiday.csv.
//
//	go run assets/gen/holiday.go HOLIDAYS assets/holiday/holiday.csv
//
// HOLIDAYS is the file lib/holidays.js of the npm package @holiday-jp/holiday_jp@2.5.1
// (MIT), which has the national holidays from 1970 to 2050.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"regexp"
)

var entry = regexp.MustCompile(`date: "(\d{4}-\d\d-\d\d)",[^}]*?\bname: "([^"]+)"`)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: holiday HOLIDAYS OUT")
	}
	source, err := os.ReadFile(os.Args[1])
	check(err)
	var out bytes.Buffer
	fmt.Fprintln(&out, "# National holidays: date, name. See LICENSE.md. Replaceable: laws change.")
	all := entry.FindAllSubmatch(source, -1)
	for _, m := range all {
		fmt.Fprintf(&out, "%s,%s\n", m[1], m[2])
	}
	check(os.WriteFile(os.Args[2], out.Bytes(), 0o644))
	log.Printf("%d holidays", len(all))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
