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
var keysTopic = topic("keys", "how keys are replaced, recovered and taken out of use (a text)", `Which key is where, and what replaces it
  key                      where it is                         replaced by
  half of a terminal file  keyring of the machine's account    terminal keys rotate -half
  share of the TPM         in the TPM, where there is one      terminal keys rotate -half
  data key, index root     in the file, under half and share   terminal keys rotate -data -index
  terminal's TLS key       in the TPM, else in the file        terminal enrol -new-key
  half of the registry     the key file ("keys")               registry keys rotate -half
  its data key and roots   in the database, under the half     registry keys rotate -data -index
  registry's TLS key       "identity"; a reserve in a safe     registry help identity
  authority's key          "authority_key", or offline         not in use: see below
  signature of the log     "audit_key"                         see below
  locked configurations    with five holders, and the registry admin help policy rotate-key
  recovery key             in two shares, two safes            admin help recovery make
  key of an admin seat     keyring of its machine              see below
  PIN, token               with the operator                   admin help operator
Without the half (and the share) the file or database is of no use to anybody; a recovery
key opens it. No key is ever written to a file beside what it opens, and a program never
makes new keys for a file that is there.

Replace keys (once a year; at once when somebody may have seen one)
  At a terminal: close the window (it says "in use" otherwise), log in as the account it runs
  under, then
    terminal keys rotate -config FILE               half, share and data key
    terminal keys rotate -config FILE -half         half and share alone
    terminal keys rotate -config FILE -index        the root of the indexes
    terminal keys show   -config FILE
  At the registry: stop it, then
    registry keys rotate -config FILE [-half] [-data] [-index]
    registry keys show   -config FILE
  What was sealed before stays readable: the old data keys are kept in the file, under the new
  half. Each step may be interrupted at any moment, also by a power cut: the file opens with
  the old keys or with the new ones; run the command again. Copy the registry's key file to
  its safe place after each rotation of the half, and keep the copy from before as long as the
  backups of its time (both shares open them as well: registry help restore).

Replace a terminal's TLS key
    admin terminal enrol -id ID, approved by another: a code      at an admin seat
    terminal enrol -config FILE -new-key                          at the terminal
  The terminal goes on with the key it has until the new one has its certificate; then the
  registry knows the old one no more. Where certificates are issued offline:
    terminal keys next -config FILE -request next.csr
  Have next.csr signed (admin help certify) and approved (admin terminal enrol -id ID
  -certificate FILE), put the certificate where "certificate" in the configuration says, and
  start the window.

The keyring of a terminal was lost (account made anew, keyring reset, disk moved; the
terminal shows: the keyring has no key for this terminal's file)
  1. Do not set the terminal up anew and do not delete its file: the entries are in it.
  2. Log in as the account the terminal runs under, with its keyring unlocked.
  3. With both custodians and their media:
       terminal recover -config FILE -share share-1.json -share2 share-2.json
     binds the file to the keyring there is now, and to the TPM of this machine.
  4. Start the window. What was not sent goes out by itself. The terminal's key and
     certificate are as they were, if they are not in a TPM.

The TPM or the board of a terminal was replaced, or a BIOS update cleared the TPM (the
terminal shows: the TPM of this machine does not open the key)
  1. to 3. as above. The new TPM guards the file from then on.
  4. The terminal's TLS key was in the old TPM. At an admin seat: admin terminal enrol -id ID,
     approved by another. At the terminal: terminal enrol -config FILE. It makes a key in the
     new TPM; the old one counts no more.
  5. Start the window. If the old board left the office, note it in the ledger of disks.
  A machine that is to do without its TPM: "tpm": "none" in its configuration before step 3.

The registry's key file was lost: look for its copy first. Without it, stop the registry and
       registry recover -config FILE -share share-1.json -share2 share-2.json
  makes a new key file. Copy it to its safe place. If the whole server was lost: registry
  help restore. Before that, have the configuration's other files brought from their safe
  places: authority and identity (or its reserve), authority_key with its passphrase, audit_key.

The recovery key is replaced (a share was lost or seen, a custodian leaves)
  admin recovery make, then at every terminal and at the registry, stopped:
    terminal keys recovery -config FILE -public recovery.pub
    registry keys recovery -config FILE -public recovery.pub
  Half and data key are replaced with it. The old shares still open backups and copies of
  files from before: destroy those, or keep the old shares apart as long as they exist.
  Compare the fingerprint that each command shows with the one in the ledger of keys.

The key that signs the operation log ("audit_key") is replaced: name another file in the
  configuration, registry audit-key, restart. Keep the public key of before: what was signed
  with it is verified with it. The old private key is destroyed.

The key of an admin seat: give the seat another folder (-seat), admin help seat, have its
  certificate issued and approved (admin terminal enrol -id SEAT -certificate FILE).

The authority's key: whoever has it can make terminals that the registry still refuses,
  because it admits only keys that two administrators approved. Have a new authority made on
  a weekend: registry authority with other files, registry identity, then the new ca.pem and
  an enrolment at every terminal.

A PIN was forgotten or seen: admin help operator. Its holder changes it at the machine screen
  of a terminal (or admin operator pin); what was sealed under the old PIN is sealed anew.

A terminal is stolen or leaves the office
  1. admin terminal revoke (admin help terminal). Its certificate is worth nothing from then on.
  2. Its disk opens only with its keyring and TPM, and the keyring only with the account's
     password. Nothing needs to be rotated elsewhere: no terminal holds another's keys.
  3. Before a machine is given away or scrapped (R072): remove its half from the keyring by
     deleting the account, clear the TPM in the firmware, erase or destroy the disk, and
     write the day, the serial number and both names into the ledger of disks (磁気ディスク管理簿).

No recovery key was set and the keyring is lost: nobody opens the file, we neither. Move it
away, have admin terminal enrol approved, and enrol with a new file: the registry goes on
after what the old one had sent. What it had not sent is entered again from the paper forms.
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
  backups     The register's database and its backups hold names and addresses as they are:
              encrypted volumes and media for both (registry help backup).
  spool       Print jobs stand in the spool until they are printed. cups: PreserveJobFiles
              No, PreserveJobHistory No. Windows: "keep printed documents" off. Keep the
              spool on the encrypted disk.
  temp        The programs write no personal data to temporary folders.
  clipboard   What is copied in the terminal is taken off the clipboard after half a minute and
              at the lock. Windows keeps a history of its own and may carry it to other
              machines: HKLM\SOFTWARE\Policies\Microsoft\Windows\System, AllowClipboardHistory
              = 0 and AllowCrossDeviceClipboard = 0. Linux: no clipboard manager.
  pictures    Windows leaves the terminal's window out of screenshots, sharing and remote
              support (policy value screen.exclude; the machine screen says whether it does).
              X11 cannot: give the account no screenshot program and no remote desktop.
  input       Names are written by an input method, which is a program of its own and may
  method      remember what was written. Under Linux the terminal sends it the private hint for
              every field (IBus interface: INPUT_HINT_PRIVATE, "do not learn"), and keys of
              PINs, token codes, My Number, dates and kana never reach it. But an engine
              need not heed the hint, and under Windows none is sent: switch its memory off.
              Linux: install ibus-mozc, or fcitx5-mozc, one of the two, started with the
              desktop; the terminal finds it by itself. Then with mozc-utils-gui
              (/usr/lib/mozc/mozc_tool --mode=config_dialog), for the terminal's account:
              "Adjust conversion based on previous input": No; "Use input history" for
              suggestions: off; usage statistics: off; "Clear personalization data" and
              "Clear all history". Fcitx: switch the add-ons Clipboard and Cloud Pinyin off.
              No dictionary that asks the network.
              Windows: group policies of Microsoft IME, User Configuration, Administrative
              Templates, Windows Components, IME. Enabled: "Turn off history-based predictive
              input", "Turn off saving auto-tuning data to file", "Turn off Open Extended
              Dictionary", "Turn off Internet search integration". Disabled: "Turn on cloud
              candidate", "Turn on misconversion logging for misconversion report". With MDM:
              TextInput/AllowIMELogging = 0 and TextInput/AllowIMENetworkAccess = 0. In the
              settings of the IME: input history off, and cleared; private mode on. No other
              input method for the account.
              Words that the whole city needs are given out by IT in a dictionary.
              The machine screen names the method in use. Without one, names are written by
              their readings from a list, and taken from the certificate and the household.
  keyring     One account a terminal, logged in by the operator's machine log-in, so that
              the keyring is unlocked with it. No automatic log-in with an empty keyring
              password.
  registry    Key file and database on different volumes, the key file readable for the
              registry's account alone (mode 0600) and outside of the database's backups.
`)

// custodyCommands are about keys and the machines they are on.
var custodyCommands = []command{makeRecovery, checkRecovery, keysTopic, hostTopic}
