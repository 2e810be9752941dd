// Package store is the registry's store over one SQLite file (modernc.org/sqlite,
// no cgo): it implements [registry.Store].
//
// One connection writes, a few read; write-ahead log, every commit synced
// (synchronous=FULL), so that what Update has answered survives a power cut. The
// schema is in schema/*.sql, applied in order and forward only, each with its record
// in one transaction. [Open] refuses a file that is missing, another program's, or
// newer than the program: making one is [Create]'s, and nobody else's.
//
// What may be written is package registry's to decide, and who may open the key
// file is the operating system's.
package store
