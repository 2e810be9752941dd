// Command scratch pins dependencies until real code imports them.
package main

import (
	_ "connectrpc.com/connect"
	_ "fyne.io/fyne/v2/app"
	_ "fyne.io/fyne/v2/container"
	_ "fyne.io/fyne/v2/test"
	_ "fyne.io/fyne/v2/widget"
	_ "fyne.io/fyne/v2/lang"
	_ "fyne.io/fyne/v2/driver/desktop"
	_ "github.com/go-gl/glfw/v3.4/glfw"
	_ "github.com/go-text/typesetting/font"
	_ "github.com/google/uuid"
	_ "github.com/pquerna/otp/hotp"
	_ "github.com/pquerna/otp/totp"
	_ "github.com/tink-crypto/tink-go/v2/aead"
	_ "github.com/tink-crypto/tink-go/v2/keyset"
	_ "github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	_ "github.com/zalando/go-keyring"
	_ "golang.org/x/crypto/argon2"
	_ "golang.org/x/crypto/hkdf"
	_ "golang.org/x/mod/sumdb/tlog"
	_ "golang.org/x/net/http2"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/text/width"
	_ "golang.org/x/text/encoding/japanese"
	_ "google.golang.org/protobuf/proto"
	_ "modernc.org/sqlite"
)

func main() {}
