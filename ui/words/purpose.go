package words

// Purpose returns the key of a purpose.
func Purpose(code string) Key { return Key("purpose." + code) }

// Why a resident is looked up.
const (
	Purpose1 Key = "purpose.1"
	Purpose2 Key = "purpose.2"
	Purpose3 Key = "purpose.3"
	Purpose4 Key = "purpose.4"
	Purpose5 Key = "purpose.5"
)
