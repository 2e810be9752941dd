package main

import (
	"os"
	"path/filepath"
	"runtime"
)

// nameFontFile is how IPAmj Mincho is delivered and packaged.
const nameFontFile = "ipamjm.ttf"

// fontFolders returns where the system keeps fonts that operators cannot change, as
// patterns.
func fontFolders() []string {
	if runtime.GOOS == "windows" {
		return []string{filepath.Join(os.Getenv("SystemRoot"), "Fonts")}
	}
	return []string{"/usr/share/fonts/*/*", "/usr/share/fonts/*", "/usr/local/share/fonts", "/usr/local/share/fonts/*"}
}

// systemNameFont looks for IPAmj Mincho where the system keeps fonts; "" for none.
func systemNameFont(folders []string) string {
	for _, folder := range folders {
		names, _ := filepath.Glob(filepath.Join(folder, nameFontFile)) // the patterns are our own
		for _, name := range names {
			return name
		}
	}
	return ""
}
