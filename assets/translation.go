package assets

import "embed"

// Translation holds every word an operator reads: one file a screen in
// translation/ja and translation/en, each a flat object from key to text.
//
//go:embed translation
var Translation embed.FS
