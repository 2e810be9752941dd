// Package look is the one visual language of the program: colours by what they are
// for, the type and spacing scales, the fonts, and the drawing of names, for which
// the embedded font does not suffice.
//
// Labels stand in a tinted cell to the left of what they name; what can be filled
// in has a dark border; what has the keyboard has a thick blue ring and a yellow
// ground; red, amber, green and blue mean the same everywhere and never stand
// without a sign; purple is training and nothing else.
//
// Widgets are in ui/kit, words in ui/words.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"madoguchi/assets"
)

var (
	regular = fyne.NewStaticResource("BIZUDGothic-Regular.ttf", assets.FontRegular)
	bold    = fyne.NewStaticResource("BIZUDGothic-Bold.ttf", assets.FontBold)
)

// Icon is the icon of the window.
var Icon fyne.Resource = fyne.NewStaticResource("madoguchi.png", assets.Icon)

// Theme is the look for those few parts that Fyne itself draws.
type Theme struct{}

var _ fyne.Theme = Theme{}

var themeColors = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:        Ground,
	theme.ColorNameForeground:        Ink,
	theme.ColorNamePlaceHolder:       InkSoft,
	theme.ColorNamePrimary:           Accent,
	theme.ColorNameFocus:             Focus,
	theme.ColorNameSelection:         Selection,
	theme.ColorNameInputBackground:   Paper,
	theme.ColorNameInputBorder:       FieldLine,
	theme.ColorNameSeparator:         Line,
	theme.ColorNameScrollBar:         FieldLine,
	theme.ColorNameOverlayBackground: Paper,
	theme.ColorNameShadow:            color.NRGBA{A: 0x30},
	theme.ColorNameDisabled:          InkFaint,
	theme.ColorNameError:             Stop.Ink(),
	theme.ColorNameWarning:           Alert.Ink(),
	theme.ColorNameSuccess:           Good.Ink(),
}

// Color implements [fyne.Theme]. There is one variant, light.
func (Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := themeColors[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, theme.VariantLight)
}

// Font implements [fyne.Theme].
func (Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return bold
	}
	return regular
}

// Icon implements [fyne.Theme].
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements [fyne.Theme].
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return Body()
	case theme.SizeNameCaptionText:
		return Small()
	case theme.SizeNameHeadingText:
		return Title()
	case theme.SizeNameSubHeadingText:
		return Head()
	case theme.SizeNamePadding, theme.SizeNameInnerPadding:
		return Space(1)
	case theme.SizeNameScrollBar, theme.SizeNameScrollBarSmall:
		return Space(3)
	}
	return theme.DefaultTheme().Size(name)
}

// Text returns a line of text in the embedded font.
func Text(s string, size float32, ink color.Color) *canvas.Text {
	t := canvas.NewText(s, ink)
	t.TextSize = size
	return t
}

// BoldText returns a line of text in the bold face of the embedded font.
func BoldText(s string, size float32, ink color.Color) *canvas.Text {
	t := Text(s, size, ink)
	t.TextStyle.Bold = true
	return t
}

// Box returns a rectangle with a hairline around it.
func Box(fill, line color.Color) *canvas.Rectangle {
	r := canvas.NewRectangle(fill)
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = line, Hair, Radius
	return r
}

// Width returns how wide s is at size in the embedded font.
func Width(s string, size float32) float32 {
	return fyne.MeasureText(s, size, fyne.TextStyle{}).Width
}
