# What is cleverer than this file is a Go program under cmd.
NEED  = gcc libc6-dev pkg-config libgl-dev libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev \
        xvfb xauth openbox xdotool x11-xkb-utils dbus gnome-keyring oathtool libgl1-mesa-dri fonts-ipamj-mincho poppler-utils cups-client cups-daemon
CHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -checks inherit,ST1000,ST1020,ST1021,ST1022

run: deps build
	bin/training run $(ARGS)

build: # the flag sets are fixed: others compile the window's C part once more
	go build -tags x11,no_emoji -o bin/terminal ./cmd/terminal
	CGO_ENABLED=0 go build -o bin/registry ./cmd/registry
	CGO_ENABLED=0 go build -o bin/training ./cmd/training
	CGO_ENABLED=0 go build -o bin/admin ./cmd/admin

deps:
	@dpkg -s $(NEED) >/dev/null 2>&1 || { s=; [ $$(id -u) = 0 ] || s=$$(command -v sudo) || { echo "please install: $(NEED)"; exit 1; }; \
	$$s apt-get update -q && DEBIAN_FRONTEND=noninteractive $$s apt-get install -yq --no-install-recommends $(NEED); }

test: NEED += swtpm ibus ibus-mozc fcitx5 fcitx5-mozc
test: deps build # the race detector on all but what needs a real window, and SQLite, which it makes five times as slow
	go test -race '-gcflags=modernc.org/sqlite/lib=-race=false' -timeout 20m -tags ci ./app/... ./sync/... ./ui/... ./assets/... ./cmd/...
	go test -tags x11 -timeout 15m ./cmd/training/play ./cmd/training/e2e ./cmd/terminal/inputmethod
	xvfb-run -a go test -tags x11 ./ui/kit/keyhook

check: NEED += gcc-mingw-w64-x86-64
check: deps windows gosec
	@test -z "$$(gofmt -l app assets cmd sync ui | tee /dev/stderr)"
	go vet -tags ci ./...
	$(CHECK) -tags ci ./...

windows: # most counters run it; only Linux can be driven here
	CGO_ENABLED=1 GOOS=windows CC=x86_64-w64-mingw32-gcc go build -tags no_emoji -o bin/terminal.exe ./cmd/terminal
	CGO_ENABLED=0 GOOS=windows go build -o bin/registry.exe ./cmd/registry
	CGO_ENABLED=0 GOOS=windows go build -o bin/admin.exe ./cmd/admin

# What gosec is not asked for, and what it finds here instead of faults: G101 names that sound like passwords; G110 tables that
# are part of the program; G115 numbers whose ranges are checked where they come in (sync/wire/limits.go); G202 a constant list
# of columns; G204 lp, fido2 tools and go, without a shell; G304 G703 paths that IT gives on the command line or in a
# configuration; G301 G306 certificates, requests and public tables; G401 G505 the MAC of RFC 6030; G404 tests, training and
# jitter; G407 tink makes the nonce; G706 slog quotes. Of G115 and G304 those that take values from outside were looked at.
gosec:
	go run github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -exclude-generated -tags ci \
	-exclude=G101,G110,G115,G202,G204,G301,G304,G306,G401,G404,G407,G505,G703,G706 ./app/... ./sync/... ./cmd/...

attack: deps # every attack of the suite: what refused it, and the very words the operator saw
	go run ./cmd/attack -o bin/attack.txt

sbom: build # what the binaries are made of (CycloneDX) and under which licences
	go run ./cmd/sbom -licences bin/licences.txt bin/terminal bin/registry bin/admin bin/training

tour: deps build # every kind of notification from the menu to the registry, by keyboard: a quarter of an hour
	bin/training run -tour $(ARGS)

bench: build
	go run -tags x11 ./cmd/bench

.PHONY: run build deps test check windows tour bench attack sbom gosec
