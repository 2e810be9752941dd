// Package rules holds the checks of a notification of change (届出): errors (E…),
// which stop it until they are cured, and alerts (A…), which the operator confirms
// having seen (STD 11.1).
//
// A rule is a pure function over what the form says and a [View] of the register.
// The same rules run twice: at the terminal, whose view knows only the households
// opened there, and at the registry, whose view knows everything. What a view does
// not know no rule holds against the notification, so the difference between the two
// runs is only what the view knows. A date that is unknown in part (不詳) likewise
// answers no comparison.
//
// Which kinds a rule is for follows from the traits of the kind, so that a new kind is
// checked without a word here. Whom a notification is about and who only stays beside
// and becomes something else to a new head ([notification.PartStays]) are told apart.
//
// The official list of checks was not to be had. The rows are rebuilt (DOMAIN 2.4);
// where one rests on memory or on a single page instead of the Act or the standard,
// the comment beside the number says so.
//
// A finding names the rule, the person and the item, and never a value. Its words
// are the translation keys [ReasonKey] and [RemedyKey].
//
// Who may review is package review's, what a form may hold package notification's,
// and writing the register the registry's. The rows E20, E21, E23, A07 and A17 are kept
// where the matter is; [Of] knows them.
package rules
