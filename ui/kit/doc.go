// Package kit holds the widgets of the program: fields of one tab stop each, the
// keyboard worklist, lists of findings, the row of function keys, the message line,
// questions. Rules of these files:
//
//   - Everything is done from the keyboard. Enter goes to the next field,
//     Shift+Enter back, Tab and Shift+Tab as everywhere; a widget is one tab stop.
//   - What has the keyboard shows it by a thick ring.
//   - A field steps by what a person sees as characters: Backspace after a name
//     character removes its variation selector with it, never the selector alone.
//   - A finding says its reason and its remedy, beside the field it is about.
//   - Nothing a person typed is cut silently: what does not fit is refused whole.
//   - Trees stay small and single texts are refreshed, because the whole window is
//     painted again at every change.
//
// The widgets know no rule of the register and no text of a screen: conversions,
// parsers and checks are handed in, and each screen brings its words. Colours and
// sizes come from ui/look.
package kit
