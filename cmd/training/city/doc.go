// Package city invents the city of training mode (D25): residents in households with
// their addresses and numbers, and the operators of its counters. Nobody in it
// exists; the towns and postal codes do, so that a clerk's hands learn real ones.
//
// The same [Config] gives the same city, byte for byte: a report of something seen in
// training can be repeated from its seed, and tests can name a resident.
//
// names.tsv.gz holds surnames and given names with readings from the mecab-ipadic
// dictionary, made by the command in names/; LICENSE.ipadic is the dictionary's.
//
// Keeping the residents is left to sync/registry/store, starting the programs to
// cmd/training.
package city
