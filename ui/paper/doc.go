// Package paper holds how the values of a form (届書) are typed, shown and read: it
// turns what an operator typed into an item's canonical text or says why not, and
// turns canonical text into what stands in a field and on a page.
//
// It imports no Fyne. Whether a value makes sense is package rules', which items
// there are package notification's, and what happens next the screen's.
package paper
