package words

// The screen on which an operator signs in.
const (
	SigninTitle       Key = "signin.title"
	SigninHead        Key = "signin.head"
	SigninKeys        Key = "signin.keys"
	SigninGo          Key = "signin.go"
	SigninOffline     Key = "signin.offline"
	SigninLoggedTitle Key = "signin.logged.title"
	SigninLogged      Key = "signin.logged"
)
