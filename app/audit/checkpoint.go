package audit

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// ErrCheckpoint says that a text is no checkpoint, or not one of the signer asked for.
var ErrCheckpoint = errors.New("not a checkpoint of the operation log")

// maxCheckpoint bounds the text of a checkpoint.
const maxCheckpoint = 4 << 10

// A Checkpoint is what one log was at one moment. Signed, it is a note of six lines that
// can be printed, filed and compared by eye; kept elsewhere, it shows that nothing
// before it was changed, left out or cut off.
type Checkpoint struct {
	// Origin is whose log it is: a terminal's ID or "registry".
	Origin string
	Head   Head // end of the chain
	Root   Hash // of the tree of as many records
	At     time.Time
}

const checkpointTitle = "madoguchi operation log 1"

func (c Checkpoint) text() string {
	enc := base64.StdEncoding.EncodeToString
	return strings.Join([]string{checkpointTitle, c.Origin, strconv.FormatInt(c.Head.Seq, 10), enc(c.Head.Hash[:]), enc(c.Root[:]),
		c.At.UTC().Truncate(time.Second).Format(time.RFC3339), ""}, "\n")
}

// Sign returns c as a signed note. The key is an Ed25519 one, or one of ECDSA as that of
// a terminal, in a TPM or not.
func (c Checkpoint) Sign(key crypto.Signer) ([]byte, error) {
	if !validOrigin(c.Origin) || !usable(key.Public()) {
		return nil, fmt.Errorf("sign checkpoint: %w", ErrCheckpoint)
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, &signer{verifier{c.Origin, key.Public()}, key})
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return signed, nil
}

// ReadCheckpoint reads a signed note of a log whose signer is known.
func ReadCheckpoint(signed []byte, origin string, public crypto.PublicKey) (Checkpoint, error) {
	if len(signed) > maxCheckpoint || !validOrigin(origin) || !usable(public) {
		return Checkpoint{}, fmt.Errorf("read checkpoint: %w", ErrCheckpoint)
	}
	n, err := note.Open(signed, note.VerifierList(verifier{origin, public}))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read checkpoint: %w: %w", ErrCheckpoint, err)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil || c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("read checkpoint: %w", ErrCheckpoint)
	}
	return c, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 7 || lines[0] != checkpointTitle || lines[6] != "" {
		return Checkpoint{}, ErrCheckpoint
	}
	c := Checkpoint{Origin: lines[1]}
	var err error
	if c.Head.Seq, err = strconv.ParseInt(lines[2], 10, 64); err != nil {
		return Checkpoint{}, ErrCheckpoint
	}
	for line, into := range map[int]*Hash{3: &c.Head.Hash, 4: &c.Root} {
		b, err := base64.StdEncoding.Strict().DecodeString(lines[line])
		if err != nil || len(b) != len(into) {
			return Checkpoint{}, ErrCheckpoint
		}
		copy(into[:], b)
	}
	if c.At, err = time.Parse(time.RFC3339, lines[5]); err != nil || c.text() != text {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

func validOrigin(s string) bool { return s != "" && len(s) <= 40 && !strings.ContainsAny(s, " +\n\t") }

// usable reports whether a key is of a kind that checkpoints are signed with.
func usable(public crypto.PublicKey) bool {
	switch k := public.(type) {
	case ed25519.PublicKey:
		return len(k) == ed25519.PublicKeySize
	case *ecdsa.PublicKey:
		return k != nil
	}
	return false
}

// verifier and signer are notes' of a plain key.
type verifier struct {
	name   string
	public crypto.PublicKey
}

// Name implements [note.Verifier].
func (v verifier) Name() string { return v.name }

// KeyHash implements [note.Verifier], as package note makes it.
func (v verifier) KeyHash() uint32 {
	const ed25519Key, ecdsaKey = 1, 2 // c2sp.org/signed-note
	h := sha256.New()
	h.Write([]byte(v.name + "\n"))
	switch k := v.public.(type) {
	case ed25519.PublicKey:
		h.Write([]byte{ed25519Key})
		h.Write(k)
	case *ecdsa.PublicKey:
		der, _ := x509.MarshalPKIXPublicKey(k) // of a curve we do not use: a hash of no key, which verifies nothing
		h.Write([]byte{ecdsaKey})
		h.Write(der)
	}
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// Verify implements [note.Verifier].
func (v verifier) Verify(msg, sig []byte) bool {
	switch k := v.public.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(k, msg, sig)
	case *ecdsa.PublicKey:
		sum := sha256.Sum256(msg)
		return ecdsa.VerifyASN1(k, sum[:], sig)
	}
	return false
}

type signer struct {
	verifier
	private crypto.Signer
}

// Sign implements [note.Signer].
func (s *signer) Sign(msg []byte) ([]byte, error) {
	if _, ok := s.public.(ed25519.PublicKey); ok {
		return s.private.Sign(rand.Reader, msg, crypto.Hash(0))
	}
	sum := sha256.Sum256(msg)
	return s.private.Sign(rand.Reader, sum[:], crypto.SHA256)
}
