// Package review holds the double check (審査): how many operators must approve an
// entry, who may, what a reviewer must have seen (D14), the dangerous fields that
// are typed again blind (D12), and the evidence of all that.
//
// A [Case] is one reviewer's sitting over one content. It ends in [Evidence], whose
// canonical bytes the reviewer signs with the decision; the registry asks
// [CheckEvidence] whether they are enough, so that a terminal alone cannot skip the
// sitting. Evidence names sections, items and counts, and never a value.
//
// Afterwards it counts what reviewers gave back ([Tabulate], D15) and how long they looked
// ([Paces], A17); [WhyApart] says what is not approved in a heap.
//
// The states of an entry and the signatures are package notification's; what the
// rules find, package rules'; showing it, the screen's.
package review
