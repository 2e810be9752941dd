// Package pinned is the line's lock: mutual TLS 1.3 between a terminal and the one
// registry it may talk to (R019, R024).
//
// The city runs its own [Authority] and trusts nothing else: the system's roots are
// never consulted. A terminal knows the registry three times over, by the authority,
// by the host name and by a [Pin] of its public key, so that neither another
// authority nor a second certificate of ours opens the line to a stranger. There are
// always two pins; the second belongs to a key that lies in a safe until the first
// has to be replaced.
//
// Sessions are never resumed: a resumed session skips the certificate, and let a
// revoked terminal in when it was tried. A live HTTP/2 connection outlives both
// revocation and expiry, which is why [Guard] looks at every request, and answers a
// refusal as a readable 403 where TLS could only send an alert.
//
// What a caller can branch on are [ErrPin], [ErrExpired], [ErrRevoked], [ErrRefused]
// and [ErrEndpoint]; every other error is the network's.
//
// Where keys are kept (a TPM, a sealed file) and who is revoked is the caller's to
// know; reconnecting and waiting is sync/link.
package pinned
