package words

// Kind returns the key of the name of a kind of notification.
func Kind(kind string) Key { return Key("kind." + kind) }

// The names of the notifications.
const (
	KindMovingIn     Key = "kind.moving_in"
	KindMovingWithin Key = "kind.moving_within"
	KindMovingOut    Key = "kind.moving_out"
	KindUnknown      Key = "kind.unknown"
)
