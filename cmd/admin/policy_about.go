package main

// policyAbout leads through what is done with locked configurations.
var policyAbout = topic("policy", "how locked configurations are made, given out and followed (a text)", `A locked configuration (施錠された設定) says how long a terminal may be left alone, how many
reviewers there are and the like (admin help policy edit lists the values). Nobody at a
counter can change one. Terminals take it only when it carries
  two targets signatures   of two people: they decide about the values
  a snapshot signature     of IT: it says that these are all the lists there are
  a root                   which names those keys, and is signed by two of three root keys
  a timestamp              of the registry, renewed every day: nothing newer is kept back
and when no part of it is older than what they have.

Once for the city
  1. admin policy init -keys FOLDER -holders …             keys and root.json
  2. registry root -config FILE root.json                  in the server room
  3. "root" in the configuration of every terminal, or by the system's own policy:
       Windows  HKLM\SOFTWARE\Policies\Madoguchi, values Registry (REG_SZ), Pins (REG_MULTI_SZ),
                Root (REG_SZ, absolute path)
       Linux    /etc/opt/madoguchi/policies/managed/*.json with the keys registry, pins, root
     The system's policy counts over the configuration, and only for these three.
  4. admin policy edit -ring all     sign     publish      the first list: the built-in values
Until a terminal has a list it works by the values it ships with, and its screen says so.

Changing a value
  1. admin policy edit -ring terminal/T-01-03 -set idle.lock_seconds=240 -note WHY     a pilot
  2. admin policy sign -key FILE     by two targets holders, then by the snapshot holder
  3. admin policy publish            online terminals have it within two seconds
  4. admin policy status             which have it, since when, and why others do not
  5. after some days   admin policy promote -from terminal/T-01-03 -to ward/991015,
     later             admin policy promote -from ward/991015 -to all; sign and publish each
  Wrong?  admin policy take-back -ring RING -list N; sign and publish. Versions only grow.
  What counts at a terminal, who set it, since when and until when: F11 on its screen. Idle
  times, reviews, limits and batches change at once; the personality at the next sign-in;
  the registry's address and pins and the font for names at the next start.

A terminal without a line
  admin policy publish -usb FOLDER, carry the stick there within the week, F11, F6. Where
  nobody can sign in: close the window, terminal policy -config FILE -take BUNDLE.

A list that must not be wrong
  registry.address and registry.pins count from the next start of a terminal on. If a list
  sends them to a registry that is not there, publish the right one, and carry it to those
  that were started meanwhile.

What a terminal does by itself
  refused          what it had stays; status and its F11 say why. Offered the very same again
                   it refuses again: mend the cause and publish
  not vouched for  when the registry's timestamp ended (7 days without a line or a stick) it
                   warns, and 7 days later it begins nothing new: reviews and sending go on
  damaged          what it had stored no longer verifies: it begins nothing new until it
                   receives a list. If that lasts, look whether its root is the city's

Once a year, and when status says so
  admin policy edit -ring all, sign, publish     signatures of lists count for a year
  admin policy rotate-root, sign, publish        a root counts for two years
A holder leaves, or a key is lost or stolen: admin help policy rotate-key, the same day.
`)
