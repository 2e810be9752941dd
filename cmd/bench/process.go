package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// pss returns the bytes of memory that are a process's, shared ones by their part.
func pss(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	return parsePSS(string(b))
}

func parsePSS(rollup string) (float64, error) {
	for line := range strings.Lines(rollup) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib * 1024, err
		}
	}
	return 0, errors.New("no Pss in smaps_rollup")
}

// ticksPerSecond is what Linux counts processor time in for programs (USER_HZ).
const ticksPerSecond = 100

// processor returns the seconds of processor time that a process has had.
func processor(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return parseStat(string(b))
}

// parseStat adds utime and stime. What stands before them is in brackets and may hold
// anything.
func parseStat(stat string) (float64, error) {
	end := strings.LastIndexByte(stat, ')')
	fields := strings.Fields(stat[end+1:])
	const utime, stime = 11, 12 // after the name
	if end < 0 || len(fields) <= stime {
		return 0, errors.New("stat is cut short")
	}
	user, err1 := strconv.ParseFloat(fields[utime], 64)
	system, err2 := strconv.ParseFloat(fields[stime], 64)
	return (user + system) / ticksPerSecond, errors.Join(err1, err2)
}
