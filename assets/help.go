package assets

import "embed"

// Help holds the manual: its edition, and one Markdown file a page in help/ja and
// help/en. It is read by ui/help, which says how pages are written.
//
//go:embed help
var Help embed.FS
