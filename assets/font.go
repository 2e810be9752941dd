package assets

import _ "embed" // for the two font files

// FontRegular and FontBold are BIZ UDGothic, the face of everything the program
// itself says. Its licence stands in font/OFL.txt. It lacks characters that
// names need (such as U+20BB7): names are drawn with IPAmj Mincho, which is 46 MB,
// is installed beside the program and is read at start, never embedded.
var (
	//go:embed font/BIZUDGothic-Regular.ttf
	FontRegular []byte
	//go:embed font/BIZUDGothic-Bold.ttf
	FontBold []byte
)
