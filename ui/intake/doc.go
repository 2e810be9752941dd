// Package intake is the form for a notification of change (異動届): one form for
// every kind, drawn from the kind's schema. The paper's blocks that concern the
// whole notification are the first page, and each person has a page.
//
// Without Fyne: the [Presenter] holds the entry and everything that was typed,
// also what is no value yet; it knows what is missing, where Enter goes, which
// values come from the register, what the rules found and which alerts were
// acknowledged, and it keeps the draft. [Form] holds no rule: it draws what the
// presenter says and forwards what the operator does.
//
// Beside the pages of the form there are two panels. One draws the households before
// and after (D5): there somebody becomes head, and what everybody becomes to them is
// proposed by app/household. The other holds the moving-out certificate against the
// entry (D3), item by item; app/certificate compares.
//
// What a kind of notification needs follows from its schema and its traits; only what is
// about holds and measures asks for a kind.
//
// The rules are app/rules', shapes and bounds app/notification's, the keeping and
// signing app/desk's.
package intake
