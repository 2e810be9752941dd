package preview

import (
	"fmt"

	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/assets"
	"madoguchi/ui/look"
)

// Fonts opens the fonts that papers are written with: those of the screen. Without the
// font for names, names are written with the embedded one, as on the screen; what it
// lacks is refused.
func Fonts() (typeset.Fonts, error) {
	var f typeset.Fonts
	var err error
	if f.Plain, err = truetype.Open(assets.FontRegular); err != nil {
		return f, fmt.Errorf("open font of papers: %w", err)
	}
	if f.Strong, err = truetype.Open(assets.FontBold); err != nil {
		return f, fmt.Errorf("open bold font of papers: %w", err)
	}
	f.Names = f.Plain
	if names := look.NameFont(); names != nil {
		if f.Names, err = truetype.Open(names.Content()); err != nil {
			return f, fmt.Errorf("open font of names for papers: %w", err)
		}
	}
	return f, nil
}
