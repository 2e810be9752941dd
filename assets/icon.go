package assets

import _ "embed" // for the icon

// Icon is the icon of the program, a PNG of 512 by 512.
//
//go:embed icon/madoguchi.png
var Icon []byte
