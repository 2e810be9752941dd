// Package adapter joins what the terminal is made of: the desk to the sealed store
// ([Cabinet]) and to the registry ([Line]), and the outbox to both ([Post]). It turns
// one side's form and errors into the other's and decides nothing.
//
// What a step is belongs to app/desk, how it is kept to app/store, how it travels to
// sync/outbox and sync/link, and which of them are joined to cmd/terminal.
package adapter
