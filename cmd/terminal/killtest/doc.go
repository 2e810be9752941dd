// Package killtest kills the terminal and the registry with SIGKILL at random points
// of a push loop, and checks that nothing acknowledged was lost and nothing was applied
// twice. It holds nothing but that test.
//
// The test runs its own binary as both: the registry with its real store behind pinned
// TLS, and a terminal without its window, that is the sealed file, the desk and the
// outbox over a real line. Only signing in is left out, because a token code opens once
// in thirty seconds; that is tested beside package adapter.
package killtest
