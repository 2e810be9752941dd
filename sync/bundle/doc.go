// Package bundle carries locked configurations (施錠された設定) from IT to the terminals,
// so that each terminal can tell by itself that nobody else wrote them, that none is
// missing and none is old (R031, D19).
//
// A [Bundle] is metadata of The Update Framework (TUF 1.0) and the policies it names, in
// one piece that travels over the line or on a stick: every root from the first on, the
// timestamp, the snapshot, the targets, and one [Edition] of the policy for each ring.
// Two of three root keys say whose signatures count, two of two targets keys sign every
// edition, and the registry's timestamp key says that this bundle is still the newest.
//
// A ring is the city ("all"), a ward or one terminal; the narrowest that has an edition
// counts. A version is given out once in the whole city and only grows: what was wrong
// is put right by a newer edition, never by an older one.
//
// [Replace] decides about a bundle that arrives, [Verify] about the stored one at every
// start. Keeping it is left to app/store, telling the operator to the machine screen, the
// values and their bounds to app/policy, and the custody of the keys to cmd/admin.
package bundle
