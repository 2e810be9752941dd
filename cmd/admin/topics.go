package main

import (
	"context"
	"flag"
	"fmt"
	"io"
)

// topic is a text of IT's procedures that no single command does.
func topic(name, short, text string) command {
	return command{name: name, short: short, long: text, flags: func(*flag.FlagSet) func(context.Context, io.Writer) error {
		return func(_ context.Context, stdout io.Writer) error {
			_, err := fmt.Fprint(stdout, text)
			return err
		}
	}}
}

// keysTopic is what IT does with keys.
var keysTopic = topic("keys", "how keys are replaced, recovered and taken out of use (a text)", `Which key opens what
  terminal file      a half in the keyring of the machine's account, and the share of the
                     machine's TPM where there is one
  registry database  a half in the key file ("keys" in the configuration)
  both               the recovery key of two custodians (admin help recovery make)
Without one of them the file is of no use to anybody. No key is ever written to a file
beside what it opens, and a program never makes new keys for a file that is there.

Replace keys (once a year; at once when somebody may have seen one)
  Close the terminal's window, log in as the account it runs under, then:
    terminal keys rotate -config FILE               the half and the data key
    terminal keys rotate -config FILE -half         the half and the TPM's share alone
    terminal keys rotate -config FILE -index        the key of the indexes
  Stop the registry, then:
    registry keys rotate -config FILE [-half] [-data] [-index]
  What was sealed before stays readable. Each step may be interrupted at any moment, also
  by a power cut: the file opens with the old keys or with the new ones. Run the command
  again; what was left over is removed. Copy the registry's key file to its safe place
  after each rotation: backups from before a rotation of the half need the key file of
  their time, so keep the old copy as long as those backups.

Replace a terminal's TLS key
    terminal keys next -config FILE -request next.csr
  The terminal goes on with its key. Have next.csr signed like the first request, put the
  certificate where "certificate" in the configuration says, and start the window: it uses
  the new key from then on and has forgotten the old one.

The keyring of a terminal was lost (account made anew, keyring reset, disk moved; the
terminal shows that the keyring has no key for its file)
  1. Do not set the terminal up anew: the entries in its file are still there.
  2. Log in as the account the terminal runs under, with its keyring unlocked.
  3. With both custodians:
       terminal recover -config FILE -share share-1.json -share2 share-2.json
     The file is bound to the new keyring, and to the TPM of this machine.
  4. Start the window. Unsent entries go out by themselves.
  Certificate and terminal key stay as they were.

The TPM or the board of a terminal was replaced (the same screen, or a BIOS update that
cleared the TPM): as above. If the old board left the office, replace the TLS key, too.

The registry's key file was lost: look for its copy first. Without it:
       registry recover -config FILE -share share-1.json -share2 share-2.json
  makes a new key file. Copy it to its safe place.

A PIN was forgotten or seen: see admin help (operators); a PIN opens only its holder's own
credential and is changed by the holder.

A terminal is stolen or leaves the office
  1. Revoke it (admin help terminal). Its certificate is worth nothing from then on.
  2. Its disk opens only with its keyring and TPM, and the keyring only with the account's
     password. Nothing needs to be rotated elsewhere: no terminal holds another's keys.
  3. Before a machine is given away or scrapped (R072): remove its half from the keyring by
     deleting the account, clear the TPM in the firmware, erase or destroy the disk, and
     write the day, the serial number and both names into the ledger of disks (磁気ディスク管理簿).

No recovery key was set and the keyring is lost: nobody opens the file, we neither. What it
had not yet sent is entered again from the paper forms; set the terminal up anew under a
new ID, so that the registry does not take it for a copy of the old one.
`)

// hostTopic is what IT sets up on the machines themselves.
var hostTopic = topic("host", "what the machines of terminals and registry need (a text)", `What the programs do themselves
  They write no memory image when they crash (Linux: not dumpable, core size 0; Windows:
  no error-reporting dialog for the process), and no other process of the account may
  read their memory under Linux. They wipe keys after use as far as Go allows it: memory
  that the garbage collector moved or has not yet reused may still hold plaintext of the
  forms that were open.

What the machine must do, because a program cannot
  swap        Memory may be written to the swap area and to a hibernation image. Encrypt
              the disk (BitLocker, LUKS) with swap on it, or use no swap: swapoff -a and no
              swap line in /etc/fstab; on Windows also HKLM\SYSTEM\CurrentControlSet\
              Control\Session Manager\Memory Management\ClearPageFileAtShutdown = 1. Switch
              hibernation off (powercfg /h off; systemctl mask hibernate.target).
  core dumps  Linux: /etc/security/limits.d: "* hard core 0", and
              kernel.core_pattern=|/bin/false. Windows: no full user-mode dumps (WER
              LocalDumps) for terminal.exe.
  spool       Print jobs stand in the spool until they are printed. cups: PreserveJobFiles
              No, PreserveJobHistory No. Windows: "keep printed documents" off. Keep the
              spool on the encrypted disk.
  temp        The programs write no personal data to temporary folders.
  keyring     One account a terminal, logged in by the operator's machine log-in, so that
              the keyring is unlocked with it. No automatic log-in with an empty keyring
              password.
  registry    Key file and database on different volumes, the key file readable for the
              registry's account alone (mode 0600) and outside of the database's backups.
`)

// custodyCommands are about keys and the machines they are on.
var custodyCommands = []command{makeRecovery, checkRecovery, keysTopic, hostTopic}
