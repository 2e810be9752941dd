// Package app is the map and the glossary of Madoguchi (窓口). It holds no code and
// nobody imports it.
//
// # The map of app
//
// What the register and the counter are, without screen, network or SQL:
//
//	civil                     dates, eras (和暦), dates not fully known (不詳), office days
//	letters                   characters of names: finding, reducing, folding for the search; kana
//	letters/reading           how a name may be read, as a proposal
//	municipality              codes, towns, postal codes
//	country                   countries and regions, found by what is typed of one
//	mynumber, residentcode    identifiers that cannot leak into a log
//	serial                    check digits of 宛名番号 and 世帯番号
//	resident                  the resident record: one row of its history
//	household                 relationships, order, who heads those who stay, the picture before and after
//	certificate               what a moving-out certificate says against the entry
//	notification              kinds, form schemas, values, states, signatures
//	rules                     the checks E… and A… over a notification and a view of the register
//	review                    how many, who may, what was seen, what was typed again blind
//	operator                  who: rights, proofs, waits, idle sessions
//	policy                    the locked configuration and its bounds
//	audit                     operation records in a chain and a tree that show tampering
//	output                    what is approved before data leaves, and the media it leaves on
//	document                  what stands on the papers a counter prints
//	document/truetype … raster  from a font and a text to a page, a PDF, a picture
//	document/spool            the system's print queues, for cmd alone
//	keys                      which secret opens which; keys/tpm has the one that never leaves its chip
//	store                     the terminal's sealed file; database/sql lives here
//	desk                      what operators do: each step one durable transaction
//	counter                   what screens ask the desk and are told
//
// # The map of sync
//
// Both ends of the line. There is no package called sync and no Go file directly in
// that folder: it would hide the standard library's.
//
//	wire                      messages, kinds of errors, limits
//	pinned                    TLS 1.3, mutual, pinned to the one registry
//	link                      whether there is a line, back-off, registry time
//	outbox                    hands over what the terminal owes, brings verdicts back
//	bundle                    the locked configuration on its way: who signed it, whether it is the newest
//	registry                  the central end; registry/store is its database
//	registry/proof, report    the operation logs proved and counted
//	registry/passkey          whether a FIDO2 authenticator saw its owner
//	faultnet                  a bad network for tests
//
// ui has the window (shell), what screens are made of (kit, look, paper, proof, words)
// and one package a screen; assets the embedded words, fonts and tables; cmd the
// programs, which alone know everything, and the import policy as a test.
//
// # How a notification travels
//
// A clerk's draft becomes an entry (仮登録) when it is handed over: the rules have run,
// the writer has signed. Other operators review it, each in a sitting whose evidence
// they sign. Approved entries wait in the outbox until the registry has taken them,
// run the same rules against the register, and answered: accepted (本登録), with the
// date of processing (処理日), or refused, with a copy to begin again from.
//
// # Glossary
//
// One English word for a term of the law, and never a second.
//
//	施錠された設定     locked configuration     policy.Policy, carried by package bundle
//	操作権限管理簿     register of rights
//	操作ログ           operation log            audit.Record
//	住民               resident                 resident.Record is about one
//	住民票             resident record          resident.Record
//	除票               removed record           a record whose Status is not Current
//	住民基本台帳       the register
//	世帯・世帯主・続柄 household, head, relationship
//	異動               change                   its cause: resident.Cause
//	届出・異動届       notification             notification.Kind: moving in, moving within, moving out
//	様式               form                     notification.Schema
//	職権               ex officio
//	受付・入力・審査   intake, entry, review
//	承認・差戻し       approve, return          notification.Approve, GiveBack
//	仮登録・本登録     entered, accepted        notification.Entered, Accepted
//	取下げ             withdrawal
//	異動日             date of change           ChangedOn
//	届出日             date of notification     NotifiedOn
//	処理日             date of processing       ProcessedOn, stamped by the registry
//	エラー・アラート   error, alert             rules.Error, rules.Alert
//	個人番号           Individual Number        mynumber.Number
//	住民票コード       resident record code     residentcode.Code
//	宛名番号           resident ID              resident.ID
//	世帯番号           household ID             resident.HouseholdID
//	履歴番号           history number           resident.Record.History
//	団体コード         municipality code        municipality.Code
//	操作者             operator                 operator.ID, operator.Profile
//	端末               terminal                 register terminal (既存住基端末), integrated terminal (統合端末)
//	届出人・本人確認   notifier, identification (of who hands it in)
//	転出証明書         moving-out certificate
//	本籍・筆頭者       domicile, domicile head
//	氏名・ふりがな     name, reading            never kanji, kana
//	通称・旧氏         alias, former name
//	外字               character outside the repertoire
//	支援措置・抑止     support measure, hold    never lock: that is a mutex or the screen's
//	一時解除           lift                     resident.Lift: for some minutes, never a release
//	伝達先             place, tripwire          resident.Place: where a measure has to reach (D18)
//	和暦・元号         era                      civil.Era
//	不詳               not fully known          civil.Uncertain
//
// Rows such as E02, A13, R106 or D12 in comments and tests are those of the
// requirements: errors, alerts, rules of the protection assessment, wishes.
package app
