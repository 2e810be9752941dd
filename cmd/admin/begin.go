package main

// beginTopic leads from nothing to the first terminal.
var beginTopic = topic("begin", "how a city begins: registry, first seat, first terminal (a text)", `On the server, as the account of the registry
  1. Write registry.json; paths are relative to it, and port 8444 is for enrolment alone:
       {
         "listen": "10.1.2.3:8443",        "enrol_listen": "10.1.2.3:8444",
         "database": "/var/lib/madoguchi/registry.db",
         "keys": "/etc/madoguchi/registry.key",
         "authority": "ca.pem",            "identity": "server.pem",
         "authority_key": "authority.key", "authority_passphrase": "passphrase",
         "audit_key": "/media/log/audit.key", "audit_export": "/archive/madoguchi-audit"
       }
  2. registry init -config registry.json           the empty register and its key file
     registry authority -config registry.json      the city's authority (or -from its PEM file)
     registry identity -config registry.json -host registry.city
                                                   its certificate; note the two pins it tells,
                                                   and put the reserve key into a safe
     registry audit-key -config registry.json      the key that signs the operation log

On the machine that becomes the first admin seat
  3. Copy ca.pem there, compare it by SHA-256 (sha256sum ca.pem), then
       admin seat -id A-01 -ward 991007 -registry registry.city:8443 -host registry.city \
                  -authority ca.pem -pins PIN,RESERVE -request A-01.csr

On the server again, with A-01.csr, and the two administrators present
  4. registry found -config registry.json -seat A-01 -ward 991007 -request A-01.csr \
         -certificate A-01.pem -operator "it01:NAME" -operator "it02:NAME"
     shows each a first PIN and the code for the token, once. Clear the window after each.
  5. registry run -config registry.json            by the system's service manager
     Put A-01.pem into the seat's folder as certificate.pem: admin seat then shows its end.

At the seat
  6. admin operator pin                 each administrator sets a PIN of their own
  7. Make a third administrator now (admin help operator): with two, nobody can approve what
     the one asks for while the other is away or has lost the token.
  8. admin recovery make, then registry keys recovery      before the first entry is taken
  9. admin policy init, then registry root                 locked configurations (admin help policy)
 10. admin operator request -act unit …, then -act grant … for whoever works at the counter

A terminal
 11. admin terminal add, and another one approves: it shows a code (admin help terminal)
 12. At the machine, logged in as the account it runs under, write config.json:
       {
         "terminal": "T-01-05",   "ward": "991015",   "city": "みなと野市",
         "data": "/var/lib/madoguchi",
         "registry": "registry.city:8443",  "host": "registry.city",
         "enrolment": "registry.city:8444",
         "authority": "ca.pem",   "pins": ["PIN", "RESERVE"],
         "root": "root.json",     "recovery": "recovery.pub"
       }
     terminal enrol -config config.json        asks for the code
     terminal run   -config config.json        opens the window
 13. admin fleet shows it. An operator signs in with the first PIN, and the screen has them
     set their own.

Nobody is left to ask (the last seat broke, the last but one administrator lost the token)
  Stop the registry. On the server, seen by the register's manager, with a request of the
  seat (3.) and for whom it is needed:
     registry found -again -config registry.json -seat A-01 -ward 991007 -request A-01.csr \
                    -certificate A-01.pem -operator "it02:NAME"
  -seat or -operator may be missing. It stands in the operation log as that, and in the
  register of rights as set up at the registry. Note it in the ledger of keys with both names.
`)
