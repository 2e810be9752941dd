// Package help is the manual of the counter (R008): a page for every screen and stage,
// for every kind of notification and every check, and the card for incidents (R067). F1
// opens the page of what is on the screen, over it.
//
// A page is a file in assets/help/<language>, named as the page. It is written in a small
// part of Markdown, one line of the file a line or a paragraph:
//
//	# Title
//	@find words and readings that the page is found by
//	## Heading {#anchor}     ### for one below
//	text with **bold**, `F12` for a key, [text](page#anchor) and [](page) for links
//	- an item of a list      1. one with a number
//	> a note; a line of law that was not verified begins with ※
//	| cell | cell |          the first row is the head
//	@contacts                whom to call, which the city fills in
//
// What other parts of the program say already is not written again: the page of a kind
// gets its title and law from the words of the menu, its fields from the form with a line
// each from form.md, and its checks from the rules; the page of a rule is made from the
// words of its finding and an example from example.md.
//
// manual.go and presenter.go know no Fyne; form.go and flow.go draw. Which page belongs
// to what is on a screen is that screen's to say. No page holds personal data.
package help
