package main

// timeTopic is what IT knows of the clocks of terminals.
var timeTopic = topic("time", "what a terminal does when its clock is wrong (a text)", `The registry tells its time in every answer, over the pinned line. A terminal works by that
time, not by its own clock. Once told, it goes on from there by how long the machine has been
up, sleep included: setting the clock of a running terminal changes nothing but the difference
that "admin fleet" shows. The highest time is kept, sealed, over restarts, every five minutes.

  the terminal …                            sign-in          entering, reviewing   what is told
  has a line; clock right or wrong          yes (registry)   yes, registry time    band from 5 minutes off
  lost the line after it was told the time  yes (code)       yes, registry time    band from 5 minutes off
  started without a line, clock right       yes (code)       yes, its own clock    -
  started without a line, clock ahead       code fails       who is signed in      -
                                            (costs a try)
  started without a line, clock more than   refused, costs   -                     band "clock back"
  2 minutes behind the time kept            no try

A clock that is ahead without a line cannot be told from a long time switched off; what expires
(credentials for the times without a line, policy) then expires early, never late. The registry
accepts what was entered at any time and stamps its own (処理日).

In the log (admin audit): clock_jumped with the seconds when somebody set the clock of a running
terminal, suspended when it slept, sign_in_refused "clock". The weekly report counts them.

What to do: set up a time service inside the network (NTP on the registry's side, w32time or
chrony at the terminals) and look at the column "clock off" of admin fleet. The registry's own
clock is the city's time: compare it weekly.
`)
